/** Makes a night that shows a violation smaller, greedily, while it still shows one of the same invariant. */
import { liveNight } from './live-night.ts';
import type { Night, NightPlan } from './night.ts';
import { createTally } from './tally.ts';

export interface Shrunk {
  readonly night: Night;
  readonly violations: readonly string[];
  readonly nightsTried: number;
}

/** `I3: …` → `I3` */
const invariantOf = (violation: string | undefined): string => violation?.split(':')[0] ?? '';

/** What a night shows; what it throws is shown too. */
export const violationsOf = async (night: Night): Promise<readonly string[]> => {
  try {
    return (await liveNight(night, { tally: createTally() })).violations;
  } catch (error) {
    return [`thrown: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
  }
};

export const shrinkNight = async (
  night: Night,
  violations: readonly string[],
  nightsMax = 400,
  show = violationsOf,
): Promise<Shrunk> => {
  const wanted = invariantOf(violations[0]);
  let best = { night, violations };
  let nightsTried = 0;
  for (let shrank = true; shrank; ) {
    shrank = false;
    for (const smaller of smallerThan(best.night)) {
      if (nightsTried >= nightsMax) return { ...best, nightsTried };
      nightsTried += 1;
      const shown = await show(smaller);
      if (invariantOf(shown[0]) !== wanted) continue;
      best = { night: smaller, violations: shown };
      shrank = true;
      break;
    }
  }
  return { ...best, nightsTried };
};

/** The larger steps first. */
function* smallerThan(night: Night): Generator<Night> {
  for (const plan of night.plans.keys()) if (night.plans.length > 1) yield withoutPlan(night, plan);
  for (const plan of night.plans.keys()) yield* fewerWaves(night, plan);
  yield* without(night.troubles, (troubles) => ({ ...night, troubles }));
  yield* without(night.crashes, (crashes) => ({ ...night, crashes }));
  yield* without(night.acts, (acts) => ({ ...night, acts }));
  if (night.processes.length > 1) yield { ...night, processes: night.processes.slice(0, 1) };
  for (const [index, plan] of night.plans.entries()) {
    if (plan.afterEnd.length > 0) yield withPlan(night, index, { ...plan, afterEnd: plan.afterEnd.slice(1) });
    if (plan.twice !== 'no') yield withPlan(night, index, { ...plan, twice: 'no' });
    for (const [number, wave] of plan.waves.entries()) {
      const { intoExisting, ...launchedAnew } = wave;
      if (intoExisting !== undefined) {
        yield withPlan(night, index, { ...plan, waves: plan.waves.with(number, launchedAnew) });
      }
      if (wave.servers.length < 2) continue;
      const half = { ...wave, servers: wave.servers.slice(0, Math.ceil(wave.servers.length / 2)) };
      yield withPlan(night, index, { ...plan, waves: plan.waves.with(number, half) });
    }
  }
}

function* without<T>(all: readonly T[], rebuild: (rest: readonly T[]) => Night): Generator<Night> {
  if (all.length > 3) {
    yield rebuild(all.slice(0, all.length >> 1));
    yield rebuild(all.slice(all.length >> 1));
  }
  for (const index of all.keys()) yield rebuild(all.toSpliced(index, 1));
}

const withPlan = (night: Night, index: number, plan: NightPlan): Night => ({
  ...night,
  plans: night.plans.with(index, plan),
});

const withoutPlan = (night: Night, index: number): Night => ({
  ...night,
  plans: night.plans.toSpliced(index, 1),
  acts: night.acts
    .filter(({ plan }) => plan !== index)
    .map((act) => ({ ...act, plan: act.plan > index ? act.plan - 1 : act.plan })),
});

/** Without one wave: the others' numbers and dependencies close up. */
function* fewerWaves(night: Night, index: number): Generator<Night> {
  const plan = night.plans[index];
  if (plan === undefined || plan.waves.length < 2) return;
  for (const gone of plan.waves.keys()) {
    const waves = plan.waves.toSpliced(gone, 1).map((wave) => ({
      ...wave,
      dependsOn: wave.dependsOn
        .filter((dependency) => dependency !== gone)
        .map((dependency) => (dependency > gone ? dependency - 1 : dependency)),
    }));
    yield withPlan(night, index, { ...plan, waves });
  }
}
