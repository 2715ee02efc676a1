/**
 * Design 6.6: what AWS does not take is tried again with a growing pause, and a job over servers that somebody's job is seen
 * to hold waits for that one. So no job is claimed, and called for, over and over; but one that AWS takes a server out of
 * each time is another job.
 */
import type { WorldChecker } from './world.ts';

/** With pauses that double from a second on there are fewer. */
const CLAIMS_MAX = 10;
const WITHIN_MS = 60_000;

export const createBackedOff = (): WorldChecker => {
  const claimedMs = new Map<string, readonly number[]>();
  return ({ committed }) =>
    committed.flatMap(({ step, mirrored: { executionId } }) =>
      (step?.events ?? []).flatMap(({ time, data }) => {
        if (data.type === 'JobSplit') claimedMs.delete(`${data.jobKey} of ${executionId}`);
        if (data.type !== 'JobClaimed') return [];
        const name = `${data.jobKey} of ${executionId}`;
        const nowMs = Date.parse(time);
        const claims = [...(claimedMs.get(name) ?? []).filter((ms) => Math.abs(nowMs - ms) < WITHIN_MS), nowMs];
        claimedMs.set(name, claims);
        return claims.length > CLAIMS_MAX
          ? [`6.6: ${name} is claimed ${claims.length} times within ${WITHIN_MS / 1000} s`]
          : [];
      }),
    );
};
