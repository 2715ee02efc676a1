/** The application of launch settings when its process dies, two work at once, or there are many servers. */
import { expect, test } from 'vitest';
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
  for (let calls = 1; calls < 100; calls += 1) {
    const answer = await rig.clock.complete(service.apply(group, 'anna'));
    if (!answer.ok) throw new Error(answer.failure.message);
    if (answer.value.endTime !== undefined) return { job: answer.value, calls };
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
  const { job, calls } = await applyToEnd(rig, group);
  expect(job.counts).toMatchObject({ total: 110, applied: 110 });
  expect(calls).toBeGreaterThan(1);
  expect(most).toBe(10);
});
