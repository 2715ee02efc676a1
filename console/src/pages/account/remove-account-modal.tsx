import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { TargetAccount } from '../../../../src/domain/model/account.ts';
import { ActionModal } from '../../components/action-modal.tsx';
import { accountsKey } from '../../data/accounts.ts';
import { api } from '../../data/client.ts';
import { settingsQuery } from '../../data/places.ts';
import { flash } from '../../shell/flashes.ts';

interface Props {
  readonly account: TargetAccount;
  readonly onClose: () => void;
}

export function RemoveAccountModal({ account, onClose }: Props) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { accountId, accountName, version } = account;
  return (
    <ActionModal
      title={`Take ${accountName} (${accountId}) out of the registry`}
      verb="Take it out"
      run={() => api.deleteAccount(accountId, version)}
      onDone={() => {
        flash('success', `The account ${accountName} is taken out: nothing is recovered there any more`);
        navigate({ to: '/settings' })
          .then(() => queryClient.removeQueries({ queryKey: [...accountsKey, accountId] }))
          .then(() => queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey }))
          .catch(() => undefined);
      }}
      onDismiss={onClose}
    >
      Nothing is changed in AWS. Nothing is recovered in the account any more, and it is no longer asked. An account
      that a protection group names is not taken out.
    </ActionModal>
  );
}
