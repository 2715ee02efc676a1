/** What an execution launched, as it was last observed; and what its clean-ups have terminated since. From the store alone. */
import { type LaunchedInstance, launchedInstances } from '../domain/clean-up.ts';
import type { ExecutionState, LaunchJob } from '../domain/model/execution.ts';
import type { Gone, LaunchedInstanceView, ServerView } from '../domain/model/execution-view.ts';
import { currentServers } from '../domain/statuses.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { placeOf, readCleanUps } from './clean-ups-of.ts';
import { goneByCleanUp } from './gone-instances.ts';
import { ALL_EXECUTIONS, headerBodySchema } from './store/execution-items.ts';
import { readExecution } from './store/execution-reader.ts';

type Placed = Pick<ServerView, 'accountId' | 'region' | 'sourceServerId' | 'recoveryInstanceId'>;

/** Later executions that are looked through for what replaced an instance; each is one read. */
const LATER_RUNS_MAX = 200;

/**
 * The later execution, of any plan, whose launch replaced the instance of a server (DRS deletes the one before), by the
 * server's place. Nothing is said of launches past Breakwater, and of runs beyond the first so many.
 */
const readReplacements = async (
  reader: ItemReader,
  { header }: ExecutionState,
  servers: readonly Placed[],
): Promise<ReadonlyMap<string, string>> => {
  const replacements = new Map<string, string>();
  const wanted = new Map(
    servers.flatMap((server) =>
      server.recoveryInstanceId === undefined ? [] : [[placeOf(server), server.recoveryInstanceId] as const],
    ),
  );
  let read = 0;
  for (let after: string | undefined = header.startTime; after !== undefined && wanted.size > 0; ) {
    const list = { table: 'executions', index: 'list', partition: ALL_EXECUTIONS, limit: 100, after } as const;
    const page = await reader.queryIndex(list);
    for (const item of page.items) {
      const { executionId } = headerBodySchema.parse(item.body).header;
      if (executionId === header.executionId) continue;
      if (wanted.size === 0 || read === LATER_RUNS_MAX) return replacements;
      read += 1;
      for (const [place, recoveryInstanceId] of await launchedBy(reader, executionId)) {
        const before = wanted.get(place);
        if (before === undefined || before === recoveryInstanceId) continue;
        replacements.set(place, executionId);
        wanted.delete(place);
      }
    }
    after = page.next;
  }
  return replacements;
};

/** The instances that an execution launched, by the places of their servers. */
const launchedBy = async (
  reader: ItemReader,
  executionId: string,
): Promise<readonly (readonly [place: string, recoveryInstanceId: string])[]> => {
  const state = (await readExecution(reader, executionId))?.state;
  return (state?.waves ?? []).flatMap((wave) =>
    (state === undefined ? [] : currentServers(state, wave.waveNumber)).flatMap(({ job, server }) =>
      server.outcome !== 'LAUNCHED' || server.recoveryInstanceId === undefined
        ? []
        : [[placeOf({ ...job, sourceServerId: server.sourceServerId }), server.recoveryInstanceId] as const],
    ),
  );
};

interface Fates {
  /** By the server's place. */
  readonly terminations: ReadonlyMap<string, string>;
  readonly replacements: ReadonlyMap<string, string>;
  readonly gone: ReadonlyMap<string, Gone>;
}

/** What became since of the instances of these servers, as clean-ups and later launches say. */
export const readFates = async (
  reader: ItemReader,
  state: ExecutionState,
  servers: readonly Placed[],
): Promise<Fates> => {
  const cleanUps = await readCleanUps(reader, state.header.executionId);
  const { terminations } = cleanUps;
  const left = servers.filter((server) => !terminations.has(placeOf(server)));
  const replacements = await readReplacements(reader, state, left);
  const rest = left.filter((server) => !replacements.has(placeOf(server)));
  return { terminations, replacements, gone: goneByCleanUp(state, cleanUps, rest) };
};

/** What it launched and what, as far as the record tells, is still there: neither terminated by a clean-up nor replaced. */
export const readRemaining = async (
  reader: ItemReader,
  state: ExecutionState,
): Promise<readonly LaunchedInstance[]> => {
  const placed = launchedInstances(state).map((instance) => ({ instance, place: { ...instance, ...instance.scope } }));
  const { terminations, replacements, gone } = await readFates(
    reader,
    state,
    placed.map(({ place }) => place),
  );
  return placed.flatMap(({ instance, place }) =>
    terminations.has(placeOf(place)) || replacements.has(placeOf(place)) || gone.has(placeOf(place)) ? [] : [instance],
  );
};

export const viewLaunchedInstance = (
  server: ServerView,
  job: LaunchJob | undefined,
  { terminations, replacements, gone }: Fates,
): LaunchedInstanceView => {
  const { observed } = server;
  const terminatedBy = terminations.get(placeOf(server));
  const replacedBy = replacements.get(placeOf(server));
  const goneSince = gone.get(placeOf(server));
  return {
    sourceServerId: server.sourceServerId,
    serverName: server.serverName,
    waveNumber: server.waveNumber,
    waveName: server.waveName,
    accountId: server.accountId,
    region: server.region,
    adopted: job?.adopted === true,
    ...(server.jobId === undefined ? {} : { jobId: server.jobId }),
    ...(server.recoveryInstanceId === undefined ? {} : { recoveryInstanceId: server.recoveryInstanceId }),
    ...(observed === undefined ? {} : { observed: instanceFacts(observed) }),
    ...(terminatedBy === undefined ? {} : { terminatedBy }),
    ...(replacedBy === undefined ? {} : { replacedBy }),
    ...(goneSince === undefined ? {} : { gone: goneSince }),
  };
};

const instanceFacts = (
  observed: NonNullable<ServerView['observed']>,
): NonNullable<LaunchedInstanceView['observed']> => ({
  lastPolledTime: observed.lastPolledTime,
  ...(observed.instanceId === undefined ? {} : { instanceId: observed.instanceId }),
  ...(observed.instanceState === undefined ? {} : { instanceState: observed.instanceState }),
  ...(observed.instanceType === undefined ? {} : { instanceType: observed.instanceType }),
  ...(observed.privateIp === undefined ? {} : { privateIp: observed.privateIp }),
  ...(observed.publicIp === undefined ? {} : { publicIp: observed.publicIp }),
  ...(observed.launchTime === undefined ? {} : { launchTime: observed.launchTime }),
  ...(observed.pointInTime === undefined ? {} : { pointInTime: observed.pointInTime }),
});
