import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { groupChanges } from '../../../../src/domain/document-changes.ts';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { EditorFrame } from '../../components/editor/editor-frame.tsx';
import { draftErrors, useEditedDocument } from '../../components/editor/use-edited-document.ts';
import { groupsKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { bodyOf, draftOf, emptyDraft, type GroupDraft, savedAs } from './draft.ts';
import { GroupFields } from './group-fields.tsx';
import { SelectionEditor } from './selection-editor.tsx';
import { validateDraft } from './validate.ts';

/** `group`: as it was read; absent: a new one. */
export function GroupEditor({ group }: { readonly group: ProtectionGroup | undefined }) {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const edited = useEditedDocument<ProtectionGroup, GroupDraft>({
    document: group,
    draftOf: (saved) => (saved === undefined ? emptyDraft() : draftOf(saved)),
    send: (draft, base) =>
      base === undefined ? api.createGroup(bodyOf(draft)) : api.updateGroup(base.groupId, bodyOf(draft), base.version),
    readCurrent: ({ groupId }) => api.getGroup(groupId),
    onSaved: ({ groupId, groupName, version }) => {
      flash('success', `${groupName} is saved as version ${version}`);
      queryClient.invalidateQueries({ queryKey: groupsKey }).catch(() => undefined);
      navigate({ to: '/protection-groups/$groupId', params: { groupId }, ignoreBlocker: true }).catch(() => undefined);
    },
  });
  const { base, draft, setDraft } = edited;
  const { found, shown } = draftErrors(edited, validateDraft, 'groupName');
  return (
    <EditorFrame
      edited={edited}
      title={base === undefined ? 'New protection group' : `Edit ${base.groupName}`}
      what={`The group ${base?.groupName ?? ''}`}
      cancelHref={base === undefined ? '/protection-groups' : `/protection-groups/${base.groupId}`}
      verb={base === undefined ? 'Create the group' : 'Save the group'}
      mayNot={needs(me, base === undefined ? 'create-protection-groups' : 'modify-protection-groups')}
      errorCount={found.length}
      changesOf={groupChanges}
      savedOver={(theirs) => savedAs(draft, theirs)}
    >
      <GroupFields draft={draft} errors={shown} onChange={setDraft} />
      <SelectionEditor draft={draft} groupId={base?.groupId} errors={shown} onChange={setDraft} />
    </EditorFrame>
  );
}
