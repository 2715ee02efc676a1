/** What is done for the whole estate of a night: looks for the inventory, and tags that are copied from EC2. */
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import type { Dice } from './dice.ts';
import { type Act, type Crash, estateLooks, type Night, type Trouble } from './night.ts';

/** The call that changes something. */
export const tagChange = 'drs:TagResource';

/** One night in four; added to what was drawn before. */
export const withEstateWork = (dice: Dice, night: Night): Night => {
  if (!dice.chance(25)) return night;
  const several = <T>(below: number, draw: () => T): readonly T[] =>
    Array.from({ length: 1 + dice.below(below) }, draw);
  const acts = several(
    5,
    (): Act => ({
      atSeconds: dice.below(1500),
      plan: 0,
      kind: dice.oneOf(estateLooks),
      twice: dice.chance(30),
    }),
  );
  const crashes = several(
    3,
    (): Crash => ({
      atCall: 1 + dice.below(12),
      ...(dice.chance(50) ? { operation: tagChange } : { within: dice.oneOf(estateLooks) }),
      when: dice.oneOf(['before', 'after']),
      downSeconds: dice.oneOf([0, 1, 30, 200]),
    }),
  );
  const faults = several(
    3,
    (): Trouble => ({ atSeconds: dice.below(1200), kind: 'aws', fault: drawFault(dice, night) }),
  );
  return {
    ...night,
    estateWork: dice.chance(50) ? {} : { tagSyncEveryHours: 1 },
    acts: [...night.acts, ...acts],
    crashes: [...night.crashes, ...crashes],
    troubles: [...night.troubles, ...faults],
  };
};

const operations = ['DescribeSourceServers', 'DescribeRecoveryInstances', 'TagResource', 'TagResource'] as const;

/** Of one place alone: the others' rows must not care. */
const drawFault = (dice: Dice, { places }: Night): FaultInput => {
  const [place] = dice.some(places, 1);
  const where = { operation: dice.oneOf(operations), ...place, times: 1 + dice.below(4) };
  switch (dice.below(6)) {
    case 0:
      return { kind: 'throttle', retryAfterSeconds: dice.below(60), ...where };
    case 1:
      return { kind: 'access-denied', ...where };
    case 2:
      return { kind: 'lost-reply', ...where };
    case 3:
      // Longer than a sweep is leased, now and then.
      return { kind: 'slow', delaySeconds: dice.oneOf([5, 20, 40, 250]), ...where };
    case 4:
      return { kind: 'expired-token', ...where };
    default:
      return { kind: 'internal-error', ...where };
  }
};
