/** The application of launch settings when its process dies, two work at once, or there are many servers. */
import { expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { SettingsJob } from '../../src/domain/model/launch-settings-view.ts';
import { createGroupLaunchSettings } from '../../src/engine/launch-settings/launch-settings.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, type Rig } from '../support/rig.ts';

class Killed extends Error {}

/** Dies before the write of this number, or right after it. */
const mortal = (store: ItemStore, dies: { readonly write: number; readonly after: boolean }): ItemStore => {
  let count = 0;
  return {
    ...store,
    transact: async (writes) => {
      count += 1;
      if (count > dies.write || (count === dies.write && !dies.after)) throw new Killed();
      const result = await store.transact(writes);
      if (count === dies.write) throw new Killed();
      return result;
    },
  };
};

const serviceOf = (rig: Rig, store: ItemStore = rig.store) =>
  createGroupLaunchSettings({ ...rig.aws, store, clock: rig.clock, ids: rig.ids });

async function saveGroup(rig: Rig) {
  const selection = { sourceServerIds: rig.idsOf('server-') };
  const document = {
    kind: 'ProtectionGroup',
    groupName: 'all',
    accountId: HOME_ACCOUNT,
    region: HOME_REGION,
    selection,
  };
  const applied = await rig.clock.complete(
    rig.catalog.apply([{ ...document, launchConfig: { instanceType: 'm5.xlarge', copyTags: true } }], {
      actor: 'anna',
    }),
  );
  const group = await rig.catalog.findGroup('all');
  if (applied.kind !== 'applied' || group === undefined) throw new Error(JSON.stringify(applied));
  return group;
}

const applyToEnd = async (rig: Rig, group: Awaited<ReturnType<typeof saveGroup>>) => {
  const service = serviceOf(rig);
  const answers: SettingsJob[] = [];
  while (answers.length < 100) {
    const answer = await rig.clock.complete(service.apply(group, 'anna'));
    if (!answer.ok) throw new Error(answer.failure.message);
    answers.push(answer.value);
    if (answer.value.endTime !== undefined) return { job: answer.value, answers };
    await rig.clock.advance(10);
  }
  throw new Error('it does not end');
};

test('killed before and after each of its writes, the application goes on to the same end', async () => {
  let deaths = 0;
  for (const after of [false, true]) {
    for (let write = 1; ; write += 1) {
      const rig = await createRig({ estate: { servers: 12 } });
      const group = await saveGroup(rig);
      const dying = serviceOf(rig, mortal(rig.store, { write, after }));
      const died = await rig.clock.complete(dying.apply(group, 'anna')).then(
        () => false,
        (error) => error instanceof Killed,
      );
      if (!died) break;
      deaths += 1;
      const { job } = await applyToEnd(rig, group);
      expect(job.counts).toMatchObject({ total: 12, pending: 0, failed: 0 });
      const drift = await rig.clock.complete(serviceOf(rig).drift(group, { limit: 100 }));
      expect(drift.ok && drift.value.items.map(({ state }) => state)).toEqual(Array(12).fill('IN_SYNC'));
      const without = await rig.clock.complete(serviceOf(rig).drift({ ...group, launchConfig: {} }, { limit: 100 }));
      expect(without.ok && without.value.items.map(({ noLongerSet }) => noLongerSet.length)).toEqual(Array(12).fill(3));
    }
  }
  // Begun, taken up, what is to be applied to each of twelve servers, two batches of them, ended.
  expect(deaths).toBe(34);
});

test('two people apply the same settings at once: each server is changed once', async () => {
  const rig = await createRig({ estate: { servers: 12 } });
  const group = await saveGroup(rig);
  const both = await rig.clock.complete(
    Promise.all([serviceOf(rig).apply(group, 'anna'), serviceOf(rig).apply(group, 'ben')]),
  );
  expect(both.every(({ ok }) => ok)).toBe(true);
  expect(rig.simulator.calls().counts['ec2:CreateLaunchTemplateVersion']).toBe(12);
  const { job } = await applyToEnd(rig, group);
  expect(job.counts.failed).toBe(0);
});

test('of two versions applied at once the later one holds, whoever is slower, and both are told', async () => {
  const later = { instanceType: 'c5.large', copyTags: false };
  const rig = await createRig({
    estate: { servers: 12 },
    aroundCall: async (operation, call) => {
      // The calls of the earlier version are in AWS's hands for long.
      if (operation === 'ec2:CreateLaunchTemplateVersion' && slow) await rig.clock.sleep(5);
      return call();
    },
  });
  let slow = true;
  const group = await saveGroup(rig);
  const changed = { ...group, launchConfig: later, version: group.version + 1 };
  const earlier = serviceOf(rig).apply(group, 'anna');
  await rig.clock.advance(2);
  slow = false;
  const begun = await rig.clock.complete(serviceOf(rig).apply(changed, 'ben'), 1);
  const replaced = { groupVersion: 1, startedBy: 'anna' };
  expect(begun.ok && begun.value).toMatchObject({ groupVersion: 2, counts: { pending: 12 }, replaced });
  const told = await rig.clock.complete(earlier);
  expect(told.ok && told.value).toMatchObject({ groupVersion: 2, startedBy: 'ben', counts: { pending: 12 } });
  const { job, answers } = await applyToEnd(rig, changed);
  expect(answers[0]?.counts.applied, 'it waits no longer than the earlier one works').toBeGreaterThan(0);
  expect(job).toMatchObject({ groupVersion: 2, counts: { failed: 0 }, replaced });
  // Whoever has read the group before it was changed applies nothing of it any more.
  const late = await rig.clock.complete(serviceOf(rig).apply(group, 'anna'));
  expect(late.ok && late.value).toEqual(job);
  const drift = await rig.clock.complete(serviceOf(rig).drift(changed, { limit: 100 }));
  expect(drift.ok && drift.value.items.map(({ state }) => state)).toEqual(Array(12).fill('IN_SYNC'));
});

test.each([
  { becomes: 'ends', writeSeconds: 3 },
  { becomes: 'pauses', writeSeconds: 11 },
])(
  'an earlier version that $becomes while the later one reads its servers is not taken for it',
  async ({ becomes, writeSeconds }) => {
    const seconds = { read: 0, write: writeSeconds };
    const rig = await createRig({
      estate: { servers: 12 },
      aroundCall: async (operation, call) => {
        if (operation === 'drs:DescribeSourceServers') await rig.clock.sleep(seconds.read);
        if (operation === 'ec2:CreateLaunchTemplateVersion') await rig.clock.sleep(seconds.write);
        return call();
      },
    });
    const group = await saveGroup(rig);
    const changed = {
      ...group,
      launchConfig: { instanceType: 'c5.large', copyTags: false },
      version: group.version + 1,
    };
    const earlier = serviceOf(rig).apply(group, 'anna');
    await rig.clock.advance(1);
    seconds.read = 13;
    const later = serviceOf(rig).apply(changed, 'ben');
    const left = await rig.clock.complete(earlier, 20);
    expect(left.ok && left.value).toMatchObject({ groupVersion: 1, counts: { pending: becomes === 'ends' ? 0 : 2 } });
    expect(left.ok && left.value.endTime !== undefined).toBe(becomes === 'ends');
    seconds.write = 0;
    const done = await rig.clock.complete(later, 60);
    expect(done.ok && done.value).toMatchObject({
      groupVersion: 2,
      startedBy: 'ben',
      counts: { applied: 12, pending: 0 },
    });
    seconds.read = 0;
    const drift = await rig.clock.complete(serviceOf(rig).drift(changed, { limit: 100 }));
    expect(drift.ok && drift.value.items.map(({ state }) => state)).toEqual(Array(12).fill('IN_SYNC'));
  },
);

test('who died with an earlier version keeps the later one waiting for the length of its lease only', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const group = await saveGroup(rig);
  // Begun, taken up: then it dies.
  const dying = serviceOf(rig, mortal(rig.store, { write: 2, after: true }));
  await expect(rig.clock.complete(dying.apply(group, 'anna'))).rejects.toThrow(Killed);
  const changed = { ...group, launchConfig: { instanceType: 'c5.large' }, version: 2 };
  const begun = await rig.clock.complete(serviceOf(rig).apply(changed, 'ben'));
  expect(begun.ok && begun.value.counts).toMatchObject({ total: 2, pending: 2 });
  await rig.clock.advance(limits.launchSettingsLeaseSeconds);
  const done = await rig.clock.complete(serviceOf(rig).apply(changed, 'ben'));
  expect(done.ok && done.value.counts).toMatchObject({ applied: 2 });
});

test.each([
  // Begun, taken up, ten servers taken, their results; then it dies.
  { who: 'the server that died', write: 13, writeSeconds: 0 },
  { who: 'the caller that went away', write: 100, writeSeconds: 11 },
])(
  '$who after a refusal that was mended since leaves no word of it: each server is told as of the last try',
  async (left) => {
    let { writeSeconds } = left;
    const rig = await createRig({
      estate: { servers: 12 },
      aroundCall: async (operation, call) => {
        if (operation === 'drs:UpdateLaunchConfiguration') await rig.clock.sleep(writeSeconds);
        return call();
      },
    });
    const group = await saveGroup(rig);
    rig.simulator.faults.add({
      kind: 'access-denied',
      operation: 'UpdateLaunchConfiguration',
      message: 'no',
      times: 1,
    });
    const first = serviceOf(rig, mortal(rig.store, { write: left.write, after: true })).apply(group, 'anna');
    await rig.clock.complete(first.catch((error: unknown) => expect(error).toBeInstanceOf(Killed)));
    expect((await serviceOf(rig).lastJob(group.groupId))?.counts).toMatchObject({ applied: 9, failed: 1, pending: 2 });
    await rig.clock.advance(limits.launchSettingsLeaseSeconds);
    writeSeconds = 0;
    const { job, answers } = await applyToEnd(rig, group);
    expect(answers).toHaveLength(1);
    expect(job.counts).toEqual({ total: 12, pending: 0, applied: 3, unchanged: 9, failed: 0 });
    expect(job.servers.filter(({ message }) => message !== undefined)).toEqual([]);
  },
);

test('an application that takes the place of another while it is read is shown whole, as one of the two', async () => {
  const rig = await createRig({ estate: { servers: 12 } });
  const group = await saveGroup(rig);
  await applyToEnd(rig, group);
  const changed = { ...group, launchConfig: { instanceType: 'c5.large' }, version: group.version + 1 };
  let replaced = false;
  const between: ItemStore = {
    ...rig.store,
    query: async (...query) => {
      if (!replaced) {
        replaced = true;
        // Begun, taken up: nothing is applied yet.
        const dying = serviceOf(rig, mortal(rig.store, { write: 2, after: true }));
        await expect(dying.apply(changed, 'ben')).rejects.toThrow(Killed);
      }
      return rig.store.query(...query);
    },
  };
  const shown = await rig.clock.complete(serviceOf(rig, between).lastJob(group.groupId));
  expect(shown).toMatchObject({ groupVersion: 2, startedBy: 'ben', counts: { pending: 12 } });
  expect(shown?.endTime).toBeUndefined();
});

test('defect 8.3.12: many servers are worked on ten at a time, and each call says how far it is', async () => {
  let atOnce = 0;
  let most = 0;
  const rig = await createRig({
    estate: { servers: 110 },
    aroundCall: async (_operation, call) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await rig.clock.sleep(0.3);
      const answer = await call();
      atOnce -= 1;
      return answer;
    },
  });
  const group = await saveGroup(rig);
  const { answers } = await applyToEnd(rig, group);
  expect(answers.length).toBeGreaterThan(1);
  let before = 0;
  for (const { counts, servers, endTime } of answers) {
    const { total, pending, applied, unchanged, failed } = counts;
    expect({ total, unchanged, failed }).toEqual({ total: 110, unchanged: 0, failed: 0 });
    expect(applied, 'each call gets further').toBeGreaterThan(before);
    expect(pending).toBe(110 - applied);
    expect(servers.filter(({ result }) => result === 'APPLIED')).toHaveLength(applied);
    expect(endTime === undefined, 'and the last one alone ends it').toBe(pending > 0);
    before = applied;
  }
  expect(before).toBe(110);
  expect(most).toBe(10);
});
