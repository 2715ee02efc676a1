import { useQueryClient } from '@tanstack/react-query';
import type { TargetAccount } from '../../../../src/domain/model/account.ts';
import { ActionModal } from '../../components/action-modal.tsx';
import { accountsKey } from '../../data/accounts.ts';
import { api } from '../../data/client.ts';
import { flash } from '../../shell/flashes.ts';
import { bodyOf, draftOf } from '../account-editor/draft.ts';

interface Props {
  readonly account: TargetAccount;
  readonly stagingAccountId: string;
  readonly onClose: () => void;
}

/** Adds a staging account that DRS lists to those that the entry names. */
export function NameStagingModal({ account, stagingAccountId, onClose }: Props) {
  const queryClient = useQueryClient();
  const draft = draftOf(account);
  const named = { ...draft, stagingAccountIds: `${draft.stagingAccountIds} ${stagingAccountId}` };
  return (
    <ActionModal
      title={`Add ${stagingAccountId} to the entry of ${account.accountName}`}
      verb="Add it"
      run={() => api.updateAccount(account.accountId, bodyOf(named), account.version)}
      onDone={() => {
        flash('success', `${stagingAccountId} is a staging account of ${account.accountName} now`);
        queryClient.invalidateQueries({ queryKey: accountsKey }).catch(() => undefined);
        onClose();
      }}
      onDismiss={onClose}
    >
      DRS lists it: a server was extended from it already. Once it is named, its servers can be listed and extended
      here.
    </ActionModal>
  );
}
