/** Saves the settings that a plan file says. */
import type { FieldChange, SettingsDocument } from '../domain/model/plan-file.ts';
import { type Saved, unchanged } from './catalog-writes.ts';
import { putTagSyncSchedule, type TagSyncSchedule } from './settings-items.ts';

const name = 'settings';

/** The write that makes the stored settings say what the document says: none when they say so already. */
export const saveSettings = ({ kind, tagSyncEveryHours }: SettingsDocument, stored: TagSyncSchedule): Saved => {
  const { everyHours, version } = stored;
  if (tagSyncEveryHours === (everyHours ?? null)) return unchanged(kind, name, name, version);
  const change: FieldChange = { path: ['tagSyncEveryHours'], before: everyHours ?? null, after: tagSyncEveryHours };
  const applied = {
    kind,
    name,
    id: name,
    version: version + 1,
    outcome: 'updated',
    changes: [change],
  } satisfies Saved['applied'];
  return { applied, writes: [putTagSyncSchedule(stored, tagSyncEveryHours ?? undefined)] };
};
