import { quantile } from './steady-reads.ts';

/** What `npm run load` fails for, and what it only says. */
export interface LoadFigures {
  /** Of the reads before those with the SIGKILL: while the server is dead, errors are what must be. */
  readonly errors: number;
  readonly timeouts: number;
  /** Of all reads: who answers lives. */
  readonly non2xx: number;
  /** What was asked for around the SIGKILL, by kind: acknowledged before it, and acknowledged at all but not in the record. */
  readonly asked: readonly { readonly kind: string; readonly acknowledgedBeforeKill: number; readonly lost: number }[];
  /** Executions beyond the one of each start. */
  readonly startedTwice: number;
  /** A reading each 5 s, while it is read and until the SIGKILL. */
  readonly memoryMegabytes: readonly number[];
  /** By how much the latest turn was late, at each reading; and the same after the SIGKILL and the restart. */
  readonly lateSeconds: readonly number[];
  readonly lateSecondsAfterKill: readonly number[];
  /** Of the executions that were to run. */
  readonly ranAtKill: number;
  /** Second waves that started only then. */
  readonly wavesAfterKill: number;
  /** Each execution as it was to end, and as the record has it in the end. */
  readonly ends: readonly Ending[];
  readonly p99Milliseconds: number;
}

export interface Ending {
  readonly wanted: 'COMPLETED' | 'CANCELLED';
  readonly status: string;
  readonly endTime?: string | undefined;
}

export interface Verdict {
  readonly name: string;
  readonly value: number;
  readonly target: number;
  readonly isMet: boolean;
  /** Fails the run when it is missed; the others differ too much by machine. */
  readonly isHard: boolean;
}

/** With fewer, one of them alone may move the median of a third. */
const MEMORY_READINGS_MIN = 12;

export const loadTargets = {
  /**
   * The last third over the middle one: while the first lasts, what is stored is read for the first time. By the medians,
   * since single readings swing with the garbage. Seen on a machine with much other work: from 199 to 249 MB in 35 s, then
   * 245 to 250 until the kill.
   */
  memoryGrowth: 1.1,
  lateSeconds: 30,
  p99Milliseconds: 10,
} as const;

export const judgeLoad = (figures: LoadFigures): readonly Verdict[] => {
  const { asked, ends } = figures;
  const lost = asked.reduce((sum, { lost: count }) => sum + count, 0);
  // Of no kind at all nothing is known.
  const unasked =
    asked.length === 0 ? Number.NaN : asked.filter(({ acknowledgedBeforeKill: count }) => count === 0).length;
  const unended = ends.filter(({ endTime }) => endTime === undefined);
  const endedOtherwise = ends.filter(({ endTime, status, wanted }) => endTime !== undefined && status !== wanted);
  return [
    hard('acknowledged and lost', lost, 0),
    hard('kinds of request of which none was acknowledged before the kill', unasked, 0),
    hard('starts that were made twice', figures.startedTwice, 0),
    hard('answers that are not 2xx', figures.non2xx, 0),
    hard('errors of the reads without a kill', figures.errors, 0),
    hard('time-outs of the reads without a kill', figures.timeouts, 0),
    hard('seconds that a turn was late', latest(figures.lateSeconds), loadTargets.lateSeconds),
    hard('seconds that a turn was late after the kill', latest(figures.lateSecondsAfterKill), loadTargets.lateSeconds),
    hard('kills at which nothing ran', figures.ranAtKill > 0 ? 0 : 1, 0),
    hard('kills after which no second wave started', figures.wavesAfterKill > 0 ? 0 : 1, 0),
    hard('executions that did not go on to their end after the kill', unended.length, 0),
    hard('executions that ended otherwise than they must', endedOtherwise.length, 0),
    ...memoryGrowth(figures.memoryMegabytes).map((value) =>
      hard('memory in the last third ÷ in the middle third', value, loadTargets.memoryGrowth),
    ),
    {
      ...hard('p99 of GET /api/executions/{id}, ms', figures.p99Milliseconds, loadTargets.p99Milliseconds),
      isHard: false,
    },
  ];
};

/** None of a short run, which says nothing of growth. */
const memoryGrowth = (readings: readonly number[]): readonly number[] => {
  if (readings.length < MEMORY_READINGS_MIN) return [];
  const third = Math.floor(readings.length / 3);
  return [quantile(readings.slice(-third), 0.5) / quantile(readings.slice(-2 * third, -third), 0.5)];
};

/** Of no reading at all nothing is known. */
const latest = (seconds: readonly number[]): number => (seconds.length === 0 ? Number.NaN : Math.max(...seconds));

// NaN is no figure, and meets nothing.
const hard = (name: string, value: number, target: number): Verdict => ({
  name,
  value,
  target,
  isMet: value <= target,
  isHard: true,
});

export const verdictText = ({ name, value, target, isMet, isHard }: Verdict): string =>
  `${isMet ? 'met' : 'missed'}${isHard ? '' : ' (not judged)'}: ${name} ${Number(value.toPrecision(4))}, target at most ${target}`;
