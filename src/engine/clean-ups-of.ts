/** What the clean-ups of an execution did to the instances that it launched. From the store alone. */
import { z } from 'zod';
import type { LaunchedInstance } from '../domain/clean-up.ts';
import type { ExecutionHeader } from '../domain/model/execution.ts';
import type { CleanUpView, Gone } from '../domain/model/execution-view.ts';
import type { Scope } from '../domain/model/scope.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { currentServers } from '../domain/statuses.ts';
import type { ItemReader, ItemStore } from '../ports/item-store.ts';
import { cleanUpKey, cleanUpPrefix, executionPartition } from './store/execution-items.ts';
import { readExecution, readHeader } from './store/execution-reader.ts';
import { toJson } from './store/json.ts';
import { queryAll } from './store/query-all.ts';

/** Where a server is: ids are unique within an account and Region. */
export const placeOf = (server: Scope & { readonly sourceServerId: string }): string =>
  inPlace(scopeKey(server), server.sourceServerId);

const inPlace = (place: string, sourceServerId: string): string => `${place}#${sourceServerId}`;

export interface CleanUpsOf {
  /** Oldest first. */
  readonly views: readonly CleanUpView[];
  /** The clean-up that terminated the instance of a server, by the server's place. */
  readonly terminations: ReadonlyMap<string, string>;
  /** What a clean-up found gone as it began, by the server's place. */
  readonly gone: ReadonlyMap<string, Gone>;
}

/** `gone`: source server ids by their place. Absent in records of earlier versions, and where none was. */
const linkSchema = z.object({ executionId: z.string(), gone: z.record(z.string(), z.array(z.string())).optional() });

/**
 * Beside the name of the clean-up which instances it found gone, whatever becomes of it then. Noted a second time it is
 * as true: what is gone stays gone.
 */
export const noteGone = async (
  store: ItemStore,
  { executionId, relatedExecutionId }: ExecutionHeader,
  instances: readonly LaunchedInstance[],
): Promise<void> => {
  if (relatedExecutionId === undefined || instances.length === 0) return;
  const byPlace = Map.groupBy(instances, ({ scope }) => scopeKey(scope));
  const gone = Object.fromEntries(
    [...byPlace].map(([place, there]) => [place, there.map(({ sourceServerId }) => sourceServerId)]),
  );
  const item = { ...cleanUpKey(relatedExecutionId, executionId), version: 2, body: toJson({ executionId, gone }) };
  const result = await store.transact([{ kind: 'put', item }]);
  if (!result.ok) throw new Error('bug: an unconditional write was refused');
};

export const readCleanUps = async (reader: ItemReader, executionId: string): Promise<CleanUpsOf> => {
  const links = await queryAll(reader, 'executions', executionPartition(executionId), cleanUpPrefix);
  const terminations = new Map<string, string>();
  const gone = new Map<string, Gone>();
  const views: CleanUpView[] = [];
  for (const link of links) {
    const { executionId: cleanUpId, gone: foundGone = {} } = linkSchema.parse(link.body);
    const state = (await readExecution(reader, cleanUpId))?.state;
    if (state === undefined) continue;
    const terminated = state.waves
      .flatMap((wave) => currentServers(state, wave.waveNumber))
      .filter(({ server }) => server.outcome === 'TERMINATED');
    for (const { job, server } of terminated)
      terminations.set(placeOf({ ...job, sourceServerId: server.sourceServerId }), cleanUpId);
    const { status, serverCount, goneCount, replacedCount, startTime, endTime } = state.header;
    for (const [place, ids] of Object.entries(foundGone))
      for (const id of ids) gone.set(inPlace(place, id), { observedTime: startTime, cleanUpId });
    views.push({
      executionId: cleanUpId,
      status,
      serverCount,
      terminatedCount: terminated.length,
      ...(goneCount === undefined ? {} : { goneCount }),
      ...(replacedCount === undefined ? {} : { replacedCount }),
      startTime,
      ...(endTime === undefined ? {} : { endTime }),
    });
  }
  return { views: views.toSorted((a, b) => (a.startTime < b.startTime ? -1 : 1)), terminations, gone };
};

/** Those of an execution and of what it follows: a follow-up stands on what all of these launched. */
export const readCleanUpsUnder = async (
  reader: ItemReader,
  { executionId, relatedExecutionId }: Pick<ExecutionHeader, 'executionId' | 'relatedExecutionId'>,
): Promise<readonly CleanUpView[]> => {
  const { views } = await readCleanUps(reader, executionId);
  return [...(await readCleanUpsBefore(reader, relatedExecutionId)), ...views];
};

/** Of what an execution follows alone. */
export const readCleanUpsBefore = async (
  reader: ItemReader,
  relatedExecutionId: string | undefined,
): Promise<readonly CleanUpView[]> => {
  const before = relatedExecutionId === undefined ? undefined : await readHeader(reader, relatedExecutionId);
  return before === undefined ? [] : readCleanUpsUnder(reader, before.header);
};
