/** The parts of the benchmark: each measures, and gives its figures as data. */
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
const publishedShape: DrillShape = {
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

/** Where memory is plenty, V8 lets the garbage of young objects grow far beyond what lives; this bounds it. */
const BOUNDED_GARBAGE = '--max-semi-space-size=16';
/** The same for old objects: how much lives is measured so, and not when V8 felt like collecting (285 to 550 MB without). */
const BOUNDED_HEAP = '--max-old-space-size=256';

interface LargeRun {
  readonly label: string;
  readonly shape: LargeShape;
  readonly nodeOptions?: readonly string[];
  readonly targetMegabytes?: number;
}

const memoryRuns: readonly LargeRun[] = [
  { label: '10 waves × 100', shape: { waves: 10, serversPerWave: 100, order: 'chain' }, targetMegabytes: 300 },
  {
    label: `10 waves × 100, ${BOUNDED_GARBAGE}`,
    shape: { waves: 10, serversPerWave: 100, order: 'chain' },
    nodeOptions: [BOUNDED_GARBAGE],
    targetMegabytes: 300,
  },
  { label: '40 × 100, one after the other', shape: { waves: 40, serversPerWave: 100, order: 'chain' } },
];

/** More servers are ready than DRS takes: what is measured is how well its quotas are used. */
const quotaShapes: readonly LargeRun[] = [
  {
    label: '10 × 100, all at once',
    shape: { waves: 10, serversPerWave: 100, order: 'independent' },
    targetMegabytes: 300,
  },
  {
    label: '40 × 100, all at once',
    shape: { waves: 40, serversPerWave: 100, order: 'independent' },
    targetMegabytes: 400,
  },
  {
    label: '40 × 100, eight chains',
    shape: { waves: 40, serversPerWave: 100, order: 'eight chains' },
    targetMegabytes: 400,
  },
];
const quotaRuns = quotaShapes.map((run) => ({ ...run, nodeOptions: [BOUNDED_GARBAGE, BOUNDED_HEAP] }));

const measureRuns = async (runs: readonly LargeRun[], seed: number): Promise<readonly LargeRow[]> => {
  const rows: LargeRow[] = [];
  for (const { label, shape, nodeOptions = [], targetMegabytes } of runs) {
    const figures = await measureLarge(shape, seed, nodeOptions);
    rows.push({ label, figures, ...(targetMegabytes === undefined ? {} : { targetMegabytes }) });
  }
  return rows;
};

export const measureLargeRuns = (seed: number): Promise<readonly LargeRow[]> => measureRuns(memoryRuns, seed);
/** Beside each other: virtual time is what counts here. */
export const measureQuotaRuns = async (seed: number): Promise<readonly LargeRow[]> =>
  (await Promise.all(quotaRuns.map((run) => measureRuns([run], seed)))).flat();
