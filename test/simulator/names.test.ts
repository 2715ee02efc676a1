import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { finish, idsOf, named, newestJob, startRecovery } from './drill.ts';
import { drsCall, homeAccount } from './wire.ts';

const seed = 31;
const started = async (names: readonly string[]): Promise<Simulator> => {
  const simulator = createSimulator({ seed, estate: named(names) });
  expect((await startRecovery(simulator, idsOf(simulator))).status).toBe(202);
  return simulator;
};
const logOf = async (simulator: Simulator): Promise<string> =>
  JSON.stringify((await drsCall(simulator, 'DescribeJobLogItems', { jobID: newestJob(simulator).jobId })).body);

describe('servers that misbehave by their names', () => {
  test('fail-launch-… fails with an error from EC2, and its neighbours launch', async () => {
    const simulator = await started(['fail-launch-web', 'web']);
    expect(finish(simulator).servers.map((one) => one.launchStatus)).toEqual(['FAILED', 'LAUNCHED']);
    expect(await logOf(simulator)).toContain('InsufficientInstanceCapacity');
  });

  test('the Name tag counts as the hostname does', async () => {
    const simulator = createSimulator({ seed, estate: named(['web'], { tags: { Name: 'fail-launch-by-tag' } }) });
    await startRecovery(simulator, idsOf(simulator));
    expect(finish(simulator).servers[0]?.launchStatus).toBe('FAILED');
  });

  test('slow-… takes four times as long to launch', async () => {
    const simulator = await started(['slow-web', 'web']);
    const [slow, normal] = newestJob(simulator).servers.map(
      (one) => Number(one.decidedAt) - newestJob(simulator).createdAt,
    );
    // Snapshot and conversion take at most 257 s, and a slow launch at least 480 s.
    expect(slow).toBeGreaterThan(45_000 + 180_000 + 480_000);
    expect(normal).toBeLessThan(560_000);
  });

  test('stuck-… is never decided, and its job never ends', async () => {
    const simulator = await started(['stuck-web', 'web']);
    simulator.clock.advance(30 * 86_400);
    const job = newestJob(simulator);
    expect(job).toMatchObject({ status: 'STARTED', endedAt: null });
    expect(job.servers.map((one) => one.launchStatus)).toEqual(['IN_PROGRESS', 'LAUNCHED']);
  });

  test('undecided-… stays in progress in a job that is completed, and no instance comes', async () => {
    const simulator = await started(['undecided-web', 'web']);
    const job = finish(simulator);
    expect(job.status).toBe('COMPLETED');
    expect(job.servers.map((one) => one.launchStatus)).toEqual(['IN_PROGRESS', 'LAUNCHED']);
    const { body } = await drsCall(simulator, 'DescribeRecoveryInstances');
    expect(body['items']).toHaveLength(1);
  });

  test('stalled-… shows a growing lag and launches from its last point, more than a day old', async () => {
    const simulator = await started(['stalled-web']);
    const replication = async (): Promise<string> =>
      JSON.stringify((await drsCall(simulator, 'DescribeSourceServers')).body);
    expect(await replication()).toContain('"lagDuration":"PT26H","dataReplicationState":"STALLED"');
    simulator.clock.advance(3600);
    expect(await replication()).toContain('"lagDuration":"PT27H"');
    finish(simulator);
    expect(await logOf(simulator)).toContain('USING_PREVIOUS_SNAPSHOT');
    const { body } = await drsCall(simulator, 'DescribeRecoveryInstances');
    const point = /"pointInTimeSnapshotDateTime":"([^"]+)"/.exec(JSON.stringify(body))?.[1];
    expect(newestJob(simulator).createdAt - Date.parse(`${point}`)).toBeGreaterThanOrEqual(26 * 3_600_000);
    const [sourceServerID] = idsOf(simulator);
    const snapshots = await drsCall(simulator, 'DescribeRecoverySnapshots', { sourceServerID, maxResults: 1 });
    const newest = /"timestamp":"([^"]+)"/.exec(JSON.stringify(snapshots.body))?.[1];
    expect(simulator.now() - Date.parse(`${newest}`)).toBeGreaterThan(26 * 3_600_000);
  });

  test('norecoverypoint-… is refused by name, and nothing of that call starts', async () => {
    const simulator = createSimulator({ seed, estate: named(['norecoverypoint-web', 'web']) });
    const [without] = idsOf(simulator);
    const refused = await startRecovery(simulator, idsOf(simulator));
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ resourceId: without, resourceType: 'source-server' });
    expect(simulator.jobs(homeAccount, 'us-east-1')).toEqual([]);
  });

  test('a disconnected server is refused by name', async () => {
    const simulator = createSimulator({ seed, estate: named(['web'], { replication: { state: 'DISCONNECTED' } }) });
    const refused = await startRecovery(simulator, idsOf(simulator));
    expect(refused.body['message']).toContain('DISCONNECTED');
    expect(refused.status).toBe(409);
  });
});
