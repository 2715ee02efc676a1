/** Launches from recovery points at or before a time, and not from the latest data. */
import { expect, test } from 'vitest';
import { addSeconds, secondsBetween } from '../../src/domain/time.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';

type Rig = Awaited<ReturnType<typeof createRig>>;

const home = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const hoursAgo = (rig: Rig, hours: number): string => addSeconds(rig.clock.now(), -hours * 3600);
const withPoint = (pointInTime: string) => ({ pointsInTime: { pointInTime } });

/** What DRS keeps of a server, oldest first. */
const pointsOf = async (rig: Rig, sourceServerId: string) => {
  const answer = await rig.clock.complete(rig.aws.recovery.describeRecoverySnapshots(home, sourceServerId));
  if (!answer.ok) throw new Error(answer.failure.message);
  return answer.value.toSorted((a, b) => Date.parse(a.time) - Date.parse(b.time));
};

test('each server is launched from its newest recovery point at or before the time, and the record shows both', async () => {
  const rig = await createRig({ estate: { servers: 3 } });
  const ids = rig.idsOf('server-');
  const asked = hoursAgo(rig, 5.25);
  const planId = await rig.savePlan('shop', [{ servers: ids.slice(0, 2) }, { servers: ids.slice(2) }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(asked));
  const end = await rig.runToEnd(executionId);
  expect(end.status).toBe('COMPLETED');

  for (const server of await rig.servers(executionId)) {
    const kept = await pointsOf(rig, server.sourceServerId);
    const newest = kept.findLast(({ time }) => time <= asked);
    expect(server.recoverySnapshotId).toBe(newest?.recoverySnapshotId);
    expect(secondsBetween(server.recoverySnapshotTime ?? '', asked)).toBeLessThanOrEqual(3600);
    expect(server).toMatchObject({ pointInTime: asked, observed: { pointInTime: newest?.time } });
  }
  const [first] = end.waves;
  expect(first).toMatchObject({ pointInTime: asked, achievedRecoveryPoints: first?.recoveryPoints });
  expect(first?.recoveryPoints?.skewSecondsMax).toBeGreaterThan(0);
  const [started, begun] = await rig.events(executionId);
  expect(started?.message).toBe(`Started by anna, as of ${asked}`);
  expect(JSON.stringify(begun?.data)).toContain(`launched as of ${asked}`);
});

test('a wave may have a time of its own, and one without any is launched from its latest data', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [a = '', b = ''] = rig.idsOf('server-');
  const asked = hoursAgo(rig, 3);
  const planId = await rig.savePlan('shop', [{ servers: [a] }, { servers: [b] }]);
  const pointsInTime = { wavePointsInTime: [{ waveNumber: 0, pointInTime: asked }] };
  const executionId = await rig.launch(planId, 'DRILL', { pointsInTime });
  const end = await rig.runToEnd(executionId);
  expect(end.waves.map(({ pointInTime }) => pointInTime)).toEqual([asked, undefined]);
  const [first, second] = await rig.servers(executionId);
  expect(Date.parse(first?.observed?.pointInTime ?? '')).toBeLessThanOrEqual(Date.parse(asked));
  expect(second?.recoverySnapshotId).toBeUndefined();
  expect(secondsBetween(asked, second?.observed?.pointInTime ?? '')).toBeGreaterThan(3600);
});

test('a time from before every recovery point is refused, with what DRS keeps of each server', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [id = ''] = rig.idsOf('server-');
  const kept = await pointsOf(rig, id);
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const asked = hoursAgo(rig, 24 * 30);
  const result = await rig.start(planId, 'RECOVERY', withPoint(asked));
  expect(result).toMatchObject({ kind: 'refused', refusals: [{ code: 'NO_RECOVERY_POINT' }] });
  const [refusal] = result.kind === 'refused' ? result.refusals : [];
  expect(refusal?.subjects.toSorted()).toEqual(rig.idsOf('server-').toSorted());
  expect(refusal?.message).toContain(`2 servers without a recovery point at or before ${asked}`);
  expect(refusal?.message).toContain(`the oldest is of ${kept[0]?.time}, the newest of ${kept.at(-1)?.time}`);
  expect(rig.launchJobs()).toEqual([]);
});

test('a time that is yet to come is refused, and so is one for a wave that the plan does not have', async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const pointsInTime = {
    pointInTime: hoursAgo(rig, -1),
    wavePointsInTime: [{ waveNumber: 4, pointInTime: hoursAgo(rig, 2) }],
  };
  expect(await rig.start(planId, 'DRILL', { pointsInTime })).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'WAVE_NOT_FOUND' }, { code: 'POINT_IN_TIME_AHEAD' }],
  });
});

test('a start is refused in the words of AWS when it may not see the recovery points', async () => {
  const rig = await createRig({ estate: { servers: 40 } });
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeRecoverySnapshots' });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const result = await rig.start(planId, 'DRILL', withPoint(hoursAgo(rig, 2)));
  expect(result).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'CHECK_NOT_POSSIBLE', message: expect.stringContaining('drs:DescribeRecoverySnapshots') }],
  });
  const asked = rig.simulator.calls().log.filter(({ operation }) => operation === 'DescribeRecoverySnapshots');
  expect(asked.length).toBeLessThan(40);
});

test('a recovery point that DRS lets go of while a gate waits fails its server, which says so; a follow-up chooses again', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [a = '', b = ''] = rig.idsOf('server-');
  const asked = hoursAgo(rig, 2);
  const planId = await rig.savePlan('shop', [{ servers: [a] }, { servers: [b], pauseBeforeWave: true }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(asked));
  await rig.runUntil(executionId, 'PAUSED');
  // An hourly point is kept for a day; the daily one from before it for a week.
  await rig.clock.advance(30 * 3600);
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  const end = await rig.runToEnd(executionId);
  expect(end.waves.map(({ status }) => status)).toEqual(['COMPLETED', 'FAILED']);
  const failed = (await rig.servers(executionId)).find(({ sourceServerId }) => sourceServerId === b);
  expect(failed?.reason).toContain(`its recovery point of ${failed?.recoverySnapshotTime}`);
  expect(failed?.reason).toContain('no longer kept by DRS: the oldest is of ');
  expect(rig.launchJobs()).toHaveLength(1);

  const followed = await rig.clock.complete(
    rig.engine.executions.followUp(executionId, { initiatedBy: 'anna', acceptedInstanceDeletions: [] }),
  );
  if (followed.kind !== 'started') throw new Error(JSON.stringify(followed));
  await rig.runUntil(followed.executionId, 'PAUSED');
  await rig.command(followed.executionId, { type: 'resume', waveNumber: 1 });
  const again = await rig.runToEnd(followed.executionId);
  expect(again).toMatchObject({
    status: 'COMPLETED',
    waves: [{ serverCount: 0 }, { waveNumber: 1, pointInTime: asked }],
  });
  const [server] = await rig.servers(followed.executionId);
  expect(Date.parse(server?.observed?.pointInTime ?? '')).toBeLessThan(Date.parse(failed?.recoverySnapshotTime ?? ''));
});

test('a retry launches what failed from the same recovery point', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [failing = ''] = rig.idsOf('server-');
  rig.simulator.faults.add({ kind: 'fail-launch', ...home, sourceServerIds: [failing], times: 1 });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), onFailure: 'pause' }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(hoursAgo(rig, 6)));
  await rig.runUntil(executionId, 'PAUSED');
  const chosen = (await rig.servers(executionId)).find(({ sourceServerId }) => sourceServerId === failing);
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  const retried = (await rig.servers(executionId)).findLast(({ sourceServerId }) => sourceServerId === failing);
  expect(retried).toMatchObject({
    outcome: 'LAUNCHED',
    recoverySnapshotId: chosen?.recoverySnapshotId,
    observed: { pointInTime: chosen?.recoverySnapshotTime },
  });
});

test('after a lost reply the job of the recovery points is adopted, and nothing is launched twice', async () => {
  const rig = await createRig({ estate: { servers: 3 } });
  rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(hoursAgo(rig, 6)));
  const end = await rig.runToEnd(executionId);
  expect(end).toMatchObject({ status: 'COMPLETED', waves: [{ jobs: [{ adopted: true }] }] });
  expect(rig.launchJobs()).toHaveLength(1);
  expect(end.waves[0]?.achievedRecoveryPoints).toEqual(end.waves[0]?.recoveryPoints);
});

test('the same key with another point in time is another request', async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const point = withPoint(hoursAgo(rig, 2));
  const first = await rig.start(planId, 'DRILL', { idempotencyKey: 'k', ...point });
  expect(await rig.start(planId, 'DRILL', { idempotencyKey: 'k', ...point })).toMatchObject({
    executionId: first.kind === 'started' ? first.executionId : '',
    repeated: true,
  });
  expect(await rig.start(planId, 'DRILL', { idempotencyKey: 'k' })).toEqual({ kind: 'idempotency-mismatch' });
});

test('a check shows the recovery points of each wave and server before the start', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const pointInTime = hoursAgo(rig, 4.5);
  const check = await rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set(), { pointInTime }));
  expect(check).toMatchObject({ verdict: 'READY', waves: [{ pointInTime, recoveryPoints: {} }] });
  const oldest = check?.servers.map(({ recoverySnapshotTime = '' }) => recoverySnapshotTime).sort()[0];
  expect(check?.waves[0]?.recoveryPoints?.oldestTime).toBe(oldest);
  expect(check?.warnings.map(({ code }) => code)).toContain('POINT_IN_TIME');
});

const asked = (rig: Rig): number => rig.simulator.calls().counts['drs:DescribeRecoverySnapshots'] ?? 0;

test('a start asks once for each server, and after throttles for those alone that were throttled', async () => {
  const rig = await createRig({ estate: { servers: 60 } });
  rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeRecoverySnapshots', times: 3 });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), pauseBeforeWave: true }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(hoursAgo(rig, 2)));
  await rig.runUntil(executionId, 'PAUSED');
  expect(asked(rig)).toBe(60 + 3);
  expect((await rig.servers(executionId)).every((server) => server.recoverySnapshotId !== undefined)).toBe(true);
  expect((await rig.events(executionId)).map(({ message }) => message)).not.toContainEqual(
    expect.stringContaining('cannot be made yet'),
  );
});

test('a start that AWS gives nothing for some rounds says so, and then asks only for what it does not know', async () => {
  let isThrottled = false;
  const rig = await createRig({
    estate: { servers: 60 },
    network: async (request, send) => {
      // After half of them AWS throttles for a minute.
      if (asked(rig) >= 30 && !isThrottled) {
        isThrottled = true;
        rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeRecoverySnapshots', forSeconds: 60 });
      }
      return send(request);
    },
  });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), pauseBeforeWave: true }]);
  const executionId = await rig.launch(planId, 'DRILL', withPoint(hoursAgo(rig, 2)));
  await rig.runUntil(executionId, 'PAUSED');
  expect((await rig.events(executionId)).map(({ message }) => message)).toContainEqual(
    expect.stringContaining('cannot be made yet'),
  );
  const refused = rig.simulator
    .calls()
    .log.filter(({ operation, error }) => operation === 'DescribeRecoverySnapshots' && error !== undefined);
  expect(asked(rig) - refused.length, 'each server is answered for once').toBe(60);
});

test('a check of more servers than it gets through says how far it is, at each server, and the next goes on', async () => {
  const clock: { sleep?: (seconds: number) => Promise<void> } = {};
  const rig = await createRig({
    estate: { servers: 800 },
    network: async (request, send) => {
      await clock.sleep?.(0.3);
      return send(request);
    },
  });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const pointInTime = hoursAgo(rig, 4.5);
  clock.sleep = (seconds) => rig.clock.sleep(seconds);
  const check = () => rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set(), { pointInTime }));
  const first = await check();
  expect(first?.verdict).toBe('UNKNOWN');
  const left = first?.servers.filter(({ recoverySnapshotTime }) => recoverySnapshotTime === undefined) ?? [];
  expect(left.length).toBeGreaterThan(0);
  expect(left.length).toBeLessThan(400);
  const ofPoints = (found: typeof first) => found?.unknown.filter(({ message }) => message.includes('recovery points'));
  expect(ofPoints(first)).toMatchObject([
    {
      code: 'NOT_LOOKED_AT',
      message: `the recovery points of ${left.length} further servers were not read within 10 s: ${800 - left.length} of 800 are`,
      remedy: expect.stringContaining('Check again'),
    },
  ]);
  for (const { findings } of left)
    expect(findings).toContainEqual(expect.objectContaining({ code: 'NOT_LOOKED_AT', severity: 'UNKNOWN' }));
  const second = await check();
  expect(ofPoints(second)).toEqual([]);
  expect(second?.servers.filter(({ recoverySnapshotTime }) => recoverySnapshotTime === undefined)).toEqual([]);
  expect(asked(rig), 'each server once').toBe(800);
  await rig.clock.advance(3600);
  expect((await check())?.verdict, 'an hour later it looks anew').toBe('UNKNOWN');
});

test('a check that AWS throttles all the time is unknown in the words of AWS, with the servers', async () => {
  const rig = await createRig({ estate: { servers: 3 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeRecoverySnapshots' });
  const pointInTime = hoursAgo(rig, 2);
  const found = await rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set(), { pointInTime }));
  expect(found).toMatchObject({ verdict: 'UNKNOWN', blockers: [] });
  expect(found?.unknown).toMatchObject([
    { code: 'CHECK_NOT_POSSIBLE', message: expect.stringContaining('ThrottlingException') },
    { code: 'NOT_LOOKED_AT', subjects: expect.arrayContaining(rig.idsOf('server-')) },
  ]);
});
