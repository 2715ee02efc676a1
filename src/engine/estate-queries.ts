/** Looks at what AWS shows right now. Unlike the reads of executions, each of these asks AWS. */
import { limits } from '../domain/limits.ts';
import type { EstateServer, JobLogLine, ResolvedSelection, SelectionRequest } from '../domain/model/estate-view.ts';
import type { ExecutionType } from '../domain/model/execution.ts';
import type { PointsInTime } from '../domain/model/point-in-time.ts';
import { scopeKey } from '../domain/model/scope.ts';
import type { StartCheck } from '../domain/model/start-check.ts';
import type { AwsFailure, Outcome } from '../ports/aws-failure.ts';
import type { Clock } from '../ports/clock.ts';
import type { ComputeService } from '../ports/compute-service.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { RecoveryService } from '../ports/recovery-service.ts';
import { withHolders } from './estate-servers.ts';
import { readStoredGroups } from './launch-settings/check-on-save.ts';
import { checkPlan } from './plan-check/check-plan.ts';
import { createComparedSettings } from './plan-check/compared-settings.ts';
import type { PlanLooks } from './plan-check/plan-looks.ts';
import { createFoundPoints } from './recovery-points.ts';
import { selectServers } from './select-servers.ts';
import { readHeader, readJob } from './store/execution-reader.ts';

export interface EstateQueries {
  /** What a selection matches now, and what of it is taken. */
  resolve(selection: SelectionRequest): Promise<Outcome<ResolvedSelection>>;
  jobLog(executionId: string, jobKey: string): Promise<JobLogAnswer>;
  /** What a start of the plan would do and meet now. `undefined`: no such plan. */
  checkPlan(
    planId: string,
    acceptedInstanceDeletions: ReadonlySet<string>,
    pointsInTime?: PointsInTime,
    executionType?: ExecutionType,
  ): Promise<StartCheck | undefined>;
}

export type JobLogAnswer =
  | { readonly kind: 'log'; readonly jobId: string; readonly items: readonly JobLogLine[] }
  | { readonly kind: 'not-found' }
  /** DRS has not been asked to start it, or has not answered yet. */
  | { readonly kind: 'no-job' }
  | { readonly kind: 'failed'; readonly failure: AwsFailure };

export interface EstatePorts {
  readonly looks?: PlanLooks;
  readonly store: ItemStore;
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly clock: Clock;
}

export const createEstateQueries = (ports: EstatePorts): EstateQueries => {
  const compared = createComparedSettings();
  const foundPoints = createFoundPoints();
  return {
    resolve: (selection) => resolve(ports, selection),
    jobLog: (executionId, jobKey) => readJobLog(ports, executionId, jobKey),
    checkPlan: (planId, accepted, pointsInTime, executionType) =>
      checkPlan({ ...ports, compared, foundPoints }, planId, accepted, pointsInTime, executionType),
  };
};

const resolve = async (ports: EstatePorts, request: SelectionRequest): Promise<Outcome<ResolvedSelection>> => {
  const { accountId, region, selection } = request;
  const askedTime = ports.clock.now();
  const answer = await selectServers(ports.recovery, request);
  if (!answer.ok) return answer;
  const found = new Set(answer.value.map((server) => server.sourceServerId));
  const tagKeys =
    answer.value.length > limits.serversWithAllTags ? await selectingTagKeys(ports.store, request) : undefined;
  const servers = await withHolders(ports.store, { accountId, region }, answer.value);
  const named = 'sourceServerIds' in selection ? selection.sourceServerIds : [];
  return {
    ok: true,
    value: {
      accountId,
      region,
      askedTime,
      servers: tagKeys === undefined ? [...servers] : servers.map((server) => withTags(server, tagKeys)),
      ...(tagKeys === undefined ? {} : { tagKeys: [...tagKeys] }),
      unknownServerIds: named.filter((id) => !found.has(id)),
    },
  };
};

/** Of this selection, and of all groups there: whoever asks sees which of them select a server, too. */
const selectingTagKeys = async (store: ItemStore, request: SelectionRequest): Promise<ReadonlySet<string>> => {
  const groups = (await readStoredGroups(store)).filter((group) => scopeKey(group) === scopeKey(request));
  return new Set(
    [request, ...groups].flatMap(({ selection }) => ('tags' in selection ? Object.keys(selection.tags) : [])),
  );
};

const withTags = (server: EstateServer, keys: ReadonlySet<string>): EstateServer => ({
  ...server,
  tags: Object.fromEntries(Object.entries(server.tags).filter(([key]) => keys.has(key))),
});

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
