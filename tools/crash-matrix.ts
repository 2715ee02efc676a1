/**
 * `npm run crash-matrix`: kills a drill of three waves before and after each of its store writes and AWS calls, really
 * (child processes, SIGKILL, SQLite) and in the simulated world, and compares each end with the undisturbed one. In the
 * simulated world also a drill with all that goes on around its waves, one that is cleaned up by itself, and one beside
 * which other work is done.
 */

import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { simulatedDrills } from '../test/crash/support/drills.ts';
import { killedDrill, type Point, pointsOf, undisturbedDrill } from '../test/crash/support/matrix.ts';
import { runSimulated } from './crash-matrix/run-simulated.ts';

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

for (const [drill, { name }] of simulatedDrills.entries()) {
  const { killed, shortfalls } = await runSimulated(drill);
  for (const { problems, ...point } of killed.filter((each) => each.problems.length > 0)) complain(point, problems);
  for (const shortfall of shortfalls) {
    different += 1;
    print(`did not run to the end: ${shortfall}`);
  }
  print(`${killed.length} points of a drill ${name} in the simulated world, I1 to I10 checked`);
}
print(
  different === 0
    ? 'every one ended as it must: as if nobody had disturbed it, but for clean-ups that leave what an adopted job made'
    : `${different} ended differently`,
);
process.exitCode = different === 0 ? 0 : 1;
