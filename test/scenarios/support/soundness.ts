/**
 * What must hold after every scenario, whatever went wrong in it: the record is true, its history gives its state, and
 * no server was launched twice. What is true is read from the simulator itself, not through the product.
 */
import { expect } from 'vitest';
import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import { isEndedExecution } from '../../../src/domain/statuses.ts';
import { replay } from '../../../src/domain/transition/evolve.ts';
import { initialState, initiateExecution } from '../../../src/domain/transition/initial-state.ts';
import { readExecution, readFrozenPlan, readRoster } from '../../../src/engine/store/execution-reader.ts';
import { HOME_ACCOUNT, HOME_REGION, type Rig } from '../../support/rig.ts';

export interface Soundness {
  /** Why the record may differ from the truth here: what DRS hides for good, nobody can know. */
  readonly untrueBecause?: string;
  /** Why DRS may refuse jobs for a quota here. */
  readonly quotaRefusedBecause?: string;
  /** Tasks may throw here: the store itself fails. */
  readonly storeFails?: boolean;
}

export const expectSound = async (rig: Rig, exemptions: Soundness = {}): Promise<void> => {
  const { untrueBecause, quotaRefusedBecause, storeFails = false } = exemptions;
  const { items } = await rig.engine.executions.list({ limit: 100 });
  for (const { executionId } of items) {
    await expectHistoryReplays(rig, executionId);
    await expectOneJobPerServer(rig, executionId);
    if (untrueBecause !== undefined) continue;
    await expectTruth(rig, executionId);
    await expectEveryJobRecorded(rig, executionId);
  }
  if (quotaRefusedBecause === undefined) expectNoQuotaRefusal(rig);
  if (!storeFails) expect(rig.taskErrors, 'no task threw').toEqual([]);
};

const load = async (rig: Rig, executionId: string) => {
  const loaded = await readExecution(rig.store, executionId);
  if (loaded === undefined) throw new Error(`no execution ${executionId}`);
  return loaded.state;
};

/** I9: the events, replayed from the first over the frozen plan and roster, give the stored state. */
export const expectHistoryReplays = async (rig: Rig, executionId: string): Promise<void> => {
  const stored = await load(rig, executionId);
  const { plan } = await readFrozenPlan(rig.store, executionId);
  const { executionType, initiatedBy, startTime, rosterId } = stored.header;
  const header = initiateExecution({ executionId, plan, executionType, initiatedBy, now: startTime });
  const before =
    rosterId === undefined
      ? { header, waves: [], jobs: [] }
      : initialState(header, plan, await readRoster(rig.store, executionId, rosterId));
  const events = await rig.events(executionId);
  expect(
    events.map((event) => event.sequence),
    'events are numbered without gaps',
  ).toEqual(events.map((_event, index) => index + 1));
  expect(replay(before, events), 'the history gives the stored state').toEqual(stored);
};

/** Every launch job of Breakwater's in the simulator, in every place where an execution has jobs. */
const ownLaunchJobs = async (rig: Rig) => {
  const places = new Map([[`${HOME_ACCOUNT}/${HOME_REGION}`, { accountId: HOME_ACCOUNT, region: HOME_REGION }]]);
  const { items } = await rig.engine.executions.list({ limit: 100 });
  for (const { executionId } of items) {
    for (const { accountId, region } of (await load(rig, executionId)).jobs) {
      places.set(`${accountId}/${region}`, { accountId, region });
    }
  }
  return [...places.values()]
    .flatMap((place) => rig.launchJobs(place))
    .filter((job) => !rig.strangersJobIds.has(job.jobId));
};

/** The launch jobs of Breakwater's that hold a server of this execution, and that no other execution names. */
const launchJobsFor = async (rig: Rig, state: ExecutionState) => {
  const others = await jobIdsOfOthers(rig, state.header.executionId);
  const servers = new Set(state.jobs.flatMap((job) => job.servers.map((server) => server.sourceServerId)));
  return (await ownLaunchJobs(rig)).filter(
    (job) => !others.has(job.jobId) && job.servers.some((server) => servers.has(server.sourceServerId)),
  );
};

/** I3: no server was launched twice for this execution. */
export const expectOneJobPerServer = async (rig: Rig, executionId: string): Promise<void> => {
  const jobs = await launchJobsFor(rig, await load(rig, executionId));
  const launches = jobs.flatMap((job) => job.servers.map((server) => server.sourceServerId));
  expect(
    launches.filter((id, index) => launches.indexOf(id) !== index),
    'servers in two launch jobs',
  ).toEqual([]);
};

/** I3: when an execution is over, no job that it started is missing from its record. */
const expectEveryJobRecorded = async (rig: Rig, executionId: string): Promise<void> => {
  const state = await load(rig, executionId);
  if (!isEndedExecution(state)) return;
  const recorded = new Set(state.jobs.flatMap((job) => job.jobId ?? []));
  const jobs = await launchJobsFor(rig, state);
  const untracked = jobs.filter((job) => !recorded.has(job.jobId)).map((job) => job.jobId);
  expect(untracked, 'launch jobs that no record names').toEqual([]);
};

const jobIdsOfOthers = async (rig: Rig, executionId: string): Promise<ReadonlySet<string>> => {
  const { items } = await rig.engine.executions.list({ limit: 100 });
  const others = items.filter((item) => item.executionId !== executionId);
  const states = await Promise.all(others.map((item) => load(rig, item.executionId)));
  return new Set(states.flatMap((state) => state.jobs.flatMap((job) => job.jobId ?? [])));
};

/** What the record of a final execution calls launched is what runs, server by server. */
export const expectTruth = async (rig: Rig, executionId: string): Promise<void> => {
  const state = await load(rig, executionId);
  if (!isEndedExecution(state)) return;
  const recordedIds = state.jobs.flatMap((job) => job.jobId ?? []);
  const jobs = (await ownLaunchJobs(rig)).filter((job) => recordedIds.includes(job.jobId));
  const launched = jobs
    .flatMap((job) => job.servers.map((server) => ({ ...server, jobEnded: job.status === 'COMPLETED' })))
    // A server that DRS never decided is launched when its instance came up.
    .filter((server) => server.launchStatus === 'LAUNCHED' || (server.jobEnded && server.instanceId !== undefined))
    .map((server) => server.sourceServerId);
  const recorded = (await rig.servers(executionId)).filter((server) => server.outcome === 'LAUNCHED');
  expect(recorded.map((server) => server.sourceServerId).sort(), 'launched in the record, and in truth').toEqual(
    launched.sort(),
  );
  expect(state.waves.reduce((sum, wave) => sum + wave.launchedCount, 0)).toBe(launched.length);
};

/** I6: DRS never had to refuse a job of ours for a quota. */
export const expectNoQuotaRefusal = (rig: Rig): void => {
  const refused = rig.simulator.calls().log.filter((call) => call.error === 'ServiceQuotaExceededException');
  expect(refused, 'calls that DRS refused for a quota').toEqual([]);
};
