import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

export interface Share {
  /** Which of so many (`step`) this is: it does every step-th from here. */
  readonly index: number;
  readonly step: number;
}

export interface SpreadWork {
  readonly script: URL;
  /** Pieces of work, when that is known: no more workers than that. */
  readonly count?: number;
  /** What a worker is given as `workerData`. */
  readonly dataOf: (share: Share) => unknown;
  readonly onMessage: (message: unknown) => void;
  /** No more is wanted: asked after each message. */
  readonly isStopped: () => boolean;
}

/** A worker for every core, each with its share. Gives how many, and why they did not all run to their end. */
export const spreadOverCores = async ({
  script,
  count = Number.POSITIVE_INFINITY,
  dataOf,
  onMessage,
  isStopped,
}: SpreadWork): Promise<{ readonly workers: number; readonly shortfalls: readonly string[] }> => {
  const step = Math.min(count, availableParallelism());
  const shortfalls: string[] = [];
  const workers = Array.from(
    { length: step },
    (_, index) =>
      new Worker(script, {
        workerData: dataOf({ index, step }),
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      }),
  );
  const runs = workers.map(
    (worker) =>
      new Promise<void>((resolve, reject) => {
        worker.on('message', (message) => {
          onMessage(message);
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
  return { workers: step, shortfalls };
};

/** Most of what a night makes is gone within the turn: with more room less of it is copied. */
const YOUNG_MEGABYTES = 96;
