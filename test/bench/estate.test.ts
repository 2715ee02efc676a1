/** What the bench judges of a large estate. */
import { expect, it } from 'vitest';
import { findWorse } from '../../tools/bench/baseline.ts';
import type { EstateRow } from '../../tools/bench/estate-row.ts';
import { measuresOf } from '../../tools/bench/measures.ts';

const list: EstateRow = { label: 'list all', seconds: 4, cpuSeconds: 0.2, targetSeconds: 1 };
const sweep: EstateRow = { label: 'capacity', seconds: 1.5, cpuSeconds: 0.5, targetSeconds: 5, waits: true };
const worseOf = (...estate: readonly EstateRow[]) =>
  findWorse(measuresOf({ commit: 'c', node: 'n', seed: 1, runs: 1, estate }), []);

it('a list that other work delayed is judged by its CPU', () => {
  expect(worseOf(list, sweep)).toEqual([]);
});

it('a list that takes too long by both is missed', () => {
  expect(worseOf({ ...list, cpuSeconds: 1.2 })).toEqual(['list all, s: 1.2, and the target is 1']);
});

it('a sweep that waits too long is missed, however little CPU it takes', () => {
  expect(worseOf({ ...sweep, seconds: 6 })).toEqual(['capacity, s: 6, and the target is 5']);
});
