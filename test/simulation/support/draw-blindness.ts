/** Servers that their job leaves undecided, while DRS does not tell of recovery instances for longer than it is waited. */
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import type { Dice } from './dice.ts';
import type { Night, Trouble } from './night.ts';

/** One night in sixteen; added to what was drawn before. */
export const withBlindness = (dice: Dice, night: Night): Night => {
  if (!dice.chance(6)) return night;
  const { startSeconds } = dice.some(night.plans, 1)[0] ?? { startSeconds: 0 };
  const undecided: Trouble = {
    atSeconds: 0,
    kind: 'aws',
    fault: { kind: 'undecided-server', times: 1 + dice.below(4), instanceAppears: dice.chance(80) },
  };
  // After the look before the launch, and before the job is over.
  const blind: Trouble = {
    atSeconds: startSeconds + dice.between(15, 90),
    kind: 'aws',
    fault: drawFault(dice, { operation: 'DescribeRecoveryInstances', forSeconds: dice.between(500, 1500) }),
  };
  return { ...night, troubles: [...night.troubles, undecided, blind] };
};

const drawFault = (dice: Dice, where: { readonly operation: string; readonly forSeconds: number }): FaultInput => {
  const kind = dice.oneOf(['throttle', 'internal-error', 'expired-token', 'access-denied', 'lost-reply'] as const);
  return { kind, ...where };
};
