/**
 * What is done past the runs of a night: launch settings that are applied on demand, servers that are extended, messages
 * that are taken late; and connections to what came up.
 */
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import { HOME_ACCOUNT, OTHER_ACCOUNT } from '../../support/rig.ts';
import type { Dice } from './dice.ts';
import type { Act, Crash, Night, NightPlan, NightWave, Trouble } from './night.ts';

/** The call that extends a server. */
export const extension = 'drs:CreateExtendedSourceServer';

/** Added to what was drawn before. */
export const withDailyWork = (dice: Dice, night: Night): Night =>
  withLateReceiver(dice, withExtensions(dice, withAppliedSettings(dice, withConnections(dice, night))));

const several = <T>(dice: Dice, below: number, draw: () => T): readonly T[] =>
  Array.from({ length: 1 + dice.below(below) }, draw);

const drawCrash = (dice: Dice, where: Pick<Crash, 'within' | 'operation'>, calls: number): Crash => ({
  atCall: 1 + dice.below(calls),
  ...where,
  when: dice.oneOf(['before', 'after']),
  downSeconds: dice.oneOf([0, 1, 30, 200]),
});

/** One plan in twelve connects to what one of its waves launched. */
const withConnections = (dice: Dice, night: Night): Night => {
  const plans = night.plans.map((plan): NightPlan => {
    if (!dice.chance(8)) return plan;
    const chosen = dice.below(plan.waves.length);
    const required = dice.chance(60);
    const timeoutMinutes = dice.oneOf([1, 10, 30]);
    const withCheck = (wave: NightWave): NightWave => {
      const { before = [], after = [] } = wave.actions ?? {};
      const check = { kind: 'TCP_CHECK', actionName: 'connect', required, host: '{privateIp}', port: 443 } as const;
      return { ...wave, actions: { before, after: [{ ...check, timeoutMinutes }, ...after] } };
    };
    return { ...plan, waves: plan.waves.map((wave, index) => (index === chosen ? withCheck(wave) : wave)) };
  });
  const isChecked = plans.some((plan, index) => plan !== night.plans[index]);
  if (!isChecked || dice.chance(50)) return { ...night, plans };
  return { ...night, plans, crashes: [...night.crashes, drawCrash(dice, { operation: 'tcp:connect' }, 4)] };
};

/** Half of the nights whose groups have launch settings: somebody applies them, while runs do so too. */
const withAppliedSettings = (dice: Dice, night: Night): Night => {
  const concerned = night.plans.flatMap(({ waves }, plan) =>
    waves.some(({ launchSettings, intoExisting }) => launchSettings !== undefined || intoExisting !== undefined)
      ? [plan]
      : [],
  );
  if (concerned.length === 0 || dice.chance(50)) return night;
  const acts = several(dice, 2, (): Act => {
    const plan = dice.some(concerned, 1)[0] ?? 0;
    return { atSeconds: dice.below(1200), plan, kind: 'apply-settings', twice: dice.chance(30) };
  });
  const crashes = several(dice, 2, () => drawCrash(dice, { within: 'apply-settings' }, 20));
  return { ...night, acts: [...night.acts, ...acts], crashes: [...night.crashes, ...crashes] };
};

/** Half of the nights with an estate that is looked at, where the home account can be extended into. */
const withExtensions = (dice: Dice, night: Night): Night => {
  const { estateWork, places, servers } = night;
  const isHome = (region: string): boolean =>
    places.some((place) => place.accountId === HOME_ACCOUNT && place.region === region);
  const candidates = Array.from({ length: servers }, (_, number) => number).filter((number) => {
    const { accountId, region = '' } = places[number % places.length] ?? {};
    return accountId === OTHER_ACCOUNT && isHome(region);
  });
  if (estateWork === undefined || candidates.length === 0 || dice.chance(50)) return night;
  const acts = several(dice, 2, (): Act => {
    return { atSeconds: dice.below(1200), plan: 0, kind: 'extend', twice: dice.chance(30) };
  });
  const crashes = several(dice, 2, () => drawCrash(dice, { operation: extension }, 3));
  const faults = several(
    dice,
    2,
    (): Trouble => ({ atSeconds: dice.below(600), kind: 'aws', fault: drawFault(dice, 'CreateExtendedSourceServer') }),
  );
  return {
    ...night,
    estateWork: { ...estateWork, extensible: dice.some(candidates, 1 + dice.below(7)) },
    acts: [...night.acts, ...acts],
    crashes: [...night.crashes, ...crashes],
    troubles: [...night.troubles, ...faults],
  };
};

const drawFault = (dice: Dice, operation: string): FaultInput => {
  const kind = dice.oneOf(['lost-reply', 'lost-reply', 'lost-request', 'throttle', 'access-denied'] as const);
  return { kind, operation, times: 1 + dice.below(4) };
};

/** One in eight of those who are told: does not take what comes while there are faults. */
const withLateReceiver = (dice: Dice, night: Night): Night => {
  if (night.receiver === undefined || !dice.chance(12)) return night;
  const crashes = several(dice, 2, () => drawCrash(dice, { within: 'redeliver' }, 12));
  return { ...night, receiver: 'takes late', crashes: [...night.crashes, ...crashes] };
};
