/** The parts of the benchmark: each measures, and gives its figures as data. */
import type { DrillShape } from './bench-world.ts';
import { measureDrill, measureSerialLoop } from './drill.ts';
import { type Figures, repeat, summarize, type TurnCost, turnCosts } from './figures.ts';
import { type LargeShape, measureLarge } from './large-drill.ts';
import type { LargeRow, ShapeRow } from './tables.ts';
import { measureTogether } from './together.ts';

/** What the published figures were measured on: three waves of ten servers, no gates. */
const publishedShape: DrillShape = {
  waves: 3,
  serversPerWave: 10,
  durations: 'benchmark',
  os: 'linux',
  order: 'chain',
};

const compare = async (shape: DrillShape, seed: number, runs: number) => ({
  ours: await repeat(measureDrill, runs, { seed, shape }),
  loop: await repeat(measureSerialLoop, runs, { seed, shape }),
});

export interface MainPart {
  readonly ours: Figures;
  readonly loop: Figures;
  readonly turns: readonly TurnCost[];
}

export const measureMain = async (seed: number, runs: number): Promise<MainPart> => {
  const { ours, loop } = await compare(publishedShape, seed, runs);
  return { ours: summarize(ours), loop: summarize(loop), turns: turnCosts(ours) };
};

export const measureSeveral = async (
  seed: number,
): Promise<readonly { readonly plans: number; readonly describeJobs: number }[]> => {
  const rows: { plans: number; describeJobs: number }[] = [];
  for (const plans of [1, 2, 5, 10]) {
    const calls = await measureTogether({ seed, shape: publishedShape, plans });
    rows.push({ plans, describeJobs: calls['drs:DescribeJobs'] ?? 0 });
  }
  return rows;
};

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
    const { ours, loop } = await compare({ ...publishedShape, ...shape }, seed, runs);
    rows.push({ label, ours: summarize(ours), loop: summarize(loop) });
  }
  return rows;
};

/** Where memory is plenty, V8 lets the garbage of young objects grow far beyond what lives; this bounds it. */
const BOUNDED_GARBAGE = '--max-semi-space-size=16';

const largeRuns: readonly {
  readonly label: string;
  readonly shape: LargeShape;
  readonly nodeOptions?: readonly string[];
  readonly hasMemoryTarget?: boolean;
}[] = [
  { label: '10 waves × 100', shape: { waves: 10, serversPerWave: 100, order: 'chain' }, hasMemoryTarget: true },
  {
    label: `10 waves × 100, ${BOUNDED_GARBAGE}`,
    shape: { waves: 10, serversPerWave: 100, order: 'chain' },
    nodeOptions: [BOUNDED_GARBAGE],
    hasMemoryTarget: true,
  },
  { label: '40 × 100, one after the other', shape: { waves: 40, serversPerWave: 100, order: 'chain' } },
  { label: '40 × 100, all at once, under quotas', shape: { waves: 40, serversPerWave: 100, order: 'independent' } },
];

export const measureLargeRuns = async (seed: number): Promise<readonly LargeRow[]> => {
  const rows: LargeRow[] = [];
  for (const { label, shape, nodeOptions = [], hasMemoryTarget = false } of largeRuns) {
    rows.push({ label, figures: await measureLarge(shape, seed, nodeOptions), hasMemoryTarget });
  }
  return rows;
};
