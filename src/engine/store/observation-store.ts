import { z } from 'zod';
import { isFromTheFuture } from '../../domain/clock-skew.ts';
import { limits } from '../../domain/limits.ts';
import { type Instant, instantSchema } from '../../domain/model/identifiers.ts';
import {
  type JobObservation,
  jobObservationSchema,
  type ScopeObservation,
  scopeObservationSchema,
} from '../../domain/model/observation.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { isLeased } from '../../domain/polling.ts';
import { addSeconds } from '../../domain/time.ts';
import type { ItemKey, ItemReader, ItemStore, Json, StoredItem } from '../../ports/item-store.ts';
import {
  executionPartition,
  jobObservationKey,
  jobObservationPrefix,
  newsKey,
  scopeEventKey,
  scopeObservationKey,
} from './execution-items.ts';
import { toJson } from './json.ts';
import { parserOf } from './parse-once.ts';
import { queryAll } from './query-all.ts';

/**
 * The only thing that `poll` can write with: observations, and the lease of a scope. There is no way from here to an
 * execution's status (I4): a compile error, not a convention.
 */
export interface ObservationWriter {
  /** Writes the observation if it is newer than what is stored; says whether it was. */
  recordJob(observation: JobObservation): Promise<boolean>;
  /** Says that something was recorded that a decision of the execution may follow from; after it was recorded. */
  recordNews(executionId: string): Promise<void>;
  /** Notes that an event of DRS about the scope arrived; never an older one over a newer one. */
  recordEvent(scope: Scope, time: Instant): Promise<void>;
  /** Writes what was seen of the scope and ends the lease; nothing when the lease is somebody else's by now. */
  recordScope(observation: ScopeObservation, lease: Lease): Promise<void>;
  /** The right to poll this scope for `limits.pollLeaseSeconds`; undefined while somebody else has it. */
  leaseScope(scope: Scope, now: Instant): Promise<Lease | undefined>;
}

/** The stored version that the lease was taken with. */
export interface Lease {
  readonly version: number;
}

const parseScope = parserOf(z.object({ observation: scopeObservationSchema }));
const parseEvent = parserOf(z.object({ eventTime: instantSchema }));
const parseJob = parserOf(jobObservationSchema);

/** Writes what is newer than what is stored; says whether it was. */
const putNewer = async (store: ItemStore, key: ItemKey, stamp: Instant, body: Json): Promise<boolean> => {
  const newer = await store.transact([
    { kind: 'put', item: { ...key, version: 1, stamp, body }, condition: { kind: 'olderStamp', stamp } },
  ]);
  if (newer.ok) return true;
  const stored = await store.get(key);
  if (stored?.stamp === undefined || !isFromTheFuture(stored.stamp, stamp)) return false;
  // Stamped by a clock that has been set back since: it would stand in the way of everything to come.
  const { version } = stored;
  const overwritten = await store.transact([
    { kind: 'put', item: { ...key, version: version + 1, stamp, body }, condition: { kind: 'version', version } },
  ]);
  return overwritten.ok;
};

export const createObservationWriter = (store: ItemStore): ObservationWriter => ({
  recordJob: (observation) =>
    putNewer(
      store,
      jobObservationKey(observation.executionId, observation.jobKey),
      observation.lastPolledTime,
      toJson(observation),
    ),
  recordEvent: async (scope, time) => {
    await putNewer(store, scopeEventKey(scope), time, { eventTime: time });
  },
  recordNews: async (executionId) => {
    for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
      const before = await store.get(newsKey(executionId));
      const result = await store.transact([
        {
          kind: 'put',
          item: { ...newsKey(executionId), version: (before?.version ?? 0) + 1, body: {} },
          condition: before === undefined ? { kind: 'absent' } : { kind: 'version', version: before.version },
        },
      ]);
      if (result.ok) return;
    }
    throw new Error(`the news of ${executionId} changed ${limits.saveAttempts} times in a row`);
  },
  recordScope: async (observation, lease) => {
    await store.transact([
      {
        kind: 'put',
        item: { ...scopeObservationKey(observation), version: lease.version + 1, body: toJson({ observation }) },
        condition: { kind: 'version', version: lease.version },
      },
    ]);
  },
  leaseScope: async (scope, now) => {
    const stored = await store.get(scopeObservationKey(scope));
    const observation = stored === undefined ? undefined : parseScope(stored.body).observation;
    if (isLeased(observation, now)) return undefined;
    const version = (stored?.version ?? 0) + 1;
    const leaseUntil = addSeconds(now, limits.pollLeaseSeconds);
    const { accountId, region } = scope;
    const result = await store.transact([
      {
        kind: 'put',
        item: {
          ...scopeObservationKey(scope),
          version,
          body: toJson({ observation: { ...observation, accountId, region, leaseUntil } }),
        },
        condition: stored === undefined ? { kind: 'absent' } : { kind: 'version', version: stored.version },
      },
    ]);
    return result.ok ? { version } : undefined;
  },
});

/** How often there was news for the execution: read it before the observations, and compare it after the turn. */
export const readNews = async (reader: ItemReader, executionId: string): Promise<number> =>
  (await reader.get(newsKey(executionId)))?.version ?? 0;

/** All job observations of an execution, by job key. */
export const readObservations = async (
  reader: ItemReader,
  executionId: string,
): Promise<ReadonlyMap<string, JobObservation>> => {
  const items = await queryAll(reader, 'observations', executionPartition(executionId), jobObservationPrefix);
  return new Map(
    items.map((item) => {
      const observation = parseJob(item.body);
      return [observation.jobKey, observation];
    }),
  );
};

export const readJobObservation = async (
  reader: ItemReader,
  executionId: string,
  jobKey: string,
): Promise<JobObservation | undefined> => jobObservationOf(await reader.get(jobObservationKey(executionId, jobKey)));

export const jobObservationOf = (item: StoredItem | undefined): JobObservation | undefined =>
  item && parseJob(item.body);

export const readScopeObservation = async (reader: ItemReader, scope: Scope): Promise<ScopeObservation | undefined> => {
  const [seen, event] = await reader.getMany([scopeObservationKey(scope), scopeEventKey(scope)]);
  return scopeObservationOf(scope, seen, event);
};

export const scopeObservationOf = (
  { accountId, region }: Scope,
  seen: StoredItem | undefined,
  event: StoredItem | undefined,
): ScopeObservation | undefined => {
  if (seen === undefined && event === undefined) return undefined;
  return {
    ...(seen === undefined ? { accountId, region } : parseScope(seen.body).observation),
    ...(event === undefined ? {} : parseEvent(event.body)),
  };
};
