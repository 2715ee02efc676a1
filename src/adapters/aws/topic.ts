import type { Clock } from '../../ports/clock.ts';
import type { Notifier } from '../../ports/notifier.ts';
import type { AwsCredentials } from './account-session.ts';
import { createClientSettings, type Destination } from './client-settings.ts';
import { startDeadline } from './wire-call.ts';

/** SNS: "Subject … must be less than 100 characters"; ASCII, and it begins with a letter, digit or punctuation. */
const SUBJECT_CHARACTERS = 99;

/**
 * An SNS topic as the notifier. A subscription is filtered by the attributes `planName` and `executionType`. Throws when
 * AWS refuses or does not answer: nobody's execution depends on it.
 */
export function createTopicNotifier(
  options: Destination & {
    readonly topicArn: string;
    readonly region: string;
    readonly clock: Clock;
    /** Instead of the SDK's default chain. */
    readonly staticCredentials?: AwsCredentials;
  },
): Notifier {
  const { topicArn, region, clock, staticCredentials } = options;
  let loading: ReturnType<typeof load> | undefined;
  const load = async () => {
    const sdk = await import('./sdk-sns.ts');
    const settings = createClientSettings(options)('sns', region);
    const credentials = staticCredentials === undefined ? {} : { credentials: staticCredentials };
    return { sdk, client: new sdk.SNSClient({ ...settings, ...credentials }) };
  };
  return {
    notify: async ({ executionId, planName, executionType, subject, text }) => {
      loading ??= load();
      const { sdk, client } = await loading;
      const attribute = (value: string) => ({ DataType: 'String', StringValue: value });
      const command = new sdk.PublishCommand({
        TopicArn: topicArn,
        Subject: subjectLine(subject),
        Message: `${subject}\n\n${text}\n\nExecution: ${executionId}\n`,
        MessageAttributes: {
          planName: attribute(planName),
          executionType: attribute(executionType),
          executionId: attribute(executionId),
        },
      });
      const deadline = startDeadline(clock);
      try {
        await deadline.within((abortSignal) => client.send(command, { abortSignal }));
      } finally {
        deadline.cancel();
      }
    },
  };
}

/** The message says it whole. */
const subjectLine = (subject: string): string => {
  const plain = subject.replaceAll(/[^\x20-\x7e]+/g, '?');
  return plain.length <= SUBJECT_CHARACTERS ? plain : `${plain.slice(0, SUBJECT_CHARACTERS - 3)}...`;
};
