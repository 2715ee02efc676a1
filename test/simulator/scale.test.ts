import { expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { idsOf, startRecovery } from './drill.ts';
import { drsCall, homeAccount } from './wire.ts';

const seed = 101;

/** Median milliseconds of a call, after a warm-up. */
async function median(call: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < 60; i += 1) {
    const start = performance.now();
    await call();
    if (i >= 20) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
}

test('with 4,000 servers and 20 full jobs, a poll of 10 jobs of 100 servers costs a few milliseconds', async () => {
  const simulator = createSimulator({
    seed,
    estate: makeEstate({ servers: 4000 }),
    quotas: { serversInAllJobs: 4000 },
  });
  const ids = idsOf(simulator);
  for (let job = 0; job < 20; job += 1)
    expect((await startRecovery(simulator, ids.slice(job * 100, job * 100 + 100))).status).toBe(202);
  simulator.clock.advance(400);
  const jobIDs = simulator
    .jobs(homeAccount, 'us-east-1')
    .slice(0, 10)
    .map((job) => job.jobId);
  const poll = await median(() => drsCall(simulator, 'DescribeJobs', { filters: { jobIDs } }));
  const instances = await median(() =>
    drsCall(simulator, 'DescribeRecoveryInstances', { filters: { sourceServerIDs: ids.slice(0, 100) } }),
  );
  const one = await median(() => drsCall(simulator, 'DescribeJobs', { filters: { jobIDs: jobIDs.slice(0, 1) } }));
  console.log(
    `DescribeJobs 10 × 100: ${poll.toFixed(2)} ms, 1 × 100: ${one.toFixed(2)} ms, DescribeRecoveryInstances of 100: ${instances.toFixed(2)} ms`,
  );
  // Measured 1–2 ms with parsing; the bounds leave room for a busy machine and still catch work on all servers.
  expect(poll).toBeLessThan(15);
  expect(one).toBeLessThan(5);
  expect(instances).toBeLessThan(15);
});

test('what a poll costs does not depend on how many servers the account has', async () => {
  const cost = async (servers: number): Promise<number> => {
    const simulator = createSimulator({ seed, estate: makeEstate({ servers }) });
    await startRecovery(simulator, idsOf(simulator).slice(0, 20));
    return median(() => drsCall(simulator, 'DescribeJobs'));
  };
  const [small, large] = [await cost(20), await cost(4000)];
  // A scan of all servers would be 200 times as much.
  expect(large).toBeLessThan(small * 5 + 1);
});
