import { limits } from '../domain/limits.ts';
import type { Claim, ExecutionState, ExecutionType, LaunchJob } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { Ledger } from '../domain/model/ledger.ts';
import { addSeconds } from '../domain/time.ts';
import type { RecoveryJob } from '../ports/recovery-service.ts';

/** DRS's own word for who started a LAUNCH job (JobInitiatedBy). */
export const initiatedByOf = (executionType: ExecutionType): string =>
  executionType === 'DRILL' ? 'START_DRILL' : 'START_RECOVERY';

/** From when on `DescribeJobs` must be read to find the job of a claim. */
export const searchStart = (claim: Claim): Instant => addSeconds(claim.claimedTime, -limits.clockSkewSeconds);

/** DRS jobs that are some job of ours already: of this execution, or of any that runs. */
export const knownJobIds = (state: ExecutionState, ledger: Ledger): ReadonlySet<string> =>
  new Set([...ledger.reservations, ...state.jobs].flatMap((holder) => holder.jobId ?? []));

/** The job that an earlier call made, of which nobody saw the answer, and which DRS did not show when it was looked for. */
export const findUnansweredJob = (
  job: LaunchJob,
  executionType: ExecutionType,
  jobs: readonly RecoveryJob[],
  knownJobIds: ReadonlySet<string>,
): RecoveryJob | undefined =>
  job.unansweredClaim && findOwnJob(job, job.unansweredClaim, executionType, jobs, knownJobIds);

/**
 * The job that a claim with a lost reply made, if it made one (design 6.1): a LAUNCH job of the same kind with exactly
 * the same servers, not seen before the call nor older than the newest one seen then, not known to us, created within the
 * claim's window; of several the first.
 */
export const findOwnJob = (
  job: LaunchJob,
  claim: Claim,
  executionType: ExecutionType,
  jobs: readonly RecoveryJob[],
  knownJobIds: ReadonlySet<string>,
): RecoveryJob | undefined => {
  const wanted = job.servers
    .map((server) => server.sourceServerId)
    .sort()
    .join();
  const from = Math.max(
    Date.parse(searchStart(claim)),
    claim.newestJobTime === undefined ? 0 : Date.parse(claim.newestJobTime),
  );
  const until = Date.parse(addSeconds(claim.expiresTime, limits.clockSkewSeconds));
  const seenBefore = new Set([claim.newestJobId, ...(claim.sameSecondJobIds ?? [])]);
  const alike = jobs.filter((candidate) => {
    if (seenBefore.has(candidate.jobId) || knownJobIds.has(candidate.jobId)) return false;
    if (!isOfOurKind(candidate, job, executionType)) return false;
    const created = candidate.creationTime === undefined ? Number.NaN : Date.parse(candidate.creationTime);
    if (!(created >= from && created <= until)) return false;
    return (
      candidate.servers
        .map((server) => server.sourceServerId)
        .sort()
        .join() === wanted
    );
  });
  // Ours came with the call: while it runs, DRS refuses whoever else asks for one of its servers.
  return alike.toSorted((a, b) => createdMs(a) - createdMs(b))[0];
};

const createdMs = ({ creationTime = '' }: RecoveryJob): number => Date.parse(creationTime);

/** DRS's words for the two kinds of jobs that we start (JobType, JobInitiatedBy). */
const isOfOurKind = (candidate: RecoveryJob, job: LaunchJob, executionType: ExecutionType): boolean =>
  job.purpose === 'CLEAN_UP'
    ? candidate.jobType === 'TERMINATE' && candidate.initiatedBy === 'TERMINATE_RECOVERY_INSTANCES'
    : candidate.jobType === 'LAUNCH' && candidate.initiatedBy === initiatedByOf(executionType);
