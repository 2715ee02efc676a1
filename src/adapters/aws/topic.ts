import { limits } from '../../domain/limits.ts';
import type { Notification } from '../../domain/model/notification.ts';
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
      client.send(new sdk.PublishCommand({ TopicArn: topicArn, ...messageOf(notification) }), { abortSignal }),
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

const messageOf = (notification: Notification) => {
  const { subject, text, executionId, planId, event, executionType } = notification;
  return {
    Subject: subjectLine(subject),
    MessageStructure: 'json',
    Message: JSON.stringify({
      default: `${subject}\n\n${text}\n\nExecution: ${executionId}\n`,
      lambda: JSON.stringify(notification),
    }),
    MessageAttributes: {
      planId: attribute(planId),
      event: attribute(event),
      executionType: attribute(executionType),
    },
  };
};

/** The message says it whole. */
const subjectLine = (subject: string): string => {
  const plain = subject.replaceAll(/[^\x20-\x7e]+/g, '?');
  return plain.length <= SUBJECT_CHARACTERS ? plain : `${plain.slice(0, SUBJECT_CHARACTERS - 3)}...`;
};
