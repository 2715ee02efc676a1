import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/simulator/clock.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { finish, idsOf, named, newestJob, startRecovery } from './drill.ts';
import { control, drsCall, homeAccount } from './wire.ts';

const seed = 81;
const fresh = () => createSimulator({ seed, estate: named(['web-1', 'web-2']) });

describe('the control endpoint', () => {
  test('time is read in epoch seconds and moves by as much as it is told', async () => {
    const simulator = fresh();
    const before = Number((await control(simulator, 'GET', 'clock')).body['now']);
    expect(before).toBe(Date.UTC(2026, 10, 2, 8) / 1000);
    const after = await control(simulator, 'POST', 'clock', { advanceSeconds: 90.5 });
    expect(after.body).toEqual({ now: before + 90.5 });
  });

  test('faults are added, listed, ended one by one and all at once', async () => {
    const simulator = fresh();
    const added = await control(simulator, 'POST', 'faults', { kind: 'throttle', times: 5 });
    expect(added.status).toBe(201);
    await control(simulator, 'POST', 'faults', { kind: 'lost-reply', operation: 'StartRecovery' });
    const listed = await control(simulator, 'GET', 'faults');
    expect(listed.body['faults']).toMatchObject([
      { id: added.body['id'], remaining: 5, rule: { kind: 'throttle', retryAfterSeconds: 1 } },
      { rule: { kind: 'lost-reply' } },
    ]);
    const rest = await control(simulator, 'DELETE', 'faults', { id: added.body['id'] });
    expect(rest.body['faults']).toHaveLength(1);
    expect((await control(simulator, 'DELETE', 'faults')).body).toEqual({ faults: [] });
    expect((await drsCall(simulator, 'DescribeJobs')).status).toBe(200);
  });

  test("somebody else's job is started by asking for it", async () => {
    const simulator = fresh();
    const sourceServerIds = idsOf(simulator);
    const input = { kind: 'foreign-job', accountId: homeAccount, region: 'us-east-1', sourceServerIds };
    const answer = await control(simulator, 'POST', 'faults', input);
    expect(answer).toEqual({ status: 201, body: { jobId: newestJob(simulator).jobId } });
  });

  test('a job that never ends can be ended by hand, and its servers are free again', async () => {
    const simulator = createSimulator({ seed, estate: named(['stuck-web', 'web']) });
    await startRecovery(simulator, idsOf(simulator));
    const { jobId } = newestJob(simulator);
    simulator.clock.advance(3600);
    expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(409);
    expect((await control(simulator, 'POST', 'jobs', { endJobId: jobId })).body).toEqual({ jobId });
    expect(newestJob(simulator)).toMatchObject({ status: 'COMPLETED', endedAt: simulator.now() });
    const log = await drsCall(simulator, 'DescribeJobLogItems', { jobID: jobId });
    expect(JSON.stringify(log.body)).toMatch(/"JOB_END","eventData":\{\}\}\]\}$/);
    expect((await control(simulator, 'POST', 'jobs', { endJobId: jobId })).body['message']).toContain('has ended');
    expect((await control(simulator, 'POST', 'jobs', { endJobId: 'drsjob-1' })).status).toBe(400);
    expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
  });

  test('calls are counted by operation, and the log says how each ended', async () => {
    const simulator = fresh();
    await drsCall(simulator, 'DescribeJobs');
    await startRecovery(simulator, ['s-00000000000000000']);
    const { body } = await control(simulator, 'GET', 'calls');
    expect(body['counts']).toEqual({ 'drs:DescribeJobs': 1, 'drs:StartRecovery': 1 });
    expect(body['log']).toMatchObject([
      { service: 'drs', operation: 'DescribeJobs', accountId: homeAccount, region: 'us-east-1', status: 200 },
      { operation: 'StartRecovery', status: 404, error: 'ResourceNotFoundException' },
    ]);
    expect((await control(simulator, 'DELETE', 'calls')).body).toEqual({ counts: {}, log: [] });
  });

  test.each([
    ['clock', { advanceSeconds: -1 }, 'advanceSeconds'],
    ['clock', { advanceSeconds: 'ten' }, 'advanceSeconds'],
    ['clock', {}, 'advanceSeconds'],
    ['clock', { speed: -2 }, 'speed'],
    ['clock', { speed: 60 }, 'speed: this simulator has no real time to follow'],
    ['clock', 'not json', 'body: is not JSON'],
    ['faults', { kind: 'earthquake' }, 'kind'],
    ['faults', { kind: 'throttle', tmies: 2 }, 'tmies'],
    ['faults', { kind: 'throttle', times: 0 }, 'times'],
    ['faults', { kind: 'throttle', operation: 'StartRecoverey' }, 'operation'],
    ['faults', { kind: 'throttle', accountId: '1' }, 'accountId'],
    ['faults', { kind: 'slow' }, 'delaySeconds'],
    ['faults', { kind: 'fail-launch', operation: 'DescribeJobs' }, 'operation'],
    ['faults', { kind: 'vanish-job', times: 3 }, 'times'],
    ['faults', { kind: 'delay-event' }, 'delaySeconds'],
    ['faults', { kind: 'drop-event', detailType: 'DRS PIT Snapshot Taken' }, 'detailType'],
    ['faults', { kind: 'drop-event', operation: 'StartRecovery' }, 'operation'],
    ['event-listener', {}, 'url'],
    [
      'faults',
      { kind: 'foreign-job', accountId: homeAccount, region: 'us-east-1', sourceServerIds: ['s-1'] },
      'sourceServerIds',
    ],
    [
      'faults',
      { kind: 'foreign-job', accountId: homeAccount, region: 'mars-1', sourceServerIds: ['s-1'] },
      'accountId',
    ],
    ['faults', { times: 1 }, 'kind'],
  ])('POST %s with %j is refused, naming %s', async (path, body, field) => {
    const simulator = fresh();
    const answer = await control(simulator, 'POST', path, body);
    expect(answer.status).toBe(400);
    expect(answer.body['message']).toContain(field);
    expect(String(answer.body['message']).length).toBeLessThan(400);
    expect(simulator.faults.list()).toEqual([]);
  });

  test('an unknown path is answered with the paths that there are', async () => {
    const answer = await control(fresh(), 'PUT', 'clock');
    expect(answer.status).toBe(404);
    expect(answer.body['message']).toContain('POST /_control/clock');
  });
});

describe('clocks', () => {
  test('time runs at its speed, and a change of speed loses and jumps nothing', () => {
    let real = 1_000_000;
    const clock = createClock({ realTime: { now: () => real, wait: () => Promise.resolve() }, speed: 60, startAt: 0 });
    const simulator = createSimulator({ seed, clock });
    real += 1000;
    expect(simulator.now()).toBe(60_000);
    simulator.clock.setSpeed(2);
    expect(simulator.now()).toBe(60_000);
    real += 1000;
    expect(simulator.now()).toBe(62_000);
    simulator.clock.setSpeed(0);
    real += 5000;
    expect(simulator.now()).toBe(62_000);
    simulator.clock.advance(8);
    expect(simulator.now()).toBe(70_000);
    simulator.clock.setSpeed(1);
    real += 3000;
    expect(simulator.now()).toBe(73_000);
    // The machine's clock is set back: simulated time waits instead of going back.
    real -= 60_000;
    expect(simulator.now()).toBe(73_000);
  });

  test('a host that moves time itself is followed, and the control endpoint leaves its clock alone', async () => {
    let time = 5000;
    const simulator = createSimulator({ seed, now: () => time, estate: named(['web']) });
    await startRecovery(simulator, idsOf(simulator));
    time += 700_000;
    expect(newestJob(simulator)).toMatchObject({ status: 'COMPLETED', createdAt: 5000 });
    const refused = await control(simulator, 'POST', 'clock', { advanceSeconds: 1 });
    expect(refused.body['message']).toContain('moved by its host');
  });

  test('a job that is finished stays as it is however far time goes', async () => {
    const simulator = fresh();
    await startRecovery(simulator, idsOf(simulator));
    finish(simulator);
    const answer = async () => JSON.stringify((await drsCall(simulator, 'DescribeJobs')).body);
    const before = await answer();
    simulator.clock.advance(365 * 86_400);
    expect(await answer()).toBe(before);
  });
});
