/** Changes of a plan file that its sender may not save. */
import type { AppliedDocument } from '../domain/model/plan-file.ts';
import type { Saved } from './catalog-writes.ts';

export interface DeniedChange {
  readonly change: AppliedDocument;
  /** Absent: no document says it, and it would be removed. */
  readonly documentIndex?: number;
}

/** Without any broken document, what is saved stands in the order of the documents; then what is removed. */
export const deniedChanges = (
  saved: readonly Saved[],
  documentCount: number,
  mayChange: (change: AppliedDocument) => boolean,
): readonly DeniedChange[] =>
  saved.flatMap(({ applied }, index) => {
    if (applied.outcome === 'unchanged' || mayChange(applied)) return [];
    return [{ change: applied, ...(index < documentCount && { documentIndex: index }) }];
  });
