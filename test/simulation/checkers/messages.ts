/** Who is told of the runs of a night, and what must hold of what they are told. */

import { limits } from '../../../src/domain/limits.ts';
import { type Notification, notificationSchema } from '../../../src/domain/model/notification.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Receiver } from '../support/night.ts';
import type { Tally } from '../support/tally.ts';
import type { createCleanUpsInTime } from './clean-ups-in-time.ts';
import type { createUndelivered } from './undelivered.ts';

interface Parts {
  readonly answer: Receiver;
  readonly executions: ReadonlyMap<string, Mirrored>;
  readonly cleanUps: Pick<ReturnType<typeof createCleanUpsInTime>, 'noteMessage'>;
  readonly undelivered: Pick<ReturnType<typeof createUndelivered>, 'take'>;
  /** The faults have stopped. */
  readonly isCalm: () => boolean;
  readonly clock: Clock;
  readonly tally: Tally;
  readonly onTaken: (message: Notification) => void;
  readonly onViolation: (violation: string) => void;
}

/**
 * Answers as drawn. Nobody is told of what is not in the record, and nobody who took a message gets it again, unless it is
 * kept for somebody who died before he could say so.
 */
export const createReceiver = (parts: Parts) => {
  const { answer, executions, cleanUps, undelivered, isCalm, clock, tally, onTaken, onViolation } = parts;
  return async (request: Request): Promise<Response> => {
    const message = notificationSchema.parse(await request.json());
    const { notificationId, executionId } = message;
    const ofCleanUp =
      message.event === 'cleanUp' ? cleanUps.noteMessage(executionId, notificationId, executions) : undefined;
    const isKnown = ofCleanUp === undefined ? isRecorded(message, executions) : ofCleanUp !== 'unknown';
    if (!isKnown) onViolation(`message: ${notificationId} tells what no record has`);
    tally.count(`message ${message.event}: the receiver ${answer}`);
    switch (answer === 'takes late' ? (isCalm() ? 'takes' : 'fails') : answer) {
      case 'takes':
        // Of a clean-up people are told first, and that is noted then: whoever died in between is followed by one that tells again.
        if (!undelivered.take(notificationId) && ofCleanUp !== 'told') {
          onViolation(`message: ${notificationId} was taken, and sent again`);
        }
        onTaken(message);
        return new Response(null, { status: 204 });
      case 'fails':
        return new Response(null, { status: 500 });
      case 'refuses':
        return new Response(null, { status: 403 });
      case 'is silent':
        // Longer than anybody waits.
        return new Promise((resolve) => {
          clock.after(10 * limits.notifySeconds, () => resolve(new Response(null, { status: 204 })));
        });
    }
  };
};

const isRecorded = ({ notificationId, executionId, time }: Notification, executions: Parts['executions']): boolean => {
  const sequence = Number(notificationId.split('/')[1]);
  const event = executions.get(executionId)?.history.find((each) => each.sequence === sequence);
  return event !== undefined && event.time === time;
};
