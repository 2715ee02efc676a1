/** How the servers of a night are to be launched, who changes it meanwhile, and what goes wrong when it is applied. */
import type { LaunchConfig } from '../../../src/domain/model/launch-config.ts';
import type { FaultInput } from '../../../src/simulator/faults/rule.ts';
import type { Dice } from './dice.ts';
import type { Crash, Night, NightLaunchSettings, NightPlan, Trouble } from './night.ts';

/** Calls that change launch settings. */
export const settingsChanges = [
  'drs:UpdateLaunchConfiguration',
  'ec2:CreateLaunchTemplateVersion',
  'ec2:ModifyLaunchTemplate',
] as const;

const operations = [
  'UpdateLaunchConfiguration',
  'UpdateLaunchConfiguration',
  'CreateLaunchTemplateVersion',
  'CreateLaunchTemplateVersion',
  'ModifyLaunchTemplate',
  'GetLaunchConfiguration',
  'DescribeLaunchTemplateVersions',
] as const;

/** Each server takes up to eight calls. */
const SERVERS_MAX = 60;

/** One plan in five has launch settings; added to what was drawn before. */
export const withLaunchSettings = (dice: Dice, night: Night): Night => {
  const plans = night.plans.map((plan): NightPlan => {
    if (!dice.chance(20)) return plan;
    const waves = plan.waves.map((wave) =>
      wave.servers.length <= SERVERS_MAX && dice.chance(60) ? { ...wave, launchSettings: drawSettings(dice) } : wave,
    );
    return { ...plan, waves };
  });
  const concerned = plans.flatMap(({ waves }) =>
    waves.flatMap(({ servers, launchSettings }) => (launchSettings === undefined ? [] : servers)),
  );
  if (concerned.length === 0) return night;
  const at = (): number => (dice.chance(40) ? 0 : dice.below(900));
  const several = <T>(below: number, draw: () => T): readonly T[] => Array.from({ length: dice.below(below) }, draw);
  const crashes = several(
    4,
    (): Crash => ({
      atCall: 1 + dice.below(8),
      operation: dice.oneOf(settingsChanges),
      when: dice.oneOf(['before', 'after']),
      downSeconds: dice.oneOf([0, 1, 30, 200]),
    }),
  );
  const faults = several(4, (): Trouble => ({ atSeconds: at(), kind: 'aws', fault: drawFault(dice) }));
  const drifts = several(
    4,
    (): Trouble => ({
      atSeconds: at(),
      kind: 'drift',
      servers: dice.some(concerned, 1 + dice.below(4)),
      inTemplate: dice.chance(50),
    }),
  );
  return {
    ...night,
    plans,
    crashes: [...night.crashes, ...crashes],
    troubles: [...night.troubles, ...faults, ...drifts],
  };
};

/** Only what is not checked against AWS when the group is saved. */
const drawSettings = (dice: Dice): NightLaunchSettings => {
  const group: LaunchConfig = {
    instanceProfileName: dice.oneOf(['night', 'day']),
    ...(dice.chance(50) ? { copyTags: dice.chance(70) } : {}),
    ...(dice.chance(30) ? { launchDisposition: dice.oneOf(['STARTED', 'STOPPED']) } : {}),
    ...(dice.chance(20) ? { licensing: { osByol: true } } : {}),
  };
  return {
    group,
    ...(dice.chance(40) ? { first: { instanceProfileName: 'own', launchDisposition: null, copyTags: true } } : {}),
  };
};

const drawFault = (dice: Dice): FaultInput => {
  const operation = dice.oneOf(operations);
  const times = 1 + dice.below(4);
  switch (dice.below(8)) {
    case 0:
      return { kind: 'throttle', retryAfterSeconds: dice.below(60), operation, times };
    case 1:
      return { kind: 'internal-error', operation, times };
    case 2:
      return { kind: 'lost-request', operation, times };
    case 3:
      return { kind: 'access-denied', operation, times: 1 };
    case 4:
      return { kind: 'slow', delaySeconds: 1 + dice.below(40), operation, times };
    case 5:
      return { kind: 'expired-token', operation, times };
    default:
      return { kind: 'lost-reply', operation, times };
  }
};
