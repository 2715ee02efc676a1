/** Looks in DRS for the job that a claim's call made, if it made one. */
import type { ExecutionState, LaunchJob } from '../domain/model/execution.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { COMPLETED_JOB } from '../domain/transition/settle.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import { toForeignJob } from './launch-check.ts';
import { findOwnJob, findUnansweredJob, knownJobIds, searchStart } from './own-job.ts';
import { readLedger } from './store/execution-reader.ts';

export type Search =
  | { readonly kind: 'found'; readonly jobId: string }
  | { readonly kind: 'none'; readonly running: readonly ReturnType<typeof toForeignJob>[] }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };

export const searchJobs = async (
  ports: { readonly recovery: RecoveryService; readonly store: ItemReader },
  state: ExecutionState,
  job: LaunchJob,
): Promise<Search> => {
  const { claim } = job;
  if (claim === undefined) throw new Error(`bug: ${job.jobKey} is not claimed`);
  const [answer, { ledger }] = await Promise.all([
    ports.recovery.describeJobs(
      { accountId: job.accountId, region: job.region },
      { since: searchStart(job.unansweredClaim ?? claim) },
    ),
    readLedger(ports.store, scopeKey(job)),
  ]);
  if (!answer.ok) return { kind: 'failed', failure: answer.failure };
  const { executionType } = state.header;
  const known = knownJobIds(state, ledger);
  const own =
    findOwnJob(job, claim, executionType, answer.value, known) ??
    findUnansweredJob(job, executionType, answer.value, known);
  if (own !== undefined) return { kind: 'found', jobId: own.jobId };
  const running = answer.value.filter(
    (candidate) => candidate.jobStatus !== COMPLETED_JOB && !known.has(candidate.jobId),
  );
  return { kind: 'none', running: running.map(toForeignJob) };
};
