/**
 * `npm run crash-matrix`: kills a drill of three waves before and after each of its store writes and AWS calls, really
 * (child processes, SIGKILL, SQLite) and in the simulated world, and compares each end with the undisturbed one. In the
 * simulated world also a drill with all that goes on around its waves, one that is cleaned up by itself, and one beside
 * which other work is done.
 */

import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { allAroundWaves, besideDailyWork, cleanedUpByItself, threeWaves } from '../test/crash/support/drills.ts';
import {
  endsWhenKilled,
  killedDrill,
  type Point,
  pointsOf,
  simulatedDrill,
  undisturbedDrill,
} from '../test/crash/support/matrix.ts';

const print = (line: string): void => void process.stdout.write(`${line}\n`);
let different = 0;

const complain = (point: Point, what: unknown): void => {
  different += 1;
  print(`killed ${point.when} call ${point.call}: ${JSON.stringify(what)}`);
};

const counted = (names: readonly string[]): string =>
  [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${name} ${all.length}`).join(', ');

const { calls, end } = await undisturbedDrill();
print(`undisturbed: ${JSON.stringify(end)}`);
print(`its writes and calls: ${counted(calls)}`);
const points = [...pointsOf(calls.length)];
const total = points.length;
const work = async (): Promise<void> => {
  for (let point = points.shift(); point !== undefined; point = points.shift()) {
    try {
      const killed = await killedDrill(point);
      if (!isDeepStrictEqual(killed, end)) complain(point, killed);
    } catch (error) {
      complain(point, error instanceof Error ? error.message : String(error));
    }
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
print(`${total} points killed for good and taken up by another process`);

for (const [name, nightWith] of [
  ['of it', threeWaves],
  ['of a drill with launch settings, actions and a clean-up', allAroundWaves],
  ['of one that is cleaned up by itself, with looks at the inventory and tags that are copied', cleanedUpByItself],
  ['of one beside which settings are applied, a server is extended and messages are not taken', besideDailyWork],
] as const) {
  const undisturbed = await simulatedDrill(nightWith);
  const simulated = pointsOf(undisturbed.calls);
  for (const point of simulated) {
    const killed = await simulatedDrill(nightWith, point);
    const { violations, ends } = killed;
    const isAsItMust = violations.length === 0 && isDeepStrictEqual(ends, endsWhenKilled(undisturbed, killed));
    if (!isAsItMust) complain(point, { violations, ends });
  }
  print(`${simulated.length} points ${name} in the simulated world, I1 to I6 and I8 to I10 checked at every write`);
}
print(
  different === 0
    ? 'every one ended as it must: as if nobody had disturbed it, but for clean-ups that leave what an adopted job made'
    : `${different} ended differently`,
);
process.exitCode = different === 0 ? 0 : 1;
