import { ListSubscriptionsByTopicCommand } from '@aws-sdk/client-sns';
import { expect, test } from 'vitest';
import { keepRefused } from '../../src/engine/keep-refused.ts';
import { followPlans } from '../../src/engine/plan-notifications.ts';
import { readUndelivered } from '../../src/engine/undelivered.ts';
import type { EmailSubscriptions } from '../../src/ports/email-subscriptions.ts';
import type { ItemStore, Write } from '../../src/ports/item-store.ts';
import { setUpCli } from '../cli/run.ts';
import type { Rig } from '../support/rig.ts';
import { openWithTopic } from './set-up.ts';

const estate = { servers: 2 };
const ops = 'ops@example.com';

const savePlan = (rig: Rig, name: string, notifications: object | undefined, server = 0) =>
  rig.savePlan(
    name,
    [{ servers: rig.idsOf('server').slice(server, server + 1) }],
    notifications === undefined ? {} : { notifications },
  );

const mailsTo = (rig: Rig, address: string) =>
  rig.simulator.messages
    .report()
    .messages.flatMap(({ subject, deliveries }) =>
      deliveries.filter(({ endpoint }) => endpoint === address).map(({ text }) => ({ subject, text })),
    );

const confirm = (rig: Rig, address: string) => rig.simulator.messages.confirm(address);

test('who is named by a plan confirms once, and then is mailed what happens to that plan alone', async () => {
  const { rig, follow } = await openWithTopic({ estate });
  const shop = await savePlan(rig, 'shop', { emails: [ops], events: ['start', 'end'] });
  const other = await savePlan(rig, 'other', undefined, 1);
  await rig.clock.complete(follow());
  await rig.runToEnd(await rig.launch(shop));
  expect(mailsTo(rig, ops), 'not before it is confirmed').toEqual([]);
  confirm(rig, ops);
  await rig.runToEnd(await rig.launch(shop));
  await rig.runToEnd(await rig.launch(other));
  const mails = mailsTo(rig, ops);
  expect(mails.map(({ subject }) => subject)).toEqual([
    'DRILL of "shop": started by anna',
    'DRILL of "shop": COMPLETED',
  ]);
  expect(mails[1]?.text).toMatch(
    /^DRILL of "shop": COMPLETED\n\n1 of 1 server launched[\s\S]*Look at it: \.\/breakwater watch exec-/,
  );
  expect(mails[1]?.text).toMatch(/\nTime: 2026-11-02 \d\d:\d\d:\d\d UTC\n/);
});

test('an address of several plans has one subscription, whose filter says what it wants of each', async () => {
  const { rig, sns, topicArn, follow } = await openWithTopic({ estate });
  const shop = await savePlan(rig, 'shop', { emails: [ops], events: ['end'] });
  const other = await savePlan(rig, 'other', { emails: [ops.toUpperCase()] }, 1);
  await rig.clock.complete(follow());
  confirm(rig, ops);
  const listed = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: topicArn }));
  expect(listed.Subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: ops }]);
  await rig.runToEnd(await rig.launch(shop));
  await rig.runToEnd(await rig.launch(other));
  expect(mailsTo(rig, ops).map(({ subject }) => subject)).toEqual([
    'DRILL of "shop": COMPLETED',
    'DRILL of "other": started by anna',
    'DRILL of "other": wave 0 "wave-0" COMPLETED',
    'DRILL of "other": COMPLETED',
  ]);
});

test('who is named no longer is unsubscribed; who never confirmed can confirm later, and is sent nothing', async () => {
  const { rig, follow } = await openWithTopic({ estate });
  const late = 'late@example.com';
  const planId = await savePlan(rig, 'shop', { emails: [ops, late] });
  await rig.clock.complete(follow());
  confirm(rig, ops);
  await savePlan(rig, 'shop', { emails: ['new@example.com'] });
  await rig.clock.complete(follow());
  const endpoints = () => rig.simulator.messages.report().subscriptions.map(({ endpoint }) => endpoint);
  expect(endpoints()).toEqual([late, 'new@example.com']);
  confirm(rig, late);
  await rig.runToEnd(await rig.launch(planId));
  expect(mailsTo(rig, late)).toEqual([]);
  const calls = rig.simulator.calls().counts;
  await rig.clock.complete(follow());
  expect(rig.simulator.calls().counts, 'nothing to change, nothing asked').toEqual(calls);
});

test('what SNS refused is done by the next save', async () => {
  const { rig, follow } = await openWithTopic({ estate });
  await savePlan(rig, 'shop', { emails: [ops] });
  rig.simulator.faults.add({ kind: 'access-denied', service: 'sns', operation: 'Subscribe', times: 1 });
  await expect(rig.clock.complete(follow())).rejects.toThrow('not authorized to perform: SNS:Subscribe');
  await rig.clock.complete(follow());
  confirm(rig, ops);
});

test('a throttled SNS slows nothing: the jobs start when they would have, and after three tries it is given up', async () => {
  const runs = await Promise.all(
    [true, false].map(async (throttled) => {
      const world = await openWithTopic({ estate });
      const { rig } = world;
      if (throttled) rig.simulator.faults.add({ kind: 'throttle', service: 'sns' });
      const view = await rig.runToEnd(await rig.launch(await savePlan(rig, 'shop', { emails: [ops] })));
      await rig.clock.advance(60);
      return { ...world, view, starts: rig.launchJobs().map(({ createdAt }) => createdAt) };
    }),
  );
  const [slow, quick] = runs;
  expect(slow?.view.endTime).toBe(quick?.view.endTime);
  expect(slow?.starts).toEqual(quick?.starts);
  expect(slow?.errors.map(String)).toEqual(Array(3).fill(expect.stringContaining('Rate exceeded')));
  expect(slow?.rig.simulator.calls().counts['sns:Publish']).toBe(9);
  expect(quick?.rig.simulator.calls().counts['sns:Publish']).toBe(3);
});

test('what SNS does not take is kept, shown, and brought to everybody once it does', async () => {
  const { rig, follow, errors, minutes } = await openWithTopic({ estate });
  const planId = await savePlan(rig, 'shop', { emails: [ops], events: ['end'] });
  await rig.clock.complete(follow());
  confirm(rig, ops);
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'Publish', message: 'no such key' });
  const { endTime = '' } = await rig.runToEnd(await rig.launch(planId));
  await rig.clock.settle();
  const told = errors.length;
  expect(told, 'a line in the log of each').toBeGreaterThan(1);
  const kept = await readUndelivered(rig.store);
  expect(kept).toHaveLength(told);
  const end = kept.find(({ subject }) => subject === 'DRILL of "shop": COMPLETED');
  expect(end).toMatchObject({ to: 'topic', planName: 'shop', lastError: expect.stringContaining('no such key') });
  const { run } = setUpCli({}, rig, { undelivered: () => readUndelivered(rig.store) });
  const shown = await run('get undelivered');
  expect([shown.code, shown.err]).toEqual([0, '']);
  expect(shown.out).toMatch(/DRILL of "shop": COMPLETED +shop +topic .*no such key/);

  await minutes(5);
  expect(await readUndelivered(rig.store)).toHaveLength(told);
  expect(mailsTo(rig, ops)).toEqual([]);
  rig.simulator.faults.clear();
  await minutes(15);
  const mails = mailsTo(rig, ops);
  expect(mails.map(({ subject }) => subject)).toEqual(['DRILL of "shop": COMPLETED']);
  const time = `${endTime.slice(0, 10)} ${endTime.slice(11, 19)} UTC`;
  const [first, , ...rest] = mails[0]?.text.split('\n') ?? [];
  expect(first).toBe(`Delayed: this was so at ${time}; it could not be delivered until now.`);
  expect(rest).toContain(`Time: ${time}`);
  expect(await readUndelivered(rig.store)).toEqual([]);
});

test('what neither SNS nor the store takes is told in the log with what each of them said', async () => {
  const topic = { notify: () => Promise.reject(new Error('no such key')) };
  const notifier = keepRefused(topic, () => Promise.reject(new Error('the table is away')));
  const told = notifier.notify({
    notificationId: 'exec-1/7',
    event: 'end',
    time: '2026-11-02T08:00:00.000Z',
    planId: 'plan-1',
    planName: 'shop',
    executionId: 'exec-1',
    executionType: 'DRILL',
    subject: 'DRILL of "shop": COMPLETED',
    text: 'all is well',
  });
  await expect(told).rejects.toThrow(
    'exec-1/7: not delivered (Error: no such key), and not kept (Error: the table is away)',
  );
  await expect(told).rejects.toMatchObject({ errors: [{ message: 'no such key' }, { message: 'the table is away' }] });
});

test('what SNS does not take for a day is given up, and stays to be seen', async () => {
  const { rig, minutes, log } = await openWithTopic({ estate });
  const planId = await savePlan(rig, 'shop', { emails: [ops], events: ['end'] });
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'Publish' });
  await rig.runToEnd(await rig.launch(planId));
  await minutes(26 * 60);
  const kept = await readUndelivered(rig.store);
  expect(kept.length).toBeGreaterThan(0);
  for (const { nextTime } of kept) expect(nextTime).toBeUndefined();
  expect(log).toContainEqual(expect.stringMatching(/^given up: the topic: exec-/));
});

test('two plans that are saved at the same moment: their address is mailed about both, whoever’s filter comes to SNS last', async () => {
  const { rig, follow, subscriptions } = await openWithTopic({ estate });
  const shop = await savePlan(rig, 'shop', { emails: [ops], events: ['end'] });
  await rig.clock.complete(follow());
  confirm(rig, ops);
  await savePlan(rig, 'shop', { emails: [ops], events: ['start'] });
  const newSecret = () => 'k'.repeat(43);
  const inSns = Promise.withResolvers<void>();
  const lateIsNoted = Promise.withResolvers<void>();
  const second = {
    store: {
      ...rig.store,
      transact: async (writes: readonly Write[]) => {
        inSns.resolve();
        await lateIsNoted.promise;
        return rig.store.transact(writes);
      },
    },
    newSecret,
    subscriptions,
  };
  let [other, followed] = ['', Promise.resolve()];
  const late: EmailSubscriptions = {
    ...subscriptions,
    setFilter: async (name, filter) => {
      if (other === '') {
        other = await savePlan(rig, 'other', { emails: [ops], events: ['start'] }, 1);
        followed = followPlans(second);
        await inSns.promise;
      }
      return subscriptions.setFilter(name, filter);
    },
  };
  const store: ItemStore = {
    ...rig.store,
    transact: async (writes) => {
      const result = await rig.store.transact(writes);
      lateIsNoted.resolve();
      await followed;
      return result;
    },
  };
  await rig.clock.complete(followPlans({ store, newSecret, subscriptions: late }));
  await rig.runToEnd(await rig.launch(shop));
  await rig.runToEnd(await rig.launch(other));
  expect(mailsTo(rig, ops).map(({ subject }) => subject)).toEqual([
    'DRILL of "shop": started by anna',
    'DRILL of "other": started by anna',
  ]);
});
