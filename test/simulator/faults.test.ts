import { DrsClient, StartRecoveryCommand } from '@aws-sdk/client-drs';
import { describe, expect, test } from 'vitest';
import type { FaultInput } from '../../src/simulator/faults/rule.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, named, newestJob, region, startRecovery } from './drill.ts';
import { sdkRequestHandler } from './sdk-handler.ts';
import { drsCall, homeAccount, queryCall } from './wire.ts';

const seed = 51;
const withFault = (fault: FaultInput, names: readonly string[] = ['web-1', 'web-2']): Simulator => {
  const simulator = createSimulator({ seed, estate: named(names) });
  simulator.faults.add(fault);
  return simulator;
};
const jobs = (simulator: Simulator) => simulator.jobs(homeAccount, region);

describe('faults of a call', () => {
  test('a throttle says how long to wait, holds for its calls and then ends', async () => {
    const simulator = withFault({ kind: 'throttle', operation: 'DescribeJobs', times: 2, retryAfterSeconds: 7 });
    const first = await drsCall(simulator, 'DescribeJobs');
    expect([first.status, first.headers.get('retry-after'), first.headers.get('x-amzn-errortype')]).toEqual([
      429,
      '7',
      'ThrottlingException',
    ]);
    expect((await drsCall(simulator, 'DescribeSourceServers')).status).toBe(200);
    expect((await drsCall(simulator, 'DescribeJobs')).status).toBe(429);
    expect((await drsCall(simulator, 'DescribeJobs')).status).toBe(200);
    expect(simulator.faults.list()).toEqual([]);
  });

  test('a fault for some seconds ends by the simulated clock', async () => {
    const simulator = withFault({ kind: 'internal-error', service: 'drs', forSeconds: 10 });
    simulator.clock.advance(9);
    expect((await drsCall(simulator, 'DescribeJobs')).headers.get('x-amzn-errortype')).toBe('InternalServerException');
    simulator.clock.advance(1);
    expect((await drsCall(simulator, 'DescribeJobs')).status).toBe(200);
  });

  test('a lost reply: the job runs although the caller saw the connection break', async () => {
    const simulator = withFault({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    await expect(startRecovery(simulator, idsOf(simulator))).rejects.toThrow(TypeError);
    expect(jobs(simulator)).toHaveLength(1);
    expect(simulator.calls().log.at(-1)).toMatchObject({
      operation: 'StartRecovery',
      status: 0,
      error: 'ConnectionLost',
    });
  });

  test('an SDK that retries a lost StartRecovery by itself is refused by its own first call', async () => {
    const simulator = withFault({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
    const drs = new DrsClient({
      region,
      endpoint: 'http://simulator.local',
      credentials: { accessKeyId: 'AKIA', secretAccessKey: 'x' },
      requestHandler: sdkRequestHandler(simulator.fetch),
      maxAttempts: 2,
    });
    const sourceServers = idsOf(simulator).map((sourceServerID) => ({ sourceServerID }));
    await expect(drs.send(new StartRecoveryCommand({ sourceServers }))).rejects.toMatchObject({
      name: 'ConflictException',
    });
    expect(jobs(simulator)).toHaveLength(1);
  });

  test('a lost request: nothing happened', async () => {
    const simulator = withFault({ kind: 'lost-request', operation: 'StartRecovery', times: 1 });
    await expect(startRecovery(simulator, idsOf(simulator))).rejects.toThrow(TypeError);
    expect(jobs(simulator)).toEqual([]);
    expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
  });

  test('access denied and expired tokens are said in the words of each service', async () => {
    const simulator = withFault({ kind: 'access-denied', times: 3 });
    const drs = await drsCall(simulator, 'StartRecovery', { sourceServers: [{ sourceServerID: idsOf(simulator)[0] }] });
    expect([drs.status, drs.headers.get('x-amzn-errortype')]).toEqual([403, 'AccessDeniedException']);
    expect(drs.body['message']).toContain('is not authorized to perform: drs:StartRecovery');
    expect((await queryCall(simulator, 'ec2', { Action: 'DescribeInstances' })).xml).toContain(
      '<Code>UnauthorizedOperation</Code>',
    );
    expect((await queryCall(simulator, 'sts', { Action: 'GetCallerIdentity' })).xml).toContain(
      '<Code>AccessDenied</Code>',
    );
    simulator.faults.add({ kind: 'expired-token' });
    expect((await drsCall(simulator, 'DescribeJobs')).headers.get('x-amzn-errortype')).toBe('ExpiredTokenException');
    expect((await queryCall(simulator, 'ec2', { Action: 'DescribeInstances' })).xml).toContain(
      '<Code>RequestExpired</Code>',
    );
    expect((await queryCall(simulator, 'sts', { Action: 'GetCallerIdentity' })).xml).toContain(
      '<Code>ExpiredToken</Code>',
    );
    expect(jobs(simulator)).toEqual([]);
  });

  test('a slow call is answered when the simulated time has passed, and not before', async () => {
    const simulator = withFault({ kind: 'slow', operation: 'DescribeJobs', delaySeconds: 30, times: 1 });
    let answered = false;
    const call = drsCall(simulator, 'DescribeJobs').then(() => {
      answered = true;
    });
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
    simulator.clock.advance(29);
    for (let i = 0; i < 20; i += 1) await Promise.resolve();
    expect(answered).toBe(false);
    simulator.clock.advance(1);
    await call;
    expect(answered).toBe(true);
  });

  test('a stale read answers as it was so many seconds ago, and changes are not held back', async () => {
    const simulator = withFault({ kind: 'stale-read', ageSeconds: 60 });
    await startRecovery(simulator, idsOf(simulator));
    simulator.clock.advance(59);
    expect((await drsCall(simulator, 'DescribeJobs')).body).toEqual({ items: [] });
    expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(409);
    simulator.clock.advance(2);
    expect((await drsCall(simulator, 'DescribeJobs')).body['items']).toHaveLength(1);
  });

  test('settings, tags and what was let go are read as stale as everything else', async () => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    const [sourceServerID] = idsOf(simulator);
    await startRecovery(simulator, idsOf(simulator));
    const recoveryInstanceID = finish(simulator).servers[0]?.instanceId;
    const read = async (): Promise<string> => {
      const launch = await drsCall(simulator, 'GetLaunchConfiguration', { sourceServerID });
      const resourceArn = `arn:aws:drs:${region}:${homeAccount}:source-server/${sourceServerID}`;
      const tags = await drsCall(simulator, 'ListTagsForResource', { resourceArn });
      const instances = await drsCall(simulator, 'DescribeRecoveryInstances');
      return JSON.stringify([launch.body, tags.body, instances.body]);
    };
    const before = await read();
    simulator.clock.advance(3600);
    await drsCall(simulator, 'UpdateLaunchConfiguration', { sourceServerID, copyTags: true });
    const resourceArn = `arn:aws:drs:${region}:${homeAccount}:source-server/${sourceServerID}`;
    await drsCall(simulator, 'TagResource', { resourceArn, tags: { New: 'yes' } });
    await drsCall(simulator, 'DisconnectRecoveryInstance', { recoveryInstanceID });
    const after = await read();
    expect(after).toMatch(/"copyTags":true.*"New":"yes".*"DISCONNECTED"/);
    simulator.faults.add({ kind: 'stale-read', ageSeconds: 60 });
    expect(await read()).toBe(before);
  });

  test('a stale read is used up by reads only', async () => {
    const simulator = withFault({ kind: 'stale-read', ageSeconds: 60, times: 1 });
    await startRecovery(simulator, idsOf(simulator));
    expect((await drsCall(simulator, 'DescribeJobs')).body).toEqual({ items: [] });
    expect((await drsCall(simulator, 'DescribeJobs')).body['items']).toHaveLength(1);
  });

  test('a fault can be meant for one account, one Region, one server', async () => {
    const simulator = createSimulator({ seed });
    const [first = '', second = ''] = idsOf(simulator);
    simulator.faults.add({ kind: 'throttle', region: 'eu-west-1' });
    simulator.faults.add({ kind: 'throttle', accountId: '444455556666' });
    simulator.faults.add({ kind: 'internal-error', sourceServerIds: [second] });
    expect((await drsCall(simulator, 'DescribeJobs')).status).toBe(200);
    expect((await drsCall(simulator, 'DescribeJobs', {}, { region: 'eu-west-1' })).status).toBe(429);
    expect((await startRecovery(simulator, [first])).status).toBe(202);
    expect((await startRecovery(simulator, [second])).status).toBe(500);
    const tags = (id: string) =>
      drsCall(simulator, 'ListTagsForResource', {
        resourceArn: `arn:aws:drs:${region}:${homeAccount}:source-server/${id}`,
      });
    expect([(await tags(first)).status, (await tags(second)).status]).toEqual([200, 500]);
  });
});

describe('faults of a launch', () => {
  test('a launch can be made to fail for chosen servers, in a chosen phase, with a chosen error', async () => {
    const simulator = createSimulator({ seed, estate: named(['web-1', 'web-2']) });
    const [first = ''] = idsOf(simulator);
    simulator.faults.add({ kind: 'fail-launch', sourceServerIds: [first], phase: 'snapshot', rawError: 'No volume' });
    await startRecovery(simulator, idsOf(simulator));
    expect(finish(simulator).servers.map((one) => one.launchStatus)).toEqual(['FAILED', 'LAUNCHED']);
    const log = JSON.stringify(
      (await drsCall(simulator, 'DescribeJobLogItems', { jobID: newestJob(simulator).jobId })).body,
    );
    expect(log).toContain(`"event":"SNAPSHOT_FAIL","eventData":{"sourceServerID":"${first}","rawError":"No volume"}`);
  });

  test('a fault of two launches hits two servers, and no third', async () => {
    const simulator = withFault({ kind: 'fail-launch', times: 2 }, ['a', 'b', 'c']);
    await startRecovery(simulator, idsOf(simulator));
    expect(finish(simulator).servers.map((one) => one.launchStatus)).toEqual(['FAILED', 'FAILED', 'LAUNCHED']);
  });

  test('a stuck job never ends; the next one does', async () => {
    const simulator = withFault({ kind: 'stuck-job', times: 1 });
    const [first = '', second = ''] = idsOf(simulator);
    await startRecovery(simulator, [first]);
    expect(newestJob(simulator).endedAt).toBeNull();
    await startRecovery(simulator, [second]);
    expect(finish(simulator).servers[0]?.launchStatus).toBe('LAUNCHED');
  });

  test('an undecided server can have its instance appear without the job ever saying so', async () => {
    const simulator = withFault({ kind: 'undecided-server', instanceAppears: true }, ['web']);
    await startRecovery(simulator, idsOf(simulator));
    expect(finish(simulator)).toMatchObject({ status: 'COMPLETED', servers: [{ launchStatus: 'IN_PROGRESS' }] });
    const { body } = await drsCall(simulator, 'DescribeRecoveryInstances');
    expect(body['items']).toHaveLength(1);
  });

  test('a skipped server is said so in the log, and counts as failed', async () => {
    const simulator = withFault({ kind: 'skip-server', times: 1 });
    await startRecovery(simulator, idsOf(simulator));
    expect(finish(simulator).servers.map((one) => one.launchStatus)).toEqual(['FAILED', 'LAUNCHED']);
    const log = await drsCall(simulator, 'DescribeJobLogItems', { jobID: newestJob(simulator).jobId });
    expect(JSON.stringify(log.body)).toContain('SERVER_SKIPPED');
  });

  test.each([true, false])('a job vanishes from DescribeJobs; instancesAppear: %s', async (instancesAppear) => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    await startRecovery(simulator, idsOf(simulator));
    const { id } = simulator.faults.add({ kind: 'vanish-job', instancesAppear });
    const { jobId, servers } = finish(simulator);
    const listed = async (): Promise<unknown> =>
      (await drsCall(simulator, 'DescribeJobs', { filters: { jobIDs: [jobId] } })).body['items'];
    expect(await listed()).toEqual([]);
    const instances = await drsCall(simulator, 'DescribeRecoveryInstances');
    expect(instances.body['items']).toHaveLength(instancesAppear ? 1 : 0);
    const ec2 = await queryCall(simulator, 'ec2', {
      Action: 'DescribeInstances',
      'InstanceId.1': `${servers[0]?.instanceId}`,
    });
    expect(ec2.status).toBe(instancesAppear ? 200 : 400);
    simulator.faults.remove(id);
    expect(await listed()).toHaveLength(1);
  });

  test('statuses that nobody has seen before come through, for the chosen servers', async () => {
    const simulator = createSimulator({ seed, estate: named(['web-1', 'web-2']) });
    const [first = '', second = ''] = idsOf(simulator);
    await startRecovery(simulator, [first, second]);
    simulator.faults.add({ kind: 'unknown-status', value: 'QUARANTINED', sourceServerIds: [first], times: 1 });
    const strange = JSON.stringify((await drsCall(simulator, 'DescribeJobs')).body);
    expect(strange).toContain(`"sourceServerID":"${first}","launchStatus":"QUARANTINED"`);
    expect(strange).toContain(`"sourceServerID":"${second}","launchStatus":"PENDING"`);
    expect(JSON.stringify((await drsCall(simulator, 'DescribeJobs')).body)).not.toContain('QUARANTINED');
    simulator.faults.add({ kind: 'unknown-status', field: 'jobStatus', value: 'PAUSED' });
    expect(JSON.stringify((await drsCall(simulator, 'DescribeJobs')).body)).toContain('"status":"PAUSED"');
  });

  test('replication stalls from now on, its lag grows, and it recovers when the fault ends', async () => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    const { id } = simulator.faults.add({ kind: 'stalled-replication' });
    simulator.clock.advance(1800);
    const replication = async () => JSON.stringify((await drsCall(simulator, 'DescribeSourceServers')).body);
    expect(await replication()).toContain('"lagDuration":"PT30M","dataReplicationState":"STALLED"');
    simulator.faults.remove(id);
    expect(await replication()).toContain('"dataReplicationState":"CONTINUOUS"');
  });

  test("somebody else's job holds its servers, and is listed like any other", async () => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    const jobId = simulator.startForeignJob({ accountId: homeAccount, region, sourceServerIds: idsOf(simulator) });
    expect((await startRecovery(simulator, idsOf(simulator))).body['message']).toContain(jobId);
    const { drs } = clientsOf(simulator);
    const refused = drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID: idsOf(simulator)[0] }] }));
    await expect(refused).rejects.toMatchObject({ name: 'ConflictException', resourceId: idsOf(simulator)[0] });
    const again = { accountId: homeAccount, region, sourceServerIds: idsOf(simulator) };
    expect(() => simulator.startForeignJob(again)).toThrow(`already participating in job ${jobId}`);
    finish(simulator);
    expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
  });
});
