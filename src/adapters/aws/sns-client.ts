import { limits } from '../../domain/limits.ts';
import type { Clock } from '../../ports/clock.ts';
import type { AwsCredentials } from './account-session.ts';
import { createClientSettings, type Destination } from './client-settings.ts';
import { startDeadline } from './wire-call.ts';

type Sdk = typeof import('./sdk-sns.ts');

/** One topic, in our own account and Region, by the SDK's default credentials. */
export interface TopicOptions extends Destination {
  readonly topicArn: string;
  readonly region: string;
  readonly clock: Clock;
  /** Instead of the SDK's default chain. */
  readonly staticCredentials?: AwsCredentials;
}

/** Sends one request to SNS, and gives it up after `limits.notifySeconds`. Throws what AWS refused. */
export type SnsRequest = <Reply>(
  send: (sdk: Sdk, client: InstanceType<Sdk['SNSClient']>, abortSignal: AbortSignal) => Promise<Reply>,
) => Promise<Reply>;

export const createSnsRequest = (options: TopicOptions): SnsRequest => {
  const { region, clock, staticCredentials } = options;
  let loading: ReturnType<typeof load> | undefined;
  const load = async () => {
    const sdk = await import('./sdk-sns.ts');
    const settings = createClientSettings(options)('sns', region);
    const credentials = staticCredentials === undefined ? {} : { credentials: staticCredentials };
    return { sdk, client: new sdk.SNSClient({ ...settings, ...credentials }) };
  };
  return async (send) => {
    loading ??= load();
    const { sdk, client } = await loading;
    const deadline = startDeadline(clock, limits.notifySeconds);
    try {
      return await deadline.within((abortSignal) => send(sdk, client, abortSignal));
    } finally {
      deadline.cancel();
    }
  };
};
