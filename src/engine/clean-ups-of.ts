/** What the clean-ups of an execution did to the instances that it launched. From the store alone. */
import { z } from 'zod';
import type { CleanUpView } from '../domain/model/execution-view.ts';
import type { Scope } from '../domain/model/scope.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { currentServers } from '../domain/statuses.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { cleanUpPrefix, executionPartition } from './store/execution-items.ts';
import { readExecution } from './store/execution-reader.ts';
import { queryAll } from './store/query-all.ts';

/** Where a server is: ids are unique within an account and Region. */
export const placeOf = (server: Scope & { readonly sourceServerId: string }): string =>
  `${scopeKey(server)}#${server.sourceServerId}`;

export interface CleanUpsOf {
  /** Oldest first. */
  readonly views: readonly CleanUpView[];
  /** The clean-up that terminated the instance of a server, by the server's place. */
  readonly terminations: ReadonlyMap<string, string>;
}

const linkSchema = z.object({ executionId: z.string() });

export const readCleanUps = async (reader: ItemReader, executionId: string): Promise<CleanUpsOf> => {
  const links = await queryAll(reader, 'executions', executionPartition(executionId), cleanUpPrefix);
  const terminations = new Map<string, string>();
  const views: CleanUpView[] = [];
  for (const link of links) {
    const cleanUpId = linkSchema.parse(link.body).executionId;
    const state = (await readExecution(reader, cleanUpId))?.state;
    if (state === undefined) continue;
    const terminated = state.waves
      .flatMap((wave) => currentServers(state, wave.waveNumber))
      .filter(({ server }) => server.outcome === 'TERMINATED');
    for (const { job, server } of terminated)
      terminations.set(placeOf({ ...job, sourceServerId: server.sourceServerId }), cleanUpId);
    const { status, serverCount, goneCount, replacedCount, startTime, endTime } = state.header;
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
  return { views: views.toSorted((a, b) => (a.startTime < b.startTime ? -1 : 1)), terminations };
};
