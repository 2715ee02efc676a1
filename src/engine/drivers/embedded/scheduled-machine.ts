/**
 * The driver of a schedule: the same machines as the embedded driver's, in the same store, but nothing runs by itself.
 * Each call of the schedule takes every machine that is due to its next rest. For where no process lives on: on AWS while
 * Step Functions is switched off.
 */
import type { StateMachine } from '../../../ports/state-machine.ts';
import { answerToken, createMachine, type MachinePorts, STEPS_AT_ONCE, stepOnce } from './interpret.ts';
import { type LoadedPointer, readRunningMachines } from './pointer.ts';

export interface ScheduledMachine extends StateMachine {
  /** Runs every machine that is due, until it waits or ends. Gives their number. */
  runDue(): Promise<number>;
}

export interface ScheduledMachinePorts extends MachinePorts {
  /** Takes the first step of a machine as it is started, for whoever waits for the verdict; the schedule takes the rest. */
  readonly beginsAtOnce: boolean;
}

/** Machines that run side by side; each waits for AWS most of the time. */
const MACHINES_AT_ONCE = 10;

export const createScheduledMachine = (ports: ScheduledMachinePorts): ScheduledMachine => {
  /** True when it took a step. */
  const runToRest = async (machineName: string): Promise<boolean> => {
    let from: LoadedPointer | undefined;
    for (let steps = 0; steps < STEPS_AT_ONCE; steps += 1) {
      const stepped = await stepOnce(ports, machineName, from);
      if (stepped.kind !== 'goes on') return steps > 0;
      from = stepped.from;
    }
    return true;
  };

  return {
    start: async (machineName, input) => {
      await createMachine(ports, machineName, input);
      if (!ports.beginsAtOnce) return;
      // Not waited for: the caller watches the store, and gives up in time. What fails is repeated by the schedule.
      stepOnce(ports, machineName).catch((error: unknown) => ports.onTaskError(machineName, 'interpreter', error));
    },
    sendTaskSuccess: async (taskToken) => ((await answerToken(ports, taskToken)) === undefined ? 'gone' : 'sent'),
    runDue: async () => {
      const waiting = [...(await readRunningMachines(ports.store))];
      let ran = 0;
      const work = async (): Promise<void> => {
        for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
          // One that cannot be stepped must not keep the others from being driven.
          try {
            if (await runToRest(name)) ran += 1;
          } catch (error) {
            ports.onTaskError(name, 'interpreter', error);
          }
        }
      };
      await Promise.all(Array.from({ length: MACHINES_AT_ONCE }, work));
      return ran;
    },
  };
};
