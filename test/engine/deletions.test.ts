/** What a launch would delete is what EC2 still has: DRS goes on listing an instance that somebody terminated in EC2. */
import { expect, test } from 'vitest';
import { queryCall } from '../simulator/wire.ts';
import { createRig } from '../support/rig.ts';

/** A live instance that a stranger launched from the plan's one server. */
const liveInstance = async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  const ids = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [{ servers: ids }]);
  rig.launchByStranger(ids, { isDrill: false });
  await rig.clock.advance(3600);
  const check = async () => {
    const found = await rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set()));
    if (found === undefined) throw new Error('there is no such plan');
    return found;
  };
  const terminate = async () => {
    const [deletion] = (await check()).deletions;
    const instance = { Action: 'TerminateInstances', 'InstanceId.1': deletion?.recoveryInstanceId ?? '' };
    const { status } = await rig.clock.complete(
      queryCall(rig.simulator, 'ec2', { ...instance, Version: '2016-11-15' }),
    );
    expect(status).toBe(200);
  };
  return { rig, planId, check, terminate };
};

test('an instance that runs is told with its state, and stands against a start', async () => {
  const { check } = await liveInstance();
  expect(await check()).toMatchObject({ verdict: 'BLOCKED', deletions: [{ isLive: true, instanceState: 'running' }] });
});

test('what EC2 has terminated, and later forgotten, is neither told nor in the way, at the start and at the launch', async () => {
  const { rig, planId, check, terminate } = await liveInstance();
  await terminate();
  await rig.clock.advance(600);
  expect(await check()).toMatchObject({ verdict: 'READY', deletions: [] });
  await rig.clock.advance(7200);
  expect(await check()).toMatchObject({ verdict: 'READY', deletions: [] });
  expect((await rig.runToEnd(await rig.launch(planId))).status).toBe('COMPLETED');
});

test('when EC2 does not answer, what DRS lists may be there: it is told as not known, and stands against a start', async () => {
  const { rig, check } = await liveInstance();
  rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeInstances' });
  const { verdict, deletions, blockers } = await check();
  expect(verdict).toBe('BLOCKED');
  expect(deletions).toHaveLength(1);
  expect(deletions[0]).not.toHaveProperty('instanceState');
  expect(blockers[0]?.message).toContain('EC2 does not say whether it is still there');
});
