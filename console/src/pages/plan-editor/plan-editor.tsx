import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { planChanges } from '../../../../src/domain/document-changes.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { EditorFrame } from '../../components/editor/editor-frame.tsx';
import { draftErrors, useEditedDocument } from '../../components/editor/use-edited-document.ts';
import { plansKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { AfterCleanUpField } from './actions/after-clean-up-field.tsx';
import { bodyOf, draftOf, emptyDraft, type PlanDraft, savedAs } from './draft.ts';
import { NotificationFields } from './notification-fields.tsx';
import { PlanFields } from './plan-fields.tsx';
import { validateDraft } from './validate.ts';
import { WavesEditor } from './waves-editor.tsx';

interface Props {
  /** As it was read; absent: a new one. */
  readonly plan: RecoveryPlan | undefined;
  readonly groups: readonly ProtectionGroup[];
}

export function PlanEditor({ plan, groups }: Props) {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const groupNames = new Map(groups.map(({ groupId, groupName }) => [groupId, groupName]));
  const edited = useEditedDocument<RecoveryPlan, PlanDraft>({
    document: plan,
    draftOf: (saved) => (saved === undefined ? emptyDraft() : draftOf(saved, groupNames)),
    send: (draft, base) =>
      base === undefined ? api.createPlan(bodyOf(draft)) : api.updatePlan(base.planId, bodyOf(draft), base.version),
    readCurrent: ({ planId }) => api.getPlan(planId),
    onSaved: ({ planId, planName, version }) => {
      flash('success', `${planName} is saved as version ${version}`);
      queryClient.invalidateQueries({ queryKey: plansKey }).catch(() => undefined);
      navigate({ to: '/recovery-plans/$planId', params: { planId }, ignoreBlocker: true }).catch(() => undefined);
    },
  });
  const { base, draft, setDraft } = edited;
  const { found, shown } = draftErrors(edited, (each) => validateDraft(each, groups), 'planName');
  return (
    <EditorFrame
      edited={edited}
      title={base === undefined ? 'New recovery plan' : `Edit ${base.planName}`}
      what={`The plan ${base?.planName ?? ''}`}
      cancelHref={base === undefined ? '/recovery-plans' : `/recovery-plans/${base.planId}`}
      verb={base === undefined ? 'Create the plan' : 'Save the plan'}
      mayNot={needs(me, base === undefined ? 'create-recovery-plans' : 'modify-recovery-plans')}
      errorCount={found.length}
      changesOf={(before, after) => planChanges(before, after, groupNames)}
      savedOver={(theirs) => savedAs(draft, theirs)}
    >
      <PlanFields draft={draft} errors={shown} onChange={setDraft} />
      <NotificationFields draft={draft} errors={shown} onChange={setDraft} />
      <WavesEditor
        waves={draft.waves}
        groups={groups}
        errors={shown}
        onChange={(waves) => setDraft({ ...draft, waves })}
      />
      <AfterCleanUpField
        actions={draft.afterCleanUp}
        errors={shown}
        onChange={(afterCleanUp) => setDraft({ ...draft, afterCleanUp })}
      />
    </EditorFrame>
  );
}
