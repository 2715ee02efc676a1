import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { notificationSchema } from '../../src/domain/model/notification.ts';
import type { Rig } from '../support/rig.ts';
import { createReceiver, openWithWebhook, type Received, webhookKey, webhookUrl } from './set-up.ts';

const estate = { servers: 4 };

const savePlan = (rig: Rig, notifications: object) => {
  const servers = rig.idsOf('server');
  const waves = [{ servers: servers.slice(0, 2) }, { servers: servers.slice(2), pauseBeforeWave: true }];
  return rig.savePlan('shop', waves, { rtoTargetMinutes: 60, notifications });
};

const runThrough = async (rig: Rig, planId: string) => {
  const executionId = await rig.launch(planId);
  await rig.runUntil(executionId, 'PAUSED');
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  const view = await rig.runToEnd(executionId);
  await rig.clock.advance(120);
  return { executionId, view };
};

const told = (received: readonly Received[]) => received.map(({ body }) => notificationSchema.parse(JSON.parse(body)));

const startsOf = (rig: Rig) => rig.launchJobs().map(({ createdAt }) => createdAt);

test('a drill tells of its start, each wave, the gate with the line that opens it, and its end', async () => {
  const { rig, receiver, log } = await openWithWebhook({ estate }, createReceiver);
  const { executionId } = await runThrough(rig, await savePlan(rig, { webhookUrl }));
  const messages = told(receiver.received);
  expect(messages.map(({ event, subject }) => `${event}: ${subject}`)).toEqual([
    'start: DRILL of "shop": started by anna',
    'waveCompleted: DRILL of "shop": wave 0 "wave-0" COMPLETED',
    'gate: DRILL of "shop": wave 1 "wave-1" waits for approval',
    'waveCompleted: DRILL of "shop": wave 1 "wave-1" COMPLETED',
    'end: DRILL of "shop": COMPLETED',
  ]);
  const gate = messages[2];
  expect(gate?.text.split('\n')).toEqual([
    '2 servers launch when the gate is opened. Up so far: 2 of 4 servers.',
    `Open it: ./breakwater resume ${executionId} --wave 1`,
    `Or end the run: ./breakwater cancel ${executionId}`,
    expect.stringMatching(/^Elapsed: \d+ min of an RTO of 60 min\.$/),
    `Look at it: ./breakwater watch ${executionId}`,
  ]);
  expect(new Set(messages.map(({ notificationId }) => notificationId)).size).toBe(5);
  expect(log).toEqual([]);
});

test('whoever has the key can verify a message, by what the guide says', async () => {
  const { rig, receiver } = await openWithWebhook({ estate }, createReceiver);
  await runThrough(rig, await savePlan(rig, { webhookUrl, events: ['end'] }));
  expect(receiver.received).toHaveLength(1);
  const { headers, body, second } = receiver.received[0] ?? { headers: new Headers(), body: '', second: 0 };
  const timestamp = headers.get('breakwater-timestamp') ?? '';
  const expected = createHmac('sha256', webhookKey).update(`${timestamp}.${body}`).digest('hex');
  expect(headers.get('breakwater-signature')).toBe(`v1=${expected}`);
  expect(Number(timestamp)).toBe(Math.floor(second));
  expect(headers.get('breakwater-id')).toBe(told(receiver.received)[0]?.notificationId);
});

test('a wave that failed is told with the servers and the words of AWS', async () => {
  const { rig, receiver } = await openWithWebhook({ estate }, createReceiver);
  const planId = await savePlan(rig, { webhookUrl, events: ['waveFailed', 'end'] });
  rig.simulator.faults.add({ kind: 'fail-launch', rawError: 'InsufficientInstanceCapacity: no m5.large', times: 1 });
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  const [failed, end, ...rest] = told(receiver.received);
  expect(rest).toEqual([]);
  expect(failed?.event).toBe('waveFailed');
  expect(failed?.text).toMatch(/1 of 2 servers launched; failed: server-\S+ \(s-\w+\): .*InsufficientInstanceCapacity/);
  expect(failed?.text).toContain(`./breakwater get servers ${executionId} --outcome FAILED`);
  expect(end?.text).toMatch(/Failed: server-\S+ \(s-\w+\): .*InsufficientInstanceCapacity/);
});

test('a receiver that never answers is given up after three tries, and no job starts a millisecond later', async () => {
  const silent = await openWithWebhook({ estate }, () => ({ received: [], fetch: () => new Promise(() => undefined) }));
  const alive = await openWithWebhook({ estate }, createReceiver);
  const slow = await runThrough(silent.rig, await savePlan(silent.rig, { webhookUrl }));
  const quick = await runThrough(alive.rig, await savePlan(alive.rig, { webhookUrl }));
  expect(startsOf(silent.rig)).toEqual(startsOf(alive.rig));
  expect(slow.view.endTime).toBe(quick.view.endTime);
  expect(silent.log).toHaveLength(5);
  for (const line of silent.log)
    expect(line).toMatch(/^not sent to https:\/\/hooks\.example\.com\/…: .*no answer within 5 s$/);
  expect(silent.log.join()).not.toContain('secret-path');
});

test('a failing receiver is tried again, and one that refuses or redirects is not', async () => {
  const answers = [
    new Response(null, { status: 500 }),
    new Response(null, { status: 429 }),
    new Response(null, { status: 204 }),
  ];
  const failing = await openWithWebhook({ estate }, (now) =>
    createReceiver(now, (number) => answers[number] ?? Response.error()),
  );
  await runThrough(failing.rig, await savePlan(failing.rig, { webhookUrl, events: ['end'] }));
  expect(failing.receiver.received.map(({ body }) => body)).toEqual(Array(3).fill(failing.receiver.received[0]?.body));
  expect(failing.log).toEqual([]);

  for (const status of [302, 403]) {
    const headers = { location: 'http://169.254.169.254/' };
    const refusing = await openWithWebhook({ estate }, (now) =>
      createReceiver(now, () => new Response(null, { status, headers })),
    );
    await runThrough(refusing.rig, await savePlan(refusing.rig, { webhookUrl, events: ['end'] }));
    expect(refusing.receiver.received).toHaveLength(1);
    expect(refusing.log.join()).toContain(`it answered ${status}`);
  }
});

test('the settings of the newest plan hold, also for a run that has begun', async () => {
  const { rig, receiver } = await openWithWebhook({ estate }, createReceiver);
  const executionId = await rig.launch(await savePlan(rig, { webhookUrl }));
  await rig.runUntil(executionId, 'PAUSED');
  const before = receiver.received.length;
  expect(before).toBeGreaterThan(0);
  await savePlan(rig, { emails: ['ops@example.com'] });
  await rig.command(executionId, { type: 'cancel', reason: '' });
  await rig.runToEnd(executionId);
  expect(receiver.received).toHaveLength(before);
});
