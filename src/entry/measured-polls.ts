import { secondsBetween } from '../domain/time.ts';
import type { Operations } from '../engine/operations.ts';
import type { Clock } from '../ports/clock.ts';

/** The operations, of which each look that came to its end is told with its duration. */
export const withMeasuredPolls = (
  operations: Operations,
  clock: Clock,
  onPoll: (durationSeconds: number) => void,
): Operations => ({
  ...operations,
  poll: async (payload) => {
    const startTime = clock.now();
    const answer = await operations.poll(payload);
    onPoll(secondsBetween(startTime, clock.now()));
    return answer;
  },
});
