/** The audit log says what was consented to, what was changed, and what failed of a request that was answered. */
import { describe, expect, test } from 'vitest';
import { createAccessTokens } from '../../src/api/access-tokens.ts';
import { auditPageSchema, createdTokenSchema } from '../../src/api/contract.ts';
import { openApi, setUpApi } from '../api/set-up.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { noGates, openShop, shopEstate } from '../support/shop.ts';

type Call = ReturnType<typeof openApi>['call'];

const readingLog = (call: Call) => {
  const logged = async (query = '') =>
    auditPageSchema.parse((await call('GET', `/api/audit-log${query}`)).body).items.toReversed();
  return { logged, newest: async () => (await logged('?limit=1'))[0] };
};
const setUp = () => {
  const server = setUpApi();
  return { ...server, ...readingLog(server.call) };
};

describe('what somebody consented to is kept, and found by each of its ids', () => {
  test('live instances whose deletion was accepted', async () => {
    const { call, shop, rig, newest, logged } = setUp();
    const { planId } = await rig.get(await shop.completed('RECOVERY'));
    const request = { planId, executionType: 'DRILL' };
    const live: string[] = (await call('POST', '/api/executions', request)).body.refusals[0].subjects;
    const { executionId } = (await call('POST', '/api/executions', { ...request, acceptedInstanceDeletions: live }))
      .body;
    expect(await newest()).toMatchObject({
      detail: { executionType: 'DRILL', acceptedInstanceDeletions: live.join(' ') },
      resources: expect.arrayContaining([...live, executionId]),
    });
    expect(await logged(`?resource=${live[0]}`)).toHaveLength(1);
  });

  test('adopted instances that a clean-up may terminate, and servers that are skipped', async () => {
    const { call, shop, newest, logged } = setUp();
    const executionId = await shop.completed('DRILL');
    const adopted = 'i-0123456789abcdef0';
    const cleanUp = { executionId, confirmedPlanName: 'another', acceptedInstances: [adopted] };
    await call('POST', '/api/clean-ups', cleanUp);
    expect(await newest()).toMatchObject({ detail: { acceptedInstances: adopted } });
    const [server = ''] = shop.servers.database;
    const skip = { waveNumber: 0, sourceServerIds: [server], reason: 'it is lost' };
    await call('POST', `/api/executions/${executionId}/skip`, skip);
    expect(await newest()).toMatchObject({ detail: { waveNumber: 0, sourceServerIds: server } });
    for (const id of [adopted, server]) expect(await logged(`?resource=${id}`)).toHaveLength(1);
  });

  test('of thousands the first are named, and the others counted', async () => {
    const { call, newest } = setUp();
    const acceptedInstanceDeletions = Array.from(
      { length: 1000 },
      (_, index) => `i-${String(index).padStart(17, '0')}`,
    );
    await call('POST', '/api/executions', { planName: 'none', executionType: 'DRILL', acceptedInstanceDeletions });
    const entry = await newest();
    expect(entry?.resources).toHaveLength(200);
    expect(entry?.detail['acceptedInstanceDeletions']).toMatch(/^i-0{17} .* i-0{15}19 and 980 more$/);
  });
});

describe('what failed of a request that was answered is failed in the log', () => {
  test('launch settings of a server that AWS refused', async () => {
    const { call, shop, rig, newest } = setUp();
    await rig.load();
    const [one = '', two = ''] = shop.servers.application;
    const group = await call('POST', '/api/protection-groups', {
      groupName: 'app',
      accountId: HOME_ACCOUNT,
      region: HOME_REGION,
      selection: { sourceServerIds: [one, two] },
      launchConfig: { instanceType: 'm5.xlarge' },
    });
    const message = 'not authorized to perform: ec2:CreateLaunchTemplateVersion';
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'CreateLaunchTemplateVersion', message, times: 1 });
    const path = `/api/protection-groups/${group.body.groupId}/launch-settings/apply`;
    let job = await call('POST', path);
    for (let tries = 0; tries < 50 && job.body.endTime === undefined; tries += 1) job = await call('POST', path);
    const servers: { result: string; sourceServerId: string }[] = job.body.servers;
    const failed = servers.find(({ result }) => result === 'FAILED')?.sourceServerId ?? 'none';
    expect(await newest()).toMatchObject({
      result: 'failed',
      status: 200,
      detail: { applied: 1, failed: 1, failures: failed },
      resources: expect.arrayContaining([group.body.groupId, 'app', one, two]),
    });
  });

  test('a Region that a refresh, or a copying of tags, could not look at', async () => {
    const { call, rig, newest } = setUp();
    const account = { accountName: 'home', regions: [HOME_REGION] };
    await call('POST', `/api/accounts/${HOME_ACCOUNT}`, account);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSourceServers', times: 2 });
    await call('POST', '/api/inventory/refresh', {});
    const failed = { result: 'failed', status: 200, resources: [HOME_ACCOUNT] };
    expect(await newest()).toMatchObject({ ...failed, detail: { failures: `${HOME_ACCOUNT} ${HOME_REGION}` } });
    await call('POST', '/api/tag-sync/run', {});
    expect(await newest()).toMatchObject({ ...failed, detail: { copied: 0, failed: 1 } });
    await rig.clock.advance(60);
    await call('POST', '/api/tag-sync/run', {});
    expect(await newest()).toMatchObject({ result: 'done', detail: { failed: 0 } });
  });

  test('a test message that its receiver did not take', async () => {
    const message = 'refused';
    const items = [
      { to: 'a@example.com', result: 'handed over', message } as const,
      { to: 'https://hooks.example.com/…', result: 'failed', message } as const,
    ];
    const { call } = setUpApi({ testMessages: async () => items });
    await call('POST', '/api/recovery-plans/plan-1/test-messages');
    expect(await readingLog(call).newest()).toMatchObject({
      result: 'failed',
      detail: { sent: 1, failed: 1, failures: 'https://hooks.example.com/…' },
    });
  });
});

const group = (groupName: string, tags: Record<string, string>) => ({
  kind: 'ProtectionGroup',
  groupName,
  accountId: HOME_ACCOUNT,
  region: HOME_REGION,
  selection: { tags },
});
const account = { kind: 'Account', accountId: HOME_ACCOUNT, accountName: 'home', regions: [HOME_REGION] };

describe('what a save changed is told, and it is found by that alone', () => {
  test('documents that were created, changed, left and removed, with fields and versions', async () => {
    const { call, newest, logged } = setUp();
    await call('POST', '/api/apply', {
      documents: [account, group('db', { Tier: 'db' }), group('web', { Tier: 'web' })],
    });
    expect(await newest()).toMatchObject({
      detail: {
        created: 'Account "home" (version 1); ProtectionGroup "db" (version 1); ProtectionGroup "web" (version 1)',
        unchanged: 0,
      },
    });
    const documents = [account, group('db', { Tier: 'db' }), group('web', { Tier: 'web', 'my app': 'x' })];
    const { results } = (await call('POST', '/api/apply', { documents })).body;
    expect(await newest()).toMatchObject({
      detail: { updated: 'ProtectionGroup "web" (version 2: selection.tags["my app"])', unchanged: 2 },
      resources: ['web', results[2].id],
    });
    await call('POST', '/api/apply', { documents });
    expect(await newest()).toMatchObject({ detail: { unchanged: 3 }, resources: [], result: 'done' });
    const removes = [{ kind: 'ProtectionGroup', id: results[1].id, version: 1 }];
    await call('POST', '/api/apply', { documents: [account, documents[2]], prune: true, removes });
    expect(await newest()).toMatchObject({
      detail: { removed: 'ProtectionGroup "db" (version 1)', unchanged: 2, prune: true },
      resources: ['db', results[1].id],
    });
    expect(await logged(`?resource=${HOME_ACCOUNT}`), 'the account was saved once').toHaveLength(1);
  });

  test('a group, a plan and an account that are saved by their addresses', async () => {
    const { call, newest } = setUp();
    const { kind: _kind, ...definition } = group('db', { Tier: 'db' });
    const { groupId } = (await call('POST', '/api/protection-groups', definition)).body;
    expect(await newest()).toMatchObject({ detail: { created: 'ProtectionGroup "db" (version 1)' } });
    const changed = { ...definition, groupName: 'database', description: 'x', version: 1 };
    await call('PUT', `/api/protection-groups/${groupId}`, changed);
    expect(await newest()).toMatchObject({
      detail: { updated: 'ProtectionGroup "database" (version 2: groupName, description)' },
      resources: expect.arrayContaining([groupId, 'db', 'database']),
    });
    const plan = { planName: 'blog', waves: [{ waveName: 'a', protectionGroups: ['database'] }] };
    const { planId } = (await call('POST', '/api/recovery-plans', plan)).body;
    expect(await newest()).toMatchObject({ detail: { created: 'RecoveryPlan "blog" (version 1)' } });
    await call('PUT', `/api/recovery-plans/${planId}`, { ...plan, rtoTargetMinutes: 30, version: 1 });
    expect(await newest()).toMatchObject({ detail: { updated: 'RecoveryPlan "blog" (version 2: rtoTargetMinutes)' } });
    await call('PUT', `/api/recovery-plans/${planId}`, { ...plan, rtoTargetMinutes: 30, version: 2 });
    expect(await newest()).toMatchObject({ detail: { unchanged: 1 }, resources: expect.arrayContaining([planId]) });
    const path = `/api/accounts/${HOME_ACCOUNT}`;
    await call('POST', path, { accountName: 'home', regions: [HOME_REGION] });
    expect(await newest()).toMatchObject({ detail: { created: 'Account "home" (version 1)' } });
    await call('PUT', path, { accountName: 'home', regions: [HOME_REGION, 'us-west-2'], version: 1 });
    expect(await newest()).toMatchObject({ detail: { updated: 'Account "home" (version 2: regions)' } });
  });
});

describe('a start that is asked for again under its key is told as that', () => {
  test('when it has begun, and when it was refused after the first answer', async () => {
    const { call, shop, rig, logged } = setUp();
    const planId = await shop.savePlan(noGates);
    const start = (key: string) =>
      call('POST', '/api/executions', { planId, executionType: 'DRILL' }, { 'idempotency-key': key });
    await start('key-1');
    await start('key-1');
    // Refused after the first answer: the servers are in the first execution.
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds: 10, times: 1 });
    expect((await start('key-2')).status).toBe(202);
    await rig.clock.advance(30);
    expect((await start('key-2')).status).toBe(409);
    const starts = (await logged()).filter(({ route }) => route === 'POST /api/executions');
    expect(starts.map(({ result, detail }) => [result, detail['repeated']])).toEqual([
      ['done', undefined],
      ['done', true],
      ['refused', undefined],
      ['refused', true],
    ]);
  });
});

describe('a start that is answered before its checks are over is accepted, and never done before it has begun', () => {
  const started = async () => {
    const server = setUp();
    const { call, shop, rig, logged } = server;
    const planId = await shop.savePlan(noGates);
    const start = (body: object) => call('POST', '/api/executions', { planId, ...body });
    const slowly = () =>
      rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds: 10, times: 1 });
    const results = async (query = '') =>
      (await logged(query)).flatMap(({ route, result, status, code }) =>
        route === 'POST /api/executions' ? [{ result, status, code }] : [],
      );
    return { ...server, start, slowly, results };
  };

  test('it becomes done when it has begun', async () => {
    const { start, slowly, rig, results } = await started();
    slowly();
    expect((await start({ executionType: 'DRILL' })).status).toBe(202);
    expect(await results()).toEqual([{ result: 'accepted', status: 202, code: undefined }]);
    await rig.clock.advance(30);
    expect(await results()).toEqual([{ result: 'done', status: 202, code: undefined }]);
    expect(await results('?result=accepted')).toEqual([]);
  });

  test('it becomes refused when it is, as if its answer had waited, and is found as that', async () => {
    const { start, slowly, rig, results, call } = await started();
    const holder = (await start({ executionType: 'DRILL' })).body.executionId;
    slowly();
    const { status, body } = await start({ executionType: 'DRILL' });
    expect(status).toBe(202);
    expect(await results('?result=accepted')).toHaveLength(1);
    await rig.clock.advance(30);
    const refused = { result: 'refused', status: 202, code: 'EXECUTION_REFUSED' };
    expect(await results('?result=refused')).toEqual([refused]);
    expect(await results(`?resource=${body.executionId}`)).toEqual([refused]);
    expect((await call('GET', `/api/executions/${body.executionId}`)).body.status).toBe('REFUSED');
    expect(await results(`?resource=${holder}`)).toEqual([{ result: 'done', status: 202, code: undefined }]);
  });

  test('so is a clean-up, by its own record and not by that of what it cleans up', async () => {
    const { call, shop, rig, newest } = setUp();
    const executionId = await shop.completed('DRILL');
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeRecoveryInstances', delaySeconds: 10, times: 1 });
    expect((await call('POST', '/api/clean-ups', { executionId, confirmedPlanName: 'shop' })).status).toBe(202);
    expect(await newest()).toMatchObject({ result: 'accepted' });
    await rig.clock.advance(30);
    expect(await newest()).toMatchObject({ result: 'done' });
  });
});

test('a token that was revoked is found by its name', async () => {
  const rig = openRig({ estate: shopEstate });
  openShop(rig);
  const newSecret = () => 's'.repeat(43);
  const tokens = createAccessTokens({ store: rig.store, clock: rig.clock, ids: createSeededIds(3), newSecret });
  const { call } = openApi(rig, { tokens });
  const made = await call('POST', '/api/tokens', { tokenName: 't-ReadOnly', role: 'ReadOnly' });
  const { tokenId } = createdTokenSchema.parse(made.body).token;
  await call('DELETE', `/api/tokens/${tokenId}`);
  const found = await readingLog(call).logged('?resource=t-ReadOnly');
  expect(found.map(({ route }) => route)).toEqual(['POST /api/tokens', 'DELETE /api/tokens/{tokenId}']);
});
