/** Thousands of servers where DRS answers ten requests a second: a throttle costs the request that it meets, not the list. */
import { expect, test } from 'vitest';
import { createRig } from '../support/rig.ts';

test('4,000 servers are checked and started within half a minute where DRS answers ten requests a second', async () => {
  const rig = await createRig({
    estate: { servers: 4000 },
    quotas: { requests: { burst: 10, perSecond: 10 } },
    aroundCall: async (_operation, call) => {
      await rig.clock.sleep(0.02);
      return call();
    },
  });
  const ids = rig.idsOf('');
  const wave = (index: number) => ({ servers: ids.slice(index * 100, (index + 1) * 100), dependsOn: [] });
  const planId = await rig.clock.complete(
    rig.savePlan(
      'shop',
      Array.from({ length: 40 }, (_, index) => wave(index)),
    ),
  );
  const found = await rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set()), 30);
  expect(found).toMatchObject({ blockers: [], serverCount: 4000 });
  // One request that is all, and that the start does not need, is not waited for: it is told.
  const what =
    'drs:DescribeJobs: ThrottlingException: Rate exceeded: so what else runs in 111122223333/us-east-1 is not known';
  expect(found?.unknown.map(({ message }) => message)).toEqual([
    what,
    expect.stringMatching(
      /^drs:GetLaunchConfiguration: Throttling.* the launch settings of \d{1,2} servers are not compared$/,
    ),
    expect.stringMatching(/^the launch settings of 39\d\d further servers were not compared while AWS does not answer/),
  ]);
  const executionId = await rig.launch(planId);
  await rig.clock.runUntil(async () => (await rig.get(executionId)).status !== 'INITIATED', 30);
  expect((await rig.get(executionId)).status).toBe('POLLING');
  const types = (await rig.events(executionId)).map(({ data }) => data.type);
  expect(types.slice(0, 2), 'by the first look').toEqual(['ExecutionStarted', 'ExecutionBegun']);
});
