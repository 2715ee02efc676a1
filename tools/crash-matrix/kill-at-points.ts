/** One worker of the crash matrix: kills a simulated drill at every n-th point, and says what was different then. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { simulatedDrills } from '../../test/crash/support/drills.ts';
import { pointsOf, simulatedDrill } from '../../test/crash/support/matrix.ts';
import { differencesBetween } from '../../test/simulation/support/same-end.ts';

const { drill, index, step } = z.object({ drill: z.int(), index: z.int(), step: z.int() }).parse(workerData);

const nightWith = simulatedDrills[drill]?.nightWith;
if (nightWith === undefined) throw new Error(`bug: no drill ${drill}`);
const undisturbed = await simulatedDrill(nightWith);
if (undisturbed.violations.length > 0) throw new Error(`undisturbed: ${undisturbed.violations[0]}`);
const points = pointsOf(undisturbed.mortalCalls);
for (const [number, point] of points.entries()) {
  if (number % step !== index) continue;
  const killed = await simulatedDrill(nightWith, point);
  const problems = [...killed.violations, ...differencesBetween(undisturbed, killed)];
  parentPort?.postMessage({ total: points.length, ...point, problems });
}
