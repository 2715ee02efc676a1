/** What is done around the waves of a night, and what goes wrong with it. */
import type { WaveActionsInput } from '../../../src/domain/model/wave-action.ts';
import type { Dice } from './dice.ts';
import type { Crash, Night, NightPlan, Trouble } from './night.ts';

type ActionInput = NonNullable<WaveActionsInput['before']>[number];

/** The calls that start an action, and the operations that start one or look at it. */
const starts = ['ssm:StartAutomationExecution', 'ssm:SendCommand', 'lambda:InvokeFunction'] as const;
const operations = [
  'StartAutomationExecution',
  'StartAutomationExecution',
  'SendCommand',
  'SendCommand',
  'Invoke',
  'GetAutomationExecution',
] as const;

/** One plan in four has actions; added to what was drawn before. */
export const withActions = (dice: Dice, night: Night): Night => {
  const plans = night.plans.map((plan): NightPlan => {
    if (!dice.chance(25)) return plan;
    const waves = plan.waves.map((wave) => (dice.chance(40) ? { ...wave, actions: drawActions(dice, night) } : wave));
    return { ...plan, waves };
  });
  if (plans.every(({ waves }) => waves.every(({ actions }) => actions === undefined))) return night;
  const crashes = Array.from(
    { length: dice.below(4) },
    (): Crash => ({
      atCall: 1 + dice.below(3),
      operation: dice.oneOf(starts),
      when: dice.oneOf(['before', 'after']),
      downSeconds: dice.oneOf([0, 1, 30, 200]),
    }),
  );
  const troubles = Array.from(
    { length: dice.below(4) },
    (): Trouble => ({
      atSeconds: dice.chance(50) ? 0 : dice.below(1200),
      kind: 'aws',
      fault: {
        kind: dice.oneOf(['lost-reply', 'lost-reply', 'lost-request', 'throttle']),
        operation: dice.oneOf(operations),
        times: 1 + dice.below(3),
      },
    }),
  );
  return { ...night, plans, crashes: [...night.crashes, ...crashes], troubles: [...night.troubles, ...troubles] };
};

const drawActions = (dice: Dice, night: Night): WaveActionsInput => {
  const before = Array.from({ length: dice.below(3) }, (_, index) => drawAction(dice, night, `before ${index}`, true));
  const after = Array.from({ length: dice.below(3) }, (_, index) => drawAction(dice, night, `after ${index}`, false));
  return { before, after };
};

const drawAction = (dice: Dice, { places }: Night, actionName: string, isBefore: boolean): ActionInput => {
  const any = { actionName, required: dice.chance(60) };
  const timeoutMinutes = dice.oneOf([1, 10, 30]);
  const retries = dice.below(3);
  const { accountId = '', region = '' } = places[0] ?? {};
  const documentName = dice.chance(25) ? 'fail-Runbook' : 'Night-Runbook';
  switch (dice.below(isBefore ? 4 : 6)) {
    case 0:
      return { kind: 'WAIT', ...any, minutes: dice.oneOf([1, 10]) };
    case 1:
      return { kind: 'APPROVAL', ...any, timeoutMinutes: dice.oneOf([5, 60, 600]) };
    case 2:
      return { kind: 'SSM_AUTOMATION', ...any, documentName, accountId, region, timeoutMinutes, retries };
    case 3:
      return { kind: 'LAMBDA', ...any, functionName: 'night', accountId, region, timeoutMinutes, retries };
    case 4:
      return { kind: 'HTTP_CHECK', ...any, url: 'http://{privateIp}/health', timeoutMinutes };
    default:
      return { kind: 'SSM_COMMAND', ...any, documentName: 'AWS-RunShellScript', timeoutMinutes, retries };
  }
};
