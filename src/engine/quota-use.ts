/** How much of DRS's quotas is in use in one account and Region, by us and by others, at this moment. */
import { limits } from '../domain/limits.ts';
import type { ForeignJob } from '../domain/model/observation.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { type ScopeUse, usedByOthers, usedByUs } from '../domain/schedule.ts';
import { addSeconds } from '../domain/time.ts';
import { COMPLETED_JOB } from '../domain/transition/settle.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { RecoveryJob, RecoveryService } from '../ports/recovery-service.ts';
import { toForeignJob } from './launch-check.ts';
import { readLedger } from './store/execution-reader.ts';

export interface SeenUse {
  readonly ours: ScopeUse;
  readonly others: ScopeUse;
  readonly foreign: readonly ForeignJob[];
  /** The same as DRS shows them. */
  readonly foreignJobs: readonly RecoveryJob[];
}

interface UsePorts {
  readonly store: ItemReader;
  readonly recovery: Pick<RecoveryService, 'describeJobs'>;
  readonly clock: Clock;
}

export const seeUse = async ({ store, recovery, clock }: UsePorts, scope: Scope): Promise<Outcome<SeenUse>> => {
  const since = addSeconds(clock.now(), -limits.foreignJobsLookBackHours * 3600);
  const [jobs, { ledger }] = await Promise.all([
    recovery.describeJobs(scope, { since }),
    readLedger(store, scopeKey(scope)),
  ]);
  if (!jobs.ok) return jobs;
  const known = new Set(ledger.reservations.map(({ jobId }) => jobId));
  const foreignJobs = jobs.value.filter((job) => job.jobStatus !== COMPLETED_JOB && !known.has(job.jobId));
  const foreign = foreignJobs.map(toForeignJob);
  return { ok: true, value: { ours: usedByUs(ledger), others: usedByOthers(foreign), foreign, foreignJobs } };
};
