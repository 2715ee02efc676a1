/** The figures as text. */
import Table from 'cli-table3';
import type { Figures, TurnCost } from './figures.ts';
import type { LargeFigures } from './large-drill.ts';
import { largeTargets, published, type Reference } from './published.ts';

const number = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '' : value.toFixed(digits);

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const table = new Table({
    head: [...head],
    colAligns: head.map((_, index) => (index === 0 ? 'left' : 'right')),
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
};

const verdict = (value: number, target: number | undefined, digits: number): string =>
  target === undefined ? '' : `≤ ${target} ${Number(value.toFixed(digits)) <= target ? 'met' : 'MISSED'}`;

interface Row {
  readonly label: string;
  readonly figure: keyof typeof published;
  readonly digits: number;
}

const mainRows: readonly Row[] = [
  { label: "job ended → next wave's StartRecovery accepted, median, s", figure: 'boundarySecondsMedian', digits: 1 },
  { label: '  mean, s', figure: 'boundarySecondsMean', digits: 1 },
  { label: '  longest, s', figure: 'boundarySecondsMax', digits: 1 },
  { label: 'execution ÷ critical path of its jobs, mean', figure: 'ratioToCriticalPath', digits: 4 },
  { label: 'DRS and EC2 calls, mean', figure: 'callsMean', digits: 1 },
  { label: 'server LAUNCHED in DRS → visible in the record, median, s', figure: 'visibleSecondsMedian', digits: 1 },
  { label: '  longest, s', figure: 'visibleSecondsMax', digits: 1 },
  { label: 'CPU of an execution, simulator included, mean, s', figure: 'cpuSecondsMean', digits: 3 },
];

/** Breakwater beside the loop on the same seeds, and beside what was published. */
export const mainTable = (ours: Figures, loop: Figures): string =>
  tableOf(
    ['', 'predecessor', '30 s loop', 'Breakwater', 'target', '÷ predecessor', '÷ loop'],
    mainRows.map(({ label, figure, digits }) => {
      const { predecessor, target }: Reference = published[figure];
      return [
        label,
        number(predecessor, digits),
        number(loop[figure], digits),
        number(ours[figure], digits),
        verdict(ours[figure], target, digits),
        number(predecessor === undefined ? undefined : ours[figure] / predecessor, 2),
        number(ours[figure] / loop[figure], 2),
      ];
    }),
  );

export const callsTable = (ours: Figures, loop: Figures): string =>
  tableOf(
    ['calls, mean', '30 s loop', 'Breakwater'],
    Object.entries(ours.callsByOperation).map(([operation, count]) => [
      operation,
      number(loop.callsByOperation[operation] ?? 0, 1),
      number(count, 1),
    ]),
  );

const stateLabels: Readonly<Record<string, string>> = {
  AdvanceExecution: 'advance',
  WaitForWakeUp: 'park',
  PollWaveStatus: 'poll',
  driver: "the embedded driver's own, a turn",
};

export const turnTable = (costs: readonly TurnCost[]): string =>
  tableOf(
    ['store, each time', 'times', 'reads', 'items read', 'transactions', 'items written'],
    costs.map((cost) => [
      stateLabels[cost.state] ?? cost.state,
      number(cost.enteredMean, 1),
      number(cost.reads, 1),
      number(cost.itemsRead, 1),
      number(cost.transactions, 1),
      number(cost.itemsWritten, 1),
    ]),
  );

export const togetherTable = (rows: readonly { readonly plans: number; readonly describeJobs: number }[]): string =>
  tableOf(
    ['executions at once', 'DescribeJobs in all', 'for each'],
    rows.map(({ plans, describeJobs }) => [String(plans), number(describeJobs, 0), number(describeJobs / plans, 1)]),
  );

export interface ShapeRow {
  readonly label: string;
  readonly ours: Figures;
  readonly loop: Figures;
}

export const shapesTable = (rows: readonly ShapeRow[]): string =>
  tableOf(
    [
      '',
      'job, s',
      'boundary median, s',
      'mean',
      'of the loop',
      '÷ critical path',
      'calls',
      'of the loop',
      'visible, s',
    ],
    rows.map(({ label, ours, loop }) => [
      label,
      number(ours.jobSecondsMean, 0),
      number(ours.boundarySecondsMedian, 1),
      number(ours.boundarySecondsMean, 1),
      number(loop.boundarySecondsMean, 1),
      number(ours.ratioToCriticalPath, 4),
      number(ours.callsMean, 0),
      number(loop.callsMean, 0),
      number(ours.visibleSecondsMedian, 1),
    ]),
  );

export interface LargeRow {
  readonly label: string;
  readonly figures: LargeFigures;
  readonly hasMemoryTarget: boolean;
}

export const largeTable = (rows: readonly LargeRow[]): string =>
  tableOf(
    ['', 'peak memory, MB', 'target', 'duration, s', '÷ least possible', 'target', 'calls', 'CPU, s', 'real time, s'],
    rows.map(({ label, figures, hasMemoryTarget }) => {
      const ratio = figures.executionSeconds / figures.boundSeconds;
      return [
        label,
        number(figures.peakMegabytes, 0),
        verdict(figures.peakMegabytes, hasMemoryTarget ? largeTargets.peakMegabytes : undefined, 0),
        number(figures.executionSeconds, 0),
        number(ratio, 4),
        verdict(ratio, largeTargets.ratioToBound, 4),
        number(figures.calls, 0),
        number(figures.cpuSeconds, 1),
        number(figures.wallSeconds, 1),
      ];
    }),
  );
