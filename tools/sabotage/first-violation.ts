/** Lives through nights until one does not hold, then through their twins, and prints which. */
import { drawNight } from '../../test/simulation/support/draw-night.ts';
import { hasTwin, liveTwin } from '../../test/simulation/support/live-twin.ts';
import { violationsOf } from '../../test/simulation/support/shrink.ts';
import { createTally } from '../../test/simulation/support/tally.ts';

const seeds = Array.from({ length: Number(process.argv[2]) }, (_, index) => index + 1);

const firstViolation = async () => {
  for (const seed of seeds) {
    const [violation] = await violationsOf(drawNight(seed));
    if (violation !== undefined) return { seed, violation };
  }
  for (const seed of seeds.filter(hasTwin)) {
    const [violation] = (await liveTwin(seed, { tally: createTally() })).violations;
    if (violation !== undefined) return { seed, violation };
  }
  return undefined;
};

const found = await firstViolation();
if (found !== undefined) process.stdout.write(JSON.stringify(found));
