/**
 * Follows one execution. Owns what was read so far: the execution with its ETag, its events after a sequence number,
 * and the servers of the waves that run. What was read is replaced only when a whole look succeeded.
 */
import type { ApiClient } from '../../api/client.ts';
import type { EventView } from '../../api/contract.ts';
import type { Failure } from '../../api/exchange.ts';
import type { ExecutionView, ServerView } from '../../domain/model/execution-view.ts';
import { isLaunchingWave } from '../../domain/statuses.ts';
import { readAllServers, readEventsAfter } from '../read-all.ts';

export interface Followed {
  readonly execution: ExecutionView;
  /** Of the waves that run; empty unless they are wanted. */
  readonly servers: readonly ServerView[];
  /** The newest last; at most `eventsKept`. */
  readonly events: readonly EventView[];
  /** By the server's clock. */
  readonly serverTime?: string;
}

export type Sight =
  | { readonly kind: 'seen'; readonly followed: Followed; readonly newEvents: readonly EventView[] }
  /** No answer, or a server that cannot answer now: worth another look. */
  | { readonly kind: 'lost'; readonly failure: Failure }
  | { readonly kind: 'failed'; readonly failure: Failure };

export interface FollowOptions {
  readonly client: ApiClient;
  readonly executionId: string;
  /** Events before the newest so many are left out. */
  readonly eventsKept: number;
  readonly withServers: boolean;
  /** Events up to this one are left out: they were seen before. */
  readonly afterSequence?: number;
}

export function createFollower({ client, executionId, eventsKept, withServers, afterSequence = 0 }: FollowOptions) {
  let etag: string | undefined;
  let followed: Followed | undefined;
  let sequence: number | undefined;

  return async function look(): Promise<Sight> {
    const looked = await client.getExecutionUnless(executionId, etag);
    if (!looked.ok) return sightOf(looked.failure);
    const { serverTime } = looked.value;
    const time = serverTime === undefined ? {} : { serverTime };
    if (looked.value.unchanged) {
      if (followed === undefined) throw new Error('bug: 304 to a request without an ETag');
      followed = { ...followed, ...time };
      return { kind: 'seen', followed, newEvents: [] };
    }
    const execution = looked.value.value;
    const from = sequence ?? Math.max(afterSequence, execution.eventCount - eventsKept);
    const events = await readEventsAfter(client, executionId, from);
    if (!events.ok) return sightOf(events.failure);
    const servers = withServers && isRunning(execution) ? await readAllServers(client, executionId) : undefined;
    if (servers !== undefined && !servers.ok) return sightOf(servers.failure);
    sequence = events.value.at(-1)?.sequence ?? from;
    etag = looked.value.etag;
    followed = {
      execution,
      servers: ofRunningWaves(execution, servers?.value ?? []),
      events: [...(followed?.events ?? []), ...events.value].slice(-eventsKept),
      ...time,
    };
    return { kind: 'seen', followed, newEvents: events.value };
  };
}

const runningWaves = ({ waves }: ExecutionView): readonly number[] =>
  waves
    .filter((wave) => isLaunchingWave(wave) || wave.jobs.some((job) => job.state === 'STARTED'))
    .map((wave) => wave.waveNumber);

const isRunning = (execution: ExecutionView): boolean => runningWaves(execution).length > 0;

function ofRunningWaves(execution: ExecutionView, servers: readonly ServerView[]): readonly ServerView[] {
  const running = new Set(runningWaves(execution));
  return servers.filter((server) => running.has(server.waveNumber));
}

function sightOf(failure: Failure): Sight {
  const temporary = failure.kind === 'unreachable' || (failure.kind === 'problem' && failure.problem.status >= 500);
  return { kind: temporary ? 'lost' : 'failed', failure };
}
