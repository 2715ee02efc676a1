/** What `npm run load` fails for, and what it only says. */
export interface LoadFigures {
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
  /** Acknowledged before or after the SIGKILL, and not found afterwards. */
  readonly lost: number;
  /** Acknowledged before the SIGKILL: without any, nothing could be lost. */
  readonly savedBeforeKill: number;
  /** A reading each 5 s. */
  readonly memoryMegabytes: readonly number[];
  /** By how much the latest turn was late, at each reading; and the same after the SIGKILL and the restart. */
  readonly lateSeconds: readonly number[];
  readonly lateSecondsAfterKill: readonly number[];
  /** Not over in the end; NaN when nothing ran as the SIGKILL came. */
  readonly unended: number;
  readonly p99Milliseconds: number;
}

export interface Verdict {
  readonly name: string;
  readonly value: number;
  readonly target: number;
  readonly isMet: boolean;
  /** Fails the run when it is missed; the others differ too much by machine. */
  readonly isHard: boolean;
}

/** Until then what was stored is read for the first time. */
const WARM_UP_READINGS = 3;

export const loadTargets = {
  /** The end over the first reading after the warm-up. */
  memoryGrowth: 1.25,
  lateSeconds: 30,
  p99Milliseconds: 10,
} as const;

/** Memory is judged when it was read after the warm-up at least twice. */
export const judgeLoad = (figures: LoadFigures): readonly Verdict[] => {
  const warm = figures.memoryMegabytes.slice(WARM_UP_READINGS);
  const growth = warm.length < 2 ? [] : [(warm.at(-1) ?? Number.NaN) / (warm[0] ?? Number.NaN)];
  return [
    hard('acknowledged and lost', figures.lost, 0),
    hard('kills before which nothing was saved', figures.savedBeforeKill > 0 ? 0 : 1, 0),
    hard('answers that are not 2xx', figures.non2xx, 0),
    hard('errors', figures.errors, 0),
    hard('time-outs', figures.timeouts, 0),
    hard('seconds that a turn was late', latest(figures.lateSeconds), loadTargets.lateSeconds),
    hard('seconds that a turn was late after the kill', latest(figures.lateSecondsAfterKill), loadTargets.lateSeconds),
    hard('executions that did not go on to their end after the kill', figures.unended, 0),
    ...growth.map((value) => hard('memory at the end ÷ after the warm-up', value, loadTargets.memoryGrowth)),
    {
      ...hard('p99 of GET /api/executions/{id}, ms', figures.p99Milliseconds, loadTargets.p99Milliseconds),
      isHard: false,
    },
  ];
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
