import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import type { ExecutionState } from '../../domain/model/execution.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import {
  type JobObservation,
  jobObservationSchema,
  type ScopeObservation,
  scopeObservationSchema,
} from '../../domain/model/observation.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { isBefore } from '../../domain/time.ts';
import type { ItemReader, ItemStore } from '../../ports/item-store.ts';
import {
  executionPartition,
  jobObservationKey,
  jobObservationPrefix,
  newsKey,
  scopeObservationKey,
} from './execution-items.ts';
import { toJson } from './json.ts';
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
  /** Writes what was seen of the scope and ends the lease. */
  recordScope(observation: ScopeObservation): Promise<void>;
  /** The right to poll this scope until then; undefined while somebody else has it. */
  leaseScope(scope: Scope, now: Instant, until: Instant): Promise<boolean>;
}

const scopeBodySchema = z.object({ observation: scopeObservationSchema, leaseUntil: z.string().optional() });

export const createObservationWriter = (store: ItemStore): ObservationWriter => ({
  recordJob: async (observation) => {
    const key = jobObservationKey(observation.executionId, observation.jobKey);
    const result = await store.transact([
      {
        kind: 'put',
        item: { ...key, version: 1, stamp: observation.lastPolledTime, body: toJson(observation) },
        condition: { kind: 'olderStamp', stamp: observation.lastPolledTime },
      },
    ]);
    return result.ok;
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
  recordScope: async (observation) => {
    const stored = await store.get(scopeObservationKey(observation));
    await store.transact([
      {
        kind: 'put',
        item: {
          ...scopeObservationKey(observation),
          version: (stored?.version ?? 0) + 1,
          body: toJson({ observation }),
        },
      },
    ]);
  },
  leaseScope: async (scope, now, until) => {
    const stored = await store.get(scopeObservationKey(scope));
    const body = stored === undefined ? undefined : scopeBodySchema.parse(stored.body);
    if (body?.leaseUntil !== undefined && isBefore(now, body.leaseUntil)) return false;
    const observation = body?.observation ?? { accountId: scope.accountId, region: scope.region };
    const result = await store.transact([
      {
        kind: 'put',
        item: {
          ...scopeObservationKey(scope),
          version: (stored?.version ?? 0) + 1,
          body: toJson({ observation, leaseUntil: until }),
        },
        condition: stored === undefined ? { kind: 'absent' } : { kind: 'version', version: stored.version },
      },
    ]);
    return result.ok;
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
      const observation = jobObservationSchema.parse(item.body);
      return [observation.jobKey, observation];
    }),
  );
};

/** Those of the running jobs alone, by job key: what has ended is decided, and a large execution has much of it. */
export const readRunningObservations = async (
  reader: ItemReader,
  state: ExecutionState,
): Promise<ReadonlyMap<string, JobObservation>> => {
  const running = state.jobs.filter((job) => job.state === 'STARTED');
  const found = await Promise.all(
    running.map(({ jobKey }) => readJobObservation(reader, state.header.executionId, jobKey)),
  );
  return new Map(
    found.flatMap((observation) => (observation === undefined ? [] : [[observation.jobKey, observation]])),
  );
};

export const readJobObservation = async (
  reader: ItemReader,
  executionId: string,
  jobKey: string,
): Promise<JobObservation | undefined> => {
  const item = await reader.get(jobObservationKey(executionId, jobKey));
  return item && jobObservationSchema.parse(item.body);
};

export const readScopeObservation = async (reader: ItemReader, scope: Scope): Promise<ScopeObservation | undefined> => {
  const item = await reader.get(scopeObservationKey(scope));
  return item && scopeBodySchema.parse(item.body).observation;
};
