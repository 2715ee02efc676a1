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

/** A turn takes about ten steps. A machine that never comes to rest would leave no other one, and no person, a turn. */
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

/** Takes one step. Gives the seconds to sleep, `ended`, or undefined to go on at once. */
export const stepOnce = async (ports: MachinePorts, machineName: string): Promise<number | 'ended' | undefined> => {
  const loaded = await readPointer(ports.store, machineName);
  if (loaded === undefined) return 'ended';
  const now = ports.clock.now();
  const step = planStep(ports, loaded.pointer, now);
  switch (step.kind) {
    case 'ended':
      return 'ended';
    case 'sleep':
      return secondsBetween(now, step.until);
    case 'save':
      await savePointer(ports.store, step.pointer, loaded.version);
      return undefined;
    case 'call': {
      const next = await callTask(ports, loaded, step.state, async () =>
        afterAnswer(step.state, loaded.pointer, await ports.operations()[step.operation](step.payload)),
      );
      await savePointer(ports.store, next, loaded.version);
      return undefined;
    }
    case 'callWithToken':
      await beginWait(ports, loaded, step, async (payload) => {
        await ports.operations()[step.operation](payload);
      });
      return undefined;
  }
};

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
  { pointer }: LoadedPointer,
  state: TaskState,
  call: () => Promise<LoadedPointer['pointer']>,
): Promise<LoadedPointer['pointer']> => {
  try {
    return await call();
  } catch (error) {
    ports.onTaskError(pointer.machineName, pointer.stateName, error);
    return afterFailure(state, pointer, ports.clock.now(), textOf(error));
  }
};

/** The token is saved before it is given away (E3); a crash in between gives it away again. */
const beginWait = async (
  ports: MachinePorts,
  loaded: LoadedPointer,
  { state, until }: { readonly state: TaskState; readonly until: Instant },
  call: (payload: ReturnType<typeof payloadOf>) => Promise<void>,
): Promise<void> => {
  const { pointer } = loaded;
  const wait =
    pointer.wait?.kind === 'token'
      ? pointer.wait
      : {
          kind: 'token' as const,
          taskToken: tokenOf(pointer.machineName, ports.ids.next('token')),
          until,
          parked: false,
        };
  const waiting = await savePointer(ports.store, { ...pointer, wait }, loaded.version);
  if (waiting === undefined) return;
  const parked = await callTask(ports, waiting, state, async () => {
    await call(payloadOf(state, pointer, wait.taskToken));
    return { ...waiting.pointer, wait: { ...wait, parked: true } };
  });
  // Lost when the token was answered meanwhile: then the machine has moved on, and that is right.
  await savePointer(ports.store, parked, waiting.version);
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
