import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { FaultInput } from '../../src/simulator/faults/rule.ts';
import { createRig, type Rig } from '../support/rig.ts';
import { openScenario, type ScenarioOptions } from './support/scenario.ts';

/** Two waves of two servers. That no server is launched twice is checked at the end of each scenario. */
const openDrill = async (options: ScenarioOptions = {}) => {
  const rig = await openScenario({ servers: 4, ...options });
  const ids = rig.idsOf('server');
  const planId = await rig.savePlan('shop', [{ servers: ids.slice(0, 2) }, { servers: ids.slice(2) }]);
  return { rig, planId };
};

const untilRunning = (rig: Rig, executionId: string) =>
  rig.clock.runUntil(async () => (await rig.get(executionId)).waves[0]?.status === 'IN_PROGRESS');

const callsOf = (rig: Rig, operation: string) =>
  rig.simulator.calls().log.filter((call) => call.operation === operation);

const expectCompleted = async (rig: Rig, executionId: string, jobCount = 2) => {
  const execution = await rig.runToEnd(executionId);
  expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 4, failedCount: 0 });
  expect(rig.launchJobs()).toHaveLength(jobCount);
  return execution;
};

describe('trouble before the start: the start waits for AWS', () => {
  const troubles: readonly FaultInput[] = [
    { kind: 'throttle', service: 'drs', times: 3, retryAfterSeconds: 20 },
    { kind: 'internal-error', service: 'drs', forSeconds: 60 },
    { kind: 'lost-request', service: 'drs', times: 3 },
    { kind: 'expired-token', service: 'drs', forSeconds: 60 },
  ];
  test.each(troubles)('$kind', async (trouble) => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add(trouble);
    const result = await rig.start(planId);
    // No verdict within the few seconds that the caller waits; it goes on by itself.
    expect(result).toMatchObject({ kind: 'started' });
    if (result.kind === 'started') await expectCompleted(rig, result.executionId);
  });

  test('AWS cannot be asked for ten minutes: the start is refused, and says what AWS said', async () => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'internal-error', service: 'drs' });
    const result = await rig.start(planId);
    if (result.kind !== 'started') throw new Error('refused at once');
    const execution = await rig.runToEnd(result.executionId, 1);
    expect(execution.status).toBe('REFUSED');
    expect(execution.refusals?.[0]).toMatchObject({
      code: 'CHECK_NOT_POSSIBLE',
      message: expect.stringMatching(/^for 10 min AWS could not be asked: drs:\w+: InternalServerException: /),
    });
    expect(rig.launchJobs()).toEqual([]);
  });
});

describe('trouble while a wave runs: it still completes, with one job per server', () => {
  const troubles: readonly FaultInput[] = [
    { kind: 'throttle', operation: 'DescribeJobs', times: 1, retryAfterSeconds: 10 },
    { kind: 'throttle', operation: 'DescribeJobs', forSeconds: 300, retryAfterSeconds: 120 },
    { kind: 'throttle', forSeconds: 300 },
    { kind: 'internal-error', operation: 'DescribeJobs', forSeconds: 120 },
    { kind: 'internal-error', forSeconds: 300 },
    { kind: 'lost-request', operation: 'DescribeJobs', forSeconds: 120 },
    { kind: 'lost-reply', operation: 'DescribeJobs', forSeconds: 120 },
    { kind: 'slow', operation: 'DescribeJobs', delaySeconds: 90, times: 3 },
    { kind: 'expired-token', operation: 'DescribeJobs', times: 1 },
    { kind: 'expired-token', forSeconds: 300 },
    { kind: 'stale-read', ageSeconds: 60 },
    { kind: 'throttle', operation: 'DescribeRecoveryInstances', forSeconds: 600 },
    { kind: 'throttle', operation: 'DescribeJobLogItems', forSeconds: 600 },
    { kind: 'internal-error', service: 'ec2', forSeconds: 600 },
  ];
  test.each(troubles)('$kind of $operation $service', async (trouble) => {
    const { rig, planId } = await openDrill();
    const executionId = await rig.launch(planId);
    await untilRunning(rig, executionId);
    rig.simulator.faults.add(trouble);
    await expectCompleted(rig, executionId);
  });

  test('while AWS cannot be asked, the record says so in AWS’s words, and shows when it last could', async () => {
    const { rig, planId } = await openDrill();
    const executionId = await rig.launch(planId);
    await rig.clock.advance(100);
    const { lastPolledTime } = await rig.get(executionId);
    expect(lastPolledTime).toBeDefined();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', forSeconds: 120, retryAfterSeconds: 40 });
    await rig.clock.advance(60);
    const execution = await rig.get(executionId);
    expect(execution.status).toBe('POLLING');
    expect(execution.lastPolledTime).toBe(lastPolledTime);
    expect(execution.pollFailures[0]?.message).toContain('drs:DescribeJobs: ThrottlingException: ');
    await rig.clock.advance(120);
    expect((await rig.get(executionId)).pollFailures).toEqual([]);
    await expectCompleted(rig, executionId);
  });

  test('a throttle is obeyed: nobody asks again before the time that AWS names', async () => {
    const { rig, planId } = await openDrill();
    const executionId = await rig.launch(planId);
    await untilRunning(rig, executionId);
    rig.simulator.clearCalls();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', times: 2, retryAfterSeconds: 180 });
    await expectCompleted(rig, executionId);
    const [first, second, third] = callsOf(rig, 'DescribeJobs');
    expect([first?.status, second?.status, third?.status]).toEqual([429, 429, 200]);
    expect(Number(second?.at) - Number(first?.at)).toBeGreaterThanOrEqual(180_000);
    expect(Number(third?.at) - Number(second?.at)).toBeGreaterThanOrEqual(180_000);
  });
});

test('what was seen launched is never shown as less, whatever an old answer of AWS says', async () => {
  const rig = await openScenario({ servers: ['quick', 'slow-b'] });
  const executionId = await rig.launch(
    await rig.savePlan('seen', [{ servers: [...rig.idsOf('quick'), ...rig.idsOf('slow')] }]),
  );
  const shown = async () =>
    (await rig.servers(executionId)).map((server) => String(server.observed?.launchStatus)).sort();
  await rig.clock.runUntil(async () => (await shown()).includes('LAUNCHED'));
  expect(await shown()).toEqual(['IN_PROGRESS', 'LAUNCHED']);
  rig.simulator.faults.add({ kind: 'stale-read', ageSeconds: 120, forSeconds: 60 });
  const looks = callsOf(rig, 'DescribeJobs').length;
  await rig.clock.advance(59);
  expect(callsOf(rig, 'DescribeJobs').length).toBeGreaterThan(looks);
  expect(await shown()).toEqual(['IN_PROGRESS', 'LAUNCHED']);
  expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
});

describe('trouble with StartRecovery: the wave still completes, with one job per server', () => {
  const troubles: readonly (FaultInput & { readonly jobs?: number })[] = [
    { kind: 'throttle', operation: 'StartRecovery', times: 3, retryAfterSeconds: 150 },
    { kind: 'throttle', operation: 'StartRecovery', forSeconds: 400 },
    { kind: 'internal-error', operation: 'StartRecovery', times: 2 },
    { kind: 'internal-error', operation: 'StartRecovery', forSeconds: 600 },
    { kind: 'lost-reply', operation: 'StartRecovery', times: 1 },
    { kind: 'lost-reply', operation: 'StartRecovery', times: 2 },
    { kind: 'lost-request', operation: 'StartRecovery', times: 1 },
    { kind: 'lost-request', operation: 'StartRecovery', times: 3 },
    { kind: 'expired-token', operation: 'StartRecovery', times: 1 },
    { kind: 'expired-token', operation: 'StartRecovery', forSeconds: 300 },
    { kind: 'slow', operation: 'StartRecovery', delaySeconds: 30, times: 1 },
    { kind: 'slow', operation: 'StartRecovery', delaySeconds: 200, times: 1 },
  ];
  test.each(troubles)('$kind, times $times, for $forSeconds s', async (trouble) => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add(trouble);
    await expectCompleted(rig, await rig.launch(planId));
  });

  test('the reply is lost: the job is found and adopted, and the history says so', async () => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const execution = await expectCompleted(rig, await rig.launch(planId));
    expect(execution.waves[0]?.jobs[0]).toMatchObject({ adopted: true, jobId: rig.launchJobs()[0]?.jobId });
    expect(execution.waves[1]?.jobs[0]).toMatchObject({ adopted: false });
    expect(callsOf(rig, 'StartRecovery')).toHaveLength(2);
  });

  test('a throttle of it is obeyed: it is not called again before the time that AWS names', async () => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'StartRecovery', times: 1, retryAfterSeconds: 170 });
    await expectCompleted(rig, await rig.launch(planId));
    const [refused, accepted] = callsOf(rig, 'StartRecovery');
    expect([refused?.status, accepted?.status]).toEqual([429, 202]);
    expect(Number(accepted?.at) - Number(refused?.at)).toBeGreaterThanOrEqual(170_000);
  });

  test('AWS carries it out long after we gave up waiting: its job is found, and it is not called again', async () => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'slow', operation: 'StartRecovery', delaySeconds: 50, times: 1 });
    const execution = await expectCompleted(rig, await rig.launch(planId));
    expect(execution.waves[0]?.jobs[0]).toMatchObject({ adopted: true });
    expect(callsOf(rig, 'StartRecovery')).toHaveLength(2);
  });

  test('the reply is lost, and then AWS throttles the look for the job: it waits, and does not hammer', async () => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const executionId = await rig.launch(planId);
    rig.simulator.clearCalls();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', forSeconds: 300, retryAfterSeconds: 30 });
    await rig.clock.advance(300);
    expect(callsOf(rig, 'DescribeJobs').length).toBeLessThanOrEqual(11);
    expect((await rig.get(executionId)).waves[0]?.waitsFor).toContain('the reply of StartRecovery was lost');
    await expectCompleted(rig, executionId);
    expect(callsOf(rig, 'StartRecovery')).toHaveLength(1);
  });

  test.each([30, 60, 120])('the reply is lost, and for long DRS shows what was %i s ago', async (ageSeconds) => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    rig.simulator.faults.add({ kind: 'stale-read', ageSeconds });
    await expectCompleted(rig, await rig.launch(planId));
  });

  test.each([30, 120])('the reply of a recovery is lost, and DRS shows what was %i s ago', async (ageSeconds) => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    rig.simulator.faults.add({ kind: 'stale-read', ageSeconds, forSeconds: 180 });
    await expectCompleted(rig, await rig.launch(planId, 'RECOVERY'));
  });

  test('the reply is lost, then AWS answers nothing at all for half an hour: the job is adopted when it is over', async () => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const executionId = await rig.launch(planId);
    rig.simulator.faults.add({ kind: 'internal-error', forSeconds: 1800 });
    const execution = await expectCompleted(rig, executionId);
    expect(execution.waves[0]?.jobs[0]?.adopted).toBe(true);
  });

  test('a proxy sends StartRecovery twice: the 409 of the second is recognised as our own job', async () => {
    let sentTwice = 0;
    const { rig, planId } = await openDrill({
      network: async (request, send) => {
        if (!request.url.endsWith('/StartRecovery') || sentTwice > 0) return send(request);
        sentTwice += 1;
        await send(request.clone());
        return send(request);
      },
    });
    const execution = await expectCompleted(rig, await rig.launch(planId));
    expect(sentTwice).toBe(1);
    expect(execution.waves[0]?.jobs[0]?.adopted).toBe(true);
  });
});

describe('DRS refuses one server as being in a job that it does not list', () => {
  /** From its first call on, or from its first answer on: the request before it does not arrive. */
  const refusing = (lost: number) => {
    const seen = { calls: 0, busy: '' };
    const network: NonNullable<ScenarioOptions['network']> = async (request, send) => {
      if (!request.url.endsWith('/StartRecovery')) return send(request);
      seen.calls += 1;
      if (seen.calls <= lost) throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      if (!(await request.clone().text()).includes(seen.busy)) return send(request);
      const message = `Source server ${seen.busy} is busy`;
      return new Response(JSON.stringify({ code: 'ConflictException', message, resourceId: seen.busy }), {
        status: 409,
        headers: { 'content-type': 'application/json', 'x-amzn-errortype': 'ConflictException' },
      });
    };
    return { seen, network };
  };

  test.each([
    ['', 0],
    [', after a first request that never arrived', 1],
  ])('it alone is reported in the words of DRS, the others of its job are launched%s', async (_also, lost) => {
    const { seen, network } = refusing(lost);
    const rig = await openScenario({ servers: 5, network });
    const ids = rig.idsOf('server');
    seen.busy = ids[2] ?? '';
    const planId = await rig.savePlan('shop', [{ servers: ids }]);
    const executionId = await rig.launch(planId);
    const execution = await rig.runToEnd(executionId, 2);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 4, failedCount: 1 });
    const servers = await rig.servers(executionId);
    expect(servers.flatMap(({ outcome, sourceServerId }) => (outcome === 'FAILED' ? [sourceServerId] : []))).toEqual([
      seen.busy,
    ]);
    expect(servers.find(({ outcome }) => outcome === 'FAILED')?.reason).toContain(
      `ConflictException: Source server ${seen.busy} is busy`,
    );
    expect(rig.launchJobs()).toHaveLength(1);
  });
});

describe('AWS denies what was asked', () => {
  test('StartRecovery: the wave fails with AWS’s words, and nothing further is started', async () => {
    const { rig, planId } = await openDrill();
    const words = 'User: arn:aws:iam::111122223333:role/breakwater is not authorized to perform: drs:StartRecovery';
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', message: words });
    const executionId = await rig.launch(planId);
    const execution = await rig.runToEnd(executionId, 1);
    expect(execution).toMatchObject({ status: 'FAILED', launchedCount: 0, failedCount: 2 });
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'SKIPPED']);
    expect(execution.waves[0]?.statusReason).toContain(`AccessDeniedException: ${words}`);
    expect((await rig.servers(executionId))[0]?.reason).toBe(`AccessDeniedException: ${words}`);
    expect(callsOf(rig, 'StartRecovery')).toHaveLength(1);
  });

  test('DescribeJobs, before the launch: the wave fails with AWS’s words, and nothing is launched', async () => {
    const { rig, planId } = await openDrill();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeJobs' });
    const execution = await rig.runToEnd(await rig.launch(planId), 1);
    expect(execution.status).toBe('FAILED');
    expect(execution.waves[0]?.statusReason).toMatch(
      /AccessDeniedException: drs:DescribeJobs: .*not authorized to perform: drs:DescribeJobs/,
    );
    expect(rig.launchJobs()).toEqual([]);
  });

  test('DescribeJobs, while a wave runs, for ten minutes: it is shown, and the wave completes', async () => {
    const { rig, planId } = await openDrill();
    const executionId = await rig.launch(planId);
    await untilRunning(rig, executionId);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeJobs', forSeconds: 600 });
    await rig.clock.advance(300);
    const execution = await rig.get(executionId);
    expect(execution.status).toBe('POLLING');
    expect(execution.pollFailures[0]?.message).toContain('AccessDeniedException');
    await expectCompleted(rig, executionId);
  });

  test('DescribeJobs, from the launch on and for good: the execution ends in bounded time, and says why', async () => {
    const { rig, planId } = await openDrill({ sound: { untrueBecause: 'AWS tells nothing of the jobs' } });
    const executionId = await rig.launch(planId);
    await untilRunning(rig, executionId);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeJobs' });
    const execution = await rig.runToEnd(executionId, limits.jobGiveUpHours + 2);
    expect(execution).toMatchObject({ status: 'FAILED', launchedCount: 0 });
    expect(execution.waves.map((wave) => wave.status)).toEqual(['FAILED', 'SKIPPED']);
    const [server] = await rig.servers(executionId);
    expect(server).toMatchObject({ outcome: 'FAILED', reason: expect.stringContaining('no longer watched') });
    expect(server?.reason).toContain('AccessDeniedException');
  });

  test('the reply of StartRecovery is lost and DescribeJobs is denied for good: it ends in bounded time', async () => {
    const { rig, planId } = await openDrill({ sound: { untrueBecause: 'AWS tells nothing of the job' } });
    rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const executionId = await rig.launch(planId);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeJobs' });
    const execution = await rig.runToEnd(executionId, limits.jobGiveUpHours + 2);
    expect(execution.launchedCount).toBe(0);
    expect((await rig.servers(executionId))[0]?.reason).toContain('AccessDeniedException');
  });
});

test('several troubles at once, at every call: the drill completes, with one job per server', async () => {
  const { rig, planId } = await openDrill();
  rig.simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
  rig.simulator.faults.add({ kind: 'internal-error', operation: 'DescribeJobs', times: 7 });
  rig.simulator.faults.add({
    kind: 'throttle',
    operation: 'DescribeRecoveryInstances',
    times: 5,
    retryAfterSeconds: 9,
  });
  rig.simulator.faults.add({ kind: 'expired-token', times: 4 });
  rig.simulator.faults.add({ kind: 'stale-read', ageSeconds: 20 });
  rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds: 19, times: 3 });
  const result = await rig.start(planId);
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  await expectCompleted(rig, result.executionId);
});

test('a clock that was a day ahead and is corrected stops nobody from watching', async () => {
  const rig = await openScenario({ servers: 2 });
  let aheadMs = 86_400_000;
  const clock = { ...rig.clock, now: () => new Date(rig.clock.nowMs() + aheadMs).toISOString() };
  const ahead = await createRig({ beside: { ...rig, clock }, seed: 4 });
  const planId = await ahead.savePlan('shop', [{ servers: rig.idsOf('server') }]);
  const executionId = await ahead.launch(planId);
  await rig.clock.advance(100);
  aheadMs = 0;
  await rig.clock.advance(600);
  expect(await ahead.get(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
});
