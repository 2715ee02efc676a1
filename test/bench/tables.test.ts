/** What is printed: each figure that is judged stands beside its target. */
import { expect, it } from 'vitest';
import type { Figures } from '../../tools/bench/figures.ts';
import { mainTable, throttleText, togetherTable } from '../../tools/bench/tables.ts';

const figures: Figures = {
  runs: 50,
  boundarySecondsMedian: 1.5,
  boundarySecondsMean: 2,
  boundarySecondsMax: 8,
  ratioToCriticalPath: 1.003,
  ratioToCriticalPathMax: 1.01,
  callsMean: 99,
  callsNinetieth: 120,
  visibleSecondsMedian: 1,
  visibleSecondsMax: 20,
  cpuSecondsMean: 0.1,
  jobSecondsMean: 500,
  callsByOperation: {},
};
const slow: Figures = {
  ...figures,
  boundarySecondsMedian: 3.1,
  ratioToCriticalPath: 1.0075,
  callsMean: 130,
  visibleSecondsMedian: 15.1,
  cpuSecondsMean: 0.4,
};
const loop: Figures = { ...figures, cpuSecondsMean: 0.05 };

const cellsOf = (table: string): readonly (readonly string[])[] =>
  table.split('\n').flatMap((line) => {
    const cells = line.split('│').map((cell) => cell.trim());
    return cells.length > 1 ? [cells.slice(1, -1)] : [];
  });

it('the main table has every row of figures of the predecessor and of targets, both ways', () => {
  const rows = cellsOf(mainTable({ polling: slow, events: figures, loop }));
  // Of each: the label, the predecessor's, and the targets by polling and with events.
  expect(
    rows.slice(1).map(([label, predecessor, , , polling, , events]) => [label, predecessor, polling, events]),
  ).toEqual([
    ["job ended → next wave's StartRecovery accepted, median, s", '10.6', '≤ 3 MISSED', '≤ 2 met'],
    ['mean, s', '13.1', '', ''],
    ['longest, s', '29.0', '', ''],
    ['execution ÷ critical path of its jobs, mean', '1.0250', '≤ 1.007 MISSED', '≤ 1.004 met'],
    ['DRS and EC2 calls, mean', '129.0', '≤ 129 MISSED', '≤ 100 met'],
    ['server LAUNCHED in DRS → visible in the record, median, s', '83.0', '≤ 15 MISSED', '≤ 3 met'],
    ['longest, s', '180.0', '', ''],
    ['CPU of an execution, simulator included, mean, s', '2.100', '≤ 0.2 MISSED', '≤ 0.2 met'],
    ["the same, ÷ the loop's", '', '≤ 7 MISSED', '≤ 7 met'],
  ]);
});

it('DescribeJobs a minute, of all executions together, stands beside its target', () => {
  const rows = togetherTable([
    { plans: 1, describeJobs: 65, seconds: 1500, quotaBoundSeconds: 100 },
    { plans: 50, describeJobs: 900, seconds: 4800, quotaBoundSeconds: 4000 },
  ]);
  expect(cellsOf(rows).slice(1)).toEqual([
    ['1', '65', '65.0', '2.6', '≤ 10 met', '1500', ''],
    ['50', '900', '18.0', '11.3', '≤ 10 MISSED', '4800', '1.2000'],
  ]);
});

it.each([
  { addedSecondsMean: 10.3, text: '10.3 s longer on average, ≤ 12 met. The predecessor: FAILED' },
  { addedSecondsMean: 13, text: '13.0 s longer on average, ≤ 12 MISSED. The predecessor: FAILED' },
])('a throttle that costs $addedSecondsMean s', ({ addedSecondsMean, text }) => {
  expect(throttleText({ notCompleted: 0, unrecorded: 0, addedSecondsMean }, 4)).toContain(text);
});
