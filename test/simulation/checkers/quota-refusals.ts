/**
 * I6, from DRS's own answers: a job of ours that DRS refuses for a quota did not fit beside what was there to be seen.
 * Excused is only what a stranger has begun since the look that comes before a call.
 */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Simulator } from '../../../src/simulator/simulator-types.ts';

interface PlacedJob extends JobReport {
  readonly accountId: string;
  readonly region: string;
}

/** A look that shows what was a minute before, and a call that AWS acts on late. */
const SEEN_WITHIN_MS = 180_000;

export const quotaRefusals = (
  calls: ReturnType<Simulator['calls']>['log'],
  strangersJobs: readonly PlacedJob[],
): readonly string[] =>
  calls
    .filter(({ error }) => error === 'ServiceQuotaExceededException')
    .filter(
      ({ at, accountId, region }) =>
        !strangersJobs.some(
          (job) =>
            job.accountId === accountId &&
            job.region === region &&
            job.createdAt <= at &&
            job.createdAt > at - SEEN_WITHIN_MS,
        ),
    )
    .map(({ operation, accountId, region }) => `I6: DRS refused ${operation} in ${accountId}/${region} for a quota`);
