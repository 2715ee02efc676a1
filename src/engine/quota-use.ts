/** How much of DRS's quotas is in use in one account and Region, by us and by others, at this moment. */

import { limits } from '../domain/limits.ts';
import type { QuotaUse } from '../domain/model/estate-view.ts';
import type { ForeignJob } from '../domain/model/observation.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import { type ScopeUse, usedByOthers, usedByUs } from '../domain/schedule.ts';
import { addSeconds } from '../domain/time.ts';
import { COMPLETED_JOB } from '../domain/transition/settle.ts';
import type { Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import { toForeignJob } from './launch-check.ts';
import { readLedger } from './store/execution-reader.ts';

export interface SeenUse {
  readonly ours: ScopeUse;
  readonly others: ScopeUse;
  readonly foreign: readonly ForeignJob[];
}

interface UsePorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
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
  const foreign = jobs.value
    .filter((job) => job.jobStatus !== COMPLETED_JOB && !known.has(job.jobId))
    .map(toForeignJob);
  return { ok: true, value: { ours: usedByUs(ledger), others: usedByOthers(foreign), foreign } };
};

export const quotaUse = async (ports: UsePorts, scope: Scope): Promise<Outcome<QuotaUse>> => {
  const askedTime = ports.clock.now();
  const seen = await seeUse(ports, scope);
  if (!seen.ok) return seen;
  const { ours, others } = seen.value;
  return {
    ok: true,
    value: {
      accountId: scope.accountId,
      region: scope.region,
      askedTime,
      jobs: { ours: ours.jobs, others: others.jobs, limit: limits.jobsPerScope },
      servers: { ours: ours.servers, others: others.servers, limit: limits.serversInAllJobs },
    },
  };
};
