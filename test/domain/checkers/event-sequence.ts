import type { Checker } from '../support/run.ts';

/** Events are numbered without gaps, carry the time of their decision, and a rejected input leaves none. */
export const eventSequence: Checker = ({ before, after, events, now, rejected }) => [
  ...events
    .filter((event, index) => event.sequence !== before.header.eventCount + 1 + index)
    .map((event) => `event ${event.sequence} after ${before.header.eventCount}`),
  ...events.filter((event) => event.time !== now).map((event) => `event ${event.sequence} of another time`),
  ...(rejected && after !== before ? ['a rejected input changed something'] : []),
  ...(events.length === 0 && after !== before ? ['something changed without an event'] : []),
];
