import type { PlacedServer } from './follow-up.ts';
import { limits } from './limits.ts';
import type { RosterChunk } from './model/roster.ts';
import { type Scope, scopeKey } from './model/scope.ts';

/** So many servers as one job takes, of one account and Region. */
export interface JobCut<T> extends Scope {
  readonly servers: readonly T[];
}

/** Cut into jobs of one account and Region each, at most 100 servers, in the order that they have. */
export const cutIntoJobs = <T>(servers: readonly T[], scopeOf: (server: T) => Scope): readonly JobCut<T>[] =>
  [...Map.groupBy(servers, (server) => scopeKey(scopeOf(server))).values()].flatMap((inScope) =>
    inScope
      .filter((_, index) => index % limits.serversPerJob === 0)
      .map((first, number) => {
        const { accountId, region } = scopeOf(first);
        const from = number * limits.serversPerJob;
        return { accountId, region, servers: inScope.slice(from, from + limits.serversPerJob) };
      }),
  );

/** The first cut of a wave's servers into jobs, in order of id. */
export const cutIntoChunks = (waveNumber: number, servers: readonly PlacedServer[]): readonly RosterChunk[] =>
  [...Map.groupBy(servers, ({ scope }) => scopeKey(scope)).values()]
    .flatMap((inScope) => cutIntoJobs(inScope.toSorted(byId), ({ scope }) => scope))
    .map((job, chunkNumber) => ({
      ...job,
      waveNumber,
      chunkNumber,
      servers: job.servers.map(({ server }) => server),
    }));

const byId = (a: PlacedServer, b: PlacedServer): number => (a.server.sourceServerId < b.server.sourceServerId ? -1 : 1);
