import { expect, test } from 'vitest';
import { home } from './support/accounts.ts';
import { answerOf } from './support/answer-of.ts';
import { fleet, simulatedAws } from './support/simulated-aws.ts';

test('a call into the simulator needs no turn of the event loop, so that virtual time cannot run past it', async () => {
  const { aws } = await simulatedAws(fleet(1, home));
  let turns = 0;
  let counting = true;
  const count = () => {
    turns += 1;
    if (counting) setImmediate(count);
  };
  setImmediate(count);
  for (let call = 0; call < 20; call += 1) answerOf(await aws.recovery.describeSourceServers(home));
  expect(answerOf(await aws.compute.describeInstances(home, ['i-0000000000000000a']))).toEqual([]);
  counting = false;
  expect(turns).toBe(0);
});

test('a slow reply is waited for, in virtual time', async () => {
  const { aws, simulator, clock, calls } = await simulatedAws(fleet(1, home));
  simulator.faults.add({ kind: 'slow', service: 'drs', delaySeconds: 19 });
  expect(answerOf(await clock.complete(aws.recovery.describeSourceServers(home)))).toHaveLength(1);
  expect(calls.at(-1)).toMatchObject({ operation: 'drs:DescribeSourceServers', durationMs: 19_000, outcome: 'ok' });
  expect(clock.pendingTimers()).toBe(0);
});

test('every request on the wire is told of, with its outcome', async () => {
  const { aws, simulator, calls } = await simulatedAws(fleet(1, home));
  simulator.faults.add({ kind: 'throttle', service: 'drs', times: 1 });
  await aws.recovery.describeSourceServers(home);
  answerOf(await aws.recovery.describeSourceServers(home));
  expect(calls).toEqual([
    { operation: 'sts:GetCallerIdentity', scope: home, durationMs: 0, outcome: 'ok' },
    { operation: 'drs:DescribeSourceServers', scope: home, durationMs: 0, outcome: 'throttled' },
    { operation: 'drs:DescribeSourceServers', scope: home, durationMs: 0, outcome: 'ok' },
  ]);
});
