/** The registry of the accounts that servers are recovered in. */
import { expect, it } from 'vitest';
import { setUpApi } from './set-up.ts';

const home = '111122223333';
const other = '444455556666';
const fields = { accountName: 'production', regions: ['us-east-1'], externalId: 'a-long-external-id' };
const accountOf = (accountId: string) => ({ ...fields, roleArn: `arn:aws:iam::${accountId}:role/BreakwaterTarget` });

it('an account is registered, read, changed by whoever has seen its version, and taken out', async () => {
  const { call } = setUpApi();
  const account = accountOf(other);
  const registered = await call('POST', `/api/accounts/${other}`, account);
  expect(registered).toMatchObject({
    status: 201,
    body: { accountId: other, version: 1, updatedBy: 'ana', ...account },
  });
  expect((await call('GET', '/api/accounts')).body).toEqual({ items: [registered.body] });

  const regions = ['us-east-1', 'eu-west-1'];
  const changed = await call('PUT', `/api/accounts/${other}`, { ...account, regions, version: 1 });
  expect(changed).toMatchObject({ status: 200, body: { version: 2, regions } });
  expect(await call('PUT', `/api/accounts/${other}`, { ...account, version: 1 })).toMatchObject({
    status: 409,
    body: { code: 'VERSION_CONFLICT', currentVersion: 2 },
  });
  expect(await call('DELETE', `/api/accounts/${other}?version=1`)).toMatchObject({ status: 409 });
  expect(await call('DELETE', `/api/accounts/${other}?version=2`)).toMatchObject({ status: 204 });
  expect((await call('GET', '/api/accounts')).body).toEqual({ items: [] });
});

it('an account that is registered already is not registered over', async () => {
  const { call } = setUpApi();
  await call('POST', `/api/accounts/${home}`, accountOf(home));
  expect(await call('POST', `/api/accounts/${home}`, accountOf(home))).toMatchObject({
    status: 409,
    body: { currentVersion: 1 },
  });
});

it('a role of another account is refused: it would recover servers in the wrong one', async () => {
  const { call } = setUpApi();
  const roleArn = `arn:aws:iam::${home}:role/BreakwaterTarget`;
  expect(await call('POST', `/api/accounts/${other}`, { ...fields, roleArn })).toMatchObject({
    status: 422,
    body: { errors: [{ path: ['roleArn'], message: 'is a role of another account' }] },
  });
});

it('a check says of each Region whether DRS is reached, and of one that is not, why', async () => {
  const { call } = setUpApi();
  await call('POST', `/api/accounts/${home}`, { ...accountOf(home), regions: ['us-east-1', 'eu-central-1'] });
  const { status, body } = await call('GET', `/api/accounts/${home}/check`);
  expect(status).toBe(200);
  expect(body.regions).toEqual([
    { region: 'us-east-1', works: true, sourceServerCount: 8 },
    { region: 'eu-central-1', works: false, problem: expect.stringContaining('drs:Describe') },
  ]);
});

it('a check of an account that is reached by nothing says so', async () => {
  const { call } = setUpApi();
  await call('POST', '/api/accounts/999988887777', accountOf('999988887777'));
  const { body } = await call('GET', '/api/accounts/999988887777/check');
  expect(body.regions).toEqual([
    { region: 'us-east-1', works: false, problem: expect.stringContaining('AccountNotRegistered') },
  ]);
});

it.each(['GET', 'PUT', 'DELETE'])('%s of an account that nobody registered finds none', async (method) => {
  const { call } = setUpApi();
  const path = {
    GET: `/api/accounts/${other}/check`,
    PUT: `/api/accounts/${other}`,
    DELETE: `/api/accounts/${other}?version=1`,
  }[method];
  const answer = await call(method, path ?? '', method === 'PUT' ? { ...accountOf(other), version: 1 } : undefined);
  expect(answer).toMatchObject({ status: 404, body: { detail: 'No such account' } });
});
