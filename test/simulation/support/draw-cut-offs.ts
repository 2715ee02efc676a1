/** Launches that are cut off between their claim and their answer, and others' jobs over just the same servers. */
import type { Dice } from './dice.ts';
import type { Night, NightPlan, Trouble } from './night.ts';

/** One night in four; added to what was drawn before. */
export const withCutOffs = (dice: Dice, night: Night): Night => {
  if (dice.chance(75) || night.outsiders !== undefined) return night;
  const index = dice.below(night.plans.length);
  const plan = night.plans[index];
  if (plan === undefined) return night;
  switch (dice.below(7)) {
    case 0:
      return withEarlierJobs(dice, night, index, plan);
    case 1:
      return withKnownJob(night, index, plan);
    case 2:
      return withTwoAlike(dice, night, plan);
    default:
      return { ...night, troubles: [...night.troubles, ...several(dice, () => drawCutOff(dice, plan))] };
  }
};

const several = <T>(dice: Dice, draw: () => T): readonly T[] => Array.from({ length: 1 + dice.below(3) }, draw);

const drawCutOff = (dice: Dice, { startSeconds }: NightPlan): Trouble => ({
  atSeconds: startSeconds + (dice.chance(60) ? 0 : dice.below(400)),
  kind: 'cut-off',
  how: dice.oneOf(['request lost', 'request lost', 'reply lost', 'reply lost', 'sleeps', 'dies before', 'dies after']),
  seconds: dice.oneOf([0, 30, 90, 200, 700, 1500]),
  hiddenSeconds: dice.chance(60) ? dice.between(20, 240) : 0,
  blindSeconds: dice.chance(30) ? dice.between(30, 200) : 0,
  ...(dice.chance(50) ? { stranger: { afterSeconds: dice.oneOf([1, 5, 30, 100]), isOurKind: dice.chance(40) } } : {}),
  ...(dice.chance(30) ? { cancelAfterSeconds: dice.between(16, 60) } : {}),
});

/** Somebody drilled the same servers before, and somebody launched others since: then a call of ours is lost. */
const withEarlierJobs = (dice: Dice, night: Night, index: number, drawn: NightPlan): Night => {
  const { places } = night;
  const startSeconds = dice.between(250, 900);
  // Of a recovery there would be live instances in the way.
  const plan: NightPlan = { ...drawn, startSeconds, executionType: 'DRILL' };
  const earlier = plan.waves
    .slice(0, 3)
    .flatMap((wave) =>
      [...Map.groupBy(wave.servers, (number) => number % places.length).values()].map(
        (servers): Trouble => ({ atSeconds: 0, kind: 'stranger', servers, isDrill: true, exactly: true }),
      ),
    );
  const since = places.map(
    (_place, place): Trouble => ({
      atSeconds: dice.between(150, 200),
      kind: 'crowd',
      place,
      jobs: 1,
      serversEach: 1,
    }),
  );
  const lost: Trouble = {
    atSeconds: startSeconds,
    kind: 'cut-off',
    how: 'request lost',
    seconds: 0,
    hiddenSeconds: 0,
    blindSeconds: 0,
  };
  return {
    ...night,
    outsiders: { perPlace: 2, launchSeconds: 30 },
    plans: night.plans.with(index, plan),
    troubles: [...night.troubles, ...earlier, ...since, lost],
  };
};

/** The job of a launch that failed is known: the call that launches the same servers again is lost. */
const withKnownJob = (night: Night, index: number, drawn: NightPlan): Night => {
  const waves = drawn.waves.map((wave) => ({ ...wave, onFailure: 'pause' as const, minSuccessPercent: 100 }));
  const again: Trouble = { atSeconds: drawn.startSeconds, kind: 'launched-again' };
  return {
    ...night,
    plans: night.plans.with(index, { ...drawn, waves }),
    troubles: [...night.troubles, again],
  };
};

/** A job of ours fails at once, and somebody launches the same servers again, before anybody can ask for either. */
const withTwoAlike = (dice: Dice, night: Night, { startSeconds }: NightPlan): Night => {
  const fails: Trouble = {
    atSeconds: startSeconds,
    kind: 'aws',
    fault: { kind: 'fail-launch', phase: 'snapshot', times: 100 },
  };
  const lost: Trouble = {
    atSeconds: startSeconds,
    kind: 'cut-off',
    how: 'reply lost',
    seconds: 0,
    hiddenSeconds: 0,
    blindSeconds: dice.between(100, 200),
    stranger: { afterSeconds: dice.between(45, 90), isOurKind: true },
  };
  return { ...night, troubles: [...night.troubles, fails, lost] };
};
