/**
 * I5, from DRS's own answers: a launch of ours that DRS refuses since another job holds a server was begun after the look
 * that comes before a call. What could be seen to be held waits, and is not asked for.
 */
import type { JobReport } from '../../../src/simulator/control/reports.ts';
import type { Simulator } from '../../../src/simulator/simulator-types.ts';

interface PlacedJob extends JobReport {
  readonly accountId: string;
  readonly region: string;
}

/** A look that shows what was a minute before, and a call that AWS acts on late. */
const SEEN_WITHIN_MS = 180_000;

export const conflictRefusals = (
  calls: ReturnType<Simulator['calls']>['log'],
  jobs: readonly PlacedJob[],
): readonly string[] =>
  calls
    .filter(({ operation, error }) => operation === 'StartRecovery' && error === 'ConflictException')
    .filter(
      ({ at, accountId, region }) =>
        !jobs.some(
          (job) =>
            job.accountId === accountId &&
            job.region === region &&
            job.createdAt <= at &&
            job.createdAt > at - SEEN_WITHIN_MS,
        ),
    )
    .map(
      ({ at, accountId, region }) =>
        `I5: DRS refused StartRecovery in ${accountId}/${region} at ${new Date(at).toISOString()}: a job that was to be seen holds a server`,
    );
