import { expect, test } from 'vitest';
import { HOME_ACCOUNT, OTHER_ACCOUNT } from '../support/rig.ts';
import { setUpApi, token } from './set-up.ts';

const roleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator`;

test('the settings name the accounts that are reached, where notifications go, and no secret', async () => {
  const { call } = setUpApi({
    installation: () => ({
      accounts: [
        { accountId: HOME_ACCOUNT, isHome: true, regions: ['us-east-1'] },
        { accountId: OTHER_ACCOUNT, accountName: 'Other', isHome: false, roleArn, regions: [] },
      ],
      notifications: { kind: 'log' },
      tokenFile: '/data/api-token',
    }),
  });
  const { status, body, text } = await call('GET', '/api/settings');
  expect(status).toBe(200);
  expect(body).toEqual({
    version: '1.2.3',
    isAccountRegistry: true,
    accounts: [
      { accountId: HOME_ACCOUNT, isHome: true, regions: ['us-east-1'] },
      { accountId: OTHER_ACCOUNT, accountName: 'Other', isHome: false, roleArn, regions: [] },
    ],
    notifications: { kind: 'log' },
    tokenFile: '/data/api-token',
  });
  expect(text).not.toContain(token);
});

test('the settings are told as they are now: an account that was added is among them', async () => {
  const accounts = [{ accountId: HOME_ACCOUNT, isHome: true, regions: [] }];
  const { call } = setUpApi({ installation: () => ({ accounts: [...accounts], notifications: { kind: 'log' } }) });
  expect((await call('GET', '/api/settings')).body.accounts).toHaveLength(1);
  accounts.push({ accountId: OTHER_ACCOUNT, isHome: false, regions: [] });
  expect((await call('GET', '/api/settings')).body.accounts).toHaveLength(2);
});
