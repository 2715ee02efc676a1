/** A look lies on top of the looks before it: what was decided stays, and grace periods begin when their reason does. */
import { describe, expect, it } from 'vitest';
import type { JobObservation } from '../../src/domain/model/observation.ts';
import { addSeconds } from '../../src/domain/time.ts';
import { observeScope } from '../../src/engine/observe.ts';
import { ledgerKey } from '../../src/engine/store/execution-items.ts';
import { createObservationWriter } from '../../src/engine/store/observation-store.ts';
import type { FaultInput } from '../../src/simulator/faults/rule.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { shopEstate } from '../support/shop.ts';

const scope = { accountId: HOME_ACCOUNT, region: HOME_REGION };

/** One started job of one server, which is decided within 45 s and ends half a minute later, and looks at it. */
const createLooks = async (...faults: readonly FaultInput[]) => {
  const rig = await createRig({ estate: { ...shopEstate, durations: { ...shopEstate.durations, jobEnd: [30, 30] } } });
  const { clock, store, simulator } = rig;
  const { recovery, compute } = rig.aws;
  for (const fault of faults) simulator.faults.add(fault);
  const jobId = rig.launchByStranger(rig.idsOf('shop-db-01'));
  const reservation = { executionId: 'exec-1', jobKey: 'w000-a1-j000', jobId, serverCount: 1 };
  const item = { ...ledgerKey(`${HOME_ACCOUNT}/${HOME_REGION}`), version: 1, body: { reservations: [reservation] } };
  await store.transact([{ kind: 'put', item }]);
  const writer = createObservationWriter(store);
  const look = async () => {
    const observed = await clock.complete(observeScope({ reader: store, clock, compute, recovery }, scope));
    await Promise.all(observed.jobs.map((job) => writer.recordJob(job)));
    const [seen] = observed.jobs;
    if (seen === undefined) throw new Error('the job was not looked at');
    return { seen, isNews: observed.concerned.has('exec-1') };
  };
  /** What DRS itself answers. */
  const answered = async () => {
    const answer = await clock.complete(recovery.describeJobs(scope, { jobIds: [jobId] }));
    return answer.ok ? answer.value[0]?.servers[0]?.launchStatus : answer.failure.message;
  };
  return { clock, simulator, look, answered };
};

const statusOf = ({ seen }: { readonly seen: JobObservation }) => seen.servers.map((server) => server.launchStatus);

/** DRS answers once with this status. */
const showing = (value: string): FaultInput => ({ kind: 'unknown-status', value, times: 1 });

describe('a server that was seen', () => {
  it.each([
    ['LAUNCHED', []],
    ['FAILED', [{ kind: 'fail-launch' }]],
  ] as const)('%s does not go back to IN_PROGRESS when DRS answers as of earlier', async (decided, faults) => {
    const { clock, simulator, look, answered } = await createLooks(...faults);
    await clock.advance(20);
    expect(statusOf(await look())).toEqual(['IN_PROGRESS']);
    await clock.advance(30);
    const { seen, isNews } = await look();
    expect([statusOf({ seen }), isNews]).toEqual([[decided], true]);
    await clock.advance(10);
    simulator.faults.add({ kind: 'stale-read', operation: 'DescribeJobs', ageSeconds: 35 });
    expect(await answered()).toBe('IN_PROGRESS');
    const again = await look();
    expect(statusOf(again)).toEqual([decided]);
    expect(again.seen.servers[0]?.decidedTime).toBe(seen.servers[0]?.decidedTime);
    expect(again.isNews, 'nothing follows from that').toBe(false);
  });

  it('TERMINATED does not go back to IN_PROGRESS', async () => {
    const { clock, simulator, look, answered } = await createLooks();
    await clock.advance(20);
    simulator.faults.add(showing('TERMINATED'));
    expect((await look()).isNews).toBe(true);
    expect(await answered()).toBe('IN_PROGRESS');
    const again = await look();
    expect([statusOf(again), again.isNews]).toEqual([['TERMINATED'], false]);
  });

  it('LAUNCHED and is TERMINATED later is shown so', async () => {
    const { clock, simulator, look } = await createLooks();
    await clock.advance(80);
    expect(statusOf(await look())).toEqual(['LAUNCHED']);
    await clock.advance(10);
    simulator.faults.add(showing('TERMINATED'));
    expect(statusOf(await look())).toEqual(['TERMINATED']);
  });
});

describe('the grace period', () => {
  it('begins with the answer: the job may have ended while that was on its way', async () => {
    const { clock, simulator, look } = await createLooks({ kind: 'undecided-server' });
    await clock.advance(20);
    await look();
    simulator.faults.add({ kind: 'slow', operation: 'DescribeJobs', delaySeconds: 9 });
    await clock.advance(50);
    const asked = clock.now();
    const { seen } = await look();
    expect(seen).toMatchObject({
      jobStatus: 'COMPLETED',
      lastPolledTime: asked,
      unsettledSince: addSeconds(asked, 9),
    });
  });

  it('of a job that DRS no longer listed begins anew when DRS lists it as COMPLETED', async () => {
    const { clock, simulator, look } = await createLooks({ kind: 'undecided-server' });
    await clock.advance(20);
    await look();
    const { id } = simulator.faults.add({ kind: 'vanish-job', instancesAppear: false });
    await clock.advance(10);
    const missingSince = clock.now();
    expect((await look()).seen).toMatchObject({ jobStatus: 'MISSING', unsettledSince: missingSince });
    await clock.advance(300);
    expect((await look()).seen).toMatchObject({ jobStatus: 'MISSING', unsettledSince: missingSince });
    simulator.faults.remove(id);
    await clock.advance(10);
    const completedSince = clock.now();
    expect((await look()).seen).toMatchObject({ jobStatus: 'COMPLETED', unsettledSince: completedSince });
    await clock.advance(100);
    expect((await look()).seen.unsettledSince).toBe(completedSince);
  });

  it('a look for what a job left undecided that fails is noted with what AWS said, until one is answered', async () => {
    const { clock, simulator, look } = await createLooks({ kind: 'undecided-server' });
    const fault = { kind: 'throttle', operation: 'DescribeRecoveryInstances', retryAfterSeconds: 90 } as const;
    const { id } = simulator.faults.add(fault);
    await clock.advance(20);
    expect((await look()).seen.instanceLookFailure, 'the job still runs').toBeUndefined();
    await clock.advance(80);
    const time = clock.now();
    const failed = await look();
    expect(failed.seen.unsettledSince, 'nobody has looked for it yet').toBeUndefined();
    expect(failed.seen).toMatchObject({
      jobStatus: 'COMPLETED',
      instanceLookFailure: {
        time,
        consecutive: 1,
        message: expect.stringContaining('drs:DescribeRecoveryInstances: ThrottlingException'),
        retryTime: addSeconds(time, 90),
      },
    });
    await clock.advance(100);
    expect((await look()).seen.instanceLookFailure?.consecutive).toBe(2);
    simulator.faults.remove(id);
    await clock.advance(100);
    const answeredTime = clock.now();
    const { seen } = await look();
    expect(seen).toMatchObject({ jobStatus: 'COMPLETED', unsettledSince: answeredTime });
    expect(seen.instanceLookFailure).toBeUndefined();
    simulator.faults.add(fault);
    await clock.advance(100);
    expect((await look()).seen, 'the grace period goes on').toMatchObject({
      unsettledSince: answeredTime,
      instanceLookFailure: { consecutive: 1 },
    });
  });

  it('does not run while the job runs, nor once all is decided', async () => {
    const { clock, look } = await createLooks();
    await clock.advance(20);
    expect((await look()).seen.unsettledSince).toBeUndefined();
    await clock.advance(60);
    const done = await look();
    expect(done.seen).toMatchObject({ jobStatus: 'COMPLETED' });
    expect(done.seen.unsettledSince).toBeUndefined();
  });
});
