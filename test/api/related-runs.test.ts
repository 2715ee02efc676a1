import { describe, expect, test } from 'vitest';
import { noGates } from '../support/shop.ts';
import { setUpApi } from './set-up.ts';

describe('retry', () => {
  test('of a wave while the execution runs launches again what failed in it', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.awaitingDecision();
    const { status, body } = await call('POST', `/api/executions/${executionId}/retry`, { waveNumber: 0 });
    expect([status, body.executionId, body.waves[0].attempt]).toEqual([200, executionId, 2]);
    await shop.when(executionId, ({ waves }) => waves[0]?.status === 'COMPLETED');
    expect(rig.launchJobs().map((job) => job.servers.length)).toEqual([2, 1]);
    const retried = (await rig.events(executionId)).find(({ data }) => data.type === 'WaveRetried');
    expect(retried?.actor).toBe('ana');
  });

  test('of an execution that is over is a follow-up, with an address of its own', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.partial();
    const retry = (body?: object) =>
      call('POST', `/api/executions/${executionId}/retry`, body, { 'idempotency-key': 'key-7' });
    const answer = await retry();
    const followUpId = answer.body.executionId;
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/api/executions/${followUpId}`]);
    const end = await rig.runToEnd(followUpId);
    expect(end).toMatchObject({
      relatedExecutionId: executionId,
      initiatedBy: 'ana',
      status: 'COMPLETED',
      serverCount: 7,
    });
    expect((await retry()).body).toMatchObject({ executionId: followUpId, repeated: true });
    const other = await retry({ acceptedInstanceDeletions: ['i-0123456789abcdef0'] });
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test('over what somebody else has launched since is refused until each instance is named', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.partial();
    rig.launchByStranger(shop.servers.web, { isDrill: false });
    await rig.clock.advance(600);
    const refused = await call('POST', `/api/executions/${executionId}/retry`, {});
    expect([refused.status, refused.body.code]).toEqual([409, 'EXECUTION_REFUSED']);
    const acceptedInstanceDeletions = refused.body.refusals[0].subjects;
    expect(acceptedInstanceDeletions).toHaveLength(3);
    const accepted = await call('POST', `/api/executions/${executionId}/retry`, { acceptedInstanceDeletions });
    expect([accepted.status, accepted.body.verdict]).toEqual([202, 'BEGUN']);
  });

  test('without a wave while it runs says that the wave is missing, and does nothing', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.awaitingDecision();
    const before = await rig.get(executionId);
    const { status, body } = await call('POST', `/api/executions/${executionId}/retry`, {});
    expect([status, body.errors[0].path]).toEqual([422, ['waveNumber']]);
    expect(await rig.get(executionId)).toEqual(before);
    expect((await call('GET', '/api/executions')).body.items).toHaveLength(1);
  });

  test('with a wave and accepted deletions is refused at that field', async () => {
    const { call } = setUpApi();
    const body = { waveNumber: 0, acceptedInstanceDeletions: [] };
    const answer = await call('POST', '/api/executions/exec-000001/retry', body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, ['acceptedInstanceDeletions']]);
  });

  test('that is not possible answers 409 with the reason; of nothing, 404', async () => {
    const { call, shop } = setUpApi();
    const executionId = await shop.partial();
    const { executionId: followUpId } = (await call('POST', `/api/executions/${executionId}/retry`, {})).body;
    const { status, body } = await call('POST', `/api/executions/${executionId}/retry`, {});
    expect([status, body.code]).toEqual([409, 'ACTION_NOT_ALLOWED']);
    expect(body.detail).toContain(`${followUpId} follows it already`);
    expect(body.allowed).toEqual(['cleanUp']);
    expect((await call('POST', '/api/executions/exec-9/retry', {})).status).toBe(404);
  });
});

test('what is refused after the end names a follow-up as possible only until there is one', async () => {
  const { call, shop } = setUpApi();
  const executionId = await shop.partial();
  const allowed = async (action: string, body: object) =>
    (await call('POST', `/api/executions/${executionId}/${action}`, body)).body.allowed;
  expect(await allowed('pause', {})).toEqual(['followUp', 'cleanUp']);
  await call('POST', `/api/executions/${executionId}/retry`, {});
  expect(await allowed('pause', {})).toEqual(['cleanUp']);
  expect(await allowed('skip', { waveNumber: 0, reason: 'gone' })).toEqual(['cleanUp']);
  expect(await allowed('keep', {})).toEqual(['cleanUp']);
});

describe('skip', () => {
  test('goes on without the servers that are named, and keeps the reason', async () => {
    const { call, shop, rig } = setUpApi();
    const [failed = ''] = shop.servers.database;
    const executionId = await shop.awaitingDecision();
    const body = { waveNumber: 0, sourceServerIds: [failed], reason: ' gone ' };
    expect((await call('POST', `/api/executions/${executionId}/skip`, body)).status).toBe(200);
    await shop.when(executionId, ({ waves }) => waves[1]?.status === 'AWAITING_APPROVAL');
    expect((await rig.get(executionId)).waves[0]).toMatchObject({ skippedServerIds: [failed], failedCount: 1 });
    expect(await rig.events(executionId)).toContainEqual(
      expect.objectContaining({
        actor: 'ana',
        data: expect.objectContaining({ type: 'ServersSkipped', reason: 'gone' }),
      }),
    );
  });

  test.each([
    ['no reason', { waveNumber: 0 }, ['reason']],
    ['an empty reason', { waveNumber: 0, reason: ' ' }, ['reason']],
    ['no wave', { reason: 'x' }, ['waveNumber']],
    ['no server id', { waveNumber: 0, reason: 'x', sourceServerIds: ['web-1'] }, ['sourceServerIds', 0]],
  ])('with %s is refused at that field', async (_, body, path) => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.awaitingDecision();
    const before = await rig.get(executionId);
    const answer = await call('POST', `/api/executions/${executionId}/skip`, body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
    expect(await rig.get(executionId)).toEqual(before);
  });
});

describe('clean-ups', () => {
  test('start with the plan named, and have an address of their own', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.completed();
    const cleanUp = (confirmedPlanName: string) =>
      call('POST', '/api/clean-ups', { executionId, confirmedPlanName }, { 'idempotency-key': confirmedPlanName });
    expect((await cleanUp('Shops')).status).toBe(409);
    const answer = await cleanUp('shop');
    const cleanUpId = answer.body.executionId;
    expect([answer.status, answer.headers.get('location')]).toEqual([202, `/api/clean-ups/${cleanUpId}`]);
    expect((await cleanUp('shop')).body).toMatchObject({ executionId: cleanUpId, repeated: true });
    expect(await rig.runToEnd(cleanUpId)).toMatchObject({ status: 'COMPLETED', initiatedBy: 'ana', serverCount: 8 });
  });

  test('take the instances of an adopted job only when each is named', async () => {
    const { call, shop, rig } = setUpApi();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const executionId = await shop.ended({ ...noGates, database: { onFailure: 'stop' } });
    const instances = await call('GET', `/api/executions/${executionId}/recovery-instances`);
    const adopted = instances.body.items.filter((item: { adopted: boolean }) => item.adopted);
    const acceptedInstances = adopted.map((item: { recoveryInstanceId: string }) => item.recoveryInstanceId);
    expect(acceptedInstances).toHaveLength(2);
    const request = { executionId, confirmedPlanName: 'shop', acceptedInstances };
    const { body } = await call('POST', '/api/clean-ups', request);
    expect((await rig.runToEnd(body.executionId)).serverCount).toBe(8);
  });

  test('of a recovery are refused until it is said that they are of one', async () => {
    const { call, shop } = setUpApi();
    const request = { executionId: await shop.completed('RECOVERY'), confirmedPlanName: 'shop' };
    const refused = await call('POST', '/api/clean-ups', request);
    expect([refused.status, refused.body.code]).toEqual([409, 'ACTION_NOT_ALLOWED']);
    expect((await call('POST', '/api/clean-ups', { ...request, recovery: true })).status).toBe(202);
  });

  test('that find everything gone already are over as they begin, and say so', async () => {
    const { call, shop, rig } = setUpApi();
    const request = { executionId: await shop.completed(), confirmedPlanName: 'shop' };
    await rig.runToEnd((await call('POST', '/api/clean-ups', request)).body.executionId);
    const answer = await call('POST', '/api/clean-ups', request);
    expect([answer.status, answer.body.verdict]).toEqual([202, 'BEGUN']);
    const { status, statusReason, serverCount } = await rig.runToEnd(answer.body.executionId);
    expect([status, statusReason, serverCount]).toEqual(['COMPLETED', 'nothing was left to terminate', 0]);
  });

  test('are listed and read like executions, at their own address; an execution is not one', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.completed();
    const request = { executionId, confirmedPlanName: 'shop' };
    const { executionId: cleanUpId } = (await call('POST', '/api/clean-ups', request)).body;
    const ids = async (path: string) =>
      (await call('GET', path)).body.items.map((item: { executionId: string }) => item.executionId);
    expect(await ids('/api/clean-ups')).toEqual([cleanUpId]);
    expect(await ids('/api/executions')).toEqual([executionId]);
    for (const path of ['', '/servers', '/events']) {
      expect((await call('GET', `/api/clean-ups/${cleanUpId}${path}`)).status).toBe(200);
      expect((await call('GET', `/api/clean-ups/${executionId}${path}`)).status).toBe(404);
    }
    expect((await call('GET', `/api/executions/${cleanUpId}`)).body.purpose).toBe('CLEAN_UP');
    expect((await call('POST', `/api/clean-ups/${executionId}/cancel`, {})).status).toBe(404);
    const cancelled = await call('POST', `/api/clean-ups/${cleanUpId}/cancel`, {});
    expect([cancelled.status, cancelled.body.cancelRequested]).toEqual([200, true]);
    expect((await rig.get(executionId)).cancelRequested).toBe(false);
  });
});

describe('filters', () => {
  test('executions by status and plan', async () => {
    const { call, shop, rig } = setUpApi();
    const failed = await shop.failed();
    const partial = await shop.partial();
    const { planId } = await rig.get(partial);
    const [server = ''] = shop.servers.web;
    const other = await rig.launch(await rig.savePlan('other', [{ servers: [server] }]));
    await rig.runToEnd(other);
    const ids = async (query: string) =>
      (await call('GET', `/api/executions?${query}`)).body.items.map(
        (item: { executionId: string }) => item.executionId,
      );
    expect(await ids(`planId=${planId}`)).toEqual([partial, failed]);
    expect(await ids('status=PARTIAL')).toEqual([partial]);
    expect(await ids(`status=COMPLETED&planId=${planId}`)).toEqual([]);
    expect(await ids('status=COMPLETED')).toEqual([other]);
    expect((await call('GET', '/api/executions?status=DONE')).body.errors[0].path).toEqual(['query', 'status']);
  });

  test('servers by wave and outcome', async () => {
    const { call, shop } = setUpApi();
    shop.failNext(...shop.servers.database.slice(0, 1), ...shop.servers.web.slice(2));
    const executionId = await shop.ended({ ...noGates, database: { minSuccessPercent: 50 } });
    const names = async (query: string) =>
      (await call('GET', `/api/executions/${executionId}/servers?${query}`)).body.items.map(
        (server: { serverName: string }) => server.serverName,
      );
    expect(await names('outcome=FAILED')).toEqual(['shop-db-01', 'shop-web-03']);
    expect(await names('outcome=FAILED&waveNumber=2')).toEqual(['shop-web-03']);
    expect(await names('waveNumber=0')).toEqual(['shop-db-01', 'shop-db-02']);
  });
});

test('the instances of an execution come with their age by the server’s clock', async () => {
  const { call, shop, rig } = setUpApi();
  const executionId = await shop.partial();
  const launched = (await rig.servers(executionId)).find(({ outcome }) => outcome === 'LAUNCHED');
  await rig.clock.advance(3000);
  const ageSeconds = Math.round((rig.clock.nowMs() - Date.parse(launched?.observed?.launchTime ?? '')) / 1000);
  expect(ageSeconds).toBeGreaterThan(3000);
  const { status, body } = await call('GET', `/api/executions/${executionId}/recovery-instances`);
  expect(status).toBe(200);
  expect(body.items).toMatchObject([{ serverName: 'shop-db-02', adopted: false, ageSeconds }]);
  expect((await call('GET', '/api/executions/exec-9/recovery-instances')).status).toBe(404);
});
