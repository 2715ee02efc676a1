import { limits } from '../../domain/limits.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { Notification } from '../../domain/model/notification.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Notifier } from '../../ports/notifier.ts';
import { toAwsFailure } from './errors.ts';
import { createSnsRequest, type TopicOptions } from './sns-client.ts';

/** SNS: "Subject … must be less than 100 characters"; ASCII, and it begins with a letter, digit or punctuation. */
const SUBJECT_CHARACTERS = 99;

/**
 * An SNS topic as the notifier. Subscriptions are filtered by the attributes `planId` and `event`. E-mail gets the text;
 * a function that is subscribed gets the whole notification as JSON. Throws when AWS refuses, or still throttles or does
 * not answer at the last try: nobody's execution depends on it.
 */
export function createTopicNotifier(options: TopicOptions): Notifier {
  const { topicArn, clock } = options;
  const request = createSnsRequest(options);
  const publish = (notification: Notification) =>
    request((sdk, client, abortSignal) =>
      client.send(new sdk.PublishCommand({ TopicArn: topicArn, ...messageOf(notification, clock.now()) }), {
        abortSignal,
      }),
    );
  return {
    notify: async (notification) => {
      for (let pauseSeconds = limits.notifyPauseSeconds, left = limits.notifyTries; ; pauseSeconds *= 2) {
        try {
          await publish(notification);
          return;
        } catch (error) {
          left -= 1;
          if (left === 0 || !toAwsFailure(error, publishing).retryable) throw error;
        }
        await pause(clock, pauseSeconds);
      }
    },
  };
}

const publishing = { operation: 'sns:Publish', mutates: false };

const pause = (clock: Clock, seconds: number): Promise<void> => new Promise((resolve) => clock.after(seconds, resolve));

const attribute = (value: string) => ({ DataType: 'String', StringValue: value });

const messageOf = (notification: Notification, now: Instant) => {
  const { subject, planId, event, executionType } = notification;
  return {
    Subject: subjectLine(subject),
    MessageStructure: 'json',
    Message: JSON.stringify({
      default: mailText(notification, now),
      lambda: JSON.stringify(notification),
    }),
    MessageAttributes: {
      planId: attribute(planId),
      event: attribute(event),
      executionType: attribute(executionType),
    },
  };
};

/**
 * A mail is read as if it were of now. The tries of one `notify` take less than the pause before a redelivery: whatever is
 * older could not be delivered before.
 */
const mailText = ({ time, subject, text, executionId }: Notification, now: Instant): string => {
  const when = `${time.slice(0, 19).replace('T', ' ')} UTC`;
  const isLate = secondsBetween(time, now) >= limits.redeliveryFirstSeconds;
  return [
    ...(isLate ? [`Delayed: this was so at ${when}; it could not be delivered until now.`] : []),
    subject,
    text,
    `Time: ${when}\nExecution: ${executionId}\n`,
  ].join('\n\n');
};

/** The message says it whole. */
const subjectLine = (subject: string): string => {
  const plain = subject.replaceAll(/[^\x20-\x7e]+/g, '?');
  return plain.length <= SUBJECT_CHARACTERS ? plain : `${plain.slice(0, SUBJECT_CHARACTERS - 3)}...`;
};
