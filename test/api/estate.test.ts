import { describe, expect, test } from 'vitest';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { setUpApi } from './set-up.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };

describe('what a selection matches', () => {
  test('by tags, saved or not, with names and replication', async () => {
    const { call, rig, shop } = setUpApi();
    const [first, second] = shop.servers.database;
    rig.simulator.faults.add({ kind: 'stalled-replication', sourceServerIds: [second ?? ''] });
    await rig.clock.advance(7200);
    const selection = { ...place, selection: { tags: { Tier: 'db' } } };
    const asked = await call('POST', '/api/protection-groups/resolve', selection);
    expect(asked.status).toBe(200);
    expect(asked.body).toMatchObject({
      servers: [
        { sourceServerId: first, serverName: 'shop-db-01', replicationState: 'CONTINUOUS' },
        { sourceServerId: second, serverName: 'shop-db-02', replicationState: 'STALLED', lagDuration: 'PT2H' },
      ],
      unknownServerIds: [],
    });
    const saved = await call('POST', '/api/protection-groups', { groupName: 'db', ...selection });
    const resolved = await call('GET', `/api/protection-groups/${saved.body.groupId}/resolve`);
    expect(resolved.body.servers).toEqual(asked.body.servers);
    expect((await call('GET', '/api/protection-groups/group-9/resolve')).status).toBe(404);
  });

  test('has the host name where a server has no name', async () => {
    const estate = { servers: 1, server: () => ({ hostname: 'db3.local', tags: { Name: '' } }) };
    const { call, rig } = setUpApi({}, { estate });
    const selection = { ...place, selection: { sourceServerIds: rig.idsOf('db3') } };
    const { body } = await call('POST', '/api/protection-groups/resolve', selection);
    expect(body.servers).toMatchObject([{ serverName: 'db3.local', hostname: 'db3.local' }]);
  });

  test('of very many servers has the tags that something selects by, and says so: all of them would be megabytes', async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, key) => [`Key${key}`, 'x'.repeat(40)]));
    const estate = { servers: 600, server: (index: number) => ({ tags: { ...many, Half: String(index % 2) } }) };
    const { call } = setUpApi({}, { estate });
    await call('POST', '/api/protection-groups', { groupName: 'g', ...place, selection: { tags: { Key3: 'y' } } });
    const ask = (tags: object) => call('POST', '/api/protection-groups/resolve', { ...place, selection: { tags } });
    const all = await ask({ Key7: many['Key7'] });
    expect(all.body.servers).toHaveLength(600);
    expect(all.body.tagKeys.toSorted()).toEqual(['Key3', 'Key7']);
    for (const { tags } of all.body.servers) expect(tags).toEqual({ Key3: many['Key3'], Key7: many['Key7'] });
    // 4,000 of them are a quarter of what a Lambda function may answer.
    expect(all.text.length / 600).toBeLessThan(400);
    const some = await ask({ Half: '1' });
    expect(some.body.servers).toHaveLength(300);
    expect(some.body.tagKeys).toBeUndefined();
    expect(Object.keys(some.body.servers[0].tags)).toHaveLength(25 + 2);
  });

  test('names the servers that DRS does not know', async () => {
    const { call, shop } = setUpApi();
    const unknown = 's-0000000000000dead';
    const selection = { ...place, selection: { sourceServerIds: [...shop.servers.database, unknown] } };
    const { body } = await call('POST', '/api/protection-groups/resolve', selection);
    expect(body.unknownServerIds).toEqual([unknown]);
  });

  test('is told in the words of AWS when AWS refuses, and as passing when it cannot answer', async () => {
    const { call, rig } = setUpApi();
    const operation = 'DescribeSourceServers';
    rig.simulator.faults.add({ kind: 'access-denied', operation, message: 'not authorized', times: 1 });
    const ask = () => call('POST', '/api/protection-groups/resolve', { ...place, selection: { tags: { Tier: 'db' } } });
    const refused = await ask();
    expect([refused.status, refused.body.code]).toEqual([502, 'AWS_REFUSED']);
    expect(refused.body.detail).toBe('AWS: drs:DescribeSourceServers: AccessDeniedException: not authorized');
    rig.simulator.faults.add({ kind: 'throttle', operation, times: 1 });
    const busy = await ask();
    expect([busy.status, busy.body.code]).toEqual([503, 'AWS_UNAVAILABLE']);
    expect((await ask()).status).toBe(200);
  });
});

test('a running execution is shown as the holder of its servers, and no longer when it is over', async () => {
  const rig = await createRig({ estate: { servers: 4 } });
  const ids = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [{ servers: ids.slice(0, 2) }]);
  const executionId = await rig.launch(planId);
  const selection = { accountId: HOME_ACCOUNT, region: HOME_REGION, selection: { sourceServerIds: ids } };
  const holders = async () => {
    const answer = await rig.clock.complete(rig.engine.estate.resolve(selection));
    return answer.ok ? answer.value.servers.map((found) => found.heldBy?.executionId) : answer.failure.message;
  };
  expect(await holders()).toEqual([executionId, executionId, undefined, undefined]);
  await rig.runToEnd(executionId);
  expect(await holders()).toEqual([undefined, undefined, undefined, undefined]);
});

test('the log of a job is read from DRS; a job that was never started has none', async () => {
  const rig = await createRig({ estate: { servers: 4 } });
  const ids = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [
    { servers: ids.slice(0, 2) },
    { servers: ids.slice(2), pauseBeforeWave: true },
  ]);
  const executionId = await rig.launch(planId);
  await rig.runUntil(executionId, 'PAUSED');
  const log = (run: string, job: string) => rig.clock.complete(rig.engine.estate.jobLog(run, job));
  const read = await log(executionId, 'w000-a1-j000');
  if (read.kind !== 'log') throw new Error(read.kind);
  expect(read.jobId).toBe(rig.launchJobs()[0]?.jobId);
  expect(read.items.map((item) => item.event)).toEqual(
    expect.arrayContaining(['JOB_START', 'LAUNCH_START', 'JOB_END']),
  );
  expect(await log(executionId, 'w001-a1-j000')).toEqual({ kind: 'no-job' });
  expect(await log(executionId, 'w009-a1-j000')).toEqual({ kind: 'not-found' });
  expect(await log('exec-none', 'w000-a1-j000')).toEqual({ kind: 'not-found' });
});

test('executions are listed by plan and by status, without clean-ups, over pages to the end', async () => {
  const rig = await createRig({ estate: { servers: 4 } });
  const [first = '', second = ''] = rig.idsOf('server-');
  const one = await rig.savePlan('one', [{ servers: [first] }]);
  const other = await rig.savePlan('other', [{ servers: [second] }]);
  const { executions } = rig.engine;
  const runs: string[] = [];
  for (const planId of [one, other, one, one]) {
    const executionId = await rig.launch(planId);
    runs.push(executionId);
    await rig.runToEnd(executionId);
    const cleanUp = { initiatedBy: 'anna', confirmedPlanName: planId === one ? 'one' : 'other', recovery: false };
    const cleaned = await rig.clock.complete(executions.cleanUp(executionId, { ...cleanUp, acceptedInstances: [] }));
    if (cleaned.kind !== 'started') throw new Error(JSON.stringify(cleaned));
    await rig.runToEnd(cleaned.executionId);
  }
  const listed = async (filter: Parameters<typeof executions.list>[0]) => {
    const found: string[] = [];
    for (let after: string | undefined; ; ) {
      const page = await executions.list({ ...filter, ...(after === undefined ? {} : { after }) });
      found.push(...page.items.map((item) => item.executionId));
      after = page.next;
      if (after === undefined) return found;
    }
  };
  expect(await listed({ planId: one, limit: 2 })).toEqual([runs[3], runs[2], runs[0]]);
  expect(await listed({ status: 'COMPLETED', limit: 1 })).toEqual(runs.toReversed());
  expect(await listed({ planId: other, status: 'COMPLETED', limit: 1 })).toEqual([runs[1]]);
  expect(await listed({ planId: one, status: 'FAILED', limit: 1 })).toEqual([]);
  expect(await listed({ planId: one, purpose: 'CLEAN_UP', limit: 2 })).toHaveLength(3);
});

describe('the check of a plan', () => {
  test('answers for each server, starts nothing, and knows no plan that there is not', async () => {
    const { call, shop, rig } = setUpApi();
    const planId = await shop.savePlan();
    const { status, body } = await call('POST', `/api/recovery-plans/${planId}/check`, {});
    expect(status).toBe(200);
    expect(body).toMatchObject({ planId, verdict: 'READY', serverCount: 8, blockers: [], unknown: [], deletions: [] });
    expect(body.servers).toHaveLength(8);
    expect(body.servers[0]).toMatchObject({
      ...place,
      serverName: 'shop-db-01',
      waveNumber: 0,
      replicationState: 'CONTINUOUS',
      findings: [],
    });
    expect(rig.launchJobs()).toEqual([]);
    expect((await call('GET', '/api/executions')).body.items).toEqual([]);
    expect((await call('POST', '/api/recovery-plans/plan-9/check', {})).status).toBe(404);
  });

  test('takes instances by their ids only', async () => {
    const { call, shop } = setUpApi();
    const planId = await shop.savePlan();
    const { status, body } = await call('POST', `/api/recovery-plans/${planId}/check`, {
      acceptedInstanceDeletions: ['web-01'],
    });
    expect([status, body.errors[0].path]).toEqual([422, ['acceptedInstanceDeletions', 0]]);
  });
});
