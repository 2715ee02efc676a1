/** I10: how long after its faults a night may last, from what was drawn for it. */
import { drawnMinutes } from './drawn-wave.ts';
import type { Night, NightPlan, NightWave } from './night.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Of one wave: its slowest launch, what is left undecided or was hidden, launch settings. */
const LAUNCH_SECONDS = 15 * MINUTE;
const UNDECIDED_SECONDS = 5 * MINUTE;
const HIDDEN_SECONDS = 30 * MINUTE;
const SETTINGS_SECONDS = 10 * MINUTE;
/** People ask a process that is dead again, look for what is over and at the estate, and wait for answers. */
const PEOPLE_SECONDS = 30 * MINUTE;
/** A clean-up that comes by itself is kept back so long at most, and is tried again so often (`limits.cleanUpTries`). */
const KEPT_SECONDS = 3 * HOUR;
const CLEAN_UP_TRIES = 6;
const CLEAN_UP_RETRY_SECONDS = 4 * HOUR;

export const endsWithinSeconds = (night: Night): number =>
  PEOPLE_SECONDS +
  night.plans.reduce((sum, plan, index) => sum + planSeconds(night, plan, index), 0) +
  stuckSeconds(night) +
  crowdsSeconds(night);

const planSeconds = (night: Night, plan: NightPlan, index: number): number => {
  const again = night.acts.filter(({ kind, plan: of }) => kind === 'start-again' && of === index);
  const starts = 1 + (plan.twice === 'two-people' ? 1 : 0) + again.reduce((sum, { twice }) => sum + (twice ? 2 : 1), 0);
  // Who accepts what a start was refused for starts once more.
  const begun = plan.accepts === undefined ? starts : 2 * starts;
  const runs = begun * (1 + plan.afterEnd.length);
  const wavesSeconds = plan.waves.reduce((sum, wave) => sum + waveSeconds(night, wave), 0);
  const afterwards = (plan.afterCleanUp ?? []).reduce((sum, action) => sum + drawnMinutes(action) * MINUTE, 0);
  const ownCleanUp =
    plan.drillTtlHours === undefined
      ? 0
      : plan.drillTtlHours * HOUR + KEPT_SECONDS + CLEAN_UP_TRIES * CLEAN_UP_RETRY_SECONDS;
  return runs * (PEOPLE_SECONDS + wavesSeconds + afterwards) + begun * ownCleanUp;
};

/** Were each to wait for the one before it. */
const waveSeconds = ({ watchSeconds }: Night, { actions = {}, launchSettings, intoExisting }: NightWave): number => {
  const all = [...(actions.before ?? []), ...(actions.after ?? [])];
  const hasSettings = launchSettings !== undefined || intoExisting !== undefined;
  return (
    watchSeconds +
    LAUNCH_SECONDS +
    UNDECIDED_SECONDS +
    HIDDEN_SECONDS +
    (hasSettings ? SETTINGS_SECONDS : 0) +
    // People look each so often whether an approval is asked for, and give it.
    all.reduce((sum, action) => sum + (action.kind === 'APPROVAL' ? watchSeconds : drawnMinutes(action) * MINUTE), 0)
  );
};

/**
 * Nobody ends the jobs that never would: all of them began before the faults stopped, and are given up after a day; whoever
 * is to launch the same servers next waits for them another day.
 */
const stuckSeconds = ({ supportHelps, troubles }: Night): number => {
  const isStuck = troubles.some((trouble) => trouble.kind === 'aws' && trouble.fault.kind === 'stuck-job');
  return isStuck && !supportHelps ? 2 * DAY : 0;
};

/** Others, one after another, leave no room; they began before the faults stopped. */
const crowdsSeconds = ({ outsiders, troubles }: Night): number =>
  troubles.filter(({ kind }) => kind === 'crowd').length * (LAUNCH_SECONDS + (outsiders?.launchSeconds ?? 0));
