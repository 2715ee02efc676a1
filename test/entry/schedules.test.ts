/** What a server does by itself each minute, counted at AWS: on virtual time. */
import { expect, onTestFinished, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { createEmbedded } from '../../src/entry/embedded.ts';
import { createSimulatedProber, noNetwork } from '../../src/entry/simulated-prober.ts';
import { isOver } from '../drivers/support/records.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig, type Rig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';

const origin = { accountId: HOME_ACCOUNT, region: 'us-west-2', availabilityZone: 'us-west-2a', tags: { Team: 'shop' } };
const HOUR = 3600;

const startAlone = async (everyHours?: number, answersAfterSeconds = 0) => {
  const rig: Rig = openRig({
    estate: { servers: 2, server: () => ({ origin }) },
    reachesRegistered: true,
    network: async (request, send) => {
      if (answersAfterSeconds > 0) await rig.clock.sleep(answersAfterSeconds);
      return send(request);
    },
  });
  await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, accountName: 'production', regions: [HOME_REGION] }, 'ana');
  await rig.load();
  const { inventory, tagSync } = rig.accounts;
  if (everyHours !== undefined) await tagSync.setSchedule({ everyHours, version: 0 });
  const ofOpening = { ...rig.simulator.calls().counts };
  const lines: string[] = [];
  const polls: number[] = [];
  const embedded = createEmbedded({
    store: rig.store,
    aws: rig.aws,
    clock: rig.clock,
    realClock: rig.clock,
    ids: createSeededIds(7),
    inventory,
    tagSync,
    prober: createSimulatedProber(rig.simulator, noNetwork),
    notifier: { notify: async () => undefined },
    log: (line) => lines.push(line),
    onPoll: (durationSeconds) => polls.push(durationSeconds),
  });
  await rig.clock.complete(embedded.start());
  onTestFinished(() => embedded.stop());
  const count = (operation: string) => (rig.simulator.calls().counts[operation] ?? 0) - (ofOpening[operation] ?? 0);
  return { ...rig, embedded, lines, polls, count };
};

test('a server looks at its accounts as it starts and when they are due again; once stopped, it asks nothing', async () => {
  const { clock, count, accounts, lines, embedded } = await startAlone();
  await clock.advance(1);
  expect((await accounts.inventory.scopes()).map(({ result }) => result)).toEqual(['OK']);
  expect(count('drs:DescribeRecoveryInstances')).toBe(1);
  await clock.advance(limits.inventoryMinutes * 60 - 120);
  expect(count('drs:DescribeRecoveryInstances'), 'not before its time').toBe(1);
  await clock.advance(180);
  expect(count('drs:DescribeRecoveryInstances')).toBe(2);
  expect(count('drs:TagResource'), 'nobody asked for tags').toBe(0);
  await clock.complete(embedded.stop());
  await clock.advance(HOUR);
  expect(count('drs:DescribeRecoveryInstances')).toBe(2);
  expect(lines).toEqual([]);
});

test('a server copies the tags of EC2 as it starts, when they are due, and again every so many hours', async () => {
  const { clock, count, lines } = await startAlone(24);
  await clock.advance(1);
  expect([count('ec2:DescribeInstances'), count('drs:TagResource')]).toEqual([1, 2]);
  await clock.advance(23 * HOUR);
  expect(count('ec2:DescribeInstances'), 'not before its time').toBe(1);
  await clock.advance(HOUR + 60);
  expect([count('ec2:DescribeInstances'), count('drs:TagResource')]).toEqual([2, 2]);
  expect(lines).toEqual([]);
});

test('a server tells of each look at running jobs how long it took', async () => {
  const { clock, embedded, polls, savePlan, idsOf, store } = await startAlone(undefined, 2);
  const planId = await clock.complete(savePlan('one', [{ servers: idsOf('server-') }]));
  const request = { planId, executionType: 'DRILL', initiatedBy: 'ana', acceptedInstanceDeletions: [] } as const;
  const started = await clock.complete(embedded.engine.executions.start(request));
  if (started.kind !== 'started') throw new Error(started.kind);
  await clock.runUntil(() => isOver(store, started.executionId), 4 * HOUR);
  expect(polls.length).toBeGreaterThan(2);
  expect(Math.max(...polls), 'at least one request, and its answer').toBeGreaterThanOrEqual(2);
});
