import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { groupChanges } from '../../../../src/domain/document-changes.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { Conflict } from '../../components/editor/conflict.tsx';
import { EditorButtons } from '../../components/editor/editor-buttons.tsx';
import { LeaveGuard } from '../../components/editor/leave-guard.tsx';
import { SaveProblem } from '../../components/editor/save-problem.tsx';
import { useSave } from '../../components/editor/use-save.ts';
import { errorsBeside, refusedFields } from '../../components/field-errors.ts';
import { groupsKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { bodyOf, draftOf, emptyDraft, savedAs } from './draft.ts';
import { GroupFields } from './group-fields.tsx';
import { SelectionEditor } from './selection-editor.tsx';
import { validateDraft } from './validate.ts';

/** `group`: as it was read; absent: a new one. */
export function GroupEditor({ group }: { readonly group: ProtectionGroup | undefined }) {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  // What is read anew while somebody types changes nothing here: a save says that it has changed.
  const [base, setBase] = useState(group);
  const [initial, setInitial] = useState(() => (group === undefined ? emptyDraft() : draftOf(group)));
  const [draft, setDraft] = useState(initial);
  const isChanged = draft !== initial;
  const save = useSave({
    run: () =>
      base === undefined ? api.createGroup(bodyOf(draft)) : api.updateGroup(base.groupId, bodyOf(draft), base.version),
    readCurrent: async () => (base === undefined ? undefined : api.getGroup(base.groupId)),
    onSaved: (saved) => {
      flash('success', `${saved.groupName} is saved as version ${saved.version}`);
      queryClient.invalidateQueries({ queryKey: groupsKey }).catch(() => undefined);
      navigate({ to: '/protection-groups/$groupId', params: { groupId: saved.groupId }, ignoreBlocker: true }).catch(
        () => undefined,
      );
    },
  });
  const found = validateDraft(draft);
  const errors = [
    ...(save.isAttempted ? found : errorsBeside(found, validateDraft(initial))),
    ...refusedFields(save.refusedFor(draft), 'groupName'),
  ];
  const theirs = save.current;
  return (
    <>
      <LeaveGuard isChanged={isChanged} />
      <Form
        header={<Header variant="h1">{base === undefined ? 'New protection group' : `Edit ${base.groupName}`}</Header>}
        actions={
          <EditorButtons
            cancelHref={base === undefined ? '/protection-groups' : `/protection-groups/${base.groupId}`}
            verb={base === undefined ? 'Create the group' : 'Save the group'}
            isSaving={save.isSaving}
            reason={
              needs(me, base === undefined ? 'create-protection-groups' : 'modify-protection-groups') ??
              (!isChanged && base !== undefined ? 'Nothing is changed' : undefined)
            }
            errorCount={found.length}
            onSave={() => save.start(draft, found.length === 0)}
          />
        }
      >
        <SpaceBetween size="l">
          <SaveProblem what="The save" save={save} />
          {theirs !== undefined && base !== undefined && (
            <Conflict
              what={`The group ${base.groupName}`}
              seenVersion={base.version}
              current={theirs}
              theirChanges={groupChanges(base, theirs)}
              differences={groupChanges(theirs, savedAs(draft, theirs))}
              onKeepMine={() => {
                setBase(theirs);
                save.forget();
              }}
              onTakeTheirs={() => {
                const taken = draftOf(theirs);
                setBase(theirs);
                setInitial(taken);
                setDraft(taken);
                save.forget();
              }}
            />
          )}
          <GroupFields draft={draft} errors={errors} onChange={setDraft} />
          <SelectionEditor draft={draft} groupId={base?.groupId} errors={errors} onChange={setDraft} />
        </SpaceBetween>
      </Form>
    </>
  );
}
