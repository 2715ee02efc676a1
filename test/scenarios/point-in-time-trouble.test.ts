/** Points in time when clocks, processes and AWS are not as they should be: never the latest data instead. */
import { expect, test } from 'vitest';
import { z } from 'zod';
import { addSeconds, secondsBetween } from '../../src/domain/time.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, type Rig } from '../support/rig.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const hoursAgo = (rig: Rig, hours: number): string => addSeconds(rig.clock.now(), -hours * 3600);
const withPoint = (pointInTime: string) => ({ pointsInTime: { pointInTime } });
const asked = (rig: Rig): number => rig.simulator.calls().counts['drs:DescribeRecoverySnapshots'] ?? 0;
const check = (rig: Rig, planId: string, points: Parameters<Rig['engine']['estate']['checkPlan']>[2]) =>
  rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set(), points));

type Network = NonNullable<NonNullable<Parameters<typeof createRig>[0]>['network']>;

const questionSchema = z.object({ sourceServerID: z.string() });

/** A network that a test changes on the way: how long a question for points lasts, and what is answered instead of DRS. */
const createNetwork = () => {
  const hooks: { wait?: () => Promise<void>; answer?: (sourceServerId: string) => Response | undefined } = {};
  const network: Network = async (request, send) => {
    if (!request.url.endsWith('/DescribeRecoverySnapshots')) return send(request);
    await hooks.wait?.();
    const { sourceServerID } = questionSchema.parse(await request.clone().json());
    return hooks.answer?.(sourceServerID) ?? send(request);
  };
  return { hooks, network };
};

const refusal = (code: string, message: string): Response =>
  new Response(JSON.stringify({ message, code }), {
    status: 400,
    headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
  });

test('with the clock set back between the request and the start, each server is launched from its point all the same', async () => {
  const world = await createRig({ estate: { servers: 2 } });
  let aheadSeconds = 3600;
  const rig = await createRig({
    beside: world,
    processClock: {
      now: () => addSeconds(world.clock.now(), aheadSeconds),
      after: (seconds, run) => world.clock.after(seconds, run),
    },
    aroundTask: (_operation, task) => {
      aheadSeconds = 0;
      return task();
    },
  });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const pointInTime = hoursAgo(rig, 5);
  const executionId = await rig.launch(planId, 'RECOVERY', withPoint(pointInTime));
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  for (const server of await rig.servers(executionId)) {
    expect(server.recoverySnapshotId).toBeDefined();
    expect(Date.parse(server.observed?.pointInTime ?? '')).toBeLessThanOrEqual(Date.parse(pointInTime));
  }
});

test('a point that is forgotten while a slow check asks for others is in its answer all the same', async () => {
  const { hooks, network } = createNetwork();
  const rig = await createRig({ estate: { servers: 2 }, network });
  const [a = '', b = ''] = rig.idsOf('server-');
  const pointInTime = hoursAgo(rig, 5);
  await check(rig, await rig.savePlan('small', [{ servers: [a] }]), { pointInTime });
  const planId = await rig.savePlan('shop', [{ servers: [a, b] }]);
  await rig.clock.advance(595);
  hooks.wait = () => rig.clock.sleep(8);
  const found = await check(rig, planId, { pointInTime });
  expect(found?.verdict).toBe('READY');
  expect(found?.servers.filter(({ recoverySnapshotTime }) => recoverySnapshotTime === undefined)).toEqual([]);
});

test('a start that is taken up eleven minutes late asks for the points, and is not refused for what nobody asked', async () => {
  const late: { wait?: () => Promise<void> } = {};
  const rig = await createRig({
    estate: { servers: 30 },
    aroundTask: async (operation, task) => {
      const wait = operation === 'begin' ? late.wait : undefined;
      delete late.wait;
      await wait?.();
      return task();
    },
  });
  late.wait = () => rig.clock.sleep(11 * 60);
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(hoursAgo(rig, 5)));
  expect((await rig.get(executionId)).status).toBe('INITIATED');
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 30 });
});

test('before their launch 150 servers are asked about once each, one page, however many looks that takes', async () => {
  const { hooks, network } = createNetwork();
  const rig = await createRig({ estate: { servers: 150 }, network });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), pauseBeforeWave: true }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(hoursAgo(rig, 5)));
  await rig.runUntil(executionId, 'PAUSED');
  const before = asked(rig);
  // Twenty at once: a look of ten seconds gets through a hundred.
  hooks.wait = () => rig.clock.sleep(2);
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  expect(await rig.runToEnd(executionId, 3)).toMatchObject({ status: 'COMPLETED', launchedCount: 150 });
  expect(asked(rig) - before).toBe(150);
});

test('a server whose recovery points DRS refuses to tell fails in the words of DRS, and the others start', async () => {
  const { hooks, network } = createNetwork();
  const rig = await createRig({ estate: { servers: 3 }, network });
  const [a = '', b = '', c = ''] = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [{ servers: [a, b, c], pauseBeforeWave: true }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(hoursAgo(rig, 5)));
  await rig.runUntil(executionId, 'PAUSED');
  hooks.answer = (id) => (id === b ? refusal('ValidationException', 'Invalid source server') : undefined);
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  await rig.runToEnd(executionId);
  const servers = new Map((await rig.servers(executionId)).map((server) => [server.sourceServerId, server]));
  expect([a, b, c].map((id) => servers.get(id)?.outcome)).toEqual(['LAUNCHED', 'FAILED', 'LAUNCHED']);
  expect(servers.get(b)?.reason).toContain('ValidationException: Invalid source server');
});

test('a start is refused with each server of which DRS refuses to tell the points', async () => {
  const { hooks, network } = createNetwork();
  const rig = await createRig({ estate: { servers: 30 }, network });
  const [first = '', ...others] = rig.idsOf('server-');
  const last = others.at(-1) ?? '';
  hooks.answer = (id) => ([first, last].includes(id) ? refusal('ValidationException', 'Invalid server') : undefined);
  const planId = await rig.savePlan('shop', [{ servers: [first, ...others] }]);
  const result = await rig.start(planId, 'DRILL', withPoint(hoursAgo(rig, 5)));
  const messages = result.kind === 'refused' ? result.refusals.map(({ message }) => message) : [];
  expect(messages).toHaveLength(2);
  for (const id of [first, last]) expect(messages.join('\n')).toContain(`${id}: Invalid server`);
});

test('a check that found no point asks again the next time', async () => {
  const { hooks, network } = createNetwork();
  const rig = await createRig({ estate: { servers: 1 }, network });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const points = { pointInTime: hoursAgo(rig, 5) };
  hooks.answer = () => new Response(JSON.stringify({ items: [] }), { headers: { 'content-type': 'application/json' } });
  expect(await check(rig, planId, points)).toMatchObject({
    verdict: 'BLOCKED',
    blockers: [{ code: 'NO_RECOVERY_POINT' }],
  });
  delete hooks.answer;
  expect(await check(rig, planId, points)).toMatchObject({ verdict: 'READY' });
});

test('a check answers before a gateway gives up, however slowly DRS tells of points', async () => {
  const { hooks, network } = createNetwork();
  const rig = await createRig({ estate: { servers: 320 }, network });
  const ids = rig.idsOf('server-');
  const waves = [0, 1, 2, 3, 4].map((wave) => ({ servers: ids.slice(wave * 40, wave * 40 + 40) }));
  const doubtful = ids.slice(200);
  const planId = await rig.savePlan('shop', [...waves, { servers: doubtful }]);
  rig.simulator.faults.add({ kind: 'stalled-replication', ...place, sourceServerIds: doubtful });
  await rig.clock.advance(1800);
  const wavePointsInTime = waves.map((_, waveNumber) => ({ waveNumber, pointInTime: hoursAgo(rig, 24 * 30) }));
  hooks.wait = () => rig.clock.sleep(2);
  const from = rig.clock.now();
  const found = await check(rig, planId, { wavePointsInTime });
  expect(found).toMatchObject({ verdict: 'BLOCKED' });
  expect(found?.unknown.map(({ code }) => code)).toContain('NOT_LOOKED_AT');
  expect(secondsBetween(from, rig.clock.now())).toBeLessThan(25);
});
