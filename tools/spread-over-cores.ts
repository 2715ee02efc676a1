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
  /** What a worker is at that has sent so many messages, in words. */
  readonly nameOf: (share: Share, sent: number) => string;
}

/** Real time in which a worker that sends nothing is taken to loop for ever: a piece of work takes seconds. */
const SILENT_SECONDS = 300;

/**
 * A worker for every core, each with its share; one that is silent for too long is ended. Gives how many, and why they did
 * not all run to their end.
 */
export const spreadOverCores = async ({
  script,
  count = Number.POSITIVE_INFINITY,
  dataOf,
  onMessage,
  isStopped,
  nameOf,
}: SpreadWork): Promise<{ readonly workers: number; readonly shortfalls: readonly string[] }> => {
  const step = Math.min(count, availableParallelism());
  const shortfalls: string[] = [];
  let isStopping = false;
  const workers = Array.from(
    { length: step },
    (_, index) =>
      new Worker(script, {
        workerData: dataOf({ index, step }),
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
      }),
  );
  const runs = workers.map(
    (worker, index) =>
      new Promise<void>((resolve, reject) => {
        let sent = 0;
        let isSilent = false;
        const giveUp = (): void => {
          isSilent = true;
          shortfalls.push(`${nameOf({ index, step }, sent)} did not end in ${SILENT_SECONDS} s: its worker was ended`);
          void worker.terminate();
        };
        let watchdog = setTimeout(giveUp, SILENT_SECONDS * 1000);
        worker.on('message', (message) => {
          sent += 1;
          clearTimeout(watchdog);
          watchdog = setTimeout(giveUp, SILENT_SECONDS * 1000);
          onMessage(message);
          if (isStopping || !isStopped()) return;
          isStopping = true;
          for (const each of workers) void each.terminate();
        });
        worker.on('error', reject);
        worker.on('exit', (code) => {
          clearTimeout(watchdog);
          if (code !== 0 && !isSilent && !isStopped()) shortfalls.push(`a worker ended with exit code ${code}`);
          resolve();
        });
      }),
  );
  await Promise.all(runs);
  return { workers: step, shortfalls };
};

/** Most of what a night makes is gone within the turn: with more room less of it is copied. */
const YOUNG_MEGABYTES = 96;
