import { expect, test } from 'vitest';
import { HOME_ACCOUNT, OTHER_ACCOUNT } from '../support/rig.ts';
import { setUpApi, token } from './set-up.ts';

const roleArn = `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator`;
const home = { accountName: 'Home', regions: ['us-east-1'] };
const other = { accountName: 'Other', roleArn, regions: ['eu-west-1'] };

test('the settings name the accounts that are reached, where notifications go, and no secret', async () => {
  const { call } = setUpApi({
    installation: () => ({ notifications: { kind: 'log' }, tokenFile: '/data/api-token' }),
  });
  await call('POST', `/api/accounts/${HOME_ACCOUNT}`, home);
  await call('POST', `/api/accounts/${OTHER_ACCOUNT}`, { ...other, externalId: 'known-to-two' });
  const { status, body, text } = await call('GET', '/api/settings');
  expect(status).toBe(200);
  expect(body).toEqual({
    version: '1.2.3',
    accounts: [
      { accountId: HOME_ACCOUNT, ...home },
      { accountId: OTHER_ACCOUNT, ...other },
    ],
    notifications: { kind: 'log' },
    tokenFile: '/data/api-token',
  });
  expect(text).not.toContain(token);
  expect(text).not.toContain('known-to-two');
});

test('the settings are told as they are now: an account that was added is among them', async () => {
  const { call } = setUpApi();
  expect((await call('GET', '/api/settings')).body.accounts).toEqual([]);
  await call('POST', `/api/accounts/${OTHER_ACCOUNT}`, other);
  expect((await call('GET', '/api/settings')).body.accounts).toHaveLength(1);
});
