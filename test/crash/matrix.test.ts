/** Some points of the crash matrix; all of them: npm run crash-matrix. */
import { expect, test } from 'vitest';
import { allAroundWaves, besideDailyWork, cleanedUpByItself, threeWaves } from './support/drills.ts';
import { endsWhenKilled, killedDrill, pointsOf, simulatedDrill, undisturbedDrill } from './support/matrix.ts';

/** So many real kills, spread over the drill: two processes each. */
const REAL_KILLS = 8;
/** Of the simulated ones every so-many-th: an odd number, so that deaths before and after are among them. */
const SIMULATED = [
  { name: 'the same drill', nightWith: threeWaves, step: 5 },
  { name: 'a drill with launch settings, actions and a clean-up', nightWith: allAroundWaves, step: 11 },
  {
    name: 'a drill that is cleaned up by itself, in an estate that is looked at',
    nightWith: cleanedUpByItself,
    step: 23,
  },
  {
    name: 'a drill beside which settings are applied, a server is extended and messages are not taken',
    nightWith: besideDailyWork,
    step: 13,
  },
];

test('a drill of three waves, killed for good (SIGKILL, SQLite), ends as if nobody had disturbed it', async () => {
  const { calls, end } = await undisturbedDrill();
  expect(end).toMatchObject({ status: 'COMPLETED', executions: 1 });
  expect(calls.length).toBeGreaterThan(100);
  const starts = calls.flatMap((name, index) =>
    name === 'drs:StartRecovery' ? [{ call: index + 1, when: 'after' as const }] : [],
  );
  const points = pointsOf(calls.length);
  // An odd step, for the points before a call and after it take turns.
  const step = 2 * Math.floor(points.length / (REAL_KILLS - 2) / 2) + 1;
  const spread = points.filter((_point, index) => index % step === 7);
  expect(new Set(spread.map(({ when }) => when))).toEqual(new Set(['before', 'after']));
  // The worst of all: DRS has started the job, and nobody has heard of it.
  for (const point of [...starts.slice(0, 2), ...spread]) {
    expect(await killedDrill(point), `killed ${point.when} ${calls[point.call - 1]} (call ${point.call})`).toEqual(end);
  }
});

test.each(SIMULATED)(
  '$name, killed at points of it in the simulated world, with every invariant checked',
  async ({ nightWith, step }) => {
    const undisturbed = await simulatedDrill(nightWith);
    expect(undisturbed.violations).toEqual([]);
    for (const end of undisturbed.ends) expect(end).toMatch(/^\["COMPLETED"/);
    for (const point of pointsOf(undisturbed.calls).filter((_point, index) => index % step === 0)) {
      const killed = await simulatedDrill(nightWith, point);
      const { violations, ends } = killed;
      expect({ point, violations, ends }).toEqual({ point, violations: [], ends: endsWhenKilled(undisturbed, killed) });
    }
  },
);

test('nobody hears that DRS has started a job: the drill ends as ever, and the clean-up that comes by itself leaves what that job made', async () => {
  const undisturbed = await simulatedDrill(cleanedUpByItself);
  let adopted = 0;
  // Its jobs are started among these.
  for (let call = 15; call <= 30; call += 1) {
    const killed = await simulatedDrill(cleanedUpByItself, { call, when: 'after' });
    expect({ call, ends: killed.ends }).toEqual({ call, ends: endsWhenKilled(undisturbed, killed) });
    adopted += killed.adoptedServerIds.length;
  }
  expect(adopted).toBe(2);
});
