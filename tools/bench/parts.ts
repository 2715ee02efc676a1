/** The parts of the benchmark: each measures, and gives its figures as data. */
import { availableParallelism } from 'node:os';
import { startFlags } from '../start-flags.ts';
import type { DrillShape } from './bench-world.ts';
import { type Comparison, compare } from './compare.ts';
import type { DrillFigures } from './drill.ts';
import { type Figures, summarize, type TurnCost, turnCosts } from './figures.ts';
import { type LargeShape, measureLarge } from './large-drill.ts';
import { measureNights, type NightFigures } from './nights.ts';
import type { LargeRow, ShapeRow } from './tables.ts';
import { measureThrottle, type ThrottleFigures } from './throttle.ts';
import { measureTogether, type TogetherFigures } from './together.ts';

/** What the published figures were measured on: three waves of ten servers, no gates. */
export const publishedShape: DrillShape = {
  waves: 3,
  serversPerWave: 10,
  durations: 'benchmark',
  os: 'linux',
  order: 'chain',
};

export interface MainPart extends Comparison<Figures> {
  readonly turns: readonly TurnCost[];
}

export const measureMain = async (seed: number, runs: number): Promise<MainPart> => {
  const drills = await compare({ seed, shape: publishedShape }, runs);
  return { ...summaries(drills), turns: turnCosts(drills.polling) };
};

const summaries = ({ polling, events, loop }: Comparison<readonly DrillFigures[]>): Comparison<Figures> => ({
  polling: summarize(polling),
  events: summarize(events),
  loop: summarize(loop),
});

export const measureThrottled = (seed: number, runs: number): Promise<ThrottleFigures> =>
  measureThrottle({ seed, shape: publishedShape }, runs);

/** Ten seconds apart each sees the others run; fifty at once want more than the quotas give. */
const togetherRuns = [
  { plans: 1, secondsApart: 10 },
  { plans: 2, secondsApart: 10 },
  { plans: 5, secondsApart: 10 },
  { plans: 10, secondsApart: 10 },
  { plans: 50, secondsApart: 0 },
] as const;

export const measureSeveral = async (seed: number): Promise<readonly TogetherFigures[]> => {
  const rows: TogetherFigures[] = [];
  for (const run of togetherRuns) rows.push(await measureTogether({ ...run, seed, shape: publishedShape }));
  return rows;
};

export const measureSwarm = (): Promise<NightFigures> => measureNights(publishedShape);

/** The pace must not fit one job only: sizes, kinds of servers, and a mixture of them. */
const otherShapes: readonly { readonly label: string; readonly shape: Partial<DrillShape> }[] = [
  { label: '3 waves × 1 server', shape: { serversPerWave: 1 } },
  { label: '3 × 100', shape: { serversPerWave: 100 } },
  { label: '3 × 10, Linux (about 5 min)', shape: { durations: 'realistic' } },
  { label: '3 × 10, Windows (about 20 min)', shape: { durations: 'realistic', os: 'windows' } },
  { label: '3 × 10, a fifth of it Windows', shape: { durations: 'realistic', os: 'mixed' } },
  { label: '3 × 1, Windows', shape: { durations: 'realistic', os: 'windows', serversPerWave: 1 } },
];

export const measureShapes = async (seed: number, runs: number): Promise<readonly ShapeRow[]> => {
  const rows: ShapeRow[] = [];
  for (const { label, shape } of otherShapes) {
    const drills = await compare({ seed, shape: { ...publishedShape, ...shape } }, runs);
    rows.push({ label, ...summaries(drills) });
  }
  return rows;
};

interface LargeRun {
  readonly label: string;
  readonly shape: LargeShape;
  /** Of the process that is measured. */
  readonly nodeOptions: readonly string[];
  readonly targetMegabytes: number;
}

const thousand = (order: LargeShape['order']) =>
  ({ shape: { waves: 10, serversPerWave: 100, order }, targetMegabytes: 300 }) as const;
const fourThousand = (order: LargeShape['order']) =>
  ({ shape: { waves: 40, serversPerWave: 100, order }, targetMegabytes: 400 }) as const;

/**
 * Both sizes in the orders that a plan may have. With eight chains as with all at once more servers are ready than DRS
 * takes, and what is measured is how well its quotas are used; with four chains it takes all that are ready.
 */
export const quotaRuns: readonly LargeRun[] = [
  { label: '10 × 100, one after the other', ...thousand('chain') },
  { label: '10 × 100, four chains', ...thousand('four chains') },
  { label: '10 × 100, eight chains', ...thousand('eight chains') },
  { label: '10 × 100, all at once', ...thousand('independent') },
  { label: '40 × 100, one after the other', ...fourThousand('chain') },
  { label: '40 × 100, eight chains', ...fourThousand('eight chains') },
  { label: '40 × 100, all at once', ...fourThousand('independent') },
].map((run) => ({ ...run, nodeOptions: startFlags }));

/** What memory the same takes when Node is started without the flags: it misses its target. */
export const memoryRuns: readonly LargeRun[] = [
  { label: '10 × 100, no flags', ...thousand('chain'), nodeOptions: [] },
  { label: '40 × 100, no flags', ...fourThousand('chain'), nodeOptions: [] },
];

const measureRun = async (
  { label, shape, nodeOptions, targetMegabytes }: LargeRun,
  seed: number,
): Promise<LargeRow> => ({
  label,
  targetMegabytes,
  figures: await measureLarge(shape, seed, nodeOptions),
});

/** So many at a time; the figures in the order of the runs. */
const measureRuns = async (runs: readonly LargeRun[], seed: number, atOnce: number): Promise<readonly LargeRow[]> => {
  const rows = new Map<LargeRun, LargeRow>();
  const waiting = runs.values();
  const work = async (): Promise<void> => {
    for (const run of waiting) rows.set(run, await measureRun(run, seed));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return runs.flatMap((run) => rows.get(run) ?? []);
};

export const measureLargeRuns = (seed: number): Promise<readonly LargeRow[]> => measureRuns(memoryRuns, seed, 1);

/** One for each core: where more share one, V8 collects later, and a run of 4,000 servers takes up to 393 MB. */
export const measureQuotaRuns = (seed: number): Promise<readonly LargeRow[]> =>
  measureRuns(quotaRuns, seed, availableParallelism());
