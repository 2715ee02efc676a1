/** A large drill in a process of its own, so that its memory can be measured: this file run as a program. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { type DrillShape, orders } from './bench-world.ts';
import { measureDrill, quotaBoundSeconds } from './drill.ts';
import { countCalls } from './figures.ts';
import { sum } from './statistics.ts';

export type LargeShape = Pick<DrillShape, 'waves' | 'serversPerWave' | 'order'>;

const figuresSchema = z.object({
  executionSeconds: z.number(),
  /** The longest chain of jobs, or what the quotas allow: no plan of these jobs can be faster. */
  boundSeconds: z.number(),
  jobs: z.int(),
  /** That the jobs launched. */
  servers: z.int(),
  calls: z.number(),
  peakMegabytes: z.number(),
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
});
export type LargeFigures = z.infer<typeof figuresSchema>;

const run = async (shape: LargeShape, seed: number): Promise<LargeFigures> => {
  const figures = await measureDrill({
    seed,
    keepObservations: false,
    shape: { ...shape, durations: 'benchmark', os: 'linux' },
  });
  return {
    executionSeconds: figures.executionSeconds,
    boundSeconds: Math.max(figures.criticalPathSeconds, quotaBoundSeconds(figures.jobs)),
    jobs: figures.jobs.length,
    servers: sum(figures.jobs.map((job) => job.servers)),
    calls: countCalls(figures.calls),
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    cpuSeconds: figures.cpuSeconds,
    wallSeconds: performance.now() / 1000,
  };
};

/** `nodeOptions` are given to the process that is measured. */
export const measureLarge = async (
  shape: LargeShape,
  seed: number,
  nodeOptions: readonly string[],
): Promise<LargeFigures> => {
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--disable-warning=ExperimentalWarning',
    ...nodeOptions,
    fileURLToPath(import.meta.url),
    JSON.stringify({ shape, seed }),
  ]);
  return figuresSchema.parse(JSON.parse(stdout));
};

const requestSchema = z.object({
  shape: z.object({ waves: z.int(), serversPerWave: z.int(), order: z.enum(orders) }),
  seed: z.int(),
});

if (import.meta.main) {
  const { shape, seed } = requestSchema.parse(JSON.parse(process.argv[2] ?? ''));
  process.stdout.write(JSON.stringify(await run(shape, seed)));
}
