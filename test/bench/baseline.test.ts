/** What `npm run bench -- --check` fails for. */
import { expect, it } from 'vitest';
import { findWorse, readBaseline } from '../../tools/bench/baseline.ts';

const kept = { name: 'polling: calls', value: 100, target: 129, isExact: true };

it.each([
  { what: 'as good as before', value: 100, worse: [] },
  { what: 'a tenth worse', value: 109, worse: [] },
  { what: 'more than a tenth worse', value: 111, worse: ['polling: calls: 111, and it was 100'] },
  {
    what: 'beyond its target',
    value: 130,
    worse: ['polling: calls: 130, and the target is 129', 'polling: calls: 130, and it was 100'],
  },
  {
    what: 'no figure at all',
    value: Number.NaN,
    worse: ['polling: calls: NaN, and the target is 129', 'polling: calls: NaN, and it was 100'],
  },
])('a figure that is $what', ({ value, worse }) => {
  expect(findWorse([{ ...kept, value }], [kept])).toEqual(worse);
});

it('seconds of CPU are held against their target alone: machines differ', () => {
  const cpu = { name: 'CPU ÷ loop', value: 4, target: 7, isExact: false };
  expect(findWorse([{ ...cpu, value: 6.9 }], [cpu])).toEqual([]);
  expect(findWorse([{ ...cpu, value: 7.1 }], [cpu])).toEqual(['CPU ÷ loop: 7.1, and the target is 7']);
});

it.each([
  { what: 'as it was', value: 15.1, worse: [] },
  { what: 'slower', value: 15.3, worse: ['loop: boundarySecondsMedian: 15.3, and it was 15'] },
  { what: 'quicker', value: 14.8, worse: ['loop: boundarySecondsMedian: 14.8, and it was 15'] },
  { what: 'without a figure', value: Number.NaN, worse: ['loop: boundarySecondsMedian: NaN, and it was 15'] },
])('what Breakwater is compared with is $what', ({ value, worse }) => {
  const loop = { name: 'loop: boundarySecondsMedian', value: 15, isExact: true, isReference: true };
  expect(findWorse([{ ...loop, value }], [loop])).toEqual(worse);
});

it('a figure that is no longer measured is missed', () => {
  expect(findWorse([], [kept])).toEqual(['polling: calls: not measured any more']);
});

it('the kept figures meet the targets', () => {
  const { measures } = readBaseline();
  expect(measures.length).toBeGreaterThan(20);
  expect(findWorse(measures, measures)).toEqual([]);
});
