/** What is wrong with an account, what a save of it changes, and how it is written down again. */
import { describe, expect, it } from 'vitest';
import { accountErrors } from '../../src/domain/account-rules.ts';
import { accountChanges } from '../../src/domain/document-changes.ts';
import type { TargetAccount } from '../../src/domain/model/account.ts';
import { planFileSchemas } from '../../src/domain/model/plan-file.ts';
import { accountDocument } from '../../src/domain/plan-document.ts';
import { validateDocuments } from '../../src/domain/plan-validation.ts';

const account: TargetAccount = {
  accountId: '444455556666',
  accountName: 'analytics',
  roleArn: 'arn:aws:iam::444455556666:role/RecoveryOperator',
  externalId: 'harbor-dr',
  regions: ['us-east-1'],
  version: 3,
  updatedTime: '2026-11-02T03:00:00.000Z',
  updatedBy: 'ana',
};
const own = { accountId: '111122223333', accountName: 'home', regions: ['us-east-1'] };
const here = { everyAccountByRole: false };
const onAws = { everyAccountByRole: true };

describe('an account', () => {
  it('by a role of its own is right everywhere', () => {
    expect([accountErrors(account, here), accountErrors(account, onAws)]).toEqual([[], []]);
  });

  it('by a role of another account is wrong: servers would be recovered there', () => {
    const roleArn = 'arn:aws:iam::111122223333:role/RecoveryOperator';
    expect(accountErrors({ ...account, roleArn }, here)).toEqual([
      { path: ['roleArn'], message: 'is a role of another account' },
    ]);
  });

  it('without a role is that of our own credentials, where those reach an account at all', () => {
    expect(accountErrors(own, here)).toEqual([]);
    expect(accountErrors(own, onAws)).toEqual([
      { path: ['roleArn'], message: 'is required: here every account is reached by a role' },
    ]);
    expect(accountErrors({ ...own, externalId: 'of-no-use' }, here)).toEqual([
      { path: ['externalId'], message: 'is of use only with a roleArn' },
    ]);
  });

  it('that names itself as its staging account is wrong', () => {
    expect(accountErrors({ ...own, stagingAccountIds: [own.accountId] }, here)).toEqual([
      { path: ['stagingAccountIds'], message: 'names the account itself' },
    ]);
  });

  it('twice in a file is told once, at the second', () => {
    const documents = [0, 1].map((documentIndex) => ({
      documentIndex,
      document: planFileSchemas.Account.parse({ kind: 'Account', ...own }),
    }));
    const broken = { groupNames: new Set<string>(), hasUnnamedGroup: false, plans: [] };
    const surroundings = { storedGroups: new Map(), broken, suggest: () => undefined };
    expect(validateDocuments(documents, surroundings)).toMatchObject([
      { documentIndex: 1, path: ['accountId'], message: expect.stringContaining('document 1 names the account') },
    ]);
  });
});

it('a save tells what it changes, and not who saved which version', () => {
  const after = { ...account, accountName: 'reports', version: 4, updatedBy: 'ben' };
  expect(accountChanges(account, after)).toEqual([{ path: ['accountName'], before: 'analytics', after: 'reports' }]);
});

it('an account is written down as a document that says the same', () => {
  const { version: _version, updatedTime: _time, updatedBy: _by, ...definition } = account;
  expect(planFileSchemas.Account.parse(accountDocument(account))).toEqual({ kind: 'Account', ...definition });
});
