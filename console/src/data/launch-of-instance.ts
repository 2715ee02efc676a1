/** Which of our runs launched an instance: DRS names the job, and a run names the jobs of its servers. */
import { useQueries } from '@tanstack/react-query';
import type { ExecutionSummary, ServerView } from '../../../src/domain/model/execution-view.ts';
import { type Scope, scopeKey } from '../../../src/domain/model/scope.ts';
import { runKindOf } from '../components/run-kind.ts';
import { api } from './client.ts';
import { executionKey } from './execution.ts';
import { afterFailure } from './query-client.ts';
import { readAll } from './read-all.ts';

export interface LaunchedInstance extends Scope {
  readonly sourceServerId: string;
  readonly jobId?: string | undefined;
  /** When DRS was asked to launch its server last; absent: DRS does not say. */
  readonly launchTime?: string | undefined;
}

export interface Launch {
  readonly execution: ExecutionSummary;
  readonly server: ServerView;
}

/** AWS's clock and ours. */
const skewMilliseconds = 5 * 60_000;
const runsMost = 40;
const pageSize = 500;

/** Runs that were under way when the server was launched. */
const couldBe = (execution: ExecutionSummary, { launchTime }: LaunchedInstance): boolean => {
  if (launchTime === undefined || runKindOf(execution) === 'CLEAN-UP') return false;
  const launched = Date.parse(launchTime);
  const ended = execution.endTime === undefined ? Number.POSITIVE_INFINITY : Date.parse(execution.endTime);
  return Date.parse(execution.startTime) - skewMilliseconds <= launched && launched <= ended + skewMilliseconds;
};

/** A run that is over launches nothing more: its servers are read once. */
const serversQuery = ({ executionId, endTime }: ExecutionSummary) => ({
  queryKey: [...executionKey(executionId), 'jobs', endTime ?? 'under way'] as const,
  queryFn: async () => {
    const servers = await readAll((after) => api.listServers(executionId, { limit: pageSize, ...after }));
    return new Map(servers.map((server) => [keyOf(server), server]));
  },
  ...(endTime !== undefined && { staleTime: Number.POSITIVE_INFINITY, refetchInterval: afterFailure }),
});

const keyOf = (server: LaunchedInstance): string =>
  `${scopeKey(server)} ${server.sourceServerId} ${server.jobId ?? ''}`;

interface Launches {
  /** Of an instance that none of the runs looked at has launched: undefined. */
  readonly launchOf: (instance: LaunchedInstance) => Launch | undefined;
  /** The servers of some run are not known yet. */
  readonly isReading: boolean;
  /** Those of every run looked at are. */
  readonly isComplete: boolean;
}

/** `executions`: newest first. */
export function useLaunchOf(instances: readonly LaunchedInstance[], executions: readonly ExecutionSummary[]): Launches {
  const candidates = executions.filter((each) => instances.some((one) => couldBe(each, one))).slice(0, runsMost);
  const read = useQueries({ queries: candidates.map(serversQuery) });
  const launchOf = (instance: LaunchedInstance): Launch | undefined => {
    if (instance.jobId === undefined) return undefined;
    for (const [index, execution] of candidates.entries()) {
      const server = read[index]?.data?.get(keyOf(instance));
      if (server !== undefined) return { execution, server };
    }
    return undefined;
  };
  return {
    launchOf,
    isReading: read.some(({ isPending }) => isPending),
    isComplete: read.every(({ data }) => data !== undefined),
  };
}
