import { DescribeRecoveryInstancesCommand, DescribeRecoverySnapshotsCommand } from '@aws-sdk/client-drs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, named, newestJob, region, startRecovery } from './drill.ts';
import { drsCall, homeAccount } from './wire.ts';

async function instanceState(simulator: Simulator, id: string | undefined): Promise<string | undefined> {
  const { Reservations } = await clientsOf(simulator).ec2.send(
    new DescribeInstancesCommand({ InstanceIds: [`${id}`] }),
  );
  return Reservations?.[0]?.Instances?.[0]?.State?.Name;
}

describe('previous recovery instances', () => {
  test('a launch deletes the previous recovery instance, a live one too', async () => {
    const simulator = createSimulator({ seed: 11, estate: named(['erp-db']) });
    const { drs } = clientsOf(simulator);
    const ids = idsOf(simulator);
    await startRecovery(simulator, ids, { isDrill: false });
    finish(simulator);
    const before = await drs.send(new DescribeRecoveryInstancesCommand({}));
    const live = before.items?.[0];
    expect(before.items).toHaveLength(1);
    expect(live).toMatchObject({ isDrill: false, ec2InstanceState: 'RUNNING' });

    await startRecovery(simulator, ids, { isDrill: true });
    finish(simulator);
    const after = await drs.send(new DescribeRecoveryInstancesCommand({ filters: { sourceServerIDs: ids } }));
    expect(after.items).toHaveLength(1);
    expect(after.items?.[0]?.recoveryInstanceID).not.toBe(live?.recoveryInstanceID);
    expect(await instanceState(simulator, live?.ec2InstanceID)).toBe('terminated');
    const log = await drsCall(simulator, 'DescribeJobLogItems', { jobID: newestJob(simulator).jobId });
    expect(JSON.stringify(log.body)).toContain('"event":"CLEANUP_START"');
  });

  test('a launch that fails has deleted the previous instance all the same', async () => {
    const simulator = createSimulator({ seed: 12, estate: named(['erp-db']) });
    const ids = idsOf(simulator);
    await startRecovery(simulator, ids, { isDrill: false });
    const first = finish(simulator).servers[0]?.instanceId;
    simulator.faults.add({ kind: 'fail-launch' });
    await startRecovery(simulator, ids);
    expect(finish(simulator).servers[0]?.launchStatus).toBe('FAILED');
    expect(await instanceState(simulator, first)).toBe('terminated');
    expect(simulator.servers(homeAccount, region)[0]?.instanceId).toBeUndefined();
  });

  test('a launch that fails while it converts leaves the previous instance alone', async () => {
    const simulator = createSimulator({ seed: 13, estate: named(['erp-db']) });
    const ids = idsOf(simulator);
    await startRecovery(simulator, ids, { isDrill: false });
    const first = finish(simulator).servers[0]?.instanceId;
    simulator.faults.add({ kind: 'fail-launch', phase: 'conversion' });
    await startRecovery(simulator, ids);
    finish(simulator);
    expect(await instanceState(simulator, first)).toBe('running');
  });

  test('EC2 forgets a terminated instance after an hour, and then its id fails the call', async () => {
    const simulator = createSimulator({ seed: 14, estate: named(['web']) });
    await startRecovery(simulator, idsOf(simulator));
    const id = finish(simulator).servers[0]?.instanceId;
    await drsCall(simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: [id] });
    expect(finish(simulator)).toMatchObject({
      type: 'TERMINATE',
      servers: [{ launchStatus: 'TERMINATED', instanceId: id }],
    });
    expect(await instanceState(simulator, id)).toBe('terminated');
    expect((await drsCall(simulator, 'DescribeRecoveryInstances')).body).toEqual({ items: [] });
    simulator.clock.advance(3700);
    await expect(instanceState(simulator, id)).rejects.toThrow(`The instance ID '${id}' does not exist`);
  });
});

describe('the way of a job', () => {
  test('servers go forward only, instances show when launched, and the job ends after its last server', async () => {
    const seed = 4242;
    await fc.assert(
      fc.asyncProperty(fc.nat(100_000), fc.integer({ min: 1, max: 12 }), async (jobSeed, count) => {
        const simulator = createSimulator({ seed: jobSeed, estate: makeEstate({ servers: count }) });
        await startRecovery(simulator, idsOf(simulator));
        const order = ['PENDING', 'IN_PROGRESS', 'LAUNCHED'];
        let reached = new Map<string, number>();
        for (;;) {
          const { body } = await drsCall(simulator, 'DescribeJobs');
          const job = newestJob(simulator);
          const now = new Map(job.servers.map((one) => [one.sourceServerId, order.indexOf(one.launchStatus)]));
          for (const [id, place] of now) expect(place).toBeGreaterThanOrEqual(reached.get(id) ?? 0);
          reached = now;
          const launched = job.servers.filter((one) => one.launchStatus === 'LAUNCHED').length;
          expect(JSON.stringify(body).split('recoveryInstanceID').length - 1).toBe(launched);
          const instances = await drsCall(simulator, 'DescribeRecoveryInstances');
          expect(instances.body['items']).toHaveLength(launched);
          if (job.status === 'COMPLETED') break;
          simulator.clock.advance(7);
        }
        const job = newestJob(simulator);
        expect(job.servers.every((one) => one.launchStatus === 'LAUNCHED')).toBe(true);
        const last = Math.max(...job.servers.map((one) => Number(one.decidedAt)));
        expect(Number(job.endedAt) - last).toBeGreaterThanOrEqual(0);
        expect(Number(job.endedAt) - last).toBeLessThanOrEqual(3000);
        for (const one of job.servers) {
          const seconds = (Number(one.decidedAt) - job.createdAt) / 1000;
          expect(seconds).toBeGreaterThanOrEqual(45 + 180 + 120);
          expect(seconds).toBeLessThanOrEqual(2 + 75 + 180 + 300);
        }
      }),
      { seed, numRuns: 25 },
    );
  });

  test('the job log tells the phases in their order as they come, and nothing of the future', async () => {
    const simulator = createSimulator({ seed: 20, estate: named(['web']) });
    await startRecovery(simulator, idsOf(simulator));
    finish(simulator);
    await startRecovery(simulator, idsOf(simulator));
    const { jobId, createdAt } = newestJob(simulator);
    const events = async (): Promise<{ event: string; at: number }[]> => {
      const { body } = await drsCall(simulator, 'DescribeJobLogItems', { jobID: jobId });
      const items = JSON.stringify(body).matchAll(/"logDateTime":"([^"]+)","event":"([^"]+)"/g);
      return [...items].map((one) => ({ event: `${one[2]}`, at: Date.parse(`${one[1]}`) }));
    };
    expect(await events()).toEqual([]);
    simulator.clock.advance(90);
    expect((await events()).map((one) => one.event)).toEqual([
      'JOB_START',
      'SNAPSHOT_START',
      'SNAPSHOT_END',
      'CONVERSION_START',
    ]);
    expect((await events()).every((one) => one.at >= createdAt && one.at <= simulator.now())).toBe(true);
    finish(simulator);
    expect((await events()).slice(4).map((one) => one.event)).toEqual([
      'CONVERSION_END',
      'CLEANUP_START',
      'CLEANUP_END',
      'LAUNCH_START',
      'JOB_END',
    ]);
  });

  test('Linux takes about 5 minutes and Windows about 20 in the realistic profile', async () => {
    const minutes = async (os: 'linux' | 'windows'): Promise<number[]> => {
      const simulator = createSimulator({
        seed: 3,
        durations: 'realistic',
        estate: makeEstate({ servers: 50, server: () => ({ os }) }),
      });
      await startRecovery(simulator, idsOf(simulator));
      return finish(simulator).servers.map((one) => (Number(one.decidedAt) - newestJob(simulator).createdAt) / 60_000);
    };
    const mean = (all: number[]): number => all.reduce((sum, one) => sum + one, 0) / all.length;
    expect(mean(await minutes('linux'))).toBeCloseTo(5, 0);
    expect(mean(await minutes('windows'))).toBeCloseTo(20, 0);
  });

  test('EC2 shows the instance as pending while it boots, then running', async () => {
    const simulator = createSimulator({ seed: 15, estate: named(['web']) });
    await startRecovery(simulator, idsOf(simulator));
    const { decidedAt, instanceId } = newestJob(simulator).servers[0] ?? {};
    simulator.clock.advance((Number(decidedAt) - simulator.now()) / 1000 - 1);
    expect(await instanceState(simulator, instanceId)).toBe('pending');
    simulator.clock.advance(11);
    expect(await instanceState(simulator, instanceId)).toBe('running');
  });

  test('a server whose launch settings say STOPPED is launched and stopped', async () => {
    const simulator = createSimulator({ seed: 16, estate: named(['web'], { launchDisposition: 'STOPPED' }) });
    await startRecovery(simulator, idsOf(simulator));
    const [server] = finish(simulator).servers;
    expect(server?.launchStatus).toBe('LAUNCHED');
    expect(await instanceState(simulator, server?.instanceId)).toBe('stopped');
  });

  test('the same seed gives the same history, another seed another one', async () => {
    const jobIds = new Set<string>();
    const history = async (seed: number): Promise<string> => {
      const simulator = createSimulator({ seed, estate: makeEstate({ servers: 5 }) });
      await startRecovery(simulator, idsOf(simulator));
      finish(simulator);
      jobIds.add(newestJob(simulator).jobId);
      return JSON.stringify([simulator.jobs(homeAccount, region), simulator.servers(homeAccount, region)]);
    };
    expect(await history(1)).toBe(await history(1));
    expect(await history(1)).not.toBe(await history(2));
    expect(jobIds.size).toBe(2);
  });
});

describe('recovery points', () => {
  test('a launch from a chosen point carries its time, one from the newest data that of the snapshot', async () => {
    const simulator = createSimulator({ seed: 17, estate: named(['db']) });
    const { drs } = clientsOf(simulator);
    const ids = idsOf(simulator);
    const points = await drs.send(new DescribeRecoverySnapshotsCommand({ sourceServerID: `${ids[0]}`, order: 'ASC' }));
    const chosen = points.items?.[0];
    await startRecovery(simulator, ids, { recoverySnapshotID: `${chosen?.snapshotID}` });
    finish(simulator);
    const fromPoint = await drs.send(new DescribeRecoveryInstancesCommand({}));
    expect(fromPoint.items?.[0]?.pointInTimeSnapshotDateTime).toBe(chosen?.timestamp);

    await startRecovery(simulator, ids);
    const { createdAt } = finish(simulator);
    const fromNow = await drs.send(new DescribeRecoveryInstancesCommand({}));
    const point = Date.parse(`${fromNow.items?.[0]?.pointInTimeSnapshotDateTime}`);
    expect(Math.abs(point - createdAt)).toBeLessThan(5000);
  });

  test('points are kept every 10 minutes for an hour, hourly for a day, daily for a week, and move with time', async () => {
    const simulator = createSimulator({ seed: 18, estate: named(['db']) });
    const [sourceServerID] = idsOf(simulator);
    const times = async (): Promise<number[]> => {
      const { body } = await drsCall(simulator, 'DescribeRecoverySnapshots', { sourceServerID });
      return [...JSON.stringify(body).matchAll(/"timestamp":"([^"]+)"/g)].map((one) => Date.parse(`${one[1]}`));
    };
    const first = await times();
    expect(first).toEqual(first.toSorted((a, b) => b - a));
    const within = (hours: number): number => first.filter((time) => time > simulator.now() - hours * 3_600_000).length;
    expect([within(1), within(24), within(24 * 7)]).toEqual([6, 29, 35]);
    simulator.clock.advance(1800);
    expect((await times())[0]).toBe(Number(first[0]) + 1_800_000);
  });

  test('an unknown or expired point is refused by its id', async () => {
    const simulator = createSimulator({ seed: 19, estate: named(['db']) });
    const refused = await startRecovery(simulator, idsOf(simulator), { recoverySnapshotID: 'pit-00000000000000000' });
    expect(refused.status).toBe(404);
    expect(refused.body).toMatchObject({ resourceId: 'pit-00000000000000000', resourceType: 'recovery-snapshot' });
  });
});
