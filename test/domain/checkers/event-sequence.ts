import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { Checker } from '../support/run.ts';

/** Events are numbered without gaps, carry the time of their decision, and a rejected input leaves none. */
export const eventSequence: Checker = ({ before, after, events, now, input, rejected }) => [
  ...events
    .filter((event, index) => event.sequence !== before.header.eventCount + 1 + index)
    .map((event) => `event ${event.sequence} after ${before.header.eventCount}`),
  ...(input === undefined
    ? ofThirdMoment(events)
    : events.filter((event) => event.time !== now).map((event) => `event ${event.sequence} of another time`)),
  ...(rejected && after !== before ? ['a rejected input changed something'] : []),
  ...(events.length === 0 && after !== before ? ['something changed without an event'] : []),
];

/** One save holds the decisions of two moments at most: the turn's, and those after its look at DRS. */
const ofThirdMoment = (events: readonly ExecutionEvent[]): readonly string[] => {
  const firsts = events.filter((event, index) => event.time !== events[index - 1]?.time);
  return firsts.slice(2).map((event) => `event ${event.sequence} of a third time in one save`);
};
