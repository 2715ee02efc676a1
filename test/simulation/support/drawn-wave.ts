/** What was drawn for an execution, past the plan that it froze. */
import type { WaveActionsInput } from '../../../src/domain/model/wave-action.ts';
import type { Mirrored } from './mirror.ts';
import type { Night, NightPlan } from './night.ts';

export type DrawnAction = NonNullable<WaveActionsInput['before']>[number];

export const drawnPlan = ({ plans }: Night, { state }: Mirrored): NightPlan | undefined =>
  plans[Number(state.header.planName.slice('plan-'.length))];

/** The actions of a wave, in their order; of a clean-up, what the plan says is done after one. */
export const drawnActions = (
  night: Night,
  mirrored: Mirrored,
  waveNumber: number,
  phase: 'before' | 'after',
): readonly DrawnAction[] => {
  const plan = drawnPlan(night, mirrored);
  if (mirrored.state.header.purpose === 'CLEAN_UP') return phase === 'after' ? (plan?.afterCleanUp ?? []) : [];
  return plan?.waves[waveNumber]?.actions?.[phase] ?? [];
};

/** Some are done in drills alone, or in recoveries. */
export const isDoneIn = ({ state }: Mirrored, { executionTypes }: DrawnAction): boolean =>
  executionTypes === undefined || executionTypes.includes(state.header.executionType);

/** `w002-after-00` → wave 2, after, 0; undefined of what no plan names. */
export const placeOfActivity = (activityKey: string) => {
  const [, wave, phase, number] = /^w(\d+)-(before|after)-(\d+)$/.exec(activityKey) ?? [];
  if (phase !== 'before' && phase !== 'after') return undefined;
  return { waveNumber: Number(wave), phase, number: Number(number) } as const;
};

/** How long an action may take in all its tries, in minutes. */
export const drawnMinutes = (action: DrawnAction): number => {
  if (action.kind === 'WAIT') return action.minutes;
  const tries = 1 + ('retries' in action ? (action.retries ?? 0) : 0);
  return tries * (1 + (action.timeoutMinutes ?? 0));
};

/** Of a clean-up, which no plan says; written down a second time. */
const CLEAN_UP_MINUTES = 120;

/** How long a wave may take from its first launch. */
export const drawnMinutesOfWave = (night: Night, mirrored: Mirrored, waveNumber: number): number | undefined =>
  mirrored.state.header.purpose === 'CLEAN_UP'
    ? CLEAN_UP_MINUTES
    : drawnPlan(night, mirrored)?.waves[waveNumber]?.timeoutMinutes;
