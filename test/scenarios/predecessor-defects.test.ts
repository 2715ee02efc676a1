/** What the predecessor did wrong when it was read (its defects by number), where no other file shows it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openApi } from '../api/set-up.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, type Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

describe('defect 8.3.18: the lock of a plan outlived its refusal, and a pause took it away', () => {
  test('a start that was refused holds nothing: the next one may begin in the same second', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const ids = rig.idsOf('server-');
    const wrong = await rig.savePlan('shop', [{ servers: ids }, { servers: ['s-00000000000000001'] }]);
    expect(await rig.start(wrong)).toMatchObject({ kind: 'refused', refusals: [{ code: 'SERVER_NOT_FOUND' }] });
    await rig.savePlan('shop', [{ servers: ids }]);
    expect(await rig.start(wrong)).toMatchObject({ kind: 'started' });
  });

  test('a start that lost half of its servers to another one gives the other half back at once', async () => {
    const rig = await createRig({ estate: { servers: 4 } });
    const [a = '', b = '', c = '', d = ''] = rig.idsOf('server-');
    await rig.launch(await rig.savePlan('first', [{ servers: [c], pauseBeforeWave: true }]));
    expect(await rig.start(await rig.savePlan('second', [{ servers: [a, b, c, d] }]))).toMatchObject({
      kind: 'refused',
    });
    expect(await rig.start(await rig.savePlan('third', [{ servers: [a, b, d] }]))).toMatchObject({ kind: 'started' });
  });

  test.each([
    ['a pause that was asked for', { type: 'pause' }],
    ['a cancel whose jobs still run', { type: 'cancel', reason: 'enough' }],
  ] as const)('%s lets go of no server that a job runs over', async (_what, command) => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [a = '', b = ''] = rig.idsOf('server-');
    const executionId = await rig.launch(await rig.savePlan('first', [{ servers: [a] }, { servers: [b] }]));
    await rig.clock.advance(60);
    await rig.command(executionId, command);
    const again = await rig.savePlan('again', [{ servers: [a] }]);
    expect(await rig.start(again)).toMatchObject({ kind: 'refused', refusals: [{ code: 'SERVER_LOCKED' }] });
  });
});

test('defect 8.3.19: the list of executions is whole, newest first and without anything else, over every page', async () => {
  const rig = await createRig({ estate: { servers: 7 } });
  const started: string[] = [];
  for (const [index, id] of rig.idsOf('server-').entries()) {
    started.unshift(await rig.launch(await rig.savePlan(`plan ${index}`, [{ servers: [id], pauseBeforeWave: true }])));
    await rig.clock.advance(7);
  }
  const listed: string[] = [];
  let after: string | undefined;
  do {
    const page = await rig.engine.executions.list({ limit: 2, ...(after === undefined ? {} : { after }) });
    listed.push(...page.items.map(({ executionId }) => executionId));
    after = page.next;
  } while (after !== undefined);
  expect(listed).toEqual(started);
});

const cleanUp = (rig: Rig, executionId: string) =>
  rig.clock.complete(
    rig.engine.executions.cleanUp(executionId, {
      initiatedBy: 'anna',
      confirmedPlanName: 'first',
      recovery: false,
      acceptedInstances: [],
    }),
  );

describe('defect 8.3.22: a termination by source servers took what others had launched', () => {
  const instancesOf = (rig: Rig): ReadonlyMap<string, string | undefined> =>
    new Map(
      rig.simulator
        .servers(HOME_ACCOUNT, HOME_REGION)
        .map(({ sourceServerId, instanceId }) => [sourceServerId, instanceId] as const),
    );
  test('a clean-up of a drill leaves the real recovery that has the server now, and another drill’s instances', async () => {
    const rig = await openScenario({ servers: 3 });
    const [recovered = '', drilled = '', own = ''] = rig.idsOf('server');
    const first = await rig.launch(await rig.savePlan('first', [{ servers: [recovered, drilled, own] }]));
    await rig.runToEnd(first);
    await rig.runToEnd(await rig.launch(await rig.savePlan('real', [{ servers: [recovered] }]), 'RECOVERY'));
    await rig.runToEnd(await rig.launch(await rig.savePlan('other', [{ servers: [drilled] }])));
    const before = instancesOf(rig);

    const cleaned = await cleanUp(rig, first);
    if (cleaned.kind !== 'started') throw new Error(JSON.stringify(cleaned));
    await rig.runToEnd(cleaned.executionId);
    const left = instancesOf(rig);
    expect(left.get(own)).toBeUndefined();
    expect(left.get(recovered)).toBe(before.get(recovered));
    expect(left.get(drilled)).toBe(before.get(drilled));
    expect(left.get(recovered)).toBeDefined();
  });

  test('nothing is terminated while the execution runs', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const executionId = await rig.launch(await rig.savePlan('first', [{ servers: rig.idsOf('server-') }]));
    await rig.clock.advance(60);
    expect(await cleanUp(rig, executionId)).toMatchObject({ kind: 'not-allowed' });
    expect(rig.simulator.jobs(HOME_ACCOUNT, HOME_REGION).map(({ type }) => type)).toEqual(['LAUNCH']);
  });
});

test('defect 8.3.22: a drill in another account and Region is cleaned up there with its credentials, and nothing is asked at home', async () => {
  const there = { accountId: OTHER_ACCOUNT, region: 'eu-west-1' };
  const accountIds = [HOME_ACCOUNT, OTHER_ACCOUNT];
  const rig = await openScenario({ servers: 8, estate: { accountIds, regions: [HOME_REGION, 'eu-west-1'] } });
  const left = () => rig.simulator.servers(there.accountId, there.region).filter(({ instanceId }) => instanceId);
  const groups = [{ ...there, servers: rig.idsOf('server', there) }];
  const executionId = await rig.launch(await rig.savePlan('first', [{ groups }]));
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  expect(left()).toHaveLength(2);
  const cleaned = await cleanUp(rig, executionId);
  if (cleaned.kind !== 'started') throw new Error(JSON.stringify(cleaned));
  expect((await rig.runToEnd(cleaned.executionId)).statusReason).toBe('2 of 2 servers terminated');
  expect(left()).toEqual([]);

  // Who calls follows from the key that signed, and where from what it signed for; home is asked for the role alone.
  const calls = rig.simulator.calls().log.filter(({ operation }) => operation !== 'AssumeRole');
  const places = (operation?: string) =>
    new Set(
      calls
        .filter((call) => operation === undefined || call.operation === operation)
        .map(({ accountId, region }) => `${accountId}/${region}`),
    );
  const only = new Set([`${OTHER_ACCOUNT}/eu-west-1`]);
  expect(places()).toEqual(only);
  expect(places('TerminateRecoveryInstances')).toEqual(only);
  expect(places('DescribeJobs')).toEqual(only);
  expect(places('DescribeRecoveryInstances')).toEqual(only);
});

describe('defect 8.3.28: what its README promised', () => {
  const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
  const server = (hostname: string) => ({ hostname, ...place, tags: { Application: 'Shop' } });

  test('a wave launches all of its groups, and a server that is tagged since the last run is in the next', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    rig.simulator.addServers([server('shop-1')]);
    const groups = [
      { kind: 'ProtectionGroup', groupName: 'tagged', ...place, selection: { tags: { Application: 'Shop' } } },
      { kind: 'ProtectionGroup', groupName: 'fixed', ...place, selection: { sourceServerIds: rig.idsOf('server-') } },
    ];
    const plan = {
      kind: 'RecoveryPlan',
      planName: 'shop',
      waves: [{ waveName: 'all', protectionGroups: ['tagged', 'fixed'] }],
    };
    const applied = await rig.catalog.apply([...groups, plan], { actor: 'anna' });
    if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
    const planId = applied.results.at(-1)?.id ?? '';
    expect(await rig.runToEnd(await rig.launch(planId))).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
    rig.simulator.addServers([server('shop-2')]);
    expect(await rig.runToEnd(await rig.launch(planId))).toMatchObject({ status: 'COMPLETED', launchedCount: 3 });
  });

  test('the API lets who only reads look, and start, stop, terminate and change nothing', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), pauseBeforeWave: true }]);
    const executionId = await rig.launch(planId);
    const before = await rig.runUntil(executionId, 'PAUSED');
    const { call } = openApi(rig, { authenticate: async () => ({ actor: 'rae', roles: ['ReadOnly'] }) });
    const run = `/api/executions/${executionId}`;
    const plan = `/api/recovery-plans/${planId}`;
    expect((await call('GET', run)).body).toMatchObject({ executionId, status: 'PAUSED' });
    for (const [method, path, body] of [
      ['POST', '/api/executions', { planId, executionType: 'RECOVERY' }],
      ['POST', `${run}/resume`, { waveNumber: 0 }],
      ['POST', `${run}/cancel`, {}],
      ['POST', `${run}/pause`, {}],
      ['POST', '/api/clean-ups', { executionId, confirmedPlanName: 'shop' }],
      ['PUT', plan, {}],
      ['DELETE', `${plan}?version=1`, undefined],
    ] as const) {
      const { status, body: problem } = await call(method, path, body);
      expect([method, path, status, problem.code]).toEqual([method, path, 403, 'FORBIDDEN']);
    }
    expect(await rig.get(executionId)).toMatchObject({ status: 'PAUSED', version: before.version });
    expect((await rig.engine.executions.list({ limit: 10 })).items).toHaveLength(1);
    expect((await call('GET', plan)).body).toMatchObject({ planName: 'shop', version: 1 });
    expect(rig.launchJobs()).toEqual([]);
  });
});

/** A list of titles alone: what each test shows is for the test to hold. */
test('each of its defects around the launch is named in the title of a test', () => {
  const folder = join(import.meta.dirname, '..');
  const titles = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => readFileSync(join(folder, path), 'utf8'))
    .join('\n');
  const named = new Set([...titles.matchAll(/'defect 8\.3\.(\d+)\b/g)].map(([, number]) => Number(number)));
  expect(defects.filter((number) => !named.has(number))).toEqual([]);
});

const defects = [7, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 25, 28, 29];
