/** The figures as text. */
import Table, { type Cell } from 'cli-table3';
import { limits } from '../../src/domain/limits.ts';
import type { Comparison } from './compare.ts';
import type { DeploymentFigures } from './deployment.ts';
import { type EstateRow, judgedSeconds } from './estate-row.ts';
import type { Figures, TurnCost } from './figures.ts';
import type { LargeFigures } from './large-drill.ts';
import { timesClients } from './measures.ts';
import type { NightFigures } from './nights.ts';
import {
  cpuTimesLoop,
  cpuTimesLoopAtNight,
  deploymentTargets,
  describeJobsPerMinute,
  largeTargets,
  predecessorServers,
  published,
  type Reference,
  throttledSecondsMore,
  turnTargets,
} from './published.ts';
import type { ThrottleFigures } from './throttle.ts';
import type { TogetherFigures } from './together.ts';
import type { TurnFigures } from './turns.ts';

const number = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? '' : value.toFixed(digits);

const tableOf = (head: readonly string[], rows: readonly (readonly Cell[])[]): string => {
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
export const mainTable = ({ polling, events, loop }: Comparison<Figures>): string =>
  tableOf(
    ['', 'predecessor', '30 s loop', 'by polling', 'target', 'with events', 'target', '÷ predecessor', '÷ loop'],
    [
      ...mainRows.map(({ label, figure, digits }) => {
        const reference: Reference = published[figure];
        const { predecessor } = reference;
        return [
          label,
          number(predecessor, digits),
          number(loop[figure], digits),
          number(polling[figure], digits),
          verdict(polling[figure], reference.polling, digits),
          number(events[figure], digits),
          verdict(events[figure], reference.events, digits),
          number(predecessor === undefined ? undefined : polling[figure] / predecessor, 2),
          number(polling[figure] / loop[figure], 2),
        ];
      }),
      timesLoopRow({ polling, events, loop }),
    ],
  );

/** What is judged of CPU: seconds differ by machine. */
const timesLoopRow = ({ polling, events, loop }: Comparison<Figures>): readonly string[] => {
  const cells = [polling, events].flatMap((way) => {
    const times = way.cpuSecondsMean / loop.cpuSecondsMean;
    return [number(times, 1), verdict(times, cpuTimesLoop, 1)];
  });
  return ["  the same, ÷ the loop's", '', '1', ...cells, '', ''];
};

export const callsTable = ({ polling, events, loop }: Comparison<Figures>): string =>
  tableOf(
    ['calls, mean', '30 s loop', 'by polling', 'with events'],
    Object.entries(polling.callsByOperation).map(([operation, count]) => [
      operation,
      number(loop.callsByOperation[operation] ?? 0, 1),
      number(count, 1),
      number(events.callsByOperation[operation] ?? 0, 1),
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

export const turnKindsTable = (rows: readonly TurnFigures[]): string =>
  tableOf(
    ['store, at most', 'times', 'reads', 'target', 'transactions', 'target', 'items'],
    rows.map(({ kind, calls, reads, transactions, items }) => [
      kind,
      String(calls),
      String(reads),
      verdict(reads, turnTargets[kind]?.reads, 0),
      String(transactions),
      verdict(transactions, turnTargets[kind]?.transactions, 0),
      String(items),
    ]),
  );

export const togetherTable = (rows: readonly TogetherFigures[]): string =>
  tableOf(
    [
      'executions at once',
      'DescribeJobs in all',
      'for each',
      'a minute',
      'target',
      'until the last end, s',
      '÷ what the quotas allow',
    ],
    rows.map(({ plans, describeJobs, seconds, quotaBoundSeconds }) => [
      String(plans),
      number(describeJobs, 0),
      number(describeJobs / plans, 1),
      number((describeJobs * 60) / seconds, 1),
      verdict((describeJobs * 60) / seconds, describeJobsPerMinute, 1),
      number(seconds, 0),
      // With few of them it is not the quotas that bind.
      plans < limits.jobsPerScope ? '' : number(seconds / quotaBoundSeconds, 4),
    ]),
  );

export interface ShapeRow extends Comparison<Figures> {
  readonly label: string;
}

export const shapesTable = (rows: readonly ShapeRow[]): string =>
  tableOf(
    [
      '',
      'job, s',
      'boundary mean, s',
      'with events',
      'of the loop',
      '÷ critical path',
      'with events',
      'calls',
      'with events',
      'of the loop',
      'visible, s',
      'with events',
    ],
    rows.map(({ label, polling, events, loop }) => [
      label,
      number(polling.jobSecondsMean, 0),
      number(polling.boundarySecondsMean, 1),
      number(events.boundarySecondsMean, 1),
      number(loop.boundarySecondsMean, 1),
      number(polling.ratioToCriticalPath, 4),
      number(events.ratioToCriticalPath, 4),
      number(polling.callsMean, 0),
      number(events.callsMean, 0),
      number(loop.callsMean, 0),
      number(polling.visibleSecondsMedian, 1),
      number(events.visibleSecondsMedian, 1),
    ]),
  );

export interface LargeRow {
  readonly label: string;
  readonly figures: LargeFigures;
  readonly targetMegabytes: number;
}

const largeHead = [
  '',
  'servers',
  'peak memory, MB',
  'target',
  'duration, s',
  '÷ least possible',
  'target',
  'calls',
  'CPU, s',
  'target',
  'real time, s',
] as const;

/** The predecessor's first: what it is held against is how many servers a plan may have at all. */
export const largeTable = (rows: readonly LargeRow[]): string => {
  const { from, to, limit } = predecessorServers;
  return tableOf(largeHead, [
    ['the predecessor', `${from}–${to}`, { content: limit, colSpan: largeHead.length - 2, hAlign: 'left' }],
    ...rows.map(({ label, figures, targetMegabytes }) => {
      const ratio = figures.executionSeconds / figures.boundSeconds;
      return [
        label,
        String(figures.servers),
        number(figures.peakMegabytes, 0),
        verdict(figures.peakMegabytes, targetMegabytes, 0),
        number(figures.executionSeconds, 0),
        number(ratio, 4),
        verdict(ratio, largeTargets.ratioToBound, 4),
        number(figures.calls, 0),
        number(figures.cpuSeconds, 1),
        verdict(figures.cpuSeconds, largeTargets.cpuSeconds, 1),
        number(figures.wallSeconds, 1),
      ];
    }),
  ]);
};

export const estateTable = (rows: readonly EstateRow[]): string =>
  tableOf(
    ['', 's', 'CPU, s', 'target'],
    rows.map((row) => [
      row.label,
      number(row.seconds, 2),
      number(row.cpuSeconds, 2),
      verdict(judgedSeconds(row), row.targetSeconds, 0),
    ]),
  );

/** The time of an import is judged for all functions of a kind together, which load the same: see `measuresOf`. */
export const deploymentTable = ({ functions, clientsAlone }: DeploymentFigures): string =>
  tableOf(
    ['function', 'bundle, MB', 'target', 'import, ms', 'CPU of it, ms', 'target', '÷ clients alone', 'at most'],
    functions.map((figures) => {
      const target = figures.callsAws ? deploymentTargets.callsAws : deploymentTargets.others;
      return [
        figures.name,
        number(figures.megabytes, 2),
        verdict(figures.megabytes, target.megabytes, 2),
        number(figures.importMilliseconds, 0),
        number(figures.importCpuMilliseconds, 0),
        `≤ ${target.importMilliseconds}`,
        number(timesClients([figures], clientsAlone), 2),
        `≤ ${target.importTimesClients}`,
      ];
    }),
  );

export const clientsAloneText = ({ clientsAlone }: DeploymentFigures): string =>
  `Clients of DynamoDB, Step Functions, SNS and STS with zod alone, bundled alike: ${number(clientsAlone.importMilliseconds, 0)} ms by the clock, ${number(clientsAlone.importCpuMilliseconds, 0)} ms of CPU.`;

export const synthText = ({ synthSeconds, synthCpuSeconds, bundleMegabytes }: DeploymentFigures): string =>
  `Templates and bundle written in ${number(synthSeconds, 1)} s with ${number(synthCpuSeconds, 1)} s of CPU (target: the lesser ≤ ${deploymentTargets.synthSeconds}); all files of the bundle: ${number(bundleMegabytes, 2)} MB.`;

export const nightsText = ({ nights, executionsEnded, cpuSeconds, loopCpuSecondsMean }: NightFigures): string => {
  const times = cpuSeconds / executionsEnded / loopCpuSecondsMean;
  return `${number(executionsEnded / cpuSeconds, 1)} simulated executions ended in a second of CPU (${executionsEnded} in ${nights} nights): each took ${number(times, 2)} × the loop's drill, ${verdict(times, cpuTimesLoopAtNight, 2)}`;
};

export const throttleText = ({ notCompleted, unrecorded, addedSecondsMean }: ThrottleFigures, runs: number): string =>
  `${runs - notCompleted} of ${runs} executions COMPLETED, ${unrecorded} servers that are up are not recorded; ${number(addedSecondsMean, 1)} s longer on average, ${verdict(addedSecondsMean, throttledSecondsMore, 1)}. The predecessor: FAILED, launched servers unrecorded.`;
