/** Some points of the crash matrix; all of them: npm run crash-matrix. */
import { expect, test } from 'vitest';
import { killedDrill, pointsOf, simulatedDrill, undisturbedDrill } from './support/matrix.ts';

/** So many real kills, spread over the drill: two processes each. */
const REAL_KILLS = 8;
/** Of the simulated ones every so-many-th. */
const SIMULATED_STEP = 5;

test('a drill of three waves, killed for good (SIGKILL, SQLite), ends as if nobody had disturbed it', async () => {
  const { calls, end } = await undisturbedDrill();
  expect(end).toMatchObject({ status: 'COMPLETED', executions: 1 });
  expect(calls.length).toBeGreaterThan(100);
  const starts = calls.flatMap((name, index) =>
    name === 'drs:StartRecovery' ? [{ call: index + 1, when: 'after' as const }] : [],
  );
  const points = pointsOf(calls.length);
  const spread = points.filter((_point, index) => index % Math.floor(points.length / (REAL_KILLS - 2)) === 7);
  // The worst of all: DRS has started the job, and nobody has heard of it.
  for (const point of [...starts.slice(0, 2), ...spread]) {
    expect(await killedDrill(point), `killed ${point.when} ${calls[point.call - 1]} (call ${point.call})`).toEqual(end);
  }
});

test('the same drill, killed at the same points in the simulated world, with every invariant checked', async () => {
  const undisturbed = await simulatedDrill();
  expect(undisturbed.violations).toEqual([]);
  for (const point of pointsOf(undisturbed.calls).filter((_point, index) => index % SIMULATED_STEP === 0)) {
    const { violations, ends } = await simulatedDrill(point);
    expect({ point, violations, ends }).toEqual({ point, violations: [], ends: undisturbed.ends });
  }
});
