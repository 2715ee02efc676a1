import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { accountChanges } from '../../../../src/domain/document-changes.ts';
import { accountDefinitionSchema, type TargetAccount } from '../../../../src/domain/model/account.ts';
import { parseInput } from '../../../../src/engine/field-errors.ts';
import { Conflict } from '../../components/editor/conflict.tsx';
import { EditorButtons } from '../../components/editor/editor-buttons.tsx';
import { LeaveGuard } from '../../components/editor/leave-guard.tsx';
import { SaveProblem } from '../../components/editor/save-problem.tsx';
import { useSave } from '../../components/editor/use-save.ts';
import { errorsBeside, refusedFields } from '../../components/field-errors.ts';
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
  // What is read anew while somebody types changes nothing here: a save says that it has changed.
  const [base, setBase] = useState(account);
  const [initial, setInitial] = useState(() => (account === undefined ? emptyDraft : draftOf(account)));
  const [draft, setDraft] = useState(initial);
  const isChanged = draft !== initial;
  const save = useSave<TargetAccount>({
    run: () =>
      base === undefined
        ? api.registerAccount(draft.accountId, bodyOf(draft))
        : api.updateAccount(base.accountId, bodyOf(draft), base.version),
    readCurrent: async () => (base === undefined ? undefined : api.getAccount(base.accountId)),
    onSaved: ({ accountId, accountName, version }) => {
      flash('success', `The account ${accountName} is saved as version ${version}`);
      queryClient.invalidateQueries({ queryKey: accountsKey }).catch(() => undefined);
      queryClient.invalidateQueries({ queryKey: settingsQuery.queryKey }).catch(() => undefined);
      navigate({ to: '/settings/accounts/$accountId', params: { accountId }, ignoreBlocker: true }).catch(
        () => undefined,
      );
    },
  });
  const found = validate(draft);
  const errors = [
    ...(save.isAttempted ? found : errorsBeside(found, validate(initial))),
    ...refusedFields(save.refusedFor(draft), 'accountName'),
  ];
  const theirs = save.current;
  return (
    <>
      <LeaveGuard isChanged={isChanged} />
      <Form
        header={<Header variant="h1">{base === undefined ? 'Register an account' : `Edit ${base.accountName}`}</Header>}
        actions={
          <EditorButtons
            cancelHref={base === undefined ? '/settings' : `/settings/accounts/${base.accountId}`}
            verb={base === undefined ? 'Register the account' : 'Save the account'}
            isSaving={save.isSaving}
            reason={
              needs(me, base === undefined ? 'register-accounts' : 'modify-accounts') ??
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
              what={`The account ${base.accountName}`}
              seenVersion={base.version}
              current={theirs}
              theirChanges={accountChanges(base, theirs)}
              differences={accountChanges(theirs, savedAs(draft, theirs))}
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
          <AccountFields draft={draft} isRegistered={base !== undefined} errors={errors} onChange={setDraft} />
        </SpaceBetween>
      </Form>
    </>
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
