/**
 * The durable interpreter of the definition, machine by machine and step by step. It has no time of its own: who runs it
 * (a process with timers, or a schedule) calls it again when a machine is due.
 */
import type { Instant } from '../../../domain/model/identifiers.ts';
import { secondsBetween } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Ids } from '../../../ports/ids.ts';
import type { ItemStore } from '../../../ports/item-store.ts';
import type { MachineInput } from '../../../ports/state-machine.ts';
import type { Operations } from '../../operations.ts';
import type { Definition, TaskState } from '../definition-schema.ts';
import { type LoadedPointer, type Pointer, readPointer, savePointer } from './pointer.ts';
import { afterAnswer, afterBadData, afterFailure, type NextStep, nextStep, payloadOf } from './step.ts';

export interface MachinePorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly definition: Definition;
  /** Late: the operations themselves need the machine, to wake it. */
  readonly operations: () => Operations;
  /** Told of every task that threw: a bug, or an outage of the store. */
  readonly onTaskError: (machineName: string, stateName: string, error: unknown) => void;
}

/** A turn takes about four steps. A machine that never comes to rest would leave no other one, and no person, a turn. */
export const STEPS_AT_ONCE = 100;

/** Saves the pointer of a new machine; a second start of the same name changes nothing. */
export const createMachine = async (ports: MachinePorts, machineName: string, input: MachineInput): Promise<void> => {
  await savePointer(ports.store, startPointer(ports.definition, machineName, input), 0);
};

const startPointer = (definition: Definition, machineName: string, input: MachineInput) => ({
  machineName,
  stateName: definition.StartAt,
  data: { executionId: input.executionId, generation: input.generation },
  status: 'RUNNING' as const,
  tries: 0,
});

/** The token names its machine, so that it is found without another index. */
const tokenOf = (machineName: string, id: string): string => `${machineName}:${id}`;
const machineOfToken = (taskToken: string): string => taskToken.slice(0, Math.max(0, taskToken.lastIndexOf(':')));

/** The machine sleeps for so many seconds, or is over; or it goes on at once from here. */
export type Stepped =
  | { readonly kind: 'sleeps'; readonly seconds: number }
  | { readonly kind: 'ended' }
  /** Undefined when somebody else has moved it on: its pointer has to be read. */
  | { readonly kind: 'goes on'; readonly from: LoadedPointer | undefined };

/** Takes one step: from the pointer as the step before saved it, or else as it is read. */
export const stepOnce = async (ports: MachinePorts, machineName: string, from?: LoadedPointer): Promise<Stepped> => {
  const loaded = from ?? (await readPointer(ports.store, machineName));
  if (loaded === undefined) return { kind: 'ended' };
  const { pointer, version } = loaded;
  const now = ports.clock.now();
  const save = async (next: Pointer): Promise<Stepped> => ({
    kind: 'goes on',
    from: await savePointer(ports.store, untilNextCall(ports, next), version),
  });
  const step = planStep(ports, pointer, now);
  switch (step.kind) {
    case 'ended':
      return { kind: 'ended' };
    case 'sleep':
      return { kind: 'sleeps', seconds: secondsBetween(now, step.until) };
    case 'save':
      return save(step.pointer);
    case 'call':
      return save(
        await callTask(ports, pointer, step.state, async () =>
          afterAnswer(step.state, pointer, await ports.operations()[step.operation](step.payload)),
        ),
      );
    case 'callWithToken': {
      const { wait } = pointer;
      // The token is stored before it is given away (E3); after a crash in between it is given away again.
      if (wait?.kind !== 'token') return save(pointer);
      return save(
        await callTask(ports, pointer, step.state, async () => {
          await ports.operations()[step.operation](payloadOf(step.state, pointer, wait.taskToken));
          return { ...pointer, wait: { ...wait, parked: true } };
        }),
      );
    }
  }
};

/**
 * Through what needs nobody, a choice or an end, to the next call or wait, whose token is made: one save for all of it.
 */
const untilNextCall = (ports: MachinePorts, pointer: Pointer): Pointer => {
  const now = ports.clock.now();
  let next = pointer;
  for (let steps = 0; steps < STEPS_AT_ONCE; steps += 1) {
    const step = planStep(ports, next, now);
    if (step.kind === 'callWithToken' && next.wait === undefined) return withToken(ports, next, step.until);
    if (step.kind !== 'save') return next;
    next = step.pointer;
  }
  return next;
};

const withToken = ({ ids }: MachinePorts, pointer: Pointer, until: Instant): Pointer => ({
  ...pointer,
  wait: { kind: 'token', taskToken: tokenOf(pointer.machineName, ids.next('token')), until, parked: false },
});

const planStep = (ports: MachinePorts, pointer: Pointer, now: Instant): NextStep => {
  try {
    return nextStep(ports.definition, pointer, now);
  } catch (error) {
    ports.onTaskError(pointer.machineName, pointer.stateName, error);
    return { kind: 'save', pointer: afterBadData(pointer, textOf(error)) };
  }
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const callTask = async (
  ports: MachinePorts,
  pointer: Pointer,
  state: TaskState,
  call: () => Promise<Pointer>,
): Promise<Pointer> => {
  try {
    return await call();
  } catch (error) {
    ports.onTaskError(pointer.machineName, pointer.stateName, error);
    return afterFailure(state, pointer, ports.clock.now(), textOf(error));
  }
};

/** Moves the machine that waits for this token on, once. Gives its name; undefined when nobody waits for it. */
export const answerToken = async (
  { store, definition }: Pick<MachinePorts, 'store' | 'definition'>,
  taskToken: string,
): Promise<string | undefined> => {
  const machineName = machineOfToken(taskToken);
  for (;;) {
    const loaded = await readPointer(store, machineName);
    const wait = loaded?.pointer.wait;
    if (loaded === undefined || wait?.kind !== 'token' || wait.taskToken !== taskToken) return undefined;
    const state = definition.States[loaded.pointer.stateName];
    if (state?.Type !== 'Task') throw new Error(`bug: ${loaded.pointer.stateName} waits for a token`);
    const { wait: _wait, ...pointer } = loaded.pointer;
    if ((await savePointer(store, afterAnswer(state, pointer, null), loaded.version)) !== undefined) return machineName;
  }
};
