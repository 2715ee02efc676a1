/** Looks at what AWS shows right now. Unlike the reads of executions, each of these asks AWS. */
import type { EstateServer, JobLogLine, ResolvedSelection, SelectionRequest } from '../domain/model/estate-view.ts';
import type { PointsInTime } from '../domain/model/point-in-time.ts';
import { type Scope, scopeKey } from '../domain/model/scope.ts';
import type { StartCheck } from '../domain/model/start-check.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { RecoveryService, SourceServer } from '../ports/recovery-service.ts';
import { checkPlan } from './check-plan.ts';
import type { PageOf, PageRequest } from './execution-service.ts';
import { unfitReason } from './launch-check.ts';
import { findHolders } from './locks.ts';
import { selectServers } from './select-servers.ts';
import { toRosterServer } from './start-checks.ts';
import { readHeader, readJob } from './store/execution-reader.ts';

export interface EstateQueries {
  /** What a selection matches now, and what of it is taken. */
  resolve(selection: SelectionRequest): Promise<Outcome<ResolvedSelection>>;
  /** Every source server of an account and Region, by id. DRS is asked for all of them at every page. */
  sourceServers(scope: Scope, page: PageRequest): Promise<Outcome<PageOf<EstateServer>>>;
  jobLog(executionId: string, jobKey: string): Promise<JobLogAnswer>;
  /** What a start of the plan would do and meet now. `undefined`: no such plan. */
  checkPlan(
    planId: string,
    acceptedInstanceDeletions: ReadonlySet<string>,
    pointsInTime?: PointsInTime,
  ): Promise<StartCheck | undefined>;
}

export type JobLogAnswer =
  | { readonly kind: 'log'; readonly jobId: string; readonly items: readonly JobLogLine[] }
  | { readonly kind: 'not-found' }
  /** DRS has not been asked to start it, or has not answered yet. */
  | { readonly kind: 'no-job' }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };

export interface EstatePorts {
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
}

export const createEstateQueries = (ports: EstatePorts): EstateQueries => ({
  resolve: (selection) => resolve(ports, selection),
  sourceServers: (scope, page) => listSourceServers(ports, scope, page),
  jobLog: (executionId, jobKey) => readJobLog(ports, executionId, jobKey),
  checkPlan: (planId, accepted, pointsInTime) => checkPlan(ports, planId, accepted, pointsInTime),
});

const resolve = async (ports: EstatePorts, request: SelectionRequest): Promise<Outcome<ResolvedSelection>> => {
  const { accountId, region, selection } = request;
  const askedTime = ports.clock.now();
  const answer = await selectServers(ports.recovery, request);
  if (!answer.ok) return answer;
  const found = new Set(answer.value.map((server) => server.sourceServerId));
  const named = 'sourceServerIds' in selection ? selection.sourceServerIds : [];
  return {
    ok: true,
    value: {
      accountId,
      region,
      askedTime,
      servers: [...(await withHolders(ports, { accountId, region }, answer.value))],
      unknownServerIds: named.filter((id) => !found.has(id)),
    },
  };
};

const listSourceServers = async (
  ports: EstatePorts,
  scope: Scope,
  { after, limit }: PageRequest,
): Promise<Outcome<PageOf<EstateServer>>> => {
  const answer = await ports.recovery.describeSourceServers(scope);
  if (!answer.ok) return answer;
  const rest = answer.value
    .filter((server) => after === undefined || server.sourceServerId > after)
    .toSorted((a, b) => (a.sourceServerId < b.sourceServerId ? -1 : 1));
  const items = await withHolders(ports, scope, rest.slice(0, limit));
  const last = items.at(-1);
  return {
    ok: true,
    value: { items, ...(rest.length > limit && last !== undefined ? { next: last.sourceServerId } : {}) },
  };
};

const withHolders = async (
  { store }: EstatePorts,
  scope: Scope,
  servers: readonly SourceServer[],
): Promise<readonly EstateServer[]> => {
  const place = scopeKey(scope);
  const nobody = '';
  const conflicts = await findHolders(
    store,
    nobody,
    servers.map(({ sourceServerId }) => ({ place, sourceServerId })),
  );
  const holders = new Map(conflicts.map(({ sourceServerId, holder }) => [sourceServerId, holder]));
  return servers.map((server): EstateServer => {
    const holder = holders.get(server.sourceServerId);
    const unfit = unfitReason(server);
    const { replicationState, lagDuration, lastLaunchResult, lastLaunchTime, recoveryInstanceId } = server;
    return {
      ...toRosterServer(server),
      tags: { ...server.tags },
      ...(replicationState === undefined ? {} : { replicationState }),
      ...(lagDuration === undefined ? {} : { lagDuration }),
      ...(lastLaunchResult === undefined ? {} : { lastLaunchResult }),
      ...(lastLaunchTime === undefined ? {} : { lastLaunchTime }),
      ...(recoveryInstanceId === undefined ? {} : { recoveryInstanceId }),
      ...(unfit === undefined ? {} : { unfit }),
      ...(holder === undefined
        ? {}
        : { heldBy: { executionId: holder.executionId, planName: holder.planName, since: holder.lockedTime } }),
    };
  });
};

const readJobLog = async (
  { store, recovery }: EstatePorts,
  executionId: string,
  jobKey: string,
): Promise<JobLogAnswer> => {
  if ((await readHeader(store, executionId)) === undefined) return { kind: 'not-found' };
  const job = await readJob(store, executionId, jobKey);
  if (job === undefined) return { kind: 'not-found' };
  const { accountId, region, jobId } = job;
  if (jobId === undefined) return { kind: 'no-job' };
  const answer = await recovery.describeJobLog({ accountId, region }, jobId);
  return answer.ok ? { kind: 'log', jobId, items: answer.value } : { kind: 'failed', failure: answer.failure };
};
