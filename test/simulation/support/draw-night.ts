import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT } from '../../support/rig.ts';
import { createDice, type Dice } from './dice.ts';
import { withAcceptances } from './draw-acceptances.ts';
import { withActions } from './draw-actions.ts';
import { withBlindness } from './draw-blindness.ts';
import { withCleanUps } from './draw-clean-ups.ts';
import { withCommandDeaths } from './draw-command-deaths.ts';
import { withCutOffs } from './draw-cut-offs.ts';
import { withDailyWork } from './draw-daily-work.ts';
import { withEstateWork } from './draw-estate-work.ts';
import { withExistingInstances } from './draw-existing-instances.ts';
import { withLaunchSettings } from './draw-launch-settings.ts';
import { withScarcity } from './draw-scarcity.ts';
import { drawTroubles } from './draw-troubles.ts';
import {
  type Act,
  type ActKind,
  type Crash,
  type Night,
  type NightPlan,
  type NightWave,
  type Receiver,
  works,
} from './night.ts';

const home = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const homeEurope = { accountId: HOME_ACCOUNT, region: 'eu-west-1' };
const other = { accountId: OTHER_ACCOUNT, region: HOME_REGION };
const otherEurope = { accountId: OTHER_ACCOUNT, region: 'eu-west-1' };

/** Half of the estates have at most 20 servers; the largest 300, a large night's 4,000. */
const drawSize = (dice: Dice, isLarge: boolean): number => {
  if (isLarge) return dice.oneOf([600, 1000, 1000, 2000, 4000]);
  const share = dice.below(100);
  if (share < 50) return dice.between(3, 20);
  if (share < 85) return dice.between(21, 45);
  return share < 97 ? dice.between(46, 120) : dice.between(121, 300);
};

export const drawNight = (seed: number, isLarge = false): Night => {
  const dice = createDice(seed);
  const servers = drawSize(dice, isLarge);
  const places = dice.oneOf([
    [home],
    [home],
    [home, other],
    [home, homeEurope],
    [home, homeEurope, other, otherEurope],
  ]);
  const plans = drawPlans(dice, servers, places.length, isLarge);
  const night: Night = {
    seed,
    places,
    servers,
    plans,
    processes: Array.from({ length: dice.chance(30) ? 2 : 1 }, () => ({
      skewSeconds: dice.chance(70) ? 0 : dice.between(-30, 30),
      ...(dice.chance(25) ? { turnsPerDriver: 1 + dice.below(5) } : {}),
      ...(dice.chance(50) ? { eventSeconds: dice.oneOf([0, 1, 20]) } : {}),
    })),
    troubles: drawTroubles(dice, servers),
    crashes: Array.from({ length: dice.oneOf([0, 0, 1, 1, 2, 3]) }, () => drawCrash(dice)),
    acts: Array.from({ length: dice.below(5) }, () => drawAct(dice, plans.length)),
    watchSeconds: dice.between(60, 900),
    calmSeconds: dice.between(1200, 3600),
    supportHelps: !dice.chance(3),
  };
  const withAll = withActions(dice, withRareWork(dice, night));
  if (isLarge) return withAll;
  const withSettings = withCleanUps(dice, withEstateWork(dice, withLaunchSettings(dice, withAll)));
  const withWork = withDailyWork(dice, withBlindness(dice, withExistingInstances(dice, withSettings)));
  const withOthers = withCutOffs(dice, withScarcity(dice, withAcceptances(dice, withWork)));
  return withCommandDeaths(dice, withOthers);
};

/** What is asked for seldom, messages, and deaths in the middle of one kind of work: added to what was drawn before. */
const withRareWork = (dice: Dice, night: Night): Night => {
  const checks = Array.from({ length: dice.oneOf([0, 0, 1, 2]) }, (): Act => {
    const kind = dice.oneOf<ActKind>(['check-plan', 'check-account']);
    return { atSeconds: dice.below(2000), plan: dice.below(night.plans.length), kind, twice: dice.chance(30) };
  });
  const crashes = Array.from({ length: dice.oneOf([0, 0, 1, 2]) }, (): Crash => {
    const within = dice.oneOf(works);
    return {
      atCall: 1 + dice.below(dice.oneOf([2, 4, 12])),
      within,
      when: dice.oneOf(['before', 'after']),
      downSeconds: dice.oneOf([0, 1, 30, 200, 700]),
    };
  });
  const receiver = dice.oneOf<Receiver | undefined>([
    undefined,
    undefined,
    undefined,
    'takes',
    'fails',
    'refuses',
    'is silent',
  ]);
  const plans = night.plans.map((plan): NightPlan => {
    if (!dice.chance(20)) return plan;
    const secondsBefore = dice.oneOf([60, 1500, 3000, 9000, 200_000, 3_000_000]);
    const waveNumber = dice.chance(30) ? { waveNumber: dice.below(plan.waves.length) } : {};
    return { ...plan, point: { secondsBefore, ...waveNumber } };
  });
  return {
    ...night,
    plans,
    acts: [...night.acts, ...checks],
    crashes: [...night.crashes, ...crashes],
    ...(receiver === undefined ? {} : { receiver }),
  };
};

/** Numbers of servers, so that plans overlap now and then: then one of two executions has to be refused. */
const drawPlans = (dice: Dice, servers: number, places: number, isLarge: boolean): readonly NightPlan[] => {
  const all = Array.from({ length: servers }, (_, index) => index);
  const count = isLarge ? 1 : dice.oneOf([1, 1, 1, 2, 2, 3]);
  const share = Math.max(1, Math.ceil(servers / count));
  return Array.from({ length: count }, (_, index): NightPlan => {
    const overlap = dice.chance(15) ? dice.below(4) : 0;
    const own = all.slice(Math.max(0, index * share - overlap), (index + 1) * share);
    return {
      waves: drawWaves(dice, own.length > 0 ? own : all, places, isLarge),
      executionType: dice.oneOf(['DRILL', 'DRILL', 'RECOVERY']),
      startSeconds: dice.chance(60) ? 0 : dice.below(900),
      twice: dice.oneOf(['no', 'no', 'no', 'no', 'same-key', 'two-people']),
      afterEnd: dice.oneOf([[], [], ['clean-up'], ['follow-up'], ['follow-up', 'clean-up'], ['clean-up', 'clean-up']]),
    };
  });
};

/** A graph: a wave depends on any of those before it in an order that has nothing to do with their numbers. */
const drawWaves = (dice: Dice, servers: readonly number[], places: number, isLarge: boolean): readonly NightWave[] => {
  const left = dice.chance(50) ? [...servers] : dice.some(servers, servers.length);
  const parts: (readonly number[])[] = [];
  // A group in each place for each wave, and one apply takes a hundred items: two for a group.
  const wavesMax = Math.min(40, Math.floor(48 / places));
  const sizeMax = isLarge
    ? Math.max(250, Math.ceil((2 * servers.length) / wavesMax))
    : Math.max(2, Math.ceil(servers.length / dice.between(1, 5)));
  while (left.length > 0 && parts.length < wavesMax) parts.push(left.splice(0, dice.between(1, sizeMax)));
  const numbers = parts.map((_, index) => index);
  const order = dice.chance(50) ? numbers : dice.some(numbers, numbers.length);
  const isChain = dice.chance(40);
  return parts.map((part, index) => {
    const earlier = order.slice(0, order.indexOf(index));
    return {
      servers: part,
      dependsOn: isChain ? earlier.slice(-1) : earlier.filter(() => dice.chance(isLarge ? 5 : 35)),
      pauseBeforeWave: dice.chance(20),
      onFailure: dice.oneOf(['stop', 'pause', 'continue', 'continue']),
      minSuccessPercent: dice.oneOf([100, 100, 50, 1]),
      timeoutMinutes: dice.oneOf([3, 30, 120, 120]),
    };
  });
};

/** Early calls are the likelier to be met: a short night makes about a hundred. */
const drawCrash = (dice: Dice): Crash => ({
  atCall: 1 + dice.below(dice.oneOf([30, 100, 300, 1000])),
  when: dice.oneOf(['before', 'after']),
  downSeconds: dice.oneOf([0, 1, 30, 200, 700]),
});

const drawAct = (dice: Dice, plans: number): Act => ({
  atSeconds: dice.chance(20) ? dice.below(5) : dice.below(2000),
  plan: dice.below(plans),
  kind: dice.oneOf(['pause', 'pause', 'resume', 'cancel', 'cancel', 'retry', 'skip', 'edit-plan', 'start-again']),
  twice: dice.chance(20),
});
