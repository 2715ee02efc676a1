/** Lives through nights until one does not hold, and prints which. */
import { drawNight } from '../../test/simulation/support/draw-night.ts';
import { violationsOf } from '../../test/simulation/support/shrink.ts';

const last = Number(process.argv[2]);
for (let seed = 1; seed <= last; seed += 1) {
  const [violation] = await violationsOf(drawNight(seed));
  if (violation === undefined) continue;
  process.stdout.write(JSON.stringify({ seed, violation }));
  break;
}
