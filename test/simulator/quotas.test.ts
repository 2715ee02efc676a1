import { describe, expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { finish, idsOf, named, region, startRecovery } from './drill.ts';
import { drsCall, homeAccount, secondAccount } from './wire.ts';

const seed = 41;
const estate = (servers: number) => makeEstate({ servers });

describe('quotas of an account and Region', () => {
  test('a job of 101 servers is refused, one of 100 starts', async () => {
    const simulator = createSimulator({ seed, estate: estate(101) });
    const refused = await startRecovery(simulator, idsOf(simulator));
    expect(refused.status).toBe(402);
    expect(refused.body).toMatchObject({ quotaCode: 'L-B827C881', serviceCode: 'drs' });
    expect((await startRecovery(simulator, idsOf(simulator).slice(1))).status).toBe(202);
  });

  test('the 21st job in progress is refused until one has ended, and clean-up jobs count', async () => {
    const simulator = createSimulator({ seed, estate: estate(23) });
    const ids = idsOf(simulator);
    await startRecovery(simulator, ids.slice(0, 1));
    const launched = finish(simulator).servers[0]?.instanceId;
    for (const id of ids.slice(1, 20)) expect((await startRecovery(simulator, [id])).status).toBe(202);
    expect((await drsCall(simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: [launched] })).status).toBe(
      200,
    );
    const refused = await startRecovery(simulator, ids.slice(20, 21));
    expect(refused.status).toBe(402);
    expect(refused.body['quotaCode']).toBe('L-D88FAC3A');
    finish(simulator);
    expect((await startRecovery(simulator, ids.slice(20, 21))).status).toBe(202);
  });

  test('the end of one job makes room for one, not for more', async () => {
    const simulator = createSimulator({ seed, estate: estate(5), quotas: { jobsInProgress: 2 } });
    const [a = '', b = '', c = '', d = ''] = idsOf(simulator);
    await startRecovery(simulator, [a]);
    simulator.clock.advance(300);
    await startRecovery(simulator, [b]);
    expect((await startRecovery(simulator, [c])).status).toBe(402);
    const { endedAt } = simulator.jobs(homeAccount, region)[0] ?? {};
    simulator.clock.advance((Number(endedAt) - simulator.now()) / 1000);
    expect((await startRecovery(simulator, [c])).status).toBe(202);
    expect((await startRecovery(simulator, [d])).status).toBe(402);
  });

  test('the 501st server in all jobs is refused', async () => {
    const simulator = createSimulator({ seed, estate: estate(510) });
    const ids = idsOf(simulator);
    for (let i = 0; i < 495; i += 99) expect((await startRecovery(simulator, ids.slice(i, i + 99))).status).toBe(202);
    const refused = await startRecovery(simulator, ids.slice(495, 501));
    expect(refused.body['quotaCode']).toBe('L-05AFA8C6');
    expect((await startRecovery(simulator, ids.slice(495, 500))).status).toBe(202);
  });

  test('a server in a job is refused by name until its job has ended', async () => {
    const simulator = createSimulator({ seed, estate: estate(3) });
    const [first = '', second = '', third = ''] = idsOf(simulator);
    await startRecovery(simulator, [first, second]);
    const refused = await startRecovery(simulator, [third, second]);
    expect(refused.status).toBe(409);
    expect(refused.headers.get('x-amzn-errortype')).toBe('ConflictException');
    expect(refused.body).toMatchObject({ resourceId: second, resourceType: 'source-server' });
    finish(simulator);
    expect((await startRecovery(simulator, [third, second])).status).toBe(202);
  });

  test('every account and every Region has quotas of its own', async () => {
    const places = makeEstate({ servers: 4, accountIds: [homeAccount, secondAccount], regions: [region, 'eu-west-1'] });
    const simulator = createSimulator({ seed, estate: places, quotas: { jobsInProgress: 1 } });
    expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
    const sourceServers = idsOf(simulator, 'eu-west-1').map((sourceServerID) => ({ sourceServerID }));
    const europe = await drsCall(simulator, 'StartRecovery', { sourceServers }, { region: 'eu-west-1' });
    expect(europe.status).toBe(202);
  });

  test('a server listed twice, an unknown server and an unknown instance are refused by id', async () => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    const [id = ''] = idsOf(simulator);
    expect((await startRecovery(simulator, [id, id])).headers.get('x-amzn-errortype')).toBe('ValidationException');
    const unknown = await startRecovery(simulator, ['s-00000000000000000']);
    expect(unknown.status).toBe(404);
    expect(unknown.body['resourceId']).toBe('s-00000000000000000');
    const instance = await drsCall(simulator, 'TerminateRecoveryInstances', {
      recoveryInstanceIDs: ['i-00000000000000000'],
    });
    expect(instance.status).toBe(404);
    expect(simulator.jobs(homeAccount, region)).toEqual([]);
  });

  test('a Region in which DRS is not initialised says so', async () => {
    const simulator = createSimulator({ seed, estate: estate(1) });
    const answer = await drsCall(simulator, 'DescribeSourceServers', {}, { region: 'ap-south-1' });
    expect(answer.headers.get('x-amzn-errortype')).toBe('UninitializedAccountException');
  });

  test('requests over the rate are throttled with the seconds to wait, and go through after them', async () => {
    const simulator = createSimulator({ seed, estate: estate(1), quotas: { requests: { burst: 3, perSecond: 0.5 } } });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await drsCall(simulator, 'DescribeJobs')).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const throttled = await drsCall(simulator, 'DescribeJobs');
    expect(throttled.headers.get('retry-after')).toBe('2');
    simulator.clock.advance(2);
    expect((await drsCall(simulator, 'DescribeJobs')).status).toBe(200);
  });
});

describe('paging', () => {
  test('all servers come in pages, none twice, and a token is good for its own request only', async () => {
    const simulator = createSimulator({ seed, estate: estate(475) });
    const seen: string[] = [];
    let nextToken: unknown;
    let pages = 0;
    do {
      const { body } = await drsCall(simulator, 'DescribeSourceServers', { maxResults: 1000, nextToken });
      seen.push(...[...JSON.stringify(body).matchAll(/"sourceServerID":"([^"]+)"/g)].map((one) => `${one[1]}`));
      nextToken = body['nextToken'];
      pages += 1;
      if (typeof nextToken === 'string') {
        const foreign = await drsCall(simulator, 'DescribeJobs', { nextToken });
        expect(foreign.headers.get('x-amzn-errortype')).toBe('ValidationException');
      }
    } while (nextToken !== undefined);
    expect(pages).toBe(3);
    expect(seen).toEqual(idsOf(simulator));
    const garbage = await drsCall(simulator, 'DescribeSourceServers', { nextToken: 'page two' });
    expect(garbage.status).toBe(400);
  });

  test('jobs come newest first, and one that starts while somebody pages moves nothing', async () => {
    const simulator = createSimulator({ seed, estate: estate(8) });
    const ids = idsOf(simulator);
    for (const id of ids.slice(0, 6)) {
      await startRecovery(simulator, [id]);
      simulator.clock.advance(5);
    }
    const jobIds = (body: unknown): string[] =>
      [...JSON.stringify(body).matchAll(/"jobID":"([^"]+)"/g)].map((one) => `${one[1]}`);
    const first = await drsCall(simulator, 'DescribeJobs', { maxResults: 4 });
    const expected = simulator
      .jobs(homeAccount, region)
      .map((job) => job.jobId)
      .reverse();
    await startRecovery(simulator, ids.slice(6, 7));
    const second = await drsCall(simulator, 'DescribeJobs', { maxResults: 4, nextToken: first.body['nextToken'] });
    expect([...jobIds(first.body), ...jobIds(second.body)]).toEqual(expected);

    const named = await drsCall(simulator, 'DescribeJobs', { filters: { jobIDs: expected }, maxResults: 4 });
    const rest = await drsCall(simulator, 'DescribeJobs', {
      filters: { jobIDs: expected },
      maxResults: 4,
      nextToken: named.body['nextToken'],
    });
    expect([...jobIds(named.body), ...jobIds(rest.body)]).toEqual(expected);
  });

  test('jobs can be asked for by their time', async () => {
    const simulator = createSimulator({ seed, estate: estate(2) });
    const [first = '', second = ''] = idsOf(simulator);
    await startRecovery(simulator, [first]);
    simulator.clock.advance(100);
    const between = new Date(simulator.now() - 50_000).toISOString();
    await startRecovery(simulator, [second]);
    const since = await drsCall(simulator, 'DescribeJobs', { filters: { fromDate: between } });
    expect(JSON.stringify(since.body)).toContain(second);
    expect(JSON.stringify(since.body)).not.toContain(first);
    const until = await drsCall(simulator, 'DescribeJobs', { filters: { toDate: between } });
    expect(JSON.stringify(until.body)).toContain(first);
    expect(JSON.stringify(until.body)).not.toContain(second);
  });
});
