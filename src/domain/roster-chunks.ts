import type { PlacedServer } from './follow-up.ts';
import { limits } from './limits.ts';
import type { RosterChunk } from './model/roster.ts';
import { scopeKey } from './model/scope.ts';

/** The first cut of a wave's servers into jobs: one account and Region each, at most 100 servers, in order of id. */
export const cutIntoChunks = (waveNumber: number, servers: readonly PlacedServer[]): readonly RosterChunk[] =>
  [...Map.groupBy(servers, ({ scope }) => scopeKey(scope)).values()]
    .flatMap((inScope) => {
      const sorted = inScope.toSorted((a, b) => (a.server.sourceServerId < b.server.sourceServerId ? -1 : 1));
      return Array.from({ length: Math.ceil(sorted.length / limits.serversPerJob) }, (_, index) =>
        sorted.slice(index * limits.serversPerJob, (index + 1) * limits.serversPerJob),
      );
    })
    .flatMap((part, chunkNumber) => {
      const [first] = part;
      return first === undefined
        ? []
        : [{ waveNumber, chunkNumber, ...first.scope, servers: part.map(({ server }) => server) }];
    });
