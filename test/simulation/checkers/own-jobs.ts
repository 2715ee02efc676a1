/**
 * I3: what a record takes for its own job, by what DRS wrote down (design 6.1). An adopted job is of our kind, over just the
 * job's servers, newer than what was seen before the call, made within minutes of it, and nobody else's in our records: a
 * stranger's that is all of this cannot be told from ours. What was not adopted was called while its claim lasted.
 */
import type { LaunchJob } from '../../../src/domain/model/execution.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { DrsJob, DrsJobs } from './drs-jobs.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly drs: Pick<DrsJobs, 'find'>;
  readonly clocksApartSeconds: number;
}

/** Our clock and AWS's may differ by so much when a job is looked for. */
const WINDOW_MS = 300_000;
/** AWS acts on a call so late at most. */
const LATE_MS = 120_000;

const namesOf = (servers: readonly { readonly sourceServerId: string }[]): string =>
  servers
    .map(({ sourceServerId }) => sourceServerId)
    .sort()
    .join();

/** Why the adopted job cannot be ours; undefined when it may be. */
const whyForeign = (found: DrsJob, job: LaunchJob, { state, history }: Mirrored): string | undefined => {
  const { executionType, purpose } = state.header;
  const launchedAs = executionType === 'DRILL' ? 'START_DRILL' : 'START_RECOVERY';
  const ourKind = purpose === 'CLEAN_UP' ? 'TERMINATE_RECOVERY_INSTANCES' : launchedAs;
  if (found.initiatedBy !== ourKind) return `is a ${found.initiatedBy}`;
  if (namesOf(found.participants) !== namesOf(job.servers)) return 'is over other servers';
  const own = history.flatMap(({ data }) => ('jobKey' in data && data.jobKey === job.jobKey ? [data] : []));
  const claims = own.flatMap((data) => (data.type === 'JobClaimed' ? [data.claim] : []));
  const ends = claims.map(({ expiresTime }) => Date.parse(expiresTime));
  const isNew = claims.some(
    ({ claimedTime, newestJobId, newestJobTime, sameSecondJobIds = [] }) =>
      found.jobId !== newestJobId &&
      !sameSecondJobIds.includes(found.jobId) &&
      (newestJobTime === undefined || found.createdAt >= Date.parse(newestJobTime)) &&
      found.createdAt >= Date.parse(claimedTime) - WINDOW_MS,
  );
  if (!isNew) return 'was there before the call';
  if (found.createdAt > Math.max(...ends) + WINDOW_MS) return 'was made long after the call';
  return undefined;
};

export const createOwnJobs =
  ({ drs, clocksApartSeconds }: Parts): WorldChecker =>
  ({ committed, executions }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ data }) => {
        if (step === undefined || data.type !== 'JobStarted') return [];
        const { jobKey, jobId, adopted } = data;
        const job = step.after.jobs.find((candidate) => candidate.jobKey === jobKey);
        const found = drs.find(jobId);
        const { executionId } = mirrored;
        if (job === undefined || found === undefined)
          return [`I3: ${executionId} names ${jobId}, which DRS never made`];
        const owners = [...executions.values()].flatMap(({ state }) =>
          state.jobs.filter((other) => other.jobId === jobId),
        );
        if (owners.length > 1)
          return [`I3: ${executionId} takes ${jobId}, which is another job of ours, for ${jobKey}`];
        if (adopted) {
          const why = whyForeign(found, job, mirrored);
          return why === undefined ? [] : [`I3: ${executionId} adopts ${jobId} for ${jobKey}, and it ${why}`];
        }
        const claim = step.before.jobs.find((candidate) => candidate.jobKey === jobKey)?.claim;
        const lastMs = Date.parse(claim?.expiresTime ?? '') + LATE_MS + clocksApartSeconds * 1000;
        return found.createdAt > lastMs ? [`I3: ${executionId} calls for ${jobKey} when its claim is over`] : [];
      }),
    );
