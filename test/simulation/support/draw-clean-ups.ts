/** Clean-ups that come by themselves, who keeps instances from them, and what is done after a clean-up. */
import type { WaveActionsInput } from '../../../src/domain/model/wave-action.ts';
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import type { Dice } from './dice.ts';
import type { Act, Crash, Night, NightPlan, Trouble } from './night.ts';

/** One plan in six is cleaned up by itself, and some do something after a clean-up; added to what was drawn before. */
export const withCleanUps = (dice: Dice, night: Night): Night => {
  const plans = night.plans.map((plan): NightPlan => {
    const comesByItself = dice.chance(16);
    const hasActions = dice.chance(comesByItself ? 50 : 15);
    return {
      ...plan,
      ...(hasActions ? { afterCleanUp: drawActions(dice, night) } : {}),
      ...(comesByItself ? drawOwnCleanUp(dice, plan) : {}),
    };
  });
  const coming = plans.flatMap(({ drillTtlHours }, plan) => (drillTtlHours === undefined ? [] : [plan]));
  if (coming.length === 0) return { ...night, plans };
  // It goes wrong when they come: hours after the drill.
  const calmSeconds = dice.between(2 * 3600, 5 * 3600);
  const late = (): number => dice.between(1200, calmSeconds);
  const several = <T>(below: number, draw: () => T): readonly T[] => Array.from({ length: dice.below(below) }, draw);
  const acts = several(
    4,
    (): Act => ({
      atSeconds: dice.between(1200, 9000),
      plan: dice.some(coming, 1)[0] ?? 0,
      kind: 'keep',
      twice: dice.chance(30),
    }),
  );
  const crashes = several(
    5,
    (): Crash => ({
      atCall: 1 + dice.below(8),
      ...(dice.chance(70) ? { within: 'repair' } : { operation: 'drs:TerminateRecoveryInstances' }),
      when: dice.oneOf(['before', 'after']),
      downSeconds: dice.oneOf([0, 1, 30, 200, 700]),
    }),
  );
  const troubles = several(4, (): Trouble => {
    const atSeconds = late();
    if (dice.chance(60)) return { atSeconds, kind: 'aws', fault: drawFault(dice) };
    const how = dice.oneOf(['conflict', 'fails-before', 'fails-after'] as const);
    return { atSeconds, kind: 'store', how, times: 1 + dice.below(3) };
  });
  return {
    ...night,
    plans,
    calmSeconds,
    acts: [...night.acts, ...acts],
    crashes: [...night.crashes, ...crashes],
    troubles: [...night.troubles, ...troubles],
  };
};

/** Most of them do come: of a drill, and before anybody else cleans up or launches again. */
const drawOwnCleanUp = (dice: Dice, { executionType, afterEnd }: NightPlan): Partial<NightPlan> => ({
  drillTtlHours: dice.oneOf([1, 1, 2]),
  executionType: dice.chance(80) ? 'DRILL' : executionType,
  afterEnd: dice.chance(75) ? [] : afterEnd,
});

const drawActions = (dice: Dice, { places }: Night): NonNullable<WaveActionsInput['after']> => {
  const { accountId = '', region = '' } = places[0] ?? {};
  const any = { accountId, region, required: dice.chance(60), timeoutMinutes: 10, retries: dice.below(3) };
  return dice.some(
    [
      { kind: 'WAIT', actionName: 'settle', minutes: dice.oneOf([1, 10]) },
      { kind: 'SSM_AUTOMATION', actionName: 'tidy', documentName: 'Night-Runbook', ...any },
      { kind: 'LAMBDA', actionName: 'tell', functionName: 'night', ...any },
    ],
    1 + dice.below(3),
  );
};

const drawFault = (dice: Dice): FaultInput => {
  const operation = dice.oneOf([
    'TerminateRecoveryInstances',
    'TerminateRecoveryInstances',
    'DescribeRecoveryInstances',
    'DescribeInstances',
  ]);
  const times = 1 + dice.below(4);
  switch (dice.below(4)) {
    case 0:
      return { kind: 'throttle', retryAfterSeconds: dice.below(60), operation, times };
    case 1:
      return { kind: 'access-denied', operation, times: 1 };
    case 2:
      return { kind: 'lost-reply', operation, times };
    default:
      return { kind: 'internal-error', operation, times };
  }
};
