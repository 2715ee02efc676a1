/** Servers that are launched into EC2 instances that are there already, and what goes wrong around these. */
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import type { Dice } from './dice.ts';
import type { Act, Night, NightPlan, Trouble } from './night.ts';

/** Each server takes up to eight calls, as with other launch settings. */
const SERVERS_MAX = 60;

/** One night in twelve has such servers; added to what was drawn before. */
export const withExistingInstances = (dice: Dice, night: Night): Night => {
  if (!dice.chance(8)) return night;
  // An instance takes one server, and a server is launched into one instance, whoever's plan it is in.
  const taken = new Set<number>();
  const plans = night.plans.map((plan): NightPlan => {
    const waves = plan.waves.map((wave) => {
      if (wave.servers.length > SERVERS_MAX || !dice.chance(70)) return wave;
      const free = wave.servers.filter((server) => !taken.has(server));
      const intoExisting = dice.some(free, 1 + dice.below(3));
      for (const server of intoExisting) taken.add(server);
      return intoExisting.length === 0 ? wave : { ...wave, intoExisting };
    });
    return { ...plan, waves, ...(dice.chance(60) ? { afterEnd: ['clean-up'] as const } : {}) };
  });
  const several = <T>(below: number, draw: () => T): readonly T[] => Array.from({ length: dice.below(below) }, draw);
  const powerOffs = several(3, (): Trouble => ({ atSeconds: dice.between(200, 1500), kind: 'power-off' }));
  const faults = several(4, (): Trouble => ({ atSeconds: dice.between(0, 1500), kind: 'aws', fault: drawFault(dice) }));
  const acts = several(4, (): Act => {
    const kind = dice.oneOf(['edit-plan', 'start-again', 'start-again'] as const);
    return { atSeconds: dice.between(200, 1800), plan: dice.below(plans.length), kind, twice: false };
  });
  return { ...night, plans, troubles: [...night.troubles, ...powerOffs, ...faults], acts: [...night.acts, ...acts] };
};

const drawFault = (dice: Dice): FaultInput => {
  const operation = dice.oneOf(['DescribeInstances', 'DescribeInstances', 'TerminateRecoveryInstances'] as const);
  const times = 1 + dice.below(4);
  switch (dice.below(4)) {
    case 0:
      return { kind: 'throttle', retryAfterSeconds: dice.below(60), operation, times };
    case 1:
      return { kind: 'access-denied', operation, times };
    case 2:
      return { kind: 'lost-reply', operation, times };
    default:
      return { kind: 'internal-error', operation, times };
  }
};
