/**
 * One deployed function: its bundle in a thread with an environment of its own, as Lambda gives it a process. The time of
 * day is that of the test.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';

const { bundle, time } = z
  .object({ bundle: z.string(), time: z.instanceof(Float64Array<SharedArrayBuffer>) })
  .parse(workerData);
const now = (): number => time[0] ?? 0;

const RealDate = Date;
class VirtualDate extends RealDate {
  constructor(...given: [] | [number | string]) {
    if (given.length === 0) super(now());
    else super(given[0]);
  }
  static override now(): number {
    return now();
  }
}
Object.assign(globalThis, { Date: VirtualDate });

const handlerSchema = z.object({
  handler: z.custom<(event: unknown) => Promise<unknown>>((value) => typeof value === 'function'),
});
const { handler } = handlerSchema.parse(await import(bundle));

const invocationSchema = z.object({ id: z.number(), event: z.unknown() });
parentPort?.on('message', (message: unknown) => {
  const { id, event } = invocationSchema.parse(message);
  handler(event).then(
    // Lambda carries JSON and nothing else.
    (answer) => parentPort?.postMessage({ id, answer: JSON.stringify(answer ?? null) }),
    (error: unknown) => parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) }),
  );
});
parentPort?.postMessage({ ready: true });
