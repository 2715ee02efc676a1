/** The follow-up of an execution that is over. From the store alone. */
import { z } from 'zod';
import type { FollowUpView } from '../domain/model/execution-view.ts';
import { isFinalExecution } from '../domain/statuses.ts';
import type { ItemReader, StoredItem, Write } from '../ports/item-store.ts';
import { afterTheEndKey, followUpKey } from './store/execution-items.ts';
import { readHeader } from './store/execution-reader.ts';
import { toJson } from './store/json.ts';

export interface FollowUpOf {
  /** Names it: the version guards that there is one. */
  readonly link?: StoredItem;
  readonly view?: FollowUpView;
}

const linkSchema = z.object({ executionId: z.string() });

export const readFollowUp = async (reader: ItemReader, executionId: string): Promise<FollowUpOf> => {
  const link = await reader.get(followUpKey(executionId));
  if (link === undefined) return {};
  const followUpId = linkSchema.parse(link.body).executionId;
  const loaded = await readHeader(reader, followUpId);
  // The link is written together with the execution.
  if (loaded === undefined) throw new Error(`bug: ${followUpId}, the follow-up of ${executionId}, is gone`);
  return { link, view: { executionId: followUpId, status: loaded.header.status } };
};

/** The run that follows it and is not over, or follows what follows it, and so on: it may need what this one launched. */
export const readOpenFollowUp = async (reader: ItemReader, executionId: string): Promise<FollowUpView | undefined> =>
  (await readRunsAfter(reader, executionId)).open;

interface RunsAfter {
  readonly open?: FollowUpView;
  /** Goes with the start of a clean-up: it fails when a follow-up has started since this was read, and fails one that has not. */
  readonly guard: Write;
}

/** As far as the last that may be followed yet: there the guard is. */
export const readRunsAfter = async (reader: ItemReader, executionId: string): Promise<RunsAfter> => {
  const guard = await readGuard(reader, executionId);
  const { view } = await readFollowUp(reader, executionId);
  if (view === undefined || view.status === 'REFUSED') return { guard };
  return isFinalExecution(view.status) ? readRunsAfter(reader, view.executionId) : { open: view, guard };
};

/** Read before whatever the start of a run is decided from. */
export const readGuard = async (reader: ItemReader, executionId: string): Promise<Write> => {
  const key = afterTheEndKey(executionId);
  const before = await reader.get(key);
  return {
    kind: 'put',
    item: { ...key, version: (before?.version ?? 0) + 1, body: {} },
    condition: before === undefined ? { kind: 'absent' } : { kind: 'version', version: before.version },
  };
};

export const followUpLink = (executionId: string, followUpId: string, before: StoredItem | undefined): StoredItem => ({
  ...followUpKey(executionId),
  version: (before?.version ?? 0) + 1,
  body: toJson({ executionId: followUpId }),
});
