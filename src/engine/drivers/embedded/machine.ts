/**
 * The embedded driver: runs the machines of the definition in this process, durably.
 *
 * E1  A machine's pointer is saved before its next task or wait begins; killed anywhere, it goes on from its pointer.
 * E2  In one process a machine runs at most once at a time; over processes the pointer's version decides.
 * E3  A wait's token is stored in the pointer before anybody can see it, and answered at most once.
 * E4  It waits in `sleep` alone, and for a moment when it never comes to rest; everything else runs to its end.
 */

import type { StateMachine } from '../../../ports/state-machine.ts';
import { answerToken, createMachine, type MachinePorts, STEPS_AT_ONCE, stepOnce } from './interpret.ts';
import { type LoadedPointer, readRunningMachines } from './pointer.ts';

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

export const createEmbeddedMachine = (ports: MachinePorts): EmbeddedMachine => {
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
      let from: LoadedPointer | undefined;
      for (let steps = 0; steps < STEPS_AT_ONCE && !stopped; steps += 1) {
        const stepped = await stepOnce(ports, machineName, from);
        if (stepped.kind === 'sleeps') kickAfter(machineName, run, stepped.seconds);
        if (stepped.kind !== 'goes on') return;
        from = stepped.from;
      }
      // Whatever asked for it meanwhile, perhaps the machine itself: it goes on after the pause.
      run.again = false;
      kickAfter(machineName, run, BREATHER_SECONDS);
    } catch (error) {
      // The store itself failed: the pointer still stands where it was; try from there.
      ports.onTaskError(machineName, 'interpreter', error);
      kickAfter(machineName, run, INTERPRETER_RETRY_SECONDS);
    }
  };

  return {
    start: async (machineName, input) => {
      await createMachine(ports, machineName, input);
      kick(machineName);
    },
    sendTaskSuccess: async (taskToken) => {
      const answered = await answerToken(ports, taskToken);
      if (answered === undefined) return 'gone';
      kick(answered);
      return 'sent';
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
const BREATHER_SECONDS = 1;
