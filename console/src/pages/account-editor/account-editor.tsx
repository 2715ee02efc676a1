import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { accountChanges } from '../../../../src/domain/document-changes.ts';
import { accountDefinitionSchema, type TargetAccount } from '../../../../src/domain/model/account.ts';
import { parseInput } from '../../../../src/engine/field-errors.ts';
import { EditorFrame } from '../../components/editor/editor-frame.tsx';
import { draftErrors, useEditedDocument } from '../../components/editor/use-edited-document.ts';
import { accountsKey } from '../../data/accounts.ts';
import { api } from '../../data/client.ts';
import { needs } from '../../data/permission.ts';
import { settingsQuery } from '../../data/places.ts';
import { useMe } from '../../data/session.ts';
import { flash } from '../../shell/flashes.ts';
import { AccountFields } from './account-fields.tsx';
import { type AccountDraft, bodyOf, draftOf, emptyDraft } from './draft.ts';

const validate = (draft: AccountDraft) => {
  const parsed = parseInput(accountDefinitionSchema, { accountId: draft.accountId, ...bodyOf(draft) });
  return parsed.ok ? [] : parsed.errors;
};

/** `account`: as it was read; absent: a new one. */
export function AccountEditor({ account }: { readonly account: TargetAccount | undefined }) {
  const me = useMe();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const edited = useEditedDocument<TargetAccount, AccountDraft>({
    document: account,
    draftOf: (saved) => (saved === undefined ? emptyDraft : draftOf(saved)),
    send: (draft, base) =>
      base === undefined
        ? api.registerAccount(draft.accountId, bodyOf(draft))
        : api.updateAccount(base.accountId, bodyOf(draft), base.version),
    readCurrent: ({ accountId }) => api.getAccount(accountId),
    onSaved: ({ accountId, accountName, version }) => {
      flash('success', `The account ${accountName} is saved as version ${version}`);
      queryClient.invalidateQueries({ queryKey: accountsKey }).catch(() => undefined);
      queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey }).catch(() => undefined);
      navigate({ to: '/settings/accounts/$accountId', params: { accountId }, ignoreBlocker: true }).catch(
        () => undefined,
      );
    },
  });
  const { base, draft, setDraft } = edited;
  const { found, shown } = draftErrors(edited, validate, 'accountName');
  return (
    <EditorFrame
      edited={edited}
      title={base === undefined ? 'Register an account' : `Edit ${base.accountName}`}
      what={`The account ${base?.accountName ?? ''}`}
      cancelHref={base === undefined ? '/settings' : `/settings/accounts/${base.accountId}`}
      verb={base === undefined ? 'Register the account' : 'Save the account'}
      mayNot={needs(me, base === undefined ? 'register-accounts' : 'modify-accounts')}
      errorCount={found.length}
      changesOf={accountChanges}
      savedOver={(theirs) => savedAs(draft, theirs)}
    >
      <AccountFields draft={draft} isRegistered={base !== undefined} errors={shown} onChange={setDraft} />
    </EditorFrame>
  );
}

const savedAs = (
  draft: AccountDraft,
  { accountId, version, updatedTime, updatedBy }: TargetAccount,
): TargetAccount => ({
  accountId,
  version,
  updatedTime,
  updatedBy,
  ...bodyOf(draft),
});
