/** What a turn asks of the store is held against its targets by `npm run bench -- --check`. */
import { expect, it } from 'vitest';
import { findWorse } from '../../tools/bench/baseline.ts';
import { measuresOf } from '../../tools/bench/measures.ts';
import { turnTargets } from '../../tools/bench/published.ts';
import { measureTurns, type TurnFigures } from '../../tools/bench/turns.ts';

const judge = (turns: readonly TurnFigures[]): readonly string[] =>
  findWorse(measuresOf({ commit: '', node: '', seed: 1, runs: 1, turns }), []);

it('every kind of turn that has a target happens in the measured drill, and meets it to the request', async () => {
  const turns = await measureTurns();
  expect(judge(turns)).toEqual([]);
  const measured = new Map(turns.map(({ kind, reads, transactions }) => [kind, { reads, transactions }]));
  expect(Object.fromEntries(Object.keys(turnTargets).map((kind) => [kind, measured.get(kind)]))).toEqual(turnTargets);
});

it('a transaction more, and a kind that does not happen any more, are found', () => {
  const asPublished = Object.entries(turnTargets).map(([kind, target]) => ({ kind, calls: 1, items: 1, ...target }));
  expect(judge(asPublished)).toEqual([]);
  const [first, ...others] = asPublished;
  if (first === undefined) throw new Error('no kind has a target');
  expect(judge([{ ...first, transactions: first.transactions + 1 }, ...others])).toEqual([
    `${first.kind}: transactions: ${first.transactions + 1}, and the target is ${first.transactions}`,
  ]);
  expect(judge(others)).toEqual([
    `${first.kind}: reads: NaN, and the target is ${first.reads}`,
    `${first.kind}: transactions: NaN, and the target is ${first.transactions}`,
  ]);
});
