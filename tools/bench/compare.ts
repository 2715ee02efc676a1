/** The same drills by polling, with DRS's events, and by the loop. */
import type { BenchOptions } from './bench-world.ts';
import { type DrillFigures, measureDrill, measureSerialLoop } from './drill.ts';

export interface Comparison<Of> {
  readonly polling: Of;
  readonly events: Of;
  readonly loop: Of;
}

/** The first runs load and compile what the others find ready. */
const WARM_UP_RUNS = 5;

/** Each seed by every way in turn: what else the machine does in the meantime slows all of them down alike. */
export const compare = async (options: BenchOptions, runs: number): Promise<Comparison<readonly DrillFigures[]>> => {
  const once = async (seed: number): Promise<Comparison<DrillFigures>> => ({
    polling: await measureDrill({ ...options, seed }),
    events: await measureDrill({ ...options, seed, withEvents: true }),
    loop: await measureSerialLoop({ ...options, seed }),
  });
  for (let run = 0; run < WARM_UP_RUNS; run += 1) await once(options.seed);
  const drills: Comparison<DrillFigures>[] = [];
  for (let run = 0; run < runs; run += 1) drills.push(await once(options.seed + run));
  return {
    polling: drills.map(({ polling }) => polling),
    events: drills.map(({ events }) => events),
    loop: drills.map(({ loop }) => loop),
  };
};
