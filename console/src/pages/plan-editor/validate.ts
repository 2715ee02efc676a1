import { planCreateSchema } from '../../../../src/api/contract.ts';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { nameKey } from '../../../../src/domain/plan-names.ts';
import { validatePlan } from '../../../../src/domain/plan-waves.ts';
import { parseInput } from '../../../../src/engine/field-errors.ts';
import { nearestName } from '../../../../src/engine/nearest-name.ts';
import { bodyOf, type PlanDraft } from './draft.ts';

/** What the API would refuse a save for, as far as that is certain without asking it; in its own words. */
export function validateDraft(draft: PlanDraft, groups: readonly ProtectionGroup[]): readonly FieldError[] {
  const parsed = parseInput(planCreateSchema, bodyOf(draft));
  if (!parsed.ok) return parsed.errors;
  const storedGroups = new Map(groups.map((group) => [nameKey(group.groupName), group]));
  return validatePlan({ kind: 'RecoveryPlan', ...parsed.value }, storedGroups, {
    storedGroups,
    broken: { groupNames: new Set(), hasUnnamedGroup: false, plans: [] },
    suggest: nearestName,
  });
}
