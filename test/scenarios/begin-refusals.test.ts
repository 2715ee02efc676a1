import { describe, expect, test } from 'vitest';
import type { Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

const unknownServer = 's-00000000000000000';

/** Refused: every reason is on the record, nothing was launched, no server is held. */
const expectRefused = async (rig: Rig, planId: string, ...codes: readonly string[]) => {
  const result = await rig.start(planId);
  if (result.kind !== 'refused') throw new Error(JSON.stringify(result));
  expect(result.refusals.map((refusal) => refusal.code)).toEqual(codes);
  await rig.clock.advance(60);
  const execution = await rig.get(result.executionId);
  expect(execution).toMatchObject({ status: 'REFUSED', refusals: result.refusals });
  expect(execution.statusReason).toBe(
    `refused for ${codes.length} ${codes.length === 1 ? 'reason' : 'reasons'}; nothing was started`,
  );
  for (const refusal of result.refusals) expect(refusal.remedy).not.toBe('');
  expect(rig.simulator.calls().counts['drs:StartRecovery'] ?? 0).toBe(0);
  return result.refusals;
};

describe('a start is refused', () => {
  test('when a group names a server that DRS does not know', async () => {
    const rig = await openScenario({ servers: 2 });
    const planId = await rig.savePlan('typo', [{ servers: [...rig.idsOf('server'), unknownServer] }]);
    const [refusal] = await expectRefused(rig, planId, 'SERVER_NOT_FOUND');
    expect(refusal?.message).toBe(
      `group "typo-group-0-0" names 1 server that DRS does not know in 111122223333/us-east-1: ${unknownServer}`,
    );
  });

  test('when a group’s tags match nothing', async () => {
    const rig = await openScenario({ servers: 2 });
    const planId = await applyTagged(rig, { Application: 'Shop', Tier: 'db' });
    const [refusal] = await expectRefused(rig, planId, 'NO_SERVERS');
    expect(refusal?.message).toContain('Application=Shop, Tier=db');
  });

  test('when two groups select the same server by their tags', async () => {
    const rig = await openScenario({ servers: 1 });
    const planId = await applyTagged(rig, { Application: 'Load' }, { Wave: '0' });
    const [refusal] = await expectRefused(rig, planId, 'SERVER_TWICE');
    expect(refusal?.message).toMatch(/^server-0000 \(s-\w+\) would be launched 2 times: wave 0 .*, wave 1 /);
  });

  test.each([
    ['starts by itself', {}, 'BLOCKED'],
    ['waits at a gate first, where that may be mended', { pauseBeforeWave: true }, 'WOULD_FAIL'],
    ['pauses after a failure, where that may be mended', { onFailure: 'pause' }, 'WOULD_FAIL'],
  ] as const)('when no server of a plan can be launched: one that %s', async (_plan, wave, verdict) => {
    const estate = { server: () => ({ replication: { state: 'STOPPED' as const } }) };
    const rig = await openScenario({ servers: ['web', 'db'], estate });
    const planId = await rig.savePlan('dead', [{ servers: [...rig.idsOf('web'), ...rig.idsOf('db')], ...wave }]);
    const found = await rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set()));
    expect(found?.verdict).toBe(verdict);
    if (verdict === 'WOULD_FAIL') {
      expect((await rig.start(planId)).kind).toBe('started');
      return;
    }
    const [refusal] = await expectRefused(rig, planId, 'NOTHING_TO_LAUNCH');
    expect(refusal?.message).toMatch(/^none of 2 servers can be launched: .*(: its replication is stopped.*){2}$/);
    expect(found?.blockers).toEqual([refusal]);
  });

  test('for every reason at once', async () => {
    const rig = await openScenario({ servers: 3 });
    const [a = '', b = ''] = rig.idsOf('server');
    rig.launchByStranger([a], { isDrill: false });
    await rig.clock.advance(3600);
    const planId = await rig.savePlan('all wrong', [
      { servers: [b, unknownServer] },
      { servers: [a] },
      { servers: ['s-11111111111111111'] },
    ]);
    await expectRefused(rig, planId, 'SERVER_NOT_FOUND', 'SERVER_NOT_FOUND', 'LIVE_INSTANCE');
  });

  test('when AWS denies the look at the servers, in AWS’s words', async () => {
    const rig = await openScenario({ servers: 1 });
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSourceServers', message: 'not for you' });
    const planId = await rig.savePlan('denied', [{ servers: rig.idsOf('server') }]);
    const [refusal] = await expectRefused(rig, planId, 'CHECK_NOT_POSSIBLE');
    expect(refusal?.message).toBe('drs:DescribeSourceServers: AccessDeniedException: not for you');
  });

  test('when AWS denies the look at the instances that would be deleted', async () => {
    const rig = await openScenario({ servers: 1 });
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeRecoveryInstances' });
    const planId = await rig.savePlan('denied', [{ servers: rig.idsOf('server') }]);
    await expectRefused(rig, planId, 'CHECK_NOT_POSSIBLE');
  });

  test('when the Region has no DRS, in AWS’s words', async () => {
    const rig = await openScenario({ servers: 1 });
    const planId = await rig.savePlan('far', [{ servers: rig.idsOf('server'), region: 'eu-west-1' }]);
    const [refusal] = await expectRefused(rig, planId, 'CHECK_NOT_POSSIBLE');
    expect(refusal?.message).toContain('UninitializedAccountException');
  });
});

describe('a server that cannot be launched does not hold up the others', () => {
  test.each([
    ['STOPPED', 'its replication is stopped'],
    ['DISCONNECTED', 'it is disconnected from DRS'],
    ['INITIAL_SYNC', 'it has no recovery point yet'],
  ] as const)('replication %s: it is warned of at the start, and named as failed', async (state, words) => {
    const rig = await openScenario({
      servers: ['good', 'bad'],
      estate: { server: (index) => (index === 1 ? { replication: { state } } : {}) },
    });
    const [bad = ''] = rig.idsOf('bad');
    const executionId = await rig.launch(await rig.savePlan('mixed', [{ servers: [...rig.idsOf('good'), bad] }]));
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    const failed = (await rig.servers(executionId)).find((server) => server.outcome === 'FAILED');
    expect(failed).toMatchObject({ sourceServerId: bad, reason: expect.stringContaining(words) });
    const begun = (await rig.events(executionId)).find((event) => event.data.type === 'ExecutionBegun');
    expect(begun?.data).toMatchObject({ warnings: [expect.stringContaining(words)] });
  });

  test('replication stalled: it is launched from its last recovery point, and warned of', async () => {
    const rig = await openScenario({ servers: ['good', 'stalled-fax'] });
    const executionId = await rig.launch(
      await rig.savePlan('old', [{ servers: [...rig.idsOf('good'), ...rig.idsOf('stalled')] }]),
    );
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
    const begun = (await rig.events(executionId)).find((event) => event.data.type === 'ExecutionBegun');
    expect(begun?.data).toMatchObject({ warnings: [expect.stringContaining('its recovery point may be old')] });
  });

  test('it has no recovery point, and only StartRecovery says so: it is taken out and reported, the rest starts', async () => {
    const rig = await openScenario({
      servers: ['good', 'norecoverypoint-intranet'],
      estate: { server: (index) => (index === 1 ? { replication: { state: 'RESCAN' } } : {}) },
    });
    const ids = [...rig.idsOf('good'), ...rig.idsOf('norecoverypoint')];
    const executionId = await rig.launch(await rig.savePlan('mixed', [{ servers: ids }]));
    await rig.clock.advance(60);
    expect(rig.launchJobs()[0]?.servers.map((server) => server.sourceServerId)).toEqual(rig.idsOf('good'));
    const execution = await rig.runToEnd(executionId, 1);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    const failed = (await rig.servers(executionId)).find((server) => server.outcome === 'FAILED');
    expect(failed?.reason).toContain('recovery point');
  });
});

describe('two executions over the same server', () => {
  test('the second is refused, naming the first; it may start when the first is over', async () => {
    const rig = await openScenario({ servers: 3 });
    const [a = '', b = '', c = ''] = rig.idsOf('server');
    const first = await rig.launch(await rig.savePlan('first', [{ servers: [a, b] }]));
    const secondPlan = await rig.savePlan('second', [{ servers: [c] }, { servers: [b] }]);
    const refused = await rig.start(secondPlan);
    expect(refused).toMatchObject({
      kind: 'refused',
      refusals: [
        {
          code: 'SERVER_LOCKED',
          subjects: [b],
          message: expect.stringContaining(`execution ${first} of plan "first"`),
        },
      ],
    });
    // What it could have held is free: a third execution takes it.
    const third = await rig.launch(await rig.savePlan('third', [{ servers: [c] }]));
    await rig.runToEnd(first);
    await rig.runToEnd(third);
    const second = await rig.launch(secondPlan);
    expect(await rig.runToEnd(second)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('it is held also while the first waits at a gate, and free when that one is cancelled', async () => {
    const rig = await openScenario({ servers: 1 });
    const first = await rig.launch(
      await rig.savePlan('first', [{ servers: rig.idsOf('server'), pauseBeforeWave: true }]),
    );
    await rig.clock.advance(30 * 86_400);
    const secondPlan = await rig.savePlan('second', [{ servers: rig.idsOf('server') }]);
    expect(await rig.start(secondPlan)).toMatchObject({ kind: 'refused', refusals: [{ code: 'SERVER_LOCKED' }] });
    await rig.command(first, { type: 'cancel', reason: '' });
    await rig.runToEnd(first);
    expect(await rig.runToEnd(await rig.launch(secondPlan))).toMatchObject({ status: 'COMPLETED' });
  });

  test('both started at the same moment: one runs, the other is refused', async () => {
    const rig = await openScenario({ servers: 120 });
    const ids = rig.idsOf('server');
    const plans = [
      await rig.savePlan('first', [{ servers: ids.slice(0, 110) }]),
      await rig.savePlan('second', [{ servers: ids.slice(10).reverse() }]),
    ];
    const results = await rig.clock.complete(
      Promise.all(
        plans.map((planId) =>
          rig.engine.executions.start({
            planId,
            executionType: 'DRILL',
            initiatedBy: 'anna',
            acceptedInstanceDeletions: [],
          }),
        ),
      ),
    );
    expect(results.map((result) => result.kind).sort()).toEqual(['refused', 'started']);
    for (const result of results) if (result.kind === 'started') await rig.runToEnd(result.executionId);
    expect(rig.launchJobs().flatMap((job) => job.servers)).toHaveLength(110);
  });
});

describe('starting the same thing twice', () => {
  const start = (rig: Rig, planId: string, type: 'DRILL' | 'RECOVERY' = 'DRILL') =>
    rig.start(planId, type, { idempotencyKey: 'key-1' });

  test('with the same key is one execution', async () => {
    const rig = await openScenario({ servers: 1 });
    const planId = await rig.savePlan('once', [{ servers: rig.idsOf('server') }]);
    const first = await start(rig, planId);
    const second = await start(rig, planId);
    expect(first).toMatchObject({ kind: 'started', repeated: false });
    expect(second).toEqual({ ...first, repeated: true });
    if (first.kind === 'started') await rig.runToEnd(first.executionId);
    expect(await start(rig, planId)).toEqual({ ...first, repeated: true });
    expect(rig.launchJobs()).toHaveLength(1);
  });

  test('with the same key, twice at the same moment, is one execution', async () => {
    const rig = await openScenario({ servers: 1 });
    const planId = await rig.savePlan('once', [{ servers: rig.idsOf('server') }]);
    const request = {
      planId,
      executionType: 'DRILL',
      initiatedBy: 'anna',
      acceptedInstanceDeletions: [],
      idempotencyKey: 'key-1',
    } as const;
    const { executions } = rig.engine;
    const results = await rig.clock.complete(Promise.all([executions.start(request), executions.start(request)]));
    const ids = new Set(results.map((result) => (result.kind === 'started' ? result.executionId : result.kind)));
    expect(ids.size).toBe(1);
    for (const executionId of ids) await rig.runToEnd(executionId);
    expect((await executions.list({ limit: 10 })).items).toHaveLength(1);
  });

  test('with the same key and another request is a mistake', async () => {
    const rig = await openScenario({ servers: 1 });
    const planId = await rig.savePlan('once', [{ servers: rig.idsOf('server') }]);
    const first = await start(rig, planId);
    expect(await start(rig, planId, 'RECOVERY')).toEqual({ kind: 'idempotency-mismatch' });
    if (first.kind === 'started') await rig.runToEnd(first.executionId);
  });

  test('with the same key a day later is a new execution', async () => {
    const rig = await openScenario({ servers: 1 });
    const planId = await rig.savePlan('daily', [{ servers: rig.idsOf('server') }]);
    const first = await start(rig, planId);
    await rig.clock.advance(86_400 - 60);
    expect(await start(rig, planId)).toMatchObject({ kind: 'started', repeated: true });
    await rig.clock.advance(120);
    const later = await start(rig, planId);
    expect(later).toMatchObject({ kind: 'started', repeated: false });
    if (first.kind !== 'started' || later.kind !== 'started') throw new Error('not started');
    expect(later.executionId).not.toBe(first.executionId);
    expect((await rig.runToEnd(later.executionId)).status).toBe('COMPLETED');
  });

  test('a refused start is answered with the same refusal', async () => {
    const rig = await openScenario({ servers: 1 });
    const planId = await rig.savePlan('typo', [{ servers: [unknownServer] }]);
    const first = await start(rig, planId);
    expect(first.kind).toBe('refused');
    expect(await start(rig, planId)).toEqual({ ...first, repeated: true });
  });

  test('a plan that nobody knows', async () => {
    const rig = await openScenario({ servers: 1 });
    expect(await start(rig, 'plan-unknown')).toEqual({ kind: 'plan-not-found' });
  });
});

test('servers are found by their tags when the execution begins, not before', async () => {
  const rig = await openScenario({ servers: 2 });
  const planId = await applyTagged(rig, { Application: 'Load' });
  rig.simulator.addServers([
    {
      hostname: 'server-joined-later',
      accountId: '111122223333',
      region: 'us-east-1',
      tags: { Application: 'Load' },
      durations: { launch: [40, 60] },
    },
  ]);
  const executionId = await rig.launch(planId);
  // One that joins after the start is not part of it.
  rig.simulator.addServers([
    { hostname: 'server-too-late', accountId: '111122223333', region: 'us-east-1', tags: { Application: 'Load' } },
  ]);
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 3 });
});

test('a plan that is changed while it runs: the execution goes on with the plan that was started', async () => {
  const rig = await openScenario({ servers: 3 });
  const [a = '', b = '', c = ''] = rig.idsOf('server');
  const planId = await rig.savePlan('changed', [{ servers: [a] }, { servers: [b] }]);
  const executionId = await rig.launch(planId);
  expect(await rig.savePlan('changed', [{ servers: [c] }])).toBe(planId);
  const execution = await rig.runToEnd(executionId);
  expect(execution).toMatchObject({ status: 'COMPLETED', planVersion: 1, launchedCount: 2 });
  const launched = rig.launchJobs().flatMap((job) => job.servers.map((server) => server.sourceServerId));
  expect(launched).toEqual([a, b]);
});

/** A plan of one wave per set of tags. */
const applyTagged = async (rig: Rig, ...tagSets: readonly Readonly<Record<string, string>>[]): Promise<string> => {
  const groups = tagSets.map((tags, index) => ({
    kind: 'ProtectionGroup',
    groupName: `tagged-${index}`,
    accountId: '111122223333',
    region: 'us-east-1',
    selection: { tags },
  }));
  const waves = groups.map(({ groupName }) => ({ waveName: groupName, protectionGroups: [groupName] }));
  const result = await rig.catalog.apply([...groups, { kind: 'RecoveryPlan', planName: 'tagged', waves }], {
    actor: 'anna',
  });
  if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
  return result.results.at(-1)?.id ?? '';
};
