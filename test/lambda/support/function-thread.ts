/** A function's process: its bundle in a thread with an environment of its own, kept warm as Lambda does. */
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Json } from '../../../src/ports/item-store.ts';

const replySchema = z.object({ id: z.number(), answer: z.string().optional(), error: z.string().optional() });

export const startFunction = async (bundle: string, environment: Record<string, string>, time: Float64Array) => {
  const worker = new Worker(new URL('./function-worker.ts', import.meta.url), {
    workerData: { bundle, time },
    env: environment,
    stdout: true,
    stderr: true,
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  const lines: string[] = [];
  for (const stream of [worker.stdout, worker.stderr]) {
    stream.on('data', (chunk: Buffer) => lines.push(chunk.toString('utf8')));
  }
  const waiting = new Map<number, { resolve: (answer: Json) => void; reject: (error: Error) => void }>();
  const fail = (error: Error): void => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  let next = 0;
  await new Promise<void>((resolve, reject) => {
    worker.once('message', () => resolve());
    worker.once('error', (error: unknown) => reject(error instanceof Error ? error : new Error(String(error))));
  });
  worker.on('error', (error: unknown) => fail(error instanceof Error ? error : new Error(String(error))));
  worker.on('exit', () => fail(new Error('the function was killed')));
  worker.on('message', (message: unknown) => {
    const { id, answer, error } = replySchema.parse(message);
    const call = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) call?.resolve(z.json().parse(JSON.parse(answer ?? 'null')));
    else call?.reject(new Error(error));
  });
  return {
    lines,
    invoke: (event: unknown): Promise<Json> =>
      new Promise((resolve, reject) => {
        next += 1;
        waiting.set(next, { resolve, reject });
        worker.postMessage({ id: next, event });
      }),
    stop: async (): Promise<void> => {
      await worker.terminate();
    },
  };
};
export type RunningFunction = Awaited<ReturnType<typeof startFunction>>;
