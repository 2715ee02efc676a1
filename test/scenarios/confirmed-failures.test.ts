/**
 * Every failure that was confirmed in two public orchestrators of DRS by running them, as far as it concerns the engine,
 * and what Breakwater does instead. A is aws-elasticdrs-orchestrator 6.2.0, B is drs-plan-automation.
 */
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { executionPartition } from '../../src/engine/store/execution-items.ts';
import { queryAll } from '../../src/engine/store/query-all.ts';
import type { ItemReader } from '../../src/ports/item-store.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { openScenario, type ScenarioOptions } from './support/scenario.ts';

const openTen = async (options: ScenarioOptions = {}) => {
  const rig = await openScenario({ servers: 10, ...options });
  return { rig, planId: await rig.savePlan('ten', [{ servers: rig.idsOf('') }]) };
};

const callsOf = (rig: Rig, operation: string) =>
  rig.simulator.calls().log.filter((call) => call.operation === operation);

const outcomes = async (rig: Rig, executionId: string): Promise<Record<string, number>> => {
  const servers = await rig.servers(executionId);
  return Object.fromEntries(
    [...Map.groupBy(servers, (server) => server.outcome)].map(([key, all]) => [key, all.length]),
  );
};

/** Seconds from the launch in DRS until the record shows it, server by server. */
const secondsUntilShown = async (rig: Rig, executionId: string): Promise<readonly number[]> => {
  const decided = new Map(
    rig.launchJobs().flatMap((job) => job.servers.map((server) => [server.sourceServerId, Number(server.decidedAt)])),
  );
  return (await rig.servers(executionId)).map(
    (server) =>
      (Date.parse(String(server.observed?.decidedTime)) - (decided.get(server.sourceServerId) ?? Number.NaN)) / 1000,
  );
};

/** EC2's answer to a question that names an instance which is not there. */
const unknownInstance = (instanceId: string): Response =>
  new Response(
    `<Response><Errors><Error><Code>InvalidInstanceID.NotFound</Code><Message>The instance ID '${instanceId}' does not exist</Message></Error></Errors><RequestID>r-1</RequestID></Response>`,
    { status: 400, headers: { 'content-type': 'text/xml' } },
  );

describe('A: what the first orchestrator did, and what Breakwater does', () => {
  test('each poll’s result replaced the state: dead after 30 s, plan locked → every poll goes on, and the plan may run again', async () => {
    const { rig, planId } = await openTen();
    const first = await rig.launch(planId);
    await rig.clock.advance(90);
    expect((await rig.get(first)).status).toBe('POLLING');
    expect((await rig.runToEnd(first)).status).toBe('COMPLETED');
    expect(await rig.runToEnd(await rig.launch(planId))).toMatchObject({ status: 'COMPLETED', launchedCount: 10 });
  });

  test('a launched server was seen 83 s late, up to 180 s → it is shown as it comes', async () => {
    const { rig, planId } = await openTen({ estate: { durations: 'benchmark' } });
    const executionId = await rig.launch(planId);
    await rig.runToEnd(executionId);
    const delays = [...(await secondsUntilShown(rig, executionId))].sort((a, b) => a - b);
    expect(delays).toHaveLength(10);
    expect(delays[0]).toBeGreaterThanOrEqual(0);
    expect(delays[4]).toBeLessThanOrEqual(15);
    expect(delays.at(-1)).toBeLessThanOrEqual(45);
  });

  test('defect 8.3.9: one server of ten fails: FAILED, 10 PENDING for ever → nine are watched to their end and listed', async () => {
    const names = Array.from({ length: 10 }, (_, index) => (index === 3 ? 'fail-launch-3' : `server-${index}`));
    const { rig, planId } = await openTen({ servers: names });
    const executionId = await rig.launch(planId);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'PARTIAL', launchedCount: 9, failedCount: 1 });
    expect(await outcomes(rig, executionId)).toEqual({ LAUNCHED: 9, FAILED: 1 });
  });

  test('defect 8.3.10: DescribeJobs throttled for 10 s: FAILED, two waves never start → the plan completes', async () => {
    const rig = await openScenario({ servers: 3 });
    const waves = rig.idsOf('server').map((server) => ({ servers: [server] }));
    const executionId = await rig.launch(await rig.savePlan('throttled', waves));
    await rig.clock.advance(30);
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', forSeconds: 60 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 3 });
    expect(callsOf(rig, 'DescribeJobs').some((call) => call.status === 429)).toBe(true);
  });

  test('500 servers with long names: the state outgrew 256 KiB → no state of the machine holds more than ids', async () => {
    const long = 'a-server-with-a-very-long-name-'.repeat(7);
    const servers = Array.from({ length: 500 }, (_, index) => `${long}${String(index).padStart(3, '0')}`);
    const rig = await openScenario({ servers });
    const ids = rig.idsOf('');
    const waves = Array.from({ length: 5 }, (_, wave) => ({ servers: ids.slice(wave * 100, wave * 100 + 100) }));
    const executionId = await rig.launch(await rig.savePlan('long', waves));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 500 });
    const machine = await queryAll(rig.store, 'executions', `machine#${executionId}-1`, '');
    expect(machine).toHaveLength(1);
    expect(JSON.stringify(machine).length).toBeLessThan(2000);
  });

  test('600 servers in six waves: refused as a sum of waves that never run together → quotas count per moment', async () => {
    const rig = await openScenario({ servers: 600 });
    const ids = rig.idsOf('server');
    const waves = Array.from({ length: 6 }, (_, wave) => ({ servers: ids.slice(wave * 100, wave * 100 + 100) }));
    const executionId = await rig.launch(await rig.savePlan('six', waves));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 600 });
    const held = (await rig.events(executionId)).filter((event) => event.data.type === 'JobHeld');
    expect(held).toEqual([]);
  });

  test('servers in another account: checked with the hub’s credentials → every check asks their account', async () => {
    const place = { accountId: '444455556666', region: 'us-east-1' };
    const rig = await openScenario({ servers: 4, estate: { accountIds: ['111122223333', place.accountId] } });
    rig.launchByStranger(rig.idsOf('server', place).slice(0, 1), { ...place, isDrill: false });
    await rig.clock.advance(3600);
    const result = await rig.start(await rig.savePlan('spoke', [{ ...place, servers: rig.idsOf('server', place) }]));
    expect(result).toMatchObject({ kind: 'refused', refusals: [{ code: 'LIVE_INSTANCE' }] });
    const drsCalls = rig.simulator.calls().log.filter((call) => call.service === 'drs');
    expect(new Set(drsCalls.map((call) => call.accountId))).toEqual(new Set([place.accountId]));
  });

  test('defect 8.3.21: 200 finished executions: 203 calls each minute, for ever → finding costs one query, however many are finished', async () => {
    const rig = await openScenario({ servers: 1 });
    const typo = await rig.savePlan('typo', [{ servers: ['s-00000000000000000'] }]);
    for (let count = 0; count < 20; count += 1) expect((await rig.start(typo)).kind).toBe('refused');
    await rig.clock.advance(600);
    const reads: string[] = [];
    const counting: ItemReader = {
      get: async (key) => {
        reads.push(key.partition);
        return rig.store.get(key);
      },
      getMany: async (keys) => {
        reads.push(...keys.map((key) => key.partition));
        return rig.store.getMany(keys);
      },
      query: async (where) => {
        reads.push(where.partition);
        return rig.store.query(where);
      },
      queryIndex: async (where) => {
        reads.push(where.index);
        return rig.store.queryIndex(where);
      },
    };
    const finder = await createRig({ beside: rig, seed: 43, store: { ...rig.store, ...counting } });
    expect(await finder.engine.findAndRepair()).toEqual([]);
    expect(reads).toEqual(['open']);
  });

  test('one unknown instance id: no address or type for all 30 → the other 29 have theirs', async () => {
    let unknown: string | undefined;
    const rig = await openScenario({
      servers: 30,
      network: async (request, send) => {
        const body = await request.clone().text();
        if (!body.includes('Action=DescribeInstances')) return send(request);
        unknown ??= /i-[0-9a-f]{17}/.exec(body)?.[0];
        return unknown !== undefined && body.includes(unknown) ? unknownInstance(unknown) : send(request);
      },
    });
    const executionId = await rig.launch(await rig.savePlan('thirty', [{ servers: rig.idsOf('server') }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 30 });
    const servers = await rig.servers(executionId);
    const withAddress = servers.filter((server) => server.observed?.privateIp !== undefined);
    expect(withAddress).toHaveLength(29);
    expect(withAddress.map((server) => server.observed?.instanceId)).not.toContain(unknown);
  });
});

describe('B: what the second orchestrator did, and what Breakwater does', () => {
  test('1 of 10 servers FAILED: wave and plan completed → the servers decide, not the job', async () => {
    const names = Array.from({ length: 10 }, (_, index) => (index === 0 ? 'fail-launch-0' : `server-${index}`));
    const { rig, planId } = await openTen({ servers: names });
    const execution = await rig.runToEnd(await rig.launch(planId));
    expect([execution.status, execution.waves[0]?.status]).toEqual(['PARTIAL', 'FAILED']);
  });

  test('10 of 10 servers FAILED: wave and plan completed → both FAILED', async () => {
    const { rig, planId } = await openTen();
    rig.simulator.faults.add({ kind: 'fail-launch' });
    const execution = await rig.runToEnd(await rig.launch(planId));
    expect([execution.status, execution.waves[0]?.status]).toEqual(['FAILED', 'FAILED']);
  });

  test('a wave timed out, was refused, or never started: completed → TIMED_OUT, FAILED, SKIPPED', async () => {
    const rig = await openScenario({ servers: 3, estate: { durations: { launch: [400, 400] } } });
    const [a = '', b = '', c = ''] = rig.idsOf('server');
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', sourceServerIds: [b] });
    const planId = await rig.savePlan('three ends', [
      { servers: [a], timeoutMinutes: 5, onFailure: 'continue' },
      { servers: [b] },
      { servers: [c] },
    ]);
    const execution = await rig.runToEnd(await rig.launch(planId));
    expect(execution.waves.map((wave) => wave.status)).toEqual(['TIMED_OUT', 'FAILED', 'SKIPPED']);
  });

  test('done at 290 s, seen at 300 s, limit 300 s: timed out → in time', async () => {
    const rig = await openScenario({
      servers: 1,
      estate: {
        durations: { jobStart: [0, 0], snapshot: [50, 50], conversion: [120, 120], launch: [120, 120], jobEnd: [0, 0] },
      },
    });
    const executionId = await rig.launch(
      await rig.savePlan('boundary', [{ servers: rig.idsOf('server'), timeoutMinutes: 5 }]),
    );
    await rig.clock.advance(285);
    rig.simulator.faults.add({ kind: 'internal-error', operation: 'DescribeJobs', forSeconds: 15 });
    const execution = await rig.runToEnd(executionId);
    expect(Date.parse(String(execution.endTime)) - Date.parse(execution.startTime)).toBeGreaterThanOrEqual(300_000);
    expect(execution.waves[0]?.status).toBe('COMPLETED');
  });

  test('the reply of StartRecovery was lost: failed at second 0, ten servers launch unwatched → adopted and watched', async () => {
    const { rig, planId } = await openTen();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    expect(await rig.runToEnd(await rig.launch(planId))).toMatchObject({ status: 'COMPLETED', launchedCount: 10 });
    expect(callsOf(rig, 'StartRecovery'), 'nobody below us sent it again').toHaveLength(1);
  });

  test('one 403 of an expired session while polling: failed, the job unwatched → renewed, and goes on', async () => {
    const { rig, planId } = await openTen();
    const executionId = await rig.launch(planId);
    await rig.clock.advance(20);
    rig.simulator.faults.add({ kind: 'expired-token', operation: 'DescribeJobs', times: 1 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 10 });
    expect(callsOf(rig, 'DescribeJobs').filter((call) => call.status === 403)).toHaveLength(1);
  });

  test('throttled 12 times: the function timed out, started for ever → each wait is short, and the record goes on', async () => {
    const { rig, planId } = await openTen();
    const executionId = await rig.launch(planId);
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', times: 12 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 10 });
    const throttled = callsOf(rig, 'DescribeJobs').filter((call) => call.status === 429);
    const pauses = throttled.slice(1).map((call, index) => (call.at - Number(throttled[index]?.at)) / 1000);
    expect(pauses).toHaveLength(11);
    expect(Math.max(...pauses)).toBeLessThanOrEqual(limits.backoffMaxSeconds + 1);
  });

  test('220 servers in the account: 10 of the plan’s 30 never started → all of them are found, and started', async () => {
    const rig = await openScenario({ servers: 220 });
    const ids = rig.idsOf('server').slice(-30);
    const executionId = await rig.launch(await rig.savePlan('thirty', [{ servers: ids }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 30 });
    const launched = rig.launchJobs().flatMap((job) => job.servers.map((server) => server.sourceServerId));
    expect(launched.sort()).toEqual([...ids].sort());
  });

  test('4 waves of 50 servers: the record outgrew 400 KB → no item comes near it', async () => {
    const rig = await openScenario({ servers: 200 });
    const ids = rig.idsOf('server');
    const waves = Array.from({ length: 4 }, (_, wave) => ({ servers: ids.slice(wave * 50, wave * 50 + 50) }));
    const executionId = await rig.launch(await rig.savePlan('record', waves));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 200 });
    for (const table of ['executions', 'observations'] as const) {
      const items = await queryAll(rig.store, table, executionPartition(executionId), '');
      expect(items.length).toBeGreaterThan(3);
      for (const item of items) expect(JSON.stringify(item).length).toBeLessThan(100_000);
    }
  });

  test('120 servers in a wave: not split, 402, "completed" → two jobs', async () => {
    const rig = await openScenario({ servers: 120 });
    const executionId = await rig.launch(await rig.savePlan('wide', [{ servers: rig.idsOf('server') }]));
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 120 });
    expect(rig.launchJobs().map((job) => job.servers.length)).toEqual([100, 20]);
  });

  test('something that AWS no longer lists: looped for ever → settled in bounded time', async () => {
    const { rig, planId } = await openTen({ sound: { untrueBecause: 'DRS hides the job and its instances' } });
    const executionId = await rig.launch(planId);
    rig.simulator.faults.add({ kind: 'vanish-job', instancesAppear: false });
    expect(await rig.runToEnd(executionId, 1)).toMatchObject({ status: 'FAILED', failedCount: 10 });
  });

  test('the role is refused: UnboundLocalError → AWS’s words', async () => {
    const place = { accountId: '444455556666', region: 'us-east-1' };
    const rig = await openScenario({ servers: 2, estate: { accountIds: ['111122223333', place.accountId] } });
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'AssumeRole' });
    const result = await rig.start(await rig.savePlan('role', [{ ...place, servers: rig.idsOf('server', place) }]));
    expect(result).toMatchObject({
      kind: 'refused',
      refusals: [
        { message: expect.stringMatching(/could not be assumed: .*not authorized to perform: sts:AssumeRole/) },
      ],
    });
  });
});
