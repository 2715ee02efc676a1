/** What a receiver did not take is kept, tried again, and in the end given up in sight of everybody; and a test says it at once. */
import { expect, test } from 'vitest';
import { createWebhookSender } from '../../src/adapters/webhook/webhook.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { limits } from '../../src/domain/limits.ts';
import type { Notification } from '../../src/domain/model/notification.ts';
import { createWebhookNotifier } from '../../src/engine/deliver.ts';
import { createMessageTest } from '../../src/engine/test-message.ts';
import { keepUndelivered, readUndelivered, redeliver } from '../../src/engine/undelivered.ts';
import { readOrCreateWebhookKey } from '../../src/engine/webhook-key.ts';
import { setUpCli } from '../cli/run.ts';
import { openRig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { createReceiver, webhookKey, webhookUrl } from './set-up.ts';

/** A server with a plan, and a receiver that answers as `state` says. */
const setUp = async () => {
  const rig = openRig({ estate: { servers: 2 } });
  await rig.load();
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server') }], { notifications: { webhookUrl } });
  await readOrCreateWebhookKey(rig.store, () => webhookKey);
  const state = { status: 503 };
  const receiver = createReceiver(
    () => rig.clock.now(),
    () => new Response(null, { status: state.status }),
  );
  const log: string[] = [];
  const webhook = createWebhookSender({ clock: rig.clock, fetch: receiver.fetch });
  const ports = { store: rig.store, webhook, clock: rig.clock, log: (line: string) => log.push(line) };
  const notifier = createWebhookNotifier({ ...ports, reader: rig.store, keep: keepUndelivered(ports, 'webhook') });
  const message: Notification = {
    notificationId: 'exec-1/7',
    event: 'end',
    time: rig.clock.now(),
    planId,
    planName: 'shop',
    executionId: 'exec-1',
    executionType: 'DRILL',
    subject: 'DRILL of "shop": COMPLETED',
    text: 'all is well',
  };
  /** Each minute, as the server does it. */
  const minutes = async (count: number) => {
    for (let minute = 0; minute < count; minute += 1) {
      await rig.clock.advance(60);
      await rig.clock.complete(redeliver(ports));
    }
  };
  const notify = () => rig.clock.complete(notifier.notify(message));
  return { rig, planId, state, receiver, log, ports, message, minutes, notify };
};

test('a receiver that comes back gets what it missed, signed anew and under the same id, once', async () => {
  const { rig, state, receiver, minutes, notify, message } = await setUp();
  await notify();
  expect(receiver.received).toHaveLength(3);
  expect(await readUndelivered(rig.store)).toMatchObject([
    { notificationId: 'exec-1/7', planName: 'shop', lastError: 'it answered 503', nextTime: expect.any(String) },
  ]);
  await minutes(20);
  const tried = receiver.received.length;
  // After 1, 3, 7 and 15 minutes.
  expect(tried).toBe(3 + 4);
  state.status = 204;
  await minutes(60);
  expect(receiver.received).toHaveLength(tried + 1);
  const last = receiver.received.at(-1);
  expect(last?.body).toBe(JSON.stringify(message));
  expect(last?.headers.get('breakwater-id')).toBe('exec-1/7');
  expect(Number(last?.headers.get('breakwater-timestamp'))).toBe(Math.floor(last?.second ?? 0));
  expect(await readUndelivered(rig.store)).toEqual([]);
});

test('it is given up after a day, stays to be seen, and is forgotten after two weeks', async () => {
  const { rig, receiver, log, minutes, notify } = await setUp();
  await notify();
  await minutes(26 * 60);
  const tried = receiver.received.length;
  expect(tried).toBeGreaterThan(40);
  expect(log.filter((line) => line.startsWith('given up'))).toEqual([
    'given up: https://hooks.example.com/…: exec-1/7: it answered 503',
  ]);
  const [seen] = await readUndelivered(rig.store);
  expect(seen).toMatchObject({ subject: 'DRILL of "shop": COMPLETED', lastError: 'it answered 503' });
  expect(Object.keys(seen ?? {})).not.toContain('nextTime');
  await minutes(60);
  expect(receiver.received).toHaveLength(tried);
  await rig.clock.advance(14 * 86_400);
  await minutes(1);
  expect(await readUndelivered(rig.store)).toEqual([]);
});

test.each([302, 400, 403, 404, 410])('what a receiver refuses (%i) is given up at once, and seen', async (status) => {
  const { rig, state, receiver, minutes, notify, log } = await setUp();
  state.status = status;
  await notify();
  await minutes(10);
  expect(receiver.received).toHaveLength(1);
  const [seen, ...rest] = await readUndelivered(rig.store);
  expect([seen, rest]).toMatchObject([{ notificationId: 'exec-1/7', lastError: `it answered ${status}` }, []]);
  expect(Object.keys(seen ?? {})).not.toContain('nextTime');
  expect(log).toEqual([`not sent to https://hooks.example.com/…: exec-1/7: it answered ${status}`]);
});

test.each([408, 425, 429, 500])('what a receiver cannot take now (%i) is tried again, and arrives', async (status) => {
  const { rig, state, receiver, minutes, notify } = await setUp();
  state.status = status;
  await notify();
  expect(receiver.received).toHaveLength(3);
  expect(await readUndelivered(rig.store)).toMatchObject([{ nextTime: expect.any(String) }]);
  state.status = 204;
  await minutes(1);
  expect([receiver.received.length, await readUndelivered(rig.store)]).toEqual([4, []]);
});

test('what nobody wants any more is not tried again', async () => {
  const { rig, receiver, minutes, notify } = await setUp();
  await notify();
  expect(await readUndelivered(rig.store)).toHaveLength(1);
  const tried = receiver.received.length;
  await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]);
  await minutes(10);
  expect([receiver.received.length, await readUndelivered(rig.store)]).toEqual([tried, []]);
});

test('behind a receiver that hangs the messages of its own plan alone wait, and those beyond are kept', async () => {
  const { rig, ports, message } = await setUp();
  const servers = rig.idsOf('server');
  const other = await rig.savePlan('other', [{ servers }], { notifications: { webhookUrl, events: ['end'] } });
  const posted: string[] = [];
  const state = { hangs: true };
  const webhook = {
    post: async ({ notificationId }: { readonly notificationId: string }) => {
      if (state.hangs && notificationId.startsWith('shop')) await rig.clock.sleep(limits.notifySeconds);
      else posted.push(notificationId);
      return state.hangs && notificationId.startsWith('shop')
        ? { kind: 'failed' as const, message: 'it hung' }
        : { kind: 'taken' as const };
    },
  };
  const notifier = createWebhookNotifier({
    ...ports,
    webhook,
    reader: rig.store,
    keep: keepUndelivered(ports, 'webhook'),
  });
  const ofShop = Array.from({ length: limits.notifyWaiting + 2 }, (_, number) =>
    notifier.notify({ ...message, notificationId: `shop/${number}` }),
  );
  const ofOther = notifier.notify({ ...message, planId: other, planName: 'other', notificationId: 'other/1' });
  await rig.clock.complete(Promise.all([ofOther, ...ofShop.slice(-2)]));
  expect(posted).toEqual(['other/1']);
  expect(
    (await readUndelivered(rig.store)).map(({ notificationId, lastError }) => [notificationId, lastError]),
  ).toEqual([
    [`shop/${limits.notifyWaiting}`, '100 messages of the plan wait for its receiver already'],
    [`shop/${limits.notifyWaiting + 1}`, '100 messages of the plan wait for its receiver already'],
  ]);
  await rig.clock.complete(Promise.all(ofShop));
  state.hangs = false;
  await rig.clock.advance(limits.redeliveryFirstSeconds);
  await rig.clock.complete(redeliver({ ...ports, webhook }));
  expect(posted.toSorted()).toEqual(['other/1', ...ofShop.map((_, number) => `shop/${number}`)].toSorted());
  expect(await readUndelivered(rig.store)).toEqual([]);
});

test('a server that was started again goes on trying: what is kept lies in the store', async () => {
  const { rig, state, receiver, notify } = await setUp();
  await notify();
  state.status = 204;
  await rig.clock.advance(3600);
  const webhook = createWebhookSender({ clock: rig.clock, fetch: receiver.fetch });
  await rig.clock.complete(redeliver({ store: rig.store, webhook, clock: rig.clock, log: () => undefined }));
  expect([receiver.received.length, await readUndelivered(rig.store)]).toEqual([4, []]);
});

test('two who find the same message at once post it once', async () => {
  const { rig, state, receiver, notify, ports } = await setUp();
  await notify();
  state.status = 204;
  await rig.clock.advance(60);
  await rig.clock.complete(Promise.all([redeliver(ports), redeliver(ports)]));
  expect([receiver.received.length, await readUndelivered(rig.store)]).toEqual([3 + 1, []]);
});

test('sixty receivers that hang do not keep a run from being over before the next minute, and each gets its turn', async () => {
  const { rig, ports, message } = await setUp();
  const servers = rig.idsOf('server');
  const keep = keepUndelivered(ports, 'webhook');
  for (let number = 0; number < 60; number += 1) {
    const planName = `plan-${number}`;
    const planId = await rig.savePlan(planName, [{ servers }], { notifications: { webhookUrl } });
    for (const sequence of [1, 2]) {
      await keep({ ...message, planId, planName, notificationId: `exec-${number}/${sequence}` }, 'it hung');
    }
  }
  const tried: string[] = [];
  const hangs = {
    ...ports,
    webhook: {
      post: async ({ notificationId }: { readonly notificationId: string }) => {
        tried.push(notificationId);
        await rig.clock.sleep(limits.notifySeconds);
        return { kind: 'failed' as const, message: 'it hung' };
      },
    },
  };
  await rig.clock.advance(limits.redeliveryFirstSeconds);
  const startMs = rig.clock.nowMs();
  await rig.clock.complete(redeliver(hangs));
  const runSeconds = (rig.clock.nowMs() - startMs) / 1000;
  expect(runSeconds).toBeLessThanOrEqual(limits.redeliveryRunSeconds + limits.notifySeconds);
  expect(tried.length).toBeGreaterThan(60);
  await rig.clock.advance(60 - runSeconds);
  await rig.clock.complete(redeliver(hangs));
  expect(new Set(tried).size, 'the second minute takes what the first one left').toBe(120);
  for (let number = 0; number < 60; number += 1) {
    const ofPlan = tried.filter((id) => id.startsWith(`exec-${number}/`));
    expect(ofPlan.slice(0, 2)).toEqual([`exec-${number}/1`, `exec-${number}/2`]);
  }
});

test('a test message tells what each receiver says, and an address is not shown whole', async () => {
  const { rig, planId, state, receiver, ports } = await setUp();
  const testMessages = createMessageTest({ ...ports, ids: createSeededIds(1), newSecret: () => webhookKey });
  const held = (id: string, actor: string) => rig.clock.hold(testMessages(id, actor));
  const { run } = setUpCli({}, rig, { testMessages: held });
  const failed = await run('notify-test shop');
  expect(failed).toMatchObject({
    code: exitCodes.error,
    out: 'https://hooks.example.com/…: failed: it answered 503\n',
  });
  state.status = 204;
  const taken = await run('notify-test shop');
  expect(taken).toMatchObject({
    code: exitCodes.ok,
    out: 'https://hooks.example.com/…: taken: the receiver took it\n',
  });
  expect(receiver.received).toHaveLength(2);
  expect(receiver.received[1]?.body).toContain('ana asked whether messages arrive');
  expect(await testMessages('plan-none', 'ana')).toBeUndefined();

  await rig.savePlan('shop', [{ servers: rig.idsOf('server') }], { notifications: { emails: ['ops@example.com'] } });
  expect((await run('notify-test shop')).out).toBe(
    'ops@example.com: failed: this server sends no e-mail: only one in AWS does\n',
  );
  const email = { notify: async () => undefined };
  const byTopic = createMessageTest({ ...ports, ids: createSeededIds(2), newSecret: () => webhookKey, email });
  expect(await byTopic(planId, 'ana')).toMatchObject([{ to: 'ops@example.com', result: 'handed over' }]);
});
