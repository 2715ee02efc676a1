/** What was seen of an execution's jobs and where they run, by one read. */
import type { ExecutionState } from '../../domain/model/execution.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { JobObservation, ScopeObservation } from '../../domain/model/observation.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import { isStillAskedAbout } from '../../domain/polling.ts';
import type { ItemReader } from '../../ports/item-store.ts';
import { jobObservationKey, ledgerKey, newsKey, scopeEventKey, scopeObservationKey } from './execution-items.ts';
import { type LoadedLedger, ledgerOf } from './execution-reader.ts';
import { jobObservationOf, scopeObservationOf } from './observation-store.ts';

export interface Seen {
  /** How often there was news: what is recorded from here on is news to `park`. */
  readonly news: number;
  /** Of the jobs that run or are still asked about, by job key: what has ended is decided, and large executions have much of it. */
  readonly observations: ReadonlyMap<string, JobObservation>;
  /** By the text form of the scope, of every scope where a job is. */
  readonly scopes: ReadonlyMap<string, ScopeObservation>;
  readonly ledgers: ReadonlyMap<string, LoadedLedger>;
}

export const readSeen = async (reader: ItemReader, state: ExecutionState, now: Instant): Promise<Seen> => {
  const { executionId } = state.header;
  const jobs = state.jobs.filter((job) => job.state === 'STARTED' || isStillAskedAbout(state, job, now));
  const places = [
    ...new Map(
      state.jobs.map(({ accountId, region }): [string, Scope] => [
        scopeKey({ accountId, region }),
        { accountId, region },
      ]),
    ),
  ];
  const [news, ...items] = await reader.getMany([
    // First: see `getMany`.
    newsKey(executionId),
    ...jobs.map(({ jobKey }) => jobObservationKey(executionId, jobKey)),
    ...places.flatMap(([place, scope]) => [scopeObservationKey(scope), scopeEventKey(scope), ledgerKey(place)]),
  ]);
  const ofPlaces = items.slice(jobs.length);
  const itemsOf = (index: number) => ofPlaces.slice(3 * index, 3 * index + 3);
  return {
    news: news?.version ?? 0,
    observations: new Map(
      items.slice(0, jobs.length).flatMap((item) => {
        const observation = jobObservationOf(item);
        return observation === undefined ? [] : [[observation.jobKey, observation]];
      }),
    ),
    scopes: new Map(
      places.flatMap(([place, scope], index) => {
        const [seen, event] = itemsOf(index);
        const observation = scopeObservationOf(scope, seen, event);
        return observation === undefined ? [] : [[place, observation] as const];
      }),
    ),
    ledgers: new Map(places.map(([place], index) => [place, ledgerOf(itemsOf(index)[2])] as const)),
  };
};
