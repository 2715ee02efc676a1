/** Some points of the crash matrix; all of them: npm run crash-matrix. */
import { describe, expect, test } from 'vitest';
import type { NightReport } from '../simulation/support/live-night.ts';
import { differencesBetween } from '../simulation/support/same-end.ts';
import { cleanedUpByItself, realDrills, simulatedDrills } from './support/drills.ts';
import { killedDrill, pointsOf, simulatedDrill, undisturbedDrill } from './support/matrix.ts';

/** So many real kills of each drill, spread over it: two processes each. */
const REAL_KILLS = [6, 3, 3];
/** Of the simulated ones every so-many-th: an odd number, so that deaths before and after are among them. */
const STEPS = [5, 29, 17, 11, 23, 13];

test.each(realDrills.map(({ name, end }, drill) => ({ name, end, drill, kills: REAL_KILLS[drill] ?? 0 })))(
  'a drill $name, killed for good (SIGKILL, SQLite), ends as if nobody had disturbed it',
  async ({ drill, end: status, kills }) => {
    const { calls, end } = await undisturbedDrill(drill);
    expect(end).toMatchObject({ status, executions: 1 });
    const starts = calls.flatMap((name, index) =>
      name === 'drs:StartRecovery' ? [{ call: index + 1, when: 'after' as const }] : [],
    );
    expect(starts.length).toBeGreaterThan(1);
    const points = pointsOf(calls.length);
    // An odd step, for the points before a call and after it take turns.
    const step = 2 * Math.floor(points.length / kills / 2) + 1;
    const spread = points.filter((_point, index) => index % step === 7);
    expect(new Set(spread.map(({ when }) => when))).toEqual(new Set(['before', 'after']));
    // The worst of all: DRS has started the job, and nobody has heard of it.
    for (const point of [...starts.slice(0, 2), ...spread]) {
      const killed = await killedDrill(drill, point);
      expect(killed, `killed ${point.when} ${calls[point.call - 1]} (call ${point.call})`).toEqual(end);
    }
  },
);

test.each(simulatedDrills.map((drill, index) => ({ ...drill, step: STEPS[index] ?? 1 })))(
  'a drill $name, killed at points of it in the simulated world, with every invariant checked',
  async ({ nightWith, end, step }) => {
    const undisturbed = await simulatedDrill(nightWith);
    expect(undisturbed.violations).toEqual([]);
    const [first, ...others] = undisturbed.ends.map((told) => told.split('"')[1]);
    expect(first).toBe(end);
    for (const other of others) expect(other).toBe('COMPLETED');
    for (const point of pointsOf(undisturbed.mortalCalls).filter((_point, index) => index % step === 0)) {
      const killed = await simulatedDrill(nightWith, point);
      const { violations } = killed;
      const differences = differencesBetween(undisturbed, killed);
      expect({ point, violations, differences }).toEqual({ point, violations: [], differences: [] });
    }
  },
);

describe('nobody hears that DRS has started a job', () => {
  const findAdopting = async () => {
    const undisturbed = await simulatedDrill(cleanedUpByItself);
    const found: NightReport[] = [];
    // Its jobs are started among these.
    for (let call = 15; call <= 30; call += 1) {
      const killed = await simulatedDrill(cleanedUpByItself, { call, when: 'after' });
      expect({ call, differences: differencesBetween(undisturbed, killed) }).toEqual({ call, differences: [] });
      if (adoptedIds(killed).length > 0) found.push(killed);
    }
    return { undisturbed, found };
  };
  let nights: ReturnType<typeof findAdopting> | undefined;
  const adopting = () => {
    nights ??= findAdopting();
    return nights;
  };

  test('the drill ends as ever, and the clean-up that comes by itself leaves what that job made', async () => {
    const { undisturbed, found } = await adopting();
    expect(found).toHaveLength(2);
    for (const killed of found) {
      expect([...killed.left.instances.keys()]).toEqual(adoptedIds(killed));
      expect(undisturbed.left.instances.size).toBe(0);
    }
  });

  test('what it made is not excused when people were not told, or not of that instance', async () => {
    const { undisturbed, found } = await adopting();
    for (const killed of found) {
      const [id = ''] = adoptedIds(killed);
      const { told } = killed.left;
      const differences = (changed: typeof told) =>
        differencesBetween(undisturbed, { ...killed, left: { ...killed.left, told: changed } });
      const stays = `I7: there are instances of ${id}, and undisturbed not`;
      expect(differences(told)).toEqual([]);
      expect(differences([])).toContain(stays);
      expect(differences(told.filter(({ subject }) => !subject.includes('given up')))).toContain(stays);
      const instanceId = killed.left.instances.get(id) ?? '';
      expect(told.some(({ text }) => text.includes(instanceId))).toBe(true);
      expect(differences(told.map((each) => ({ ...each, text: each.text.replaceAll(instanceId, 'i-0') })))).toContain(
        stays,
      );
    }
  });

  test('no other instance may stay with it, and none of it may be gone that is told as left', async () => {
    const { undisturbed, found } = await adopting();
    for (const killed of found) {
      const [id = ''] = adoptedIds(killed);
      const other = undisturbed.left.jobs.find((job) => job.startsWith('TERMINATE') && !job.endsWith(id)) ?? '';
      const otherId = other.slice('TERMINATE '.length);
      const with_ = (changed: Partial<NightReport['left']>) =>
        differencesBetween(undisturbed, { ...killed, left: { ...killed.left, ...changed } });
      expect(with_({ instances: new Map([...killed.left.instances, [otherId, 'i-1']]) })).toEqual([
        `I7: there are instances of ${otherId}, and undisturbed not`,
      ]);
      expect(with_({ jobs: killed.left.jobs.filter((job) => job !== other) })).toEqual([
        `I7: undisturbed DRS has jobs ${other}, and now not`,
      ]);
      expect(with_({ instances: new Map() }).join()).toContain(`undisturbed DRS has jobs TERMINATE ${id}, and now not`);
      const ends = killed.ends.map((end) => end.replace('COMPLETED', 'PARTIAL'));
      expect(differencesBetween(undisturbed, { ...killed, ends }).length).toBe(ends.length);
      const launch = killed.left.jobs.find((job) => job.startsWith('DRILL')) ?? '';
      expect(with_({ jobs: [...killed.left.jobs, launch] })).toEqual([
        `I7: DRS has jobs ${launch}, and undisturbed not`,
      ]);
    }
  });
});

const adoptedIds = ({ executions }: NightReport): readonly string[] =>
  executions
    .flatMap(({ state }) => state.jobs.filter(({ adopted }) => adopted === true))
    .flatMap(({ servers }) => servers.map(({ sourceServerId }) => sourceServerId));
