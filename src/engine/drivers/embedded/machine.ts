/**
 * The embedded driver: runs the machines of the definition in this process, durably.
 *
 * E1  A machine's pointer is saved before its next state is entered; killed anywhere, it goes on from its pointer.
 * E2  In one process a machine runs at most once at a time; over processes the pointer's version decides.
 * E3  A wait's token is stored in the pointer before anybody can see it, and answered at most once.
 * E4  It waits in `sleep` alone, and for a moment when it never comes to rest; everything else runs to its end.
 */

import type { Instant } from '../../../domain/model/identifiers.ts';
import { secondsBetween } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Ids } from '../../../ports/ids.ts';
import type { ItemStore } from '../../../ports/item-store.ts';
import type { MachineInput, StateMachine } from '../../../ports/state-machine.ts';
import type { Operations } from '../../operations.ts';
import type { Definition, TaskState } from '../definition-schema.ts';
import { type LoadedPointer, type Pointer, readPointer, readRunningMachines, savePointer } from './pointer.ts';
import { afterAnswer, afterBadData, afterFailure, type NextStep, nextStep, payloadOf } from './step.ts';

export interface EmbeddedMachinePorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly definition: Definition;
  /** Late: the operations themselves need the machine, to wake it. */
  readonly operations: () => Operations;
  /** Told of every task that threw: a bug, or an outage of the store. */
  readonly onTaskError: (machineName: string, stateName: string, error: unknown) => void;
}

export interface EmbeddedMachine extends StateMachine {
  /** Takes up every machine that was running when the process died. */
  resumeAll(): Promise<void>;
  /** Stops between two steps; what runs is finished first. The pointers stay. */
  stop(): Promise<void>;
}

interface Run {
  active: Promise<void> | undefined;
  again: boolean;
  cancelTimer: (() => void) | undefined;
}

export const createEmbeddedMachine = (ports: EmbeddedMachinePorts): EmbeddedMachine => {
  const runs = new Map<string, Run>();
  let stopped = false;

  /** Runs the machine until it waits or ends; if it runs already, once more after that. */
  const kick = (machineName: string): void => {
    if (stopped) return;
    const run = runs.get(machineName) ?? { active: undefined, again: false, cancelTimer: undefined };
    runs.set(machineName, run);
    run.cancelTimer?.();
    run.cancelTimer = undefined;
    if (run.active !== undefined) {
      run.again = true;
      return;
    }
    run.active = runToRest(machineName, run).finally(() => {
      run.active = undefined;
      if (run.again) {
        run.again = false;
        kick(machineName);
      } else if (run.cancelTimer === undefined) {
        runs.delete(machineName);
      }
    });
  };

  const kickAfter = (machineName: string, run: Run, seconds: number): void => {
    if (stopped) return;
    run.cancelTimer?.();
    run.cancelTimer = ports.clock.after(seconds, () => {
      run.cancelTimer = undefined;
      kick(machineName);
    });
  };

  const runToRest = async (machineName: string, run: Run): Promise<void> => {
    try {
      for (let steps = 0; steps < STEPS_AT_ONCE && !stopped; steps += 1) {
        const sleepSeconds = await stepOnce(ports, machineName);
        if (sleepSeconds === 'ended') return;
        if (sleepSeconds === undefined) continue;
        kickAfter(machineName, run, sleepSeconds);
        return;
      }
      kickAfter(machineName, run, BREATHER_SECONDS);
    } catch (error) {
      // The store itself failed: the pointer still stands where it was; try from there.
      ports.onTaskError(machineName, 'interpreter', error);
      kickAfter(machineName, run, INTERPRETER_RETRY_SECONDS);
    }
  };

  return {
    start: async (machineName, input) => {
      await savePointer(ports.store, startPointer(ports.definition, machineName, input), 0);
      kick(machineName);
    },
    sendTaskSuccess: async (taskToken) => {
      const machineName = machineOfToken(taskToken);
      const sent = await answerToken(ports.store, machineName, taskToken, ports.definition);
      if (sent === 'sent') kick(machineName);
      return sent;
    },
    resumeAll: async () => {
      for (const machineName of await readRunningMachines(ports.store)) kick(machineName);
    },
    stop: async () => {
      stopped = true;
      for (const run of runs.values()) run.cancelTimer?.();
      await Promise.all([...runs.values()].map((run) => run.active ?? Promise.resolve()));
    },
  };
};

const INTERPRETER_RETRY_SECONDS = 5;
/** A turn takes about ten steps. A machine that never comes to rest would leave no other one, and no person, a turn. */
const STEPS_AT_ONCE = 100;
const BREATHER_SECONDS = 1;

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
const stepOnce = async (ports: EmbeddedMachinePorts, machineName: string): Promise<number | 'ended' | undefined> => {
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

const planStep = (ports: EmbeddedMachinePorts, pointer: Pointer, now: Instant): NextStep => {
  try {
    return nextStep(ports.definition, pointer, now);
  } catch (error) {
    ports.onTaskError(pointer.machineName, pointer.stateName, error);
    return { kind: 'save', pointer: afterBadData(pointer, textOf(error)) };
  }
};

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const callTask = async (
  ports: EmbeddedMachinePorts,
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
  ports: EmbeddedMachinePorts,
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

/** Moves the machine on from its wait, once. */
const answerToken = async (
  store: ItemStore,
  machineName: string,
  taskToken: string,
  definition: Definition,
): Promise<'sent' | 'gone'> => {
  for (;;) {
    const loaded = await readPointer(store, machineName);
    const wait = loaded?.pointer.wait;
    if (loaded === undefined || wait?.kind !== 'token' || wait.taskToken !== taskToken) return 'gone';
    const state = definition.States[loaded.pointer.stateName];
    if (state?.Type !== 'Task') throw new Error(`bug: ${loaded.pointer.stateName} waits for a token`);
    const { wait: _wait, ...pointer } = loaded.pointer;
    if ((await savePointer(store, afterAnswer(state, pointer, null), loaded.version)) !== undefined) return 'sent';
  }
};
