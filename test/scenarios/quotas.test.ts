/** DRS takes 100 servers a job, 20 jobs and 500 servers at a time, one job per server; jobs of others count. */
import { describe, expect, test } from 'vitest';
import type { Rig } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

const isOver = async (rig: Rig, executionIds: readonly string[]): Promise<boolean> =>
  (await Promise.all(executionIds.map((id) => rig.get(id)))).every((execution) => execution.endTime !== undefined);

/** Runs to the end, and looks after each event at what really runs in DRS. Gives the most that ran at a time. */
const runWithinQuotas = async (rig: Rig, ...executionIds: readonly string[]) => {
  const most = { jobs: 0, servers: 0 };
  await rig.clock.runUntil(async () => {
    const running = rig.launchJobs().filter((job) => job.status !== 'COMPLETED');
    most.jobs = Math.max(most.jobs, running.length);
    most.servers = Math.max(
      most.servers,
      running.reduce((sum, job) => sum + job.servers.length, 0),
    );
    expect(most.jobs).toBeLessThanOrEqual(20);
    expect(most.servers).toBeLessThanOrEqual(500);
    return isOver(rig, executionIds);
  });
  return most;
};

describe('a server in somebody else’s job', () => {
  test('waits and is then launched, while the rest starts at once', async () => {
    const rig = await openScenario({ servers: 3 });
    const [held = '', ...free] = rig.idsOf('server');
    const strangersJobId = rig.launchByStranger([held]);
    const executionId = await rig.launch(await rig.savePlan('shared', [{ servers: [held, ...free] }]));
    await rig.clock.advance(20);
    const during = await rig.get(executionId);
    expect(during.waves[0]?.status).toBe('IN_PROGRESS');
    expect(during.waves[0]?.waitsFor).toContain(`the end of job ${strangersJobId} (LAUNCH), which holds its servers`);
    const [, ours] = rig.launchJobs();
    expect(ours?.servers.map((server) => server.sourceServerId).sort()).toEqual([...free].sort());

    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 3 });
    const [strangers, , second] = rig.launchJobs();
    expect(second?.servers.map((server) => server.sourceServerId)).toEqual([held]);
    const waitedSeconds = (Number(second?.createdAt) - Number(strangers?.endedAt)) / 1000;
    expect(waitedSeconds).toBeGreaterThanOrEqual(0);
    expect(waitedSeconds).toBeLessThanOrEqual(62);
    const { jobKey } = (await rig.servers(executionId)).find((server) => server.sourceServerId === held) ?? {};
    const told = (await rig.events(executionId)).filter(({ data }) => 'jobKey' in data && data.jobKey === jobKey);
    expect(told.map(({ data }) => data.type)).toEqual([
      'JobPlanned',
      'JobHeld',
      'JobPlanned',
      'JobClaimed',
      'JobStarted',
      'ServersDecided',
      'JobEnded',
    ]);
  });

  test('taken by a stranger between our look and our call: the rest starts at once, and it waits', async () => {
    let taken = false;
    const rig: Rig = await openScenario({
      servers: 3,
      network: async (request, send) => {
        if (request.url.endsWith('/StartRecovery') && !taken) {
          taken = true;
          rig.launchByStranger(rig.idsOf('server').slice(0, 1));
        }
        return send(request);
      },
    });
    const executionId = await rig.launch(await rig.savePlan('raced', [{ servers: rig.idsOf('server') }]));
    await rig.clock.advance(20);
    expect(rig.launchJobs()[1]?.servers).toHaveLength(2);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 3 });
  });

  test('held for more than a day: it is reported, with what it waited for, and the rest is up', async () => {
    const rig = await openScenario({ servers: 2 });
    const [held = '', free = ''] = rig.idsOf('server');
    rig.simulator.faults.add({ kind: 'stuck-job', times: 1 });
    const strangersJobId = rig.launchByStranger([held]);
    const executionId = await rig.launch(
      await rig.savePlan('held', [{ servers: [held, free], timeoutMinutes: 10_080 }]),
    );
    await rig.clock.advance(1800);
    const { eventCount, waves } = await rig.get(executionId);
    expect(waves[0]).toMatchObject({ launchedCount: 1, waitsFor: expect.stringContaining(strangersJobId) });
    const looks = (): number => rig.simulator.calls().counts['drs:DescribeSourceServers'] ?? 0;
    const looksBefore = looks();
    await rig.clock.advance(3600);
    expect((await rig.get(executionId)).eventCount, 'an hour of the same wait is nothing new').toBe(eventCount);
    expect(looks() - looksBefore).toBeGreaterThanOrEqual(55);
    expect(looks() - looksBefore).toBeLessThanOrEqual(60);
    const execution = await rig.runToEnd(executionId);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    const failed = (await rig.servers(executionId)).find((server) => server.outcome === 'FAILED');
    expect(failed).toMatchObject({ sourceServerId: held, reason: expect.stringContaining('waited 24 h for') });
    expect(failed?.reason).toContain(strangersJobId);
  });

  test('in the job of another execution: that is refused at the start instead, see the locks', async () => {
    const rig = await openScenario({ servers: 1 });
    const [server = ''] = rig.idsOf('server');
    const first = await rig.launch(await rig.savePlan('one', [{ servers: [server] }]));
    const second = await rig.start(await rig.savePlan('two', [{ servers: [server] }]));
    expect(second).toMatchObject({ kind: 'refused', refusals: [{ code: 'SERVER_LOCKED' }] });
    await rig.runToEnd(first);
  });
});

test('250 servers in one wave are three jobs', async () => {
  const rig = await openScenario({ servers: 250 });
  const executionId = await rig.launch(await rig.savePlan('large', [{ servers: rig.idsOf('server') }]));
  await rig.clock.runUntil(() => rig.launchJobs().length === 3, 5);
  expect(rig.launchJobs().map((job) => job.servers.length)).toEqual([100, 100, 50]);
  const execution = await rig.runToEnd(executionId);
  expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 250 });
  expect(rig.launchJobs()).toHaveLength(3);
});

test('21 ready jobs: twenty run, the last waits, says for what, and starts when there is room', async () => {
  const rig = await openScenario({ servers: 21 });
  const waves = rig.idsOf('server').map((server) => ({ servers: [server], dependsOn: [] }));
  const executionId = await rig.launch(await rig.savePlan('wide', waves));
  await rig.clock.advance(30);
  expect(rig.launchJobs()).toHaveLength(20);
  const waiting = (await rig.get(executionId)).waves.filter((wave) => wave.status === 'STARTING');
  expect(waiting.map((wave) => wave.waitsFor)).toEqual([
    'a free job in 111122223333/us-east-1: DRS runs at most 20 at a time',
  ]);
  expect(await runWithinQuotas(rig, executionId)).toEqual({ jobs: 20, servers: 20 });
  expect(await rig.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 21 });
});

test('600 servers ready at once, over two executions: 500 run, the rest wait, all are launched', async () => {
  const rig = await openScenario({ servers: 600 });
  const ids = rig.idsOf('server');
  const first = await rig.launch(await rig.savePlan('first', [{ servers: ids.slice(0, 300) }]));
  const second = await rig.launch(await rig.savePlan('second', [{ servers: ids.slice(300) }]));
  await rig.clock.advance(30);
  expect((await rig.get(second)).waves[0]?.waitsFor).toContain('DRS takes at most 500 in all jobs');
  expect(await runWithinQuotas(rig, first, second)).toEqual({ jobs: 5, servers: 500 });
  expect(await rig.get(first)).toMatchObject({ status: 'COMPLETED', launchedCount: 300 });
  expect(await rig.get(second)).toMatchObject({ status: 'COMPLETED', launchedCount: 300 });
});

test('two executions of eleven jobs each, started at the same moment: twenty run at a time', async () => {
  const rig = await openScenario({ servers: 22 });
  const ids = rig.idsOf('server');
  const wavesOf = (servers: readonly string[]) => servers.map((server) => ({ servers: [server], dependsOn: [] }));
  const plans = [
    await rig.savePlan('first', wavesOf(ids.slice(0, 11))),
    await rig.savePlan('second', wavesOf(ids.slice(11))),
  ];
  const results = await rig.clock.complete(
    Promise.all(
      plans.map((planId) =>
        rig.engine.executions.start({
          planId,
          executionType: 'DRILL',
          initiatedBy: 'anna',
          acceptedInstanceDeletions: [],
        }),
      ),
    ),
  );
  const executionIds = results.flatMap((result) => (result.kind === 'started' ? [result.executionId] : []));
  expect(executionIds).toHaveLength(2);
  expect((await runWithinQuotas(rig, ...executionIds)).jobs).toBe(20);
  for (const executionId of executionIds) {
    expect(await rig.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 11 });
  }
});

describe('jobs of others count', () => {
  test('nineteen of them run: our two waves run one after the other', async () => {
    const rig = await openScenario({ servers: 21 });
    const ids = rig.idsOf('server');
    for (const id of ids.slice(0, 19)) rig.launchByStranger([id]);
    const executionId = await rig.launch(
      await rig.savePlan('beside', [
        { servers: ids.slice(19, 20), dependsOn: [] },
        { servers: ids.slice(20), dependsOn: [] },
      ]),
    );
    await rig.clock.advance(20);
    expect((await rig.get(executionId)).waves.map((wave) => wave.waitsFor)).toContain(
      'a free job in 111122223333/us-east-1: DRS runs at most 20 at a time; jobs of others count',
    );
    expect((await runWithinQuotas(rig, executionId)).jobs).toBe(20);
    expect(await rig.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });

  test('450 servers of theirs are in jobs: 50 of our 80 start, the rest follows', async () => {
    const rig = await openScenario({ servers: 530 });
    const ids = rig.idsOf('server');
    for (let start = 0; start < 450; start += 90) rig.launchByStranger(ids.slice(start, start + 90));
    const executionId = await rig.launch(await rig.savePlan('beside', [{ servers: ids.slice(450) }]));
    await rig.clock.advance(20);
    expect(rig.launchJobs().at(-1)?.servers).toHaveLength(50);
    expect((await runWithinQuotas(rig, executionId)).servers).toBe(500);
    expect(await rig.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 80 });
  });
});

test('DRS allows less than it documents: what it refuses for a quota waits, and is launched', async () => {
  const quotaRefusedBecause = 'this account has a quota of three jobs, which nobody told us';
  const rig = await openScenario({ servers: 5, quotas: { jobsInProgress: 3 }, sound: { quotaRefusedBecause } });
  const waves = rig.idsOf('server').map((server) => ({ servers: [server], dependsOn: [] }));
  const executionId = await rig.launch(await rig.savePlan('tight', waves));
  await rig.clock.advance(30);
  const waiting = (await rig.get(executionId)).waves.filter((wave) => wave.waitsFor !== undefined);
  expect(waiting.map((wave) => wave.waitsFor)).toEqual([
    expect.stringContaining('AWS: ServiceQuotaExceededException: '),
    expect.stringContaining('AWS: ServiceQuotaExceededException: '),
  ]);
  expect((await runWithinQuotas(rig, executionId)).jobs).toBe(3);
  expect(await rig.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 5 });
});

test('five executions at once cost at most twice the looks at DRS of one', async () => {
  /** Looks while the jobs run, without those before each launch. */
  const looksOf = async (executionCount: number): Promise<number> => {
    const rig = await openScenario({ servers: 5 });
    const ids = rig.idsOf('server');
    const size = ids.length / executionCount;
    const executionIds: string[] = [];
    for (let start = 0; start < ids.length; start += size) {
      const planId = await rig.savePlan(`plan-${start}`, [{ servers: ids.slice(start, start + size) }]);
      executionIds.push(await rig.launch(planId));
    }
    rig.simulator.clearCalls();
    for (const executionId of executionIds) await rig.runToEnd(executionId);
    return rig.simulator.calls().counts['drs:DescribeJobs'] ?? 0;
  };
  const [one, five] = [await looksOf(1), await looksOf(5)];
  expect(one).toBeGreaterThan(3);
  expect(five).toBeLessThanOrEqual(one * 2);
});

test('the most urgent path goes first: the chain of three starts before the single waves', async () => {
  const rig = await openScenario({ servers: 23 });
  const ids = rig.idsOf('server');
  const singles = ids.slice(0, 20).map((server) => ({ servers: [server], dependsOn: [] }));
  const [x = '', y = '', z = ''] = ids.slice(20);
  const planId = await rig.savePlan('urgent', [
    ...singles,
    { servers: [x], dependsOn: [] },
    { servers: [y], dependsOn: [20] },
    { servers: [z], dependsOn: [21] },
  ]);
  const executionId = await rig.launch(planId);
  await rig.clock.advance(10);
  const running = rig.launchJobs().flatMap((job) => job.servers.map((server) => server.sourceServerId));
  expect(running).toHaveLength(20);
  expect(running).toContain(x);
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 23 });
});
