/** What an execution launched, as it was last observed; and what its clean-ups have terminated since. From the store alone. */
import type { ExecutionState, LaunchJob } from '../domain/model/execution.ts';
import type { LaunchedInstanceView, ServerView } from '../domain/model/execution-view.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { currentServers } from '../domain/statuses.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { headerBodySchema } from './store/execution-items.ts';
import { readExecution } from './store/execution-reader.ts';

const placeOf = (server: Pick<ServerView, 'accountId' | 'region' | 'sourceServerId'>): string =>
  `${scopeKey(server)}#${server.sourceServerId}`;

/** The clean-up that terminated the instance of a server, by the server's place. */
export const readTerminations = async (
  reader: ItemReader,
  { header }: ExecutionState,
): Promise<ReadonlyMap<string, string>> => {
  const terminations = new Map<string, string>();
  for (const cleanUpId of await cleanUpsOf(reader, header)) {
    const state = (await readExecution(reader, cleanUpId))?.state;
    for (const wave of state?.waves ?? []) {
      for (const { job, server } of state === undefined ? [] : currentServers(state, wave.waveNumber)) {
        if (server.outcome !== 'TERMINATED') continue;
        terminations.set(placeOf({ ...job, sourceServerId: server.sourceServerId }), cleanUpId);
      }
    }
  }
  return terminations;
};

/** Clean-ups belong to the plan of what they clean up, and start after its end. */
const cleanUpsOf = async (
  reader: ItemReader,
  { executionId, planId, startTime }: ExecutionState['header'],
): Promise<readonly string[]> => {
  const found: string[] = [];
  for (let after: string | undefined = startTime; after !== undefined; ) {
    const page = await reader.queryIndex({ table: 'executions', index: 'plan', partition: planId, limit: 100, after });
    const headers = page.items.map((item) => headerBodySchema.parse(item.body).header);
    found.push(
      ...headers.flatMap((header) =>
        header.purpose === 'CLEAN_UP' && header.relatedExecutionId === executionId ? [header.executionId] : [],
      ),
    );
    after = page.next;
  }
  return found;
};

export const viewLaunchedInstance = (
  server: ServerView,
  job: LaunchJob | undefined,
  terminations: ReadonlyMap<string, string>,
): LaunchedInstanceView => {
  const { observed } = server;
  const terminatedBy = terminations.get(placeOf(server));
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
