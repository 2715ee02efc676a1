import type { PlanWave } from '../../../src/domain/model/recovery-plan.ts';

/** What happens to the rest of the plan when a wave failed. */
export const onFailureText: Readonly<Record<PlanWave['onFailure'], string>> = {
  stop: 'stop the plan',
  pause: 'pause: a person decides',
  continue: 'continue without it',
};
