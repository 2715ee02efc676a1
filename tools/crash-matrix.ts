/**
 * `npm run crash-matrix`: kills drills before and after each of their store writes and AWS calls, and compares each end
 * with the undisturbed one. Really (child processes, SIGKILL, SQLite) and in the simulated world: one of three waves, one
 * that people pause, retry and skip in, one that is cancelled. In the simulated world alone: one with all that goes on
 * around its waves, one that is cleaned up by itself, and one beside which other work is done.
 */

import { availableParallelism } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { realDrills, simulatedDrills } from '../test/crash/support/drills.ts';
import { killedDrill, type Point, pointsOf, undisturbedDrill } from '../test/crash/support/matrix.ts';
import { judgeMatrix, type TriedDrill } from './crash-matrix/judge.ts';
import { runSimulated } from './crash-matrix/run-simulated.ts';
import { readOptions } from './options.ts';
import { removeTemporaryFilesAtExit } from './temporary-files.ts';

readOptions(
  `npm run crash-matrix
Takes some twenty minutes on two cores. A share of its points in two: npx vitest run test/crash/matrix.test.ts
`,
  {},
);
removeTemporaryFilesAtExit();

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const started = performance.now();
let different = 0;

const complain = (point: Point, what: unknown): void => {
  different += 1;
  print(`killed ${point.when} call ${point.call}: ${JSON.stringify(what)}`);
};

const counted = (names: readonly string[]): string =>
  [...Map.groupBy(names, (name) => name)].map(([name, all]) => `${name} ${all.length}`).join(', ');

/** A line for every so many points of a drill. */
const createProgress = (total?: number): (() => void) => {
  let done = 0;
  return () => {
    done += 1;
    if (done % 50 === 0 && done !== total) print(`${done}${total === undefined ? '' : ` of ${total}`} points`);
  };
};

/** In processes of its own. Gives the number of points. */
const killReally = async (drill: number): Promise<number> => {
  const { calls, end } = await undisturbedDrill(drill);
  print(`undisturbed: ${JSON.stringify(end)}`);
  print(`its writes and calls: ${counted(calls)}`);
  const points = [...pointsOf(calls.length)];
  const total = points.length;
  const tell = createProgress(total);
  const work = async (): Promise<void> => {
    for (let point = points.shift(); point !== undefined; point = points.shift()) {
      try {
        const killed = await killedDrill(drill, point);
        if (!isDeepStrictEqual(killed, end)) complain(point, killed);
      } catch (error) {
        complain(point, error instanceof Error ? error.message : String(error));
      }
      tell();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return total;
};

const drills: TriedDrill[] = [];
const keep = (name: string, points: number): void => {
  drills.push({ name, points, different });
  different = 0;
};

for (const [drill, { name }] of realDrills.entries()) {
  const points = await killReally(drill);
  keep(name, points);
  print(`${points} points of a drill ${name}, killed for good and taken up by another process`);
}

for (const [drill, { name }] of simulatedDrills.entries()) {
  const { killed, shortfalls } = await runSimulated(drill, createProgress());
  for (const { problems, ...point } of killed.filter((each) => each.problems.length > 0)) complain(point, problems);
  for (const shortfall of shortfalls) {
    different += 1;
    print(`did not run to the end: ${shortfall}`);
  }
  keep(name, killed.length);
  print(`${killed.length} points of a drill ${name} in the simulated world, I1 to I10 checked`);
}
const points = drills.reduce((sum, drill) => sum + drill.points, 0);
print(`${points} points in ${((performance.now() - started) / 60_000).toFixed(1)} minutes`);
const { text, exitCode } = judgeMatrix(drills);
print(text);
process.exitCode = exitCode;
