/** Groups whose tags no server of the inventory has: they are saved, and told, since the servers may come after them. */
import type { DocumentError } from '../../domain/model/plan-file.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import type { NumberedDocument } from '../../domain/plan-validation.ts';
import { selectedBy } from '../select-servers.ts';
import { readSourceServers } from './inventory-queries.ts';
import type { InventoryReader } from './sweep-rows.ts';
import { readSweeps } from './sweep-store.ts';

/** AWS is not asked: of a place that nobody has looked at nothing is said. */
export const tagsWithoutServers = async (
  reader: InventoryReader,
  documents: readonly NumberedDocument[],
): Promise<readonly DocumentError[]> => {
  const groups = documents.flatMap(({ documentIndex, document }) =>
    document.kind === 'ProtectionGroup' && 'tags' in document.selection ? [{ documentIndex, ...document }] : [],
  );
  const places = [...Map.groupBy(groups, scopeKey).values()].flatMap(([first]): readonly Scope[] =>
    first === undefined ? [] : [{ accountId: first.accountId, region: first.region }],
  );
  const headers = await readSweeps(reader.store, 'inventory', places, reader.clock.now());
  const found: DocumentError[] = [];
  for (const [index, place] of places.entries()) {
    const header = headers[index];
    if (header?.observedTime === undefined) continue;
    const servers = await readSourceServers(reader, place, header);
    const message = `no server in the inventory of ${place.accountId}/${place.region} has these tags (DRS asked ${header.observedTime})`;
    for (const { documentIndex, selection } of groups.filter((group) => scopeKey(group) === scopeKey(place))) {
      if (selectedBy(selection, servers).length > 0) continue;
      found.push({ documentIndex, path: ['selection', 'tags'], message });
    }
  }
  return found;
};
