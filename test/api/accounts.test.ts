/** The registry of the accounts that servers are recovered in. */
import { expect, it } from 'vitest';
import { createCatalog } from '../../src/engine/catalog.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { openApi, setUpApi } from './set-up.ts';

const home = '111122223333';
const other = '444455556666';
const fields = { accountName: 'production', regions: ['us-east-1'], externalId: 'a-long-external-id' };
/** Without a role: who asks is the server itself. */
const ownAccount = { accountName: 'home', regions: ['us-east-1'] };
const own = `arn:aws:iam::${home}:user/operator`;
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

const ok = (check: string) => ({ check, result: 'OK' });
const resultsOf = (region: { readonly checks: readonly { check: string; result: string }[] }) =>
  Object.fromEntries(region.checks.map(({ check, result }) => [check, result]));

it('a check says of each Region what works, and where DRS was never initialised', async () => {
  const { call } = setUpApi();
  await call('POST', `/api/accounts/${home}`, { ...ownAccount, regions: ['us-east-1', 'eu-central-1'] });
  const { status, body } = await call('GET', `/api/accounts/${home}/check`);
  expect(status).toBe(200);
  const [works, uninitialised] = body.regions;
  expect(works).toEqual({
    region: 'us-east-1',
    result: 'OK',
    sourceServerCount: 8,
    checks: [
      { ...ok('assumeRole'), message: expect.stringContaining(home) },
      ok('drsInitialised'),
      ok('describeSourceServers'),
      ok('describeJobs'),
      ok('describeRecoveryInstances'),
      ok('describeInstances'),
      ok('permissions'),
    ],
  });
  expect(uninitialised).toMatchObject({ region: 'eu-central-1', result: 'FAILED' });
  expect(resultsOf(uninitialised)).toMatchObject({
    assumeRole: 'OK',
    drsInitialised: 'FAILED',
    describeSourceServers: 'UNKNOWN',
    describeRecoveryInstances: 'UNKNOWN',
    describeInstances: 'OK',
  });
  expect(uninitialised.checks[1].remedy).toBe('Initialise DRS there: aws drs initialize-service --region eu-central-1');
});

it('a Region that the account has not opted in to answers as to wrong credentials: the check says what may be the matter', async () => {
  const { call, rig } = setUpApi();
  await call('POST', `/api/accounts/${home}`, accountOf(home));
  rig.simulator.faults.add({ kind: 'expired-token', operation: 'DescribeJobs' });
  const { body } = await call('GET', `/api/accounts/${home}/check`);
  const { checks } = body.regions[0];
  expect(checks.find(({ check }: { check: string }) => check === 'describeJobs')).toMatchObject({
    result: 'UNKNOWN',
    remedy: expect.stringContaining('is this Region enabled in the account?'),
  });
});

it('a role that lets nobody in is told with the line of its trust policy; nothing else is called known', async () => {
  const { call, rig } = setUpApi();
  await call('POST', `/api/accounts/${other}`, accountOf(other));
  rig.simulator.faults.add({ kind: 'access-denied', service: 'sts', operation: 'AssumeRole' });
  const { body } = await call('GET', `/api/accounts/${other}/check`);
  const [region] = body.regions;
  expect(region.result).toBe('FAILED');
  expect(resultsOf(region)).toEqual({
    assumeRole: 'FAILED',
    drsInitialised: 'UNKNOWN',
    describeSourceServers: 'UNKNOWN',
    describeJobs: 'UNKNOWN',
    describeRecoveryInstances: 'UNKNOWN',
    describeInstances: 'UNKNOWN',
    permissions: 'UNKNOWN',
  });
  expect(region.checks[0].message).toContain('is not authorized to perform: sts:AssumeRole');
  expect(region.checks[0].remedy).toContain(
    `"Principal": {"AWS": "arn:aws:iam::${home}:user/operator"}, "Action": "sts:AssumeRole", "Condition": {"StringEquals": {"sts:ExternalId": "a-long-external-id"}}`,
  );
});

it('a missing permission is told with its action; a throttled one is unknown, not wrong', async () => {
  const { call, rig } = setUpApi();
  await call('POST', `/api/accounts/${home}`, accountOf(home));
  rig.simulator.faults.add({ kind: 'access-denied', service: 'ec2', operation: 'DescribeInstances' });
  rig.simulator.faults.add({ kind: 'throttle', service: 'drs', operation: 'DescribeJobs' });
  const { body } = await call('GET', `/api/accounts/${home}/check`);
  expect(resultsOf(body.regions[0])).toMatchObject({ describeInstances: 'FAILED', describeJobs: 'UNKNOWN' });
  const found = body.regions[0].checks.find(({ check }: { check: string }) => check === 'describeInstances');
  expect(found.remedy).toContain('need: "Action": "ec2:DescribeInstances"');
});

it('an account without a role is told whose permissions lack what; DRS that refuses to say whether it is initialised is quoted', async () => {
  const { call, rig } = setUpApi();
  await call('POST', `/api/accounts/${home}`, ownAccount);
  for (const operation of ['DescribeSourceServers', 'DescribeJobs']) {
    rig.simulator.faults.add({ kind: 'access-denied', service: 'drs', operation });
  }
  const { body } = await call('GET', `/api/accounts/${home}/check`);
  expect(body.regions[0].checks).toMatchObject([
    { check: 'assumeRole', result: 'OK' },
    { check: 'drsInitialised', result: 'UNKNOWN', message: expect.stringMatching(/^DRS did not say: .*AccessDenied/) },
    {
      check: 'describeSourceServers',
      result: 'FAILED',
      remedy: `The permissions of ${own} need: "Action": "drs:DescribeSourceServers", "Resource": "*"`,
    },
    { check: 'describeJobs', result: 'FAILED', remedy: expect.stringContaining(`The permissions of ${own} need`) },
    { check: 'describeRecoveryInstances', result: 'OK' },
    { check: 'describeInstances', result: 'OK' },
    { check: 'permissions', result: 'OK' },
  ]);
});

it('a role that may look at everything and launch nothing has FAILED, with each right that it lacks', async () => {
  const { call, rig } = setUpApi();
  await call('POST', `/api/accounts/${home}`, ownAccount);
  const missing = ['StartRecovery', 'TerminateRecoveryInstances', 'UpdateLaunchConfiguration', 'TagResource'];
  for (const operation of missing) rig.simulator.faults.add({ kind: 'access-denied', service: 'drs', operation });
  const { body } = await call('GET', `/api/accounts/${home}/check`);
  const [region] = body.regions;
  expect(region.result).toBe('FAILED');
  const { permissions, ...others } = resultsOf(region);
  expect([permissions, ...new Set(Object.values(others))]).toEqual(['FAILED', 'OK']);
  const found = region.checks.find(({ check }: { check: string }) => check === 'permissions');
  expect(found.message).toContain(`${own} may not drs:StartRecovery (explicitDeny), `);
  for (const operation of missing) expect(found.remedy).toContain(`"drs:${operation}"`);
  expect(found.remedy).toContain('as the template BreakwaterTarget has them');
});

it('a role that may not read the recovery instances is told so: no start of it would be checked', async () => {
  const { call, rig } = setUpApi();
  await call('POST', `/api/accounts/${home}`, ownAccount);
  rig.simulator.faults.add({ kind: 'access-denied', service: 'drs', operation: 'DescribeRecoveryInstances' });
  const { body } = await call('GET', `/api/accounts/${home}/check`);
  expect(resultsOf(body.regions[0])).toMatchObject({ describeRecoveryInstances: 'FAILED', describeJobs: 'OK' });
});

it('a role that may not ask what it may do has rights that are unknown, with the line that lets it ask', async () => {
  const { call, rig } = setUpApi();
  await call('POST', `/api/accounts/${home}`, ownAccount);
  rig.simulator.faults.add({ kind: 'access-denied', service: 'iam', operation: 'SimulatePrincipalPolicy' });
  const { body } = await call('GET', `/api/accounts/${home}/check`);
  expect(body.regions[0].result).toBe('UNKNOWN');
  expect(body.regions[0].checks.at(-1)).toMatchObject({
    check: 'permissions',
    result: 'UNKNOWN',
    message: expect.stringMatching(/^iam:SimulatePrincipalPolicy: AccessDenied: .* is not known$/),
    remedy: expect.stringContaining(`need: "Action": "iam:SimulatePrincipalPolicy", "Resource": "${own}"`),
  });
});

it('a check of an account that is reached by nothing says so', async () => {
  const { call } = setUpApi();
  await call('POST', '/api/accounts/999988887777', accountOf('999988887777'));
  const { body } = await call('GET', '/api/accounts/999988887777/check');
  expect(body.regions[0].checks[0]).toMatchObject({
    result: 'FAILED',
    message: expect.stringMatching(/^account 999988887777 is not registered: register it/),
  });
});

it('an account of our own credentials needs no role, and has no external id', async () => {
  const { call } = setUpApi();
  const own = { accountName: 'home', regions: ['us-east-1'] };
  expect(await call('POST', `/api/accounts/${home}`, { ...own, externalId: 'of-no-use' })).toMatchObject({
    status: 422,
    body: { errors: [{ path: ['externalId'], message: 'is of use only with a roleArn' }] },
  });
  expect((await call('POST', `/api/accounts/${home}`, own)).status).toBe(201);
  const read = await call('GET', `/api/accounts/${home}`);
  expect(read.body).toMatchObject({ accountId: home, ...own, version: 1 });
  expect((await call('GET', `/api/accounts/${home}/check`)).body.regions).toMatchObject([{ result: 'OK' }]);
});

it('where every account is reached by a role, one without it is refused', async () => {
  const { call, rig } = setUpApi();
  const { store, clock } = rig;
  const catalog = createCatalog({ store, clock, ids: createSeededIds(1), everyAccountByRole: true });
  const onAws = openApi(rig, { catalog });
  const own = { accountName: 'home', regions: ['us-east-1'] };
  const errors = [{ path: ['roleArn'], message: 'is required: here every account is reached by a role' }];
  expect(await onAws.call('POST', `/api/accounts/${home}`, own)).toMatchObject({ status: 422, body: { errors } });
  const applied = await onAws.call('POST', '/api/apply', { documents: [{ kind: 'Account', accountId: home, ...own }] });
  expect(applied.body.errors).toEqual([{ ...errors[0], path: ['documents', 0, 'roleArn'] }]);
  expect((await call('GET', '/api/accounts')).body.items).toEqual([]);
});

it('an account that groups name, or that an execution has servers in, is not taken out: both are named', async () => {
  const { call, shop, rig } = setUpApi();
  const planId = await shop.savePlan();
  await call('POST', `/api/accounts/${home}`, accountOf(home));
  const executionId = await rig.launch(planId);
  const refused = await call('DELETE', `/api/accounts/${home}?version=1`);
  expect(refused).toMatchObject({ status: 409, body: { code: 'IN_USE' } });
  expect(refused.body.detail).toMatch(/The account is in use: group "\S+"/);
  expect(refused.body.detail).toContain(`execution ${executionId} (`);
  expect((await call('GET', '/api/accounts')).body.items).toHaveLength(1);
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
