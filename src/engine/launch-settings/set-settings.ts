/**
 * What Breakwater has applied to a server, by field: so that a setting that its group no longer has is told, and not taken
 * for AWS's own. Written before AWS is asked to change anything: what AWS then refuses differs from it, and is not told.
 */
import { z } from 'zod';
import type { LaunchSettings } from '../../domain/model/launch-config.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import type { ItemKey, ItemReader, ItemStore } from '../../ports/item-store.ts';
import { toJson } from '../store/json.ts';

/** Values by field. Open: fields may go, and what was set with them stays. */
const setSchema = z.record(z.string(), z.unknown());
export type SetSettings = Readonly<z.infer<typeof setSchema>>;

const keyOf = (scope: Scope, sourceServerId: string): ItemKey => ({
  table: 'executions',
  partition: `launch-settings-set#${scopeKey(scope)}`,
  sort: sourceServerId,
});

/** By server id. */
export const readSetSettings = async (
  store: ItemReader,
  scope: Scope,
  sourceServerIds: readonly string[],
): Promise<ReadonlyMap<string, SetSettings>> => {
  const items = await store.getMany(sourceServerIds.map((id) => keyOf(scope, id)));
  return new Map(
    sourceServerIds.flatMap((id, index) => {
      const body = items[index]?.body;
      return body === undefined ? [] : [[id, setSchema.parse(body)] as const];
    }),
  );
};

/** The newest value of each field counts. Of two at the same moment one tries again. */
export const noteSettings = async (
  store: ItemStore,
  scope: Scope,
  sourceServerId: string,
  wanted: LaunchSettings,
): Promise<void> => {
  const key = keyOf(scope, sourceServerId);
  for (;;) {
    const before = await store.get(key);
    const body = toJson({ ...(before === undefined ? {} : setSchema.parse(before.body)), ...wanted });
    const { ok } = await store.transact([
      {
        kind: 'put',
        item: { ...key, version: (before?.version ?? 0) + 1, body },
        condition: before === undefined ? { kind: 'absent' } : { kind: 'version', version: before.version },
      },
    ]);
    if (ok) return;
  }
};

/** Whether any of what was set is not wanted any more. */
export const hasUnwanted = (set: SetSettings | undefined, wanted: LaunchSettings): boolean =>
  Object.keys(set ?? {}).some((field) => !(field in wanted));
