import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ProtectionGroup } from '../../../../src/domain/model/protection-group.ts';
import { ActionModal } from '../../components/action-modal.tsx';
import { groupsKey } from '../../data/catalog.ts';
import { api } from '../../data/client.ts';
import { flash } from '../../shell/flashes.ts';

export function DeleteGroupModal({
  group,
  onClose,
}: {
  readonly group: ProtectionGroup;
  readonly onClose: () => void;
}) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return (
    <ActionModal
      title={`Delete the group ${group.groupName}`}
      verb="Delete the group"
      run={() => api.deleteGroup(group.groupId, group.version)}
      onDone={() => {
        flash('success', `The group ${group.groupName} was deleted`);
        navigate({ to: '/protection-groups' })
          .then(() => queryClient.removeQueries({ queryKey: [...groupsKey, group.groupId] }))
          .then(() => queryClient.invalidateQueries({ queryKey: groupsKey }))
          .catch(() => undefined);
      }}
      onDismiss={onClose}
    >
      <p>Its source servers are not touched, and go on replicating.</p>
    </ActionModal>
  );
}
