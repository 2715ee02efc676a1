import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { createTally, type Tally } from '../../test/simulation/support/tally.ts';

const nightSchema = z.object({
  seed: z.int(),
  servers: z.int(),
  violations: z.array(z.string()),
  virtualSeconds: z.number(),
  calls: z.int(),
  counts: z.array(z.tuple([z.string(), z.number()])),
});

export interface Swarm {
  readonly tally: Tally;
  readonly nights: readonly {
    readonly seed: number;
    readonly servers: number;
    readonly violations: readonly string[];
  }[];
  readonly virtualSeconds: number;
  readonly calls: number;
  readonly workers: number;
  /** Why it does not speak for all nights: a worker that died, nights that none came back from. */
  readonly shortfalls: readonly string[];
}

export interface SwarmRequest {
  readonly first: number;
  readonly count: number;
  readonly isLarge: boolean;
  readonly onNight: (done: number) => void;
}

/** Lives through so many nights, spread over every core: a worker each, which runs the script. Some failed: it stops. */
export const runSwarm = async (
  { first, count, isLarge, onNight }: SwarmRequest,
  script = new URL('./run-seeds.ts', import.meta.url),
): Promise<Swarm> => {
  const step = Math.min(count, availableParallelism());
  const tally = createTally();
  const nights: z.infer<typeof nightSchema>[] = [];
  const shortfalls: string[] = [];
  const isStopped = (): boolean => nights.filter(({ violations }) => violations.length > 0).length >= FAILED_MAX;
  const workers = Array.from({ length: step }, (_, index) => {
    const data = { first: first + index, count: count - index, step, isLarge };
    return new Worker(script, { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } });
  });
  const runs = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', (message) => {
          const night = nightSchema.parse(message);
          nights.push(night);
          for (const [name, times] of night.counts) tally.count(name, times);
          onNight(nights.length);
          if (!isStopped()) return;
          for (const each of workers) void each.terminate();
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
          if (code !== 0 && !isStopped()) shortfalls.push(`a worker ended with exit code ${code}`);
          resolve();
        });
      }),
  );
  await Promise.all(runs);
  if (nights.length < count && !isStopped()) shortfalls.push(`${count - nights.length} of ${count} nights did not end`);
  return {
    tally,
    nights: nights.toSorted((a, b) => a.seed - b.seed),
    virtualSeconds: nights.reduce((sum, night) => sum + night.virtualSeconds, 0),
    calls: nights.reduce((sum, night) => sum + night.calls, 0),
    workers: step,
    shortfalls,
  };
};

/** Most of what a night makes is gone within the turn: with more room less of it is copied. */
const YOUNG_MEGABYTES = 96;

/** More say no more. */
const FAILED_MAX = 5;
