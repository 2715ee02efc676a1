/** What an operator must know before the run, all of it at once, and what the record keeps of it. */
import { expect, test } from 'vitest';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };

test('every blocker is named at once: an unknown account, unknown servers, live instances, and who holds servers', async () => {
  const rig = await createRig({ estate: { servers: 6 } });
  const ids = rig.idsOf('server-');
  const [held = '', live = ''] = ids;
  rig.simulator.startForeignJob({ ...place, sourceServerIds: [live], isDrill: false });
  await rig.clock.advance(3600);
  const holder = await rig.launch(await rig.savePlan('holder', [{ servers: [held], pauseBeforeWave: true }]));

  const planId = await rig.savePlan('everything', [
    { servers: ['s-00000000000000001'], accountId: '999988887777' },
    { servers: [held, live, 's-00000000000000002'] },
  ]);
  const result = await rig.start(planId);
  if (result.kind !== 'refused') throw new Error(JSON.stringify(result));
  expect(result.refusals.map((refusal) => refusal.code).sort()).toEqual([
    'CHECK_NOT_POSSIBLE',
    'LIVE_INSTANCE',
    'SERVER_LOCKED',
    'SERVER_NOT_FOUND',
  ]);
  expect(JSON.stringify(result.refusals)).toContain('999988887777');
  const locked = result.refusals.find((refusal) => refusal.code === 'SERVER_LOCKED');
  expect(locked?.message).toContain(`execution ${holder} of plan "holder" holds 1 server`);
  expect(locked?.message).toContain('server-0000');
});

test('servers held by one execution are one reason, however many they are', async () => {
  const rig = await createRig({ estate: { servers: 30 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), pauseBeforeWave: true }]);
  await rig.launch(planId);
  expect(await rig.start(planId)).toMatchObject({ kind: 'refused', refusals: [{ code: 'SERVER_LOCKED' }] });
});

test('who accepted the deletion of which live instances stands in the history', async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  const [id = ''] = rig.idsOf('server-');
  rig.simulator.startForeignJob({ ...place, sourceServerIds: [id], isDrill: false });
  await rig.clock.advance(3600);
  const instance = rig.simulator.servers(HOME_ACCOUNT, HOME_REGION)[0]?.instanceId ?? '';
  const planId = await rig.savePlan('shop', [{ servers: [id] }]);
  const result = await rig.start(planId, 'DRILL', { acceptedInstanceDeletions: [instance] });
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  const [started, begun] = await rig.events(result.executionId);
  expect(started).toMatchObject({ actor: 'anna', data: { acceptedInstanceDeletions: [instance] } });
  expect(begun?.data).toMatchObject({
    warnings: [expect.stringContaining('1 LIVE recovery instance, as accepted at the start')],
  });
});

test('a cancelled drill with a stuck server lets go of all the others at once', async () => {
  const rig = await createRig({
    estate: { servers: 4, server: (index) => (index === 0 ? { hostname: 'stuck-mainframe-00' } : {}) },
  });
  const [stuck = ''] = rig.idsOf('stuck-');
  const [up = '', waiting = ''] = rig.idsOf('server-');
  const drill = await rig.launch(await rig.savePlan('drill', [{ servers: [stuck, up] }, { servers: [waiting] }]));
  await rig.clock.advance(1800);
  const recoveryPlan = await rig.savePlan('recovery', [{ servers: [up, waiting] }]);
  expect(await rig.start(recoveryPlan, 'RECOVERY')).toMatchObject({ kind: 'refused' });

  await rig.command(drill, { type: 'cancel', reason: 'a real disaster' });
  expect((await rig.get(drill)).status).toBe('CANCELLING');
  const free = await rig.start(await rig.savePlan('free', [{ servers: [waiting] }]), 'RECOVERY');
  expect(free.kind).toBe('started');
  // Still held: DRS runs the drill's job over it, and nobody can stop that.
  const whole = await rig.start(await rig.savePlan('all', [{ servers: [stuck, up] }]), 'RECOVERY');
  expect(whole).toMatchObject({
    kind: 'refused',
    refusals: [{ code: 'SERVER_LOCKED', remedy: expect.stringMatching(/^It is cancelled/) }],
  });
});

test('a wave that failed and stopped the plan does not hold its servers while another wave still runs', async () => {
  const rig = await createRig({
    estate: {
      servers: 4,
      server: (index) => ({ hostname: ['fail-launch-a', 'slow-b', 'server-c', 'server-d'][index] ?? 'x' }),
    },
  });
  const [failing = ''] = rig.idsOf('fail-launch-');
  const [slow = ''] = rig.idsOf('slow-');
  const [never = ''] = rig.idsOf('server-c');
  const first = await rig.launch(
    await rig.savePlan('first', [
      { servers: [failing] },
      { servers: [slow], dependsOn: [] },
      { servers: [never], dependsOn: [0] },
    ]),
  );
  await rig.clock.runUntil(async () => (await rig.get(first)).waves[2]?.status === 'SKIPPED');
  expect((await rig.get(first)).status).toBe('POLLING');
  const second = await rig.start(await rig.savePlan('second', [{ servers: [never] }, { servers: [failing] }]));
  expect(second.kind).toBe('started');
  const third = await rig.start(await rig.savePlan('third', [{ servers: [slow] }]));
  expect(third).toMatchObject({ kind: 'refused', refusals: [{ code: 'SERVER_LOCKED' }] });
});

test('while the checks before the start cannot be made, the record says so, in the words of AWS', async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  rig.simulator.faults.add({
    kind: 'throttle',
    operation: 'DescribeSourceServers',
    forSeconds: 120,
    retryAfterSeconds: 5,
  });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const result = await rig.start(planId);
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  const early = await rig.get(result.executionId);
  expect(early).toMatchObject({
    status: 'INITIATED',
    statusReason: expect.stringMatching(/cannot be made yet: drs:DescribeSourceServers: ThrottlingException/),
  });
  const end = await rig.runToEnd(result.executionId);
  expect(end.status).toBe('COMPLETED');
  const postponed = (await rig.events(result.executionId)).filter((event) => event.data.type === 'ChecksPostponed');
  expect(postponed).toHaveLength(1);
});

test('a wave that timed out says in the end how it came out, not how it stood at the time-out', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const planId = await rig.savePlan('late', [{ servers: rig.idsOf('server-'), timeoutMinutes: 5 }]);
  const executionId = await rig.launch(planId);
  const end = await rig.runToEnd(executionId);
  expect(end.waves[0]).toMatchObject({ status: 'TIMED_OUT', launchedCount: 2 });
  expect(end.waves[0]?.statusReason).toBe(
    'not done within 5 min of its first launch; in the end 2 of 2 servers launched',
  );
});
