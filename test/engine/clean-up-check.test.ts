/** Before it terminates anything, a clean-up looks again: what DRS no longer lists is not gone by that alone. */
import { describe, expect, it } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { checkLaunch } from '../../src/engine/launch-check.ts';
import type { ComputeService } from '../../src/ports/compute-service.ts';
import { beginRun, jobsIn, turn } from '../domain/support/drive.ts';
import { createFakeAws, failureOf } from '../drivers/support/fake-aws.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const run = beginRun({ jobs: [{ size: 1 }] });
turn(run);
const [planned] = jobsIn(run.state(), 'PLANNED');
if (planned === undefined) throw new Error('no job was planned');
const servers = planned.servers.map((server) => ({ ...server, recoveryInstanceId: 'i-1' }));
const job = { ...planned, purpose: 'CLEAN_UP' as const, servers };
const [sourceServerId = ''] = servers.map((server) => server.sourceServerId);
const state = { ...run.state(), header: { ...run.state().header, purpose: 'CLEAN_UP' as const }, jobs: [job] };

/** DRS lists no instance of the server; EC2 answers so when it is asked for it. */
const check = async (describeInstances: ComputeService['describeInstances']) => {
  const clock = createVirtualClock({ settlePasses: 1 });
  const { recovery } = createFakeAws(clock, [sourceServerId], 300);
  const compute = { describeInstances };
  const scope = { accountId: job.accountId, region: job.region };
  const request = { state, scope, jobs: [job], claimId: 'claim-1', acceptedInstanceDeletions: new Set<string>() };
  const { input } = await checkLaunch({ reader: createMemoryItemStore(), recovery, compute, clock }, request);
  return input.type === 'launchChecked' ? input.obstacles.get(sourceServerId) : input;
};
const inState = (instanceState: string) =>
  check(async (_scope, [instanceId = '']) => ({ ok: true, value: [{ instanceId, instanceState }] }));

describe('an instance that DRS no longer lists', () => {
  it('is done with when EC2 does not know it, or has terminated it', async () => {
    expect(await check(async () => ({ ok: true, value: [] }))).toEqual({ kind: 'done' });
    expect(await inState('terminated')).toEqual({ kind: 'done' });
  });

  it.each(['running', 'stopped'])('is left alone, and named, when it is %s in EC2', async (instanceState) => {
    expect(await inState(instanceState)).toEqual({
      kind: 'refused',
      reason: `left alone: DRS no longer lists i-1, and in EC2 it is ${instanceState}: terminate it there`,
    });
  });

  it('waits when EC2 cannot be asked', async () => {
    const failure = failureOf('throttled', 'ec2:DescribeInstances', 'slow down');
    expect(await check(async () => ({ ok: false, failure }))).toMatchObject({
      type: 'launchPostponed',
      reason: 'AWS: ec2:DescribeInstances: throttled: slow down',
    });
  });
});
