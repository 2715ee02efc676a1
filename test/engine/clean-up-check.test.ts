/** Before it terminates anything, a clean-up looks again: what DRS no longer lists is not gone by that alone. */
import { describe, expect, it } from 'vitest';
import { checkLaunch } from '../../src/engine/launch-check.ts';
import { createFoundPoints } from '../../src/engine/recovery-points.ts';
import { beginRun, jobsIn, turn } from '../domain/support/drive.ts';
import { createRig, type Rig } from '../support/rig.ts';

const run = beginRun({ jobs: [{ size: 1 }] });
turn(run);
const [planned] = jobsIn(run.state(), 'PLANNED');
if (planned === undefined) throw new Error('no job was planned');
const [server] = planned.servers;
if (server === undefined) throw new Error('the job has no server');

/** What the look says when DRS lists no instance of the server, and the clean-up is after this one. */
const check = async (rig: Rig, recoveryInstanceId: string) => {
  const job = { ...planned, purpose: 'CLEAN_UP' as const, servers: [{ ...server, recoveryInstanceId }] };
  const state = { ...run.state(), header: { ...run.state().header, purpose: 'CLEAN_UP' as const }, jobs: [job] };
  const scope = { accountId: job.accountId, region: job.region };
  const request = { state, scope, jobs: [job], claimId: 'claim-1', ledger: undefined };
  const { recovery, compute } = rig.aws;
  const { clock, store: reader } = rig;
  const ports = { reader, recovery, compute, clock, pointLooks: { clock, found: createFoundPoints() } };
  const checked = checkLaunch(ports, request);
  const { input } = await rig.clock.complete(checked);
  return input.type === 'launchChecked' ? input.obstacles.get(server.sourceServerId) : input;
};

/** An EC2 instance that DRS launched from another server. */
const launchInstance = async (launchDisposition: 'STARTED' | 'STOPPED' = 'STARTED') => {
  const rig = await createRig({ estate: { servers: 1, server: () => ({ launchDisposition }) } });
  const ids = rig.idsOf('server-');
  const launch = async () => {
    rig.launchByStranger(ids);
    await rig.clock.advance(1200);
    return rig.simulator.servers(planned.accountId, planned.region)[0]?.instanceId ?? '';
  };
  return { rig, launch, instanceId: await launch() };
};

describe('an instance that DRS no longer lists', () => {
  it('is done with when EC2 does not know it, or has terminated it', async () => {
    const { rig, launch, instanceId } = await launchInstance();
    expect(await check(rig, 'i-0000000000000dead')).toEqual({ kind: 'done' });
    expect(await launch(), 'which terminates the one before').not.toBe(instanceId);
    expect(await check(rig, instanceId)).toEqual({ kind: 'done' });
  });

  it.each([
    ['STARTED', 'running'],
    ['STOPPED', 'stopped'],
  ] as const)('is left alone, and named, when it was %s and is %s in EC2', async (disposition, instanceState) => {
    const { rig, instanceId } = await launchInstance(disposition);
    expect(await check(rig, instanceId)).toEqual({
      kind: 'refused',
      reason: `left alone: DRS no longer lists ${instanceId}, and in EC2 it is ${instanceState}: terminate it there`,
    });
  });

  it('waits when EC2 cannot be asked', async () => {
    const { rig, instanceId } = await launchInstance();
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeInstances' });
    expect(await check(rig, instanceId)).toMatchObject({
      type: 'launchPostponed',
      reason: expect.stringMatching(/^AWS: ec2:DescribeInstances: RequestLimitExceeded: /),
    });
  });
});
