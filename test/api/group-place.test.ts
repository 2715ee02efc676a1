/** A group where nothing is registered, or whose tags no server has, is saved, and its answer says so. */
import { expect, test } from 'vitest';
import { HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { setUpApi } from './set-up.ts';

const group = (region: string) => ({
  groupName: 'db',
  accountId: HOME_ACCOUNT,
  region,
  selection: { tags: { Tier: 'db' } },
});
const documentOf = (region: string) => ({ kind: 'ProtectionGroup', ...group(region) });
const account = { kind: 'Account', accountId: HOME_ACCOUNT, accountName: 'home', regions: [HOME_REGION] };

const notRegistered = [{ path: ['accountId'], message: expect.stringContaining(`${HOME_ACCOUNT} is not registered`) }];
const otherRegion = [
  { path: ['region'], message: expect.stringMatching(/does not have eu-west-1 \(it has us-east-1\)/) },
];

test('in an account that is not registered, or in a Region that its entry does not have', async () => {
  const { call } = setUpApi();
  const created = await call('POST', '/api/protection-groups', group(HOME_REGION));
  expect([created.status, created.body.unchecked]).toEqual([201, notRegistered]);
  const path = `/api/protection-groups/${created.body.groupId}`;
  await call('POST', '/api/apply', { documents: [account] });
  const saved = await call('PUT', path, { ...group('eu-west-1'), version: 1 });
  expect([saved.status, saved.body.unchecked]).toEqual([200, otherRegion]);
  const mended = await call('PUT', path, { ...group(HOME_REGION), version: 2 });
  expect([mended.status, mended.body.unchecked]).toEqual([200, undefined]);
});

test('by a file: an account that the same file brings counts, before or after the group', async () => {
  const { call } = setUpApi();
  const uncheckedOf = async (documents: object[], dryRun = true) => {
    const { body } = await call('POST', '/api/apply', { documents, dryRun });
    return body.results.map(({ unchecked }: { unchecked?: object }) => unchecked);
  };
  expect(await uncheckedOf([documentOf(HOME_REGION)])).toEqual([notRegistered]);
  expect(await uncheckedOf([documentOf(HOME_REGION), account])).toEqual([undefined, undefined]);
  expect(await uncheckedOf([account, documentOf('eu-west-1')], false)).toEqual([undefined, otherRegion]);
});

test('whose tags no server has is told by a file once its place has been looked at, and not before', async () => {
  const { call } = setUpApi();
  const cellar = { ...documentOf(HOME_REGION), groupName: 'cellar', selection: { tags: { Tier: 'cellar' } } };
  const ids = { ...documentOf(HOME_REGION), groupName: 'ids', selection: { sourceServerIds: [`s-${'0'.repeat(17)}`] } };
  const uncheckedOf = async () => {
    const documents = [account, documentOf(HOME_REGION), cellar, ids];
    const { body } = await call('POST', '/api/apply', { documents });
    return body.results.map(({ unchecked }: { unchecked?: object }) => unchecked);
  };
  expect(await uncheckedOf()).toEqual([undefined, undefined, undefined, undefined]);
  expect((await call('POST', '/api/inventory/refresh')).status).toBe(200);
  const message = `no server in the inventory of ${HOME_ACCOUNT}/${HOME_REGION} has these tags (DRS asked `;
  expect(await uncheckedOf()).toEqual([
    undefined,
    undefined,
    [{ path: ['selection', 'tags'], message: expect.stringContaining(message) }],
    undefined,
  ]);
});
