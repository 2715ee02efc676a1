/** An account as it is being edited: lists as the text that is typed. */
import type { ApiClient } from '../../../../src/api/client.ts';
import type { TargetAccount } from '../../../../src/domain/model/account.ts';

/** As the API takes it. */
type AccountBody = Parameters<ApiClient['updateAccount']>[1];

export interface AccountDraft {
  readonly accountId: string;
  readonly accountName: string;
  readonly roleArn: string;
  readonly externalId: string;
  readonly regions: string;
  readonly stagingAccountIds: string;
}

export const emptyDraft: AccountDraft = {
  accountId: '',
  accountName: '',
  roleArn: '',
  externalId: '',
  regions: '',
  stagingAccountIds: '',
};

export const draftOf = (account: TargetAccount): AccountDraft => ({
  accountId: account.accountId,
  accountName: account.accountName,
  roleArn: account.roleArn ?? '',
  externalId: account.externalId ?? '',
  regions: account.regions.join(', '),
  stagingAccountIds: (account.stagingAccountIds ?? []).join(', '),
});

const listOf = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '');

/** What is empty is not named. */
export const bodyOf = (draft: AccountDraft): AccountBody => {
  const stagingAccountIds = listOf(draft.stagingAccountIds);
  return {
    accountName: draft.accountName,
    regions: listOf(draft.regions),
    ...(draft.roleArn.trim() !== '' && { roleArn: draft.roleArn.trim() }),
    ...(draft.externalId.trim() !== '' && { externalId: draft.externalId.trim() }),
    ...(stagingAccountIds.length > 0 && { stagingAccountIds }),
  };
};
