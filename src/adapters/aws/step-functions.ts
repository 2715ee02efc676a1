import { z } from 'zod';
import type { Clock } from '../../ports/clock.ts';
import type { StateMachine } from '../../ports/state-machine.ts';
import type { AwsCredentials } from './account-session.ts';
import { createClientSettings, type Destination } from './client-settings.ts';
import { startDeadline } from './wire-call.ts';

/**
 * The driver of the deployed definition: AWS Step Functions, in our own account and Region, by the SDK's default
 * credentials. Throws what AWS refused; a caller that has committed before it called loses nothing by that, since the
 * schedule finds what is overdue.
 */
export function createStepFunctionsStateMachine(
  options: Destination & {
    readonly stateMachineArn: string;
    readonly region: string;
    readonly clock: Clock;
    /** Instead of the SDK's default chain. */
    readonly staticCredentials?: AwsCredentials;
  },
): StateMachine {
  const { stateMachineArn, region, clock, staticCredentials } = options;
  let loading: ReturnType<typeof load> | undefined;
  const load = async () => {
    const sdk = await import('./sdk-sfn.ts');
    const settings = createClientSettings(options)('states', region);
    const credentials = staticCredentials === undefined ? {} : { credentials: staticCredentials };
    return { sdk, client: new sdk.SFNClient({ ...settings, ...credentials }) };
  };
  const loaded = () => {
    loading ??= load();
    return loading;
  };

  return {
    start: async (machineName, input) => {
      const { sdk, client } = await loaded();
      const command = new sdk.StartExecutionCommand({
        stateMachineArn,
        name: machineName,
        input: JSON.stringify({ executionId: input.executionId, generation: input.generation }),
      });
      // The name says which execution and generation it drives: one that exists is the one that was wanted.
      await unless(['ExecutionAlreadyExists'], () =>
        within(clock, (abortSignal) => client.send(command, { abortSignal })),
      );
    },

    sendTaskSuccess: async (taskToken) => {
      const { sdk, client } = await loaded();
      const command = new sdk.SendTaskSuccessCommand({ taskToken, output: '{}' });
      const sent = await unless(nobodyWaits, () =>
        within(clock, (abortSignal) => client.send(command, { abortSignal })),
      );
      return sent ? 'sent' : 'gone';
    },
  };
}

/** A token of another driver, from before a switch, is none of Step Functions': InvalidToken. */
const nobodyWaits: readonly string[] = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

const namedSchema = z.object({ name: z.string() });

/** False when it failed with one of these errors. Every other failure is thrown on. */
async function unless(names: readonly string[], send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    const named = namedSchema.safeParse(error);
    if (named.success && names.includes(named.data.name)) return false;
    throw error;
  }
}

/** No call outlives the function that makes it. */
async function within<Value>(clock: Clock, send: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
  const deadline = startDeadline(clock);
  try {
    return await deadline.within(send);
  } finally {
    deadline.cancel();
  }
}
