/** Makes a night that does not hold smaller, and prints what is left of it. */
import { drawNight } from '../../test/simulation/support/draw-night.ts';
import { shrinkNight, violationsOf } from '../../test/simulation/support/shrink.ts';

const night = drawNight(Number(process.argv[2]));
process.stdout.write(JSON.stringify(await shrinkNight(night, await violationsOf(night))));
