/** One worker of the swarm: lives through every n-th night, and says what it saw. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { drawNight } from '../../test/simulation/support/draw-night.ts';
import { liveNight } from '../../test/simulation/support/live-night.ts';
import { hasTwin, liveTwin } from '../../test/simulation/support/live-twin.ts';
import { createTally } from '../../test/simulation/support/tally.ts';

const { first, count, step, isLarge } = z
  .object({ first: z.int(), count: z.int(), step: z.int(), isLarge: z.boolean() })
  .parse(workerData);

for (let seed = first; seed < first + count; seed += step) {
  const tally = createTally();
  let violations: readonly string[] = [];
  let virtualSeconds = 0;
  let calls = 0;
  const night = drawNight(seed, isLarge);
  try {
    ({ violations, virtualSeconds, calls } = await liveNight(night, { tally }));
    if (violations.length === 0 && !isLarge && hasTwin(seed)) ({ violations } = await liveTwin(seed, { tally }));
  } catch (error) {
    violations = [`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
  const { servers } = night;
  parentPort?.postMessage({
    seed,
    servers,
    violations,
    virtualSeconds,
    calls,
    counts: [...tally.counts],
  });
}
