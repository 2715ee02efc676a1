/** A large drill in a process of its own, so that its memory can be measured: this file run as a program. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';
import { limits } from '../../src/domain/limits.ts';
import { type DrillFigures, measureDrill } from './drill.ts';
import { countCalls } from './figures.ts';
import { sum } from './statistics.ts';

export interface LargeShape {
  readonly waves: number;
  readonly serversPerWave: number;
  readonly order: 'chain' | 'independent';
}

const figuresSchema = z.object({
  executionSeconds: z.number(),
  /** No plan of these jobs can be faster, under DRS's quotas. */
  boundSeconds: z.number(),
  jobs: z.int(),
  calls: z.number(),
  peakMegabytes: z.number(),
  cpuSeconds: z.number(),
  wallSeconds: z.number(),
});
export type LargeFigures = z.infer<typeof figuresSchema>;

/** The longest chain of jobs; or 500 servers in jobs at a time; or 20 jobs at a time. */
const boundOf = ({ criticalPathSeconds, jobs }: DrillFigures): number =>
  Math.max(
    criticalPathSeconds,
    sum(jobs.map((job) => job.servers * job.seconds)) / limits.serversInAllJobs,
    sum(jobs.map((job) => job.seconds)) / limits.jobsPerScope,
  );

const run = async (shape: LargeShape, seed: number): Promise<LargeFigures> => {
  const figures = await measureDrill({
    seed,
    keepObservations: false,
    shape: { ...shape, durations: 'benchmark', os: 'linux' },
  });
  return {
    executionSeconds: figures.executionSeconds,
    boundSeconds: boundOf(figures),
    jobs: figures.jobs.length,
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
  nodeOptions: readonly string[] = [],
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
  shape: z.object({ waves: z.int(), serversPerWave: z.int(), order: z.enum(['chain', 'independent']) }),
  seed: z.int(),
});

if (import.meta.main) {
  const { shape, seed } = requestSchema.parse(JSON.parse(process.argv[2] ?? ''));
  process.stdout.write(JSON.stringify(await run(shape, seed)));
}
