/**
 * What Breakwater has applied to a server, by field: so that a setting that its group no longer has is told, and not taken
 * for AWS's own. Written before AWS is asked to change anything: what AWS then refuses differs from it, and is not told.
 * The same item says who changes the server now: of two that do so at once, the later call to AWS would win.
 */
import { z } from 'zod';
import { isHeldUntil } from '../../domain/clock-skew.ts';
import { limits } from '../../domain/limits.ts';
import { type Instant, instantSchema } from '../../domain/model/identifiers.ts';
import type { LaunchSettings } from '../../domain/model/launch-config.ts';
import { type Scope, scopeKey } from '../../domain/model/scope.ts';
import type { ItemKey, ItemReader, ItemStore, Write } from '../../ports/item-store.ts';
import { toJson } from '../store/json.ts';

/** Values by field. Open: fields may go, and what was set with them stays. */
const noteSchema = z
  .object({ changing: z.object({ jobId: z.string(), until: instantSchema }).optional() })
  .catchall(z.unknown());
export type SetSettings = Readonly<Record<string, unknown>>;

/** An application of launch settings that changes a server, and when it is over at the latest. */
export interface Changing {
  readonly jobId: string;
  readonly until: Instant;
}

/** What is stored of a server. */
export interface ServerNote {
  readonly key: ItemKey;
  /** 0: nothing yet. */
  readonly version: number;
  readonly set: SetSettings;
  readonly changing?: Changing | undefined;
}

const keyOf = (scope: Scope, sourceServerId: string): ItemKey => ({
  table: 'executions',
  partition: `launch-settings-set#${scopeKey(scope)}`,
  sort: sourceServerId,
});

/** In the order of the ids. */
export const readServerNotes = async (
  store: ItemReader,
  scope: Scope,
  sourceServerIds: readonly string[],
): Promise<readonly ServerNote[]> => {
  const keys = sourceServerIds.map((id) => keyOf(scope, id));
  const items = await store.getMany(keys);
  return keys.map((key, index) => {
    const { version, body } = items[index] ?? { version: 0, body: {} };
    const { changing, ...set } = noteSchema.parse(body);
    return { key, version, set, changing };
  });
};

/** By server id: of those that something was applied to. */
export const readSetSettings = async (
  store: ItemReader,
  scope: Scope,
  sourceServerIds: readonly string[],
): Promise<ReadonlyMap<string, SetSettings>> => {
  const notes = await readServerNotes(store, scope, sourceServerIds);
  return new Map(notes.flatMap(({ key, version, set }) => (version === 0 ? [] : [[key.sort, set] as const])));
};

/** Somebody else changes it. Who died with it keeps it for as long as the last request of his can live. */
export const isChangedByAnother = ({ changing }: ServerNote, jobId: string, now: Instant): boolean =>
  changing !== undefined &&
  changing.jobId !== jobId &&
  isHeldUntil(changing.until, limits.launchSettingsLeaseSeconds, now);

/** Who changes it from now on, and what is to be applied. Undefined when somebody else wrote since the note was read. */
export const takeServer = async (
  store: ItemStore,
  { key, version, set }: ServerNote,
  wanted: LaunchSettings,
  changing: Changing,
): Promise<ServerNote | undefined> => {
  const taken = { key, version: version + 1, set: { ...set, ...wanted }, changing };
  const condition = version === 0 ? ({ kind: 'absent' } as const) : ({ kind: 'version', version } as const);
  const item = { ...key, version: taken.version, body: toJson({ ...taken.set, changing }) };
  const { ok } = await store.transact([{ kind: 'put', item, condition }]);
  return ok ? taken : undefined;
};

/** It is changed no longer; what was applied stays noted. */
export const freedServer = ({ key, version, set }: ServerNote): Write => ({
  kind: 'put',
  item: { ...key, version: version + 1, body: toJson(set) },
  condition: { kind: 'version', version },
});

/** Whether any of what was set is not wanted any more. */
export const hasUnwanted = (set: SetSettings | undefined, wanted: LaunchSettings): boolean =>
  Object.keys(set ?? {}).some((field) => !(field in wanted));
