/** The figures that are held against targets, and against those that are kept in the repository. */
import { z } from 'zod';
import type { DeploymentFigures, ImportFigures } from './deployment.ts';
import { judgedSeconds } from './estate-row.ts';
import type { Figures } from './figures.ts';
import {
  cpuTimesLoop,
  cpuTimesLoopAtNight,
  deploymentTargets,
  describeJobsPerMinute,
  largeTargets,
  published,
  type Reference,
  throttledSecondsMore,
  turnTargets,
} from './published.ts';
import type { Report } from './report.ts';
import type { LargeRow } from './tables.ts';
import type { TurnFigures } from './turns.ts';

export const measureSchema = z.object({
  name: z.string(),
  value: z.number(),
  /** At most this. */
  target: z.number().optional(),
  /** From virtual time alone: the same on every machine, and so comparable with the figure that is kept. */
  isExact: z.boolean(),
  /** Of what Breakwater is compared with: a change in either direction would flatter or belittle it. */
  isReference: z.boolean().optional(),
});
export type Measure = z.infer<typeof measureSchema>;

const exact = (name: string, value: number, target?: number): Measure => ({
  name,
  value,
  isExact: true,
  ...(target === undefined ? {} : { target }),
});

export const measuresOf = ({
  main,
  throttled,
  turns,
  together,
  quotas,
  large,
  estate,
  nights,
  deployment,
}: Report): readonly Measure[] => [
  ...(main === undefined ? [] : mainMeasures(main)),
  ...(throttled === undefined
    ? []
    : [
        exact('throttled: executions that did not complete', throttled.notCompleted, 0),
        exact('throttled: servers that are up and not recorded', throttled.unrecorded, 0),
        exact('throttled: seconds more', throttled.addedSecondsMean, throttledSecondsMore),
      ]),
  ...(turns === undefined ? [] : turnMeasures(turns)),
  ...(together ?? []).flatMap(({ plans, describeJobs, seconds }) => [
    exact(`${plans} at once: DescribeJobs`, describeJobs),
    exact(`${plans} at once: DescribeJobs a minute`, (describeJobs * 60) / seconds, describeJobsPerMinute),
    exact(`${plans} at once: seconds`, seconds),
  ]),
  ...(quotas ?? []).flatMap(quotaMeasures),
  // Nobody runs it so: the table says what is missed.
  ...(large ?? []).map(({ label, figures }) => memoryMeasure(label, figures)),
  ...(estate ?? []).map((row) => ({
    name: `${row.label}, s`,
    value: judgedSeconds(row),
    target: row.targetSeconds,
    isExact: false,
  })),
  ...(nights === undefined
    ? []
    : [
        {
          name: 'nights: CPU of an execution ÷ loop',
          value: nights.cpuSeconds / nights.executionsEnded / nights.loopCpuSecondsMean,
          target: cpuTimesLoopAtNight,
          isExact: false,
        },
      ]),
  ...(deployment === undefined ? [] : deploymentMeasures(deployment)),
];

/** A kind that the drill does not have any more is no figure, and meets no target. */
const turnMeasures = (turns: readonly TurnFigures[]): readonly Measure[] =>
  Object.entries(turnTargets).flatMap(([kind, { reads, transactions }]) => {
    const found = turns.find((figures) => figures.kind === kind);
    return [
      exact(`${kind}: reads`, found?.reads ?? Number.NaN, reads),
      exact(`${kind}: transactions`, found?.transactions ?? Number.NaN, transactions),
    ];
  });

/** Sizes and times are held against their targets alone: what is built in is no regression, and machines differ. */
const deploymentMeasures = ({ functions, clientsAlone, ...whole }: DeploymentFigures): readonly Measure[] => [
  {
    name: 'templates written, s',
    value: Math.min(whole.synthSeconds, whole.synthCpuSeconds),
    target: deploymentTargets.synthSeconds,
    isExact: false,
  },
  ...functions.map(({ name, megabytes, callsAws }) => ({
    name: `${name}: bundle, MB`,
    value: megabytes,
    target: targetsOf(callsAws).megabytes,
    isExact: false,
  })),
  ...[true, false].map((callsAws) => ({
    name: `import ${callsAws ? 'with' : 'without'} the clients of DRS and EC2 ÷ import of clients alone`,
    value: timesClients(
      functions.filter((figures) => figures.callsAws === callsAws),
      clientsAlone,
    ),
    target: targetsOf(callsAws).importTimesClients,
    isExact: false,
  })),
];

const targetsOf = (callsAws: boolean) => (callsAws ? deploymentTargets.callsAws : deploymentTargets.others);

/**
 * Functions of a kind load the same files: the fastest of them. By the clock; or, where other work kept the machine from
 * it, by what it took of CPU.
 */
export const timesClients = (functions: readonly ImportFigures[], clientsAlone: ImportFigures): number =>
  Math.min(
    ...functions.flatMap((figures) => [
      figures.importMilliseconds / clientsAlone.importMilliseconds,
      figures.importCpuMilliseconds / clientsAlone.importCpuMilliseconds,
    ]),
  );

const quotaMeasures = ({ label, figures, targetMegabytes }: LargeRow): readonly Measure[] => [
  exact(`${label}: ÷ least possible`, figures.executionSeconds / figures.boundSeconds, largeTargets.ratioToBound),
  { ...memoryMeasure(label, figures), target: targetMegabytes },
  { name: `${label}: CPU, s`, value: figures.cpuSeconds, target: largeTargets.cpuSeconds, isExact: false },
];

const memoryMeasure = (label: string, { peakMegabytes }: LargeRow['figures']): Measure => ({
  name: `${label}: peak memory, MB`,
  value: peakMegabytes,
  isExact: false,
});

const figures = ['boundarySecondsMedian', 'ratioToCriticalPath', 'callsMean', 'visibleSecondsMedian'] as const;

const mainMeasures = (main: NonNullable<Report['main']>): readonly Measure[] => [
  ...(['polling', 'events'] as const).flatMap((way) => [
    ...figures.map((figure) => {
      const reference: Reference = published[figure];
      return exact(`${way}: ${figure}`, main[way][figure], reference[way]);
    }),
    addedShare(way, main[way]),
    {
      name: `${way}: CPU ÷ loop`,
      value: main[way].cpuSecondsMean / main.loop.cpuSecondsMean,
      target: cpuTimesLoop,
      isExact: false,
    },
  ]),
  ...loopMeasures(main.loop),
];

/** A tenth of a ratio near 1 is never lost: what is kept is what is added. */
const addedShare = (way: string, { ratioToCriticalPath }: Figures): Measure =>
  exact(`${way}: share added to the critical path`, ratioToCriticalPath - 1);

/** A loop that became slower would make Breakwater look better than it is. */
export const loopMeasures = (loop: Figures): readonly Measure[] =>
  [...figures.map((figure) => exact(`loop: ${figure}`, loop[figure])), addedShare('loop', loop)].map((measure) => ({
    ...measure,
    isReference: true,
  }));
