import { groupCreateSchema } from '../../../../src/api/contract.ts';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import { parseInput } from '../../../../src/engine/field-errors.ts';
import { bodyOf, type GroupDraft } from './draft.ts';

/** What the API would refuse a save for, as far as that is certain without asking it; in its own words. */
export function validateDraft(draft: GroupDraft): readonly FieldError[] {
  const parsed = parseInput(groupCreateSchema, bodyOf(draft));
  const keys = draft.by === 'tags' ? draft.tags.map(({ key }) => key).filter((key) => key !== '') : [];
  const twice = keys.filter((key, index) => keys.indexOf(key) !== index);
  return [
    ...(parsed.ok ? [] : parsed.errors),
    ...twice.map((key) => ({ path: ['selection', 'tags'], message: `the tag "${key}" is named twice` })),
  ];
}
