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
}

export interface SwarmRequest {
  readonly first: number;
  readonly count: number;
  readonly isLarge: boolean;
  readonly onNight: (done: number) => void;
}

/** Lives through so many nights, spread over every core. Stops early once some have failed. */
export const runSwarm = async ({ first, count, isLarge, onNight }: SwarmRequest): Promise<Swarm> => {
  const step = Math.min(count, availableParallelism());
  const tally = createTally();
  const nights: z.infer<typeof nightSchema>[] = [];
  const workers = Array.from({ length: step }, (_, index) => {
    const data = { first: first + index, count: count - index, step, isLarge };
    return new Worker(new URL('./run-seeds.ts', import.meta.url), { workerData: data });
  });
  const runs = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', (message) => {
          const night = nightSchema.parse(message);
          nights.push(night);
          for (const [name, times] of night.counts) tally.count(name, times);
          onNight(nights.length);
          if (nights.filter(({ violations }) => violations.length > 0).length < FAILED_MAX) return;
          for (const each of workers) void each.terminate();
        });
        worker.on('error', reject);
        worker.on('exit', () => resolve());
      }),
  );
  await Promise.all(runs);
  return {
    tally,
    nights: nights.toSorted((a, b) => a.seed - b.seed),
    virtualSeconds: nights.reduce((sum, night) => sum + night.virtualSeconds, 0),
    calls: nights.reduce((sum, night) => sum + night.calls, 0),
    workers: step,
  };
};

/** More say no more. */
const FAILED_MAX = 5;
