/** What else runs in the accounts and Regions of a plan: who holds its servers, and how much of DRS's quotas is left. */
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { type CheckedServer, type StartWarning, startWarning } from '../../domain/model/start-check.ts';
import { serverLabel } from '../../domain/names.ts';
import { type ScopeUse, sumOfUse } from '../../domain/schedule.ts';
import type { Clock } from '../../ports/clock.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import type { RecoveryJob, RecoveryService } from '../../ports/recovery-service.ts';
import { heldServers } from '../launch-check.ts';
import { seeUse } from '../quota-use.ts';
import type { PlanResolution } from '../resolve-plan.ts';
import { allFindings, type Findings, failedLook } from './findings.ts';

export type HoldingJob = NonNullable<CheckedServer['inJob']>;

export interface JobsSeen extends Findings {
  /** Of each account and Region that DRS told of. */
  readonly use: ReadonlyMap<string, ScopeUse>;
  /** By account and Region, then by server: the job of somebody else that holds it. */
  readonly holding: ReadonlyMap<string, ReadonlyMap<string, HoldingJob>>;
}

interface LookPorts {
  readonly store: ItemReader;
  readonly recovery: Pick<RecoveryService, 'describeJobs'>;
  readonly clock: Clock;
}

export const lookAtJobs = async (ports: LookPorts, resolution: PlanResolution): Promise<JobsSeen> => {
  const looks = await Promise.all(resolution.launched.map(({ scope }) => lookAtScope(ports, scope, resolution)));
  return {
    ...allFindings(looks),
    use: new Map(looks.flatMap(({ place, use }) => (use === undefined ? [] : [[place, use] as const]))),
    holding: new Map(looks.map(({ place, holding }) => [place, holding] as const)),
  };
};

const lookAtScope = async (ports: LookPorts, scope: Scope, { chunks }: PlanResolution) => {
  const place = scopeKey(scope);
  const seen = await seeUse(ports, scope);
  if (!seen.ok) {
    const unknown = [failedLook(seen.failure, `so what else runs in ${place} is not known`)];
    return { place, warnings: [], unknown, use: undefined, holding: new Map<string, HoldingJob>() };
  }
  const { ours, others, foreign, foreignJobs } = seen.value;
  const obstacles = new Map(heldServers(foreign));
  const servers = chunks.filter((chunk) => scopeKey(chunk) === place).flatMap((chunk) => chunk.servers);
  const warnings = servers.flatMap((server): readonly StartWarning[] => {
    const obstacle = obstacles.get(server.sourceServerId);
    if (obstacle?.kind !== 'held') return [];
    const message = `${serverLabel(server)} would wait for ${obstacle.waitingFor}`;
    return [startWarning('SERVER_IN_JOB', message, server.sourceServerId)];
  });
  return { place, warnings, unknown: [], use: sumOfUse(ours, others), holding: holdingJobs(foreignJobs) };
};

const holdingJobs = (jobs: readonly RecoveryJob[]): ReadonlyMap<string, HoldingJob> =>
  new Map(
    jobs.flatMap(({ servers, jobId, jobType = 'unknown', initiatedBy, creationTime }) =>
      servers.map(({ sourceServerId }): [string, HoldingJob] => [
        sourceServerId,
        {
          jobId,
          jobType,
          ...(initiatedBy === undefined ? {} : { initiatedBy }),
          ...(creationTime === undefined ? {} : { since: creationTime }),
        },
      ]),
    ),
  );
