/** Nights on which everything is slow, late or lost at once. Each of these ended badly before. */
import { expect, test } from 'vitest';
import type { ExecutionState } from '../../src/domain/model/execution.ts';
import { decide } from '../../src/domain/transition/decide.ts';
import { createRig } from '../support/rig.ts';

test('a driver that is slow is not taken for lost: the finder leaves it alone, and the wave is launched once', async () => {
  const rig = await createRig({ estate: { servers: 450 } });
  const planId = await rig.savePlan('slow', [{ servers: rig.idsOf('server-') }]);
  rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds: 19, times: 1000 });
  rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeRecoveryInstances', delaySeconds: 19, times: 1000 });
  const found: string[] = [];
  const finder = (): void => {
    rig.clock.after(60, () => {
      void rig.engine.findAndRepair().then((results) => {
        found.push(...results.map(({ result }) => result));
        finder();
      });
    });
  };
  finder();
  const result = await rig.start(planId);
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  const end = await rig.runToEnd(result.executionId, 12);
  expect(end.status).toBe('COMPLETED');
  expect(found.filter((what) => what === 'new-generation')).toEqual([]);
  expect(
    rig
      .launchJobs()
      .map((job) => job.servers.length)
      .toSorted((a, b) => a - b),
  ).toEqual([50, 100, 100, 100, 100]);
});

test('a cancel while the reply of a launch is lost and DRS lists it late: the job is found, watched and counted', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const planId = await rig.savePlan('late', [{ servers: rig.idsOf('server-') }]);
  rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
  rig.simulator.faults.add({ kind: 'stale-read', operation: 'DescribeJobs', ageSeconds: 60, forSeconds: 300 });
  const executionId = await rig.launch(planId);
  await rig.clock.advance(30);
  await rig.command(executionId, { type: 'cancel', reason: 'the wrong plan' });
  const end = await rig.runToEnd(executionId);
  expect(end).toMatchObject({ launchedCount: 2 });
  expect(rig.launchJobs()).toHaveLength(1);
  expect(end.waves[0]?.jobs.some((job) => job.adopted === true)).toBe(true);
});

test('a laptop that is shut while AWS still works on a launch finds its job when it is opened again', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const planId = await rig.savePlan('asleep', [{ servers: rig.idsOf('server-') }]);
  rig.simulator.faults.add({ kind: 'slow', operation: 'StartRecovery', delaySeconds: 38, times: 1 });
  const executionId = await rig.launch(planId);
  await rig.clock.advance(30);
  expect(rig.launchJobs()).toEqual([]);
  const fellAsleep = rig.clock.nowMs();
  rig.clock.leap(600);
  const end = await rig.runToEnd(executionId);
  expect(end).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  expect(end.waves[0]?.jobs).toMatchObject([{ adopted: true, jobId: rig.launchJobs()[0]?.jobId }]);
  expect(rig.launchJobs()).toHaveLength(1);
  // AWS went on without us: it made the job in its time.
  expect(rig.launchJobs()[0]?.createdAt).toBeLessThan(fellAsleep + 60_000);
});

test('people are told when a wave fails at its launch and a person has to decide, and when a start is refused', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery' });
  const ids = rig.idsOf('server-');
  const executionId = await rig.launch(await rig.savePlan('denied', [{ servers: ids, onFailure: 'pause' }]));
  await rig.runUntil(executionId, 'PAUSED');
  const told = rig.notifications.map(({ subject, text }) => `${subject}\n${text}`).join('\n');
  expect(told).toContain('wave 0 "wave-0" FAILED');
  expect(told).toContain(`./breakwater retry ${executionId} --wave 0`);

  await rig.start(await rig.savePlan('nobody', [{ servers: ['s-00000000000000009'] }]));
  expect(rig.notifications.at(-1)?.subject).toContain('REFUSED');
});

test('a start with a great many long reasons is refused all the same, and the count is whole', async () => {
  const rig = await createRig({ estate: { servers: 100 } });
  const names = Array.from({ length: 45 }, (_, index) => `${'波'.repeat(50)}${index}`);
  const groups = names.map((groupName, index) => ({
    kind: 'ProtectionGroup',
    groupName,
    accountId: '111122223333',
    region: 'us-east-1',
    // Each selects the same hundred servers, by tags that no check before AWS can compare.
    selection: { tags: index % 2 === 0 ? { Application: 'Load' } : { Application: 'Load', Wave: '0' } },
  }));
  for (const group of groups) await rig.catalog.apply([group], { actor: 'anna' });
  const planOf = (groupNames: readonly string[]) => ({
    kind: 'RecoveryPlan',
    planName: 'everywhere',
    waves: groupNames.map((name) => ({ waveName: name, protectionGroups: [name] })),
  });
  const saved = await rig.catalog.apply([planOf(names)], { actor: 'anna' });
  // What `apply` can see itself, it says itself.
  expect(saved.kind).toBe('invalid');
  expect(decideRefusal(100).header.status).toBe('REFUSED');
});

/** The decision alone: 100 reasons of 20,000 characters. */
const decideRefusal = (count: number) => {
  const state: ExecutionState = {
    header: {
      executionId: 'exec-1',
      planId: 'plan-1',
      planName: 'p',
      planVersion: 1,
      executionType: 'DRILL',
      status: 'INITIATED',
      totalWaves: 1,
      serverCount: 0,
      initiatedBy: 'anna',
      startTime: '2026-11-02T03:00:00.000Z',
      pauseRequested: false,
      cancelRequested: false,
      decisionVersion: 1,
      eventCount: 0,
    },
    waves: [],
    jobs: [],
  };
  const refusal = { code: 'SERVER_TWICE', message: '波'.repeat(20_000), subjects: [], remedy: 'divide' };
  const refusals = Array.from({ length: count }, () => refusal);
  const decision = decide(state, { type: 'refuse', refusals }, '2026-11-02T03:00:01.000Z');
  if (decision.kind !== 'accepted') throw new Error(decision.reason);
  expect(new TextEncoder().encode(JSON.stringify(decision.state.header)).length).toBeLessThan(150_000);
  expect(decision.state.header.statusReason).toContain('100 reasons');
  return decision.state;
};
