import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { EditorButtons } from '../../components/editor/editor-buttons.tsx';
import { LeaveGuard } from '../../components/editor/leave-guard.tsx';
import { SaveProblem } from '../../components/editor/save-problem.tsx';
import { useSave } from '../../components/editor/use-save.ts';
import { errorsBeside, refusedFields } from '../../components/field-errors.ts';
import { plansKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { AfterCleanUpField } from './actions/after-clean-up-field.tsx';
import { bodyOf, draftOf, emptyDraft } from './draft.ts';
import { NotificationFields } from './notification-fields.tsx';
import { PlanConflict } from './plan-conflict.tsx';
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
  // What is read anew while somebody types changes nothing here: a save says that it has changed.
  const [base, setBase] = useState(plan);
  const [initial, setInitial] = useState(() => (plan === undefined ? emptyDraft() : draftOf(plan, groupNames)));
  const [draft, setDraft] = useState(initial);
  const isChanged = draft !== initial;
  const save = useSave({
    run: () =>
      base === undefined ? api.createPlan(bodyOf(draft)) : api.updatePlan(base.planId, bodyOf(draft), base.version),
    readCurrent: async () => (base === undefined ? undefined : api.getPlan(base.planId)),
    onSaved: (saved) => {
      flash('success', `${saved.planName} is saved as version ${saved.version}`);
      queryClient.invalidateQueries({ queryKey: plansKey }).catch(() => undefined);
      navigate({ to: '/recovery-plans/$planId', params: { planId: saved.planId }, ignoreBlocker: true }).catch(
        () => undefined,
      );
    },
  });
  const found = validateDraft(draft, groups);
  const errors = [
    ...(save.isAttempted ? found : errorsBeside(found, validateDraft(initial, groups))),
    ...refusedFields(save.refusedFor(draft), 'planName'),
  ];
  const takeTheirs = (theirs: RecoveryPlan): void => {
    const taken = draftOf(theirs, groupNames);
    setBase(theirs);
    setInitial(taken);
    setDraft(taken);
    save.forget();
  };
  return (
    <>
      <LeaveGuard isChanged={isChanged} />
      <Form
        header={<Header variant="h1">{base === undefined ? 'New recovery plan' : `Edit ${base.planName}`}</Header>}
        actions={
          <EditorButtons
            cancelHref={base === undefined ? '/recovery-plans' : `/recovery-plans/${base.planId}`}
            verb={base === undefined ? 'Create the plan' : 'Save the plan'}
            isSaving={save.isSaving}
            reason={
              needs(me, base === undefined ? 'create-recovery-plans' : 'modify-recovery-plans') ??
              (!isChanged && base !== undefined ? 'Nothing is changed' : undefined)
            }
            errorCount={found.length}
            onSave={() => save.start(draft, found.length === 0)}
          />
        }
      >
        <SpaceBetween size="l">
          <SaveProblem what="The save" save={save} />
          {save.current !== undefined && base !== undefined && (
            <PlanConflict
              base={base}
              theirs={save.current}
              draft={draft}
              groupNames={groupNames}
              onTakeTheirs={takeTheirs}
              onKeepMine={(theirs) => {
                setBase(theirs);
                save.forget();
              }}
            />
          )}
          <PlanFields draft={draft} errors={errors} onChange={setDraft} />
          <NotificationFields draft={draft} errors={errors} onChange={setDraft} />
          <WavesEditor
            waves={draft.waves}
            groups={groups}
            errors={errors}
            onChange={(waves) => setDraft({ ...draft, waves })}
          />
          <AfterCleanUpField
            actions={draft.afterCleanUp}
            errors={errors}
            onChange={(afterCleanUp) => setDraft({ ...draft, afterCleanUp })}
          />
        </SpaceBetween>
      </Form>
    </>
  );
}
