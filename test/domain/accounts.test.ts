/** What is wrong with an account, what a save changes in it, and how it is written. */
import { describe, expect, test } from 'vitest';
import { accountErrors } from '../../src/domain/account-rules.ts';
import { accountChanges } from '../../src/domain/document-changes.ts';
import type { TargetAccount } from '../../src/domain/model/account.ts';
import { planFileSchemas } from '../../src/domain/model/plan-file.ts';
import { accountDocument } from '../../src/domain/plan-document.ts';

const account = {
  accountId: '111122223333',
  accountName: 'shop',
  regions: ['us-east-1'],
};
const roleArn = 'arn:aws:iam::111122223333:role/breakwater';
const byRole = { everyAccountByRole: true };
const byOwn = { everyAccountByRole: false };

describe('an account is reached', () => {
  test('by a role of its own, here and on AWS', () => {
    expect(accountErrors({ ...account, roleArn, externalId: 'known' }, byRole)).toEqual([]);
    expect(accountErrors({ ...account, roleArn }, byOwn)).toEqual([]);
  });

  test('never by a role of another account: it would recover servers there', () => {
    const foreign = { ...account, roleArn: 'arn:aws:iam::444455556666:role/breakwater' };
    const error = [{ path: ['roleArn'], message: 'is a role of another account' }];
    expect([accountErrors(foreign, byRole), accountErrors(foreign, byOwn)]).toEqual([error, error]);
  });

  test('without a role only where the server has credentials of an account; then it has no external id', () => {
    const useless = { path: ['externalId'], message: 'is of use only with a roleArn' };
    const required = { path: ['roleArn'], message: 'is required: here every account is reached by a role' };
    expect(accountErrors(account, byOwn)).toEqual([]);
    expect(accountErrors({ ...account, externalId: 'known' }, byOwn)).toEqual([useless]);
    expect(accountErrors(account, byRole)).toEqual([required]);
    expect(accountErrors({ ...account, externalId: 'known' }, byRole)).toEqual([required, useless]);
  });
});

describe('a saved account', () => {
  const saved: TargetAccount = {
    ...account,
    roleArn,
    version: 1,
    updatedTime: '2026-11-20T08:00:00.000Z',
    updatedBy: 'ana',
  };

  test('has changed in what its author says, and not in who saved it, when', () => {
    const again = { ...saved, version: 2, updatedTime: '2026-11-21T08:00:00.000Z', updatedBy: 'bert' };
    expect(accountChanges(saved, again)).toEqual([]);
    expect(accountChanges(saved, { ...again, accountName: 'shop-2' })).toEqual([
      { path: ['accountName'], before: 'shop', after: 'shop-2' },
    ]);
  });

  test('is written as it was read', () => {
    expect(accountDocument(saved)).toEqual({ kind: 'Account', ...account, roleArn });
    expect(planFileSchemas.Account.parse(accountDocument(saved))).toMatchObject({ ...account, roleArn });
  });
});
