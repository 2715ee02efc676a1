/** What an execution of the swarm costs is held against its target by `npm run bench -- --check`. */
import { expect, it } from 'vitest';
import { findWorse } from '../../tools/bench/baseline.ts';
import { measuresOf } from '../../tools/bench/measures.ts';
import { nightsText } from '../../tools/bench/tables.ts';

const figures = { nights: 100, executionsEnded: 200, cpuSeconds: 20, loopCpuSecondsMean: 0.05 };
const judge = (nights: typeof figures): readonly string[] =>
  findWorse(measuresOf({ commit: '', node: '', seed: 1, runs: 1, nights }), []);

it('is told as executions ended in a second of CPU, and judged by how many times the loop’s it takes', () => {
  expect(nightsText(figures)).toBe(
    "10.0 simulated executions ended in a second of CPU (200 in 100 nights): each took 2.00 × the loop's drill, ≤ 4 met",
  );
  expect(judge(figures)).toEqual([]);
});

it('is worse when it takes more than four times the loop’s, or when none ended', () => {
  expect(judge({ ...figures, cpuSeconds: 41 })).toEqual([
    'nights: CPU of an execution ÷ loop: 4.1, and the target is 4',
  ]);
  expect(judge({ ...figures, executionsEnded: 0, cpuSeconds: 0 })).toEqual([
    'nights: CPU of an execution ÷ loop: NaN, and the target is 4',
  ]);
});
