/** What the simulated nights cost: real CPU for every execution that came to its end in one, with all that checks it. */
import { drawNight } from '../../test/simulation/support/draw-night.ts';
import { liveNight } from '../../test/simulation/support/live-night.ts';
import { createTally } from '../../test/simulation/support/tally.ts';
import type { DrillShape } from './bench-world.ts';
import { measureSerialLoop } from './drill.ts';
import { mean, sum } from './statistics.ts';

export interface NightFigures {
  readonly nights: number;
  readonly executionsEnded: number;
  readonly cpuSeconds: number;
  /** Of a drill of the published shape as the serial loop runs it, measured in between. */
  readonly loopCpuSecondsMean: number;
}

const NIGHTS = 100;
/** The first load and compile what the others find ready. */
const WARM_UP_NIGHTS = 5;
const NIGHTS_FOR_EACH_LOOP = 5;

const measureNight = async (seed: number) => {
  const tally = createTally();
  const cpuBefore = process.cpuUsage();
  const { violations } = await liveNight(drawNight(seed), { tally });
  const { user, system } = process.cpuUsage(cpuBefore);
  if (violations.length > 0) throw new Error(`night ${seed} did not hold: ${violations[0]}`);
  return { executionsEnded: tally.counts.get('event ExecutionEnded') ?? 0, cpuSeconds: (user + system) / 1e6 };
};

export const measureNights = async (shape: DrillShape): Promise<NightFigures> => {
  for (let seed = 1; seed <= WARM_UP_NIGHTS; seed += 1) {
    await measureNight(seed);
    await measureSerialLoop({ seed, shape });
  }
  const nights: Awaited<ReturnType<typeof measureNight>>[] = [];
  const loops: number[] = [];
  for (let seed = 1; seed <= NIGHTS; seed += 1) {
    nights.push(await measureNight(seed));
    if (seed % NIGHTS_FOR_EACH_LOOP === 0) loops.push((await measureSerialLoop({ seed, shape })).cpuSeconds);
  }
  return {
    nights: nights.length,
    executionsEnded: sum(nights.map(({ executionsEnded }) => executionsEnded)),
    cpuSeconds: sum(nights.map(({ cpuSeconds }) => cpuSeconds)),
    loopCpuSecondsMean: mean(loops),
  };
};
