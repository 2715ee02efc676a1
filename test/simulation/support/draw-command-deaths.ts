/** Somebody asks for something when it is possible, and the process that is asked dies in the middle of it. */
import type { Dice } from './dice.ts';
import { type Act, type ActKind, type Crash, commandKinds, type Night, type NightPlan, type Trouble } from './night.ts';

const asked = [...commandKinds, 'approve', 'edit-plan', 'follow-up', 'clean-up'] as const;
type Asked = (typeof asked)[number];

/** A save, and a wake-up or a start of a machine; a plan is saved at once. */
const writesOf = (within: Asked): number => (within === 'edit-plan' ? 1 : 2);
/** What is asked for after the end comes after all of the run's waves. */
const END_SECONDS = 7200;

/** One night in three; added to what was drawn before. */
export const withCommandDeaths = (dice: Dice, night: Night): Night => {
  if (!dice.chance(33)) return night;
  const within = dice.oneOf<Asked>(asked);
  // Who begins first is seldom refused.
  const startSeconds = Math.min(...night.plans.map((each) => each.startSeconds));
  const index = night.plans.findIndex((each) => each.startSeconds === startSeconds);
  const plan = night.plans[index];
  if (plan === undefined) throw new Error('bug: a night has a plan');
  const crash: Crash = {
    atCall: 1 + dice.below(writesOf(within)),
    within,
    when: dice.oneOf(['before', 'after']),
    downSeconds: dice.oneOf([0, 1, 30, 200]),
  };
  const kind = actFor(within);
  const acts: readonly Act[] =
    kind === undefined
      ? []
      : [
          {
            atSeconds: startSeconds + dice.below(300),
            plan: index,
            kind,
            twice: dice.chance(20),
            whenPossible: true,
          },
        ];
  const troubles: readonly Trouble[] = needsFailure(within)
    ? [{ atSeconds: startSeconds, kind: 'aws', fault: { kind: 'fail-launch', times: 1 + dice.below(3) } }]
    : [];
  const isAfterEnd = within === 'follow-up' || within === 'clean-up';
  return {
    ...night,
    plans: night.plans.with(index, allowing(plan, within)),
    acts: [...night.acts, ...acts],
    crashes: [...night.crashes, crash],
    troubles: [...night.troubles, ...troubles],
    ...(isAfterEnd ? { calmSeconds: Math.max(night.calmSeconds, startSeconds + END_SECONDS) } : {}),
  };
};

/** What comes after the end is asked for by itself. */
const actFor = (within: Asked): ActKind | undefined => {
  if (within === 'follow-up' || within === 'clean-up') return undefined;
  return within === 'approve' ? 'resume' : within;
};

const needsFailure = (within: Asked): boolean => within === 'retry' || within === 'skip' || within === 'follow-up';

/** The plan comes to where this can be asked for. */
const allowing = (plan: NightPlan, within: Asked): NightPlan => {
  const { waves } = plan;
  const last = waves.length - 1;
  switch (within) {
    case 'pause':
    case 'resume':
      return {
        ...plan,
        waves: waves.map((wave, index) => (index === last ? { ...wave, pauseBeforeWave: true } : wave)),
      };
    case 'retry':
    case 'skip':
      return { ...plan, waves: waves.map((wave) => ({ ...wave, onFailure: 'pause', minSuccessPercent: 100 })) };
    case 'approve': {
      const chosen = waves.findIndex(({ dependsOn }) => dependsOn.length === 0);
      const approval = { kind: 'APPROVAL', actionName: 'agree', required: true, timeoutMinutes: 600 } as const;
      return {
        ...plan,
        waves: waves.map((wave, index) => {
          const { before = [], after = [] } = wave.actions ?? {};
          return index === chosen ? { ...wave, actions: { before: [approval, ...before], after } } : wave;
        }),
      };
    }
    case 'follow-up':
    case 'clean-up':
      return { ...plan, afterEnd: [within] };
    case 'cancel':
    case 'edit-plan':
      return plan;
  }
};
