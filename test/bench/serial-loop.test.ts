/** What Breakwater is compared with stays as plain and as quick as its comments say, and as it was when its figures were kept. */
import { expect, it } from 'vitest';
import { findWorse, readBaseline } from '../../tools/bench/baseline.ts';
import { measureSerialLoop } from '../../tools/bench/drill.ts';
import { countCalls, summarize } from '../../tools/bench/figures.ts';
import { loopMeasures } from '../../tools/bench/measures.ts';
import { publishedShape } from '../../tools/bench/parts.ts';

const drillsOf = (seed: number, runs: number) =>
  Promise.all(Array.from({ length: runs }, (_, run) => measureSerialLoop({ seed: seed + run, shape: publishedShape })));

it('asks every 30 s, and starts the next wave as soon as it has seen the end and read the addresses', async () => {
  const [drill] = await drillsOf(1, 1);
  if (drill === undefined) throw new Error('nothing was measured');
  // DRS answers in 0.3 s, EC2 in 0.1 s: a look each 30.3 s, the first 30.3 s after the job was made.
  const looks = drill.jobs.map((job) => Math.ceil(job.seconds / 30.3));
  expect(drill.jobs.map((job) => job.servers)).toEqual([10, 10, 10]);
  expect(drill.calls).toEqual({
    'drs:StartRecovery': 3,
    'drs:DescribeJobs': looks.reduce((sum, count) => sum + count, 0),
    'drs:DescribeRecoveryInstances': 3,
    'ec2:DescribeInstances': 3,
    'sts:GetCallerIdentity': 1,
  });
  expect(countCalls(drill.calls)).toBe(looks.reduce((sum, count) => sum + count, 9));
  // From the look that meets the end: half its answer's time, the two reads, and StartRecovery.
  for (const [wave, seconds] of drill.boundarySeconds.entries()) {
    const job = drill.jobs[wave]?.seconds ?? Number.NaN;
    expect(seconds).toBeCloseTo((looks[wave] ?? Number.NaN) * 30.3 - job + 0.15 + 0.3 + 0.1 + 0.3, 2);
  }
  expect(drill.boundarySeconds).toHaveLength(2);
});

it('has the figures that are kept', async () => {
  const { seed, runs, measures } = readBaseline();
  const kept = measures.filter(({ name }) => name.startsWith('loop: '));
  expect(kept).toHaveLength(5);
  expect(findWorse(loopMeasures(summarize(await drillsOf(seed, runs))), kept)).toEqual([]);
});
