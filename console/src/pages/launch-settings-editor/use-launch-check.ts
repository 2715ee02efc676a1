import { useQuery } from '@tanstack/react-query';
import { type GroupBody, groupCreateSchema, launchConfigRequestSchema } from '../../../../src/api/contract.ts';
import type { FieldError } from '../../../../src/domain/model/plan-file.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { parseInput } from '../../../../src/engine/field-errors.ts';
import { useSettled } from '../../components/use-settled.ts';
import { launchSettingsCheckQuery } from '../../data/launch-settings.ts';
import { bodyOf, type LaunchDraft } from './draft.ts';

interface LaunchCheck {
  /** As it would be saved; undefined while it cannot be. */
  readonly body: GroupBody | undefined;
  readonly errors: readonly FieldError[];
  /** What AWS did not answer: it is neither right nor wrong. */
  readonly unchecked: readonly FieldError[];
  readonly isChecking: boolean;
  /** The check itself had no answer. */
  readonly failure: Error | null;
}

const nothing = { accountId: '', region: '', selection: { tags: {} } };

/** What a save would be refused for: form at once, and the rest as the API finds it, once nobody types for a moment. */
export function useLaunchCheck(group: ProtectionGroup, draft: LaunchDraft): LaunchCheck {
  const parsed = parseInput(groupCreateSchema, bodyOf(group, draft));
  const typed = parsed.ok ? JSON.stringify(requestOf(group.groupId, parsed.value)) : '';
  const settled = useSettled(typed);
  const isSettled = settled === typed && typed !== '';
  const request = launchConfigRequestSchema.safeParse(isSettled ? JSON.parse(settled) : undefined);
  const { data, error, isFetching } = useQuery({
    ...launchSettingsCheckQuery(request.data ?? nothing),
    enabled: request.success,
  });
  return {
    body: parsed.ok ? parsed.value : undefined,
    errors: parsed.ok ? (data?.errors ?? []) : parsed.errors,
    unchecked: data?.unchecked ?? [],
    isChecking: parsed.ok && (!isSettled || isFetching),
    failure: error,
  };
}

const requestOf = (groupId: string, { groupName: _name, description: _text, ...body }: GroupBody) => ({
  ...body,
  groupId,
});
