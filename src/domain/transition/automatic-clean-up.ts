/**
 * When the instances of a drill are cleaned up by themselves, and what people may change about it. Its end is the record's
 * end, so this is decided beside it: one item, one version, and whoever comes second decides again.
 */
import { whyNotKept } from '../can.ts';
import { limits } from '../limits.ts';
import type { AutomaticCleanUp } from '../model/automatic-clean-up.ts';
import type { ExecutionState } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import { isFinalExecution } from '../statuses.ts';
import { addSeconds, isBefore, laterOf, secondsBetween } from '../time.ts';

const HOUR = 3600;

/** Who asks for a clean-up that comes by itself. */
export const BREAKWATER = 'Breakwater';

/** Undefined: the plan names no time, nothing was launched, or it was no drill. */
export const automaticCleanUpOf = ({ header, waves }: ExecutionState): AutomaticCleanUp | undefined => {
  const { executionId, planId, planName, executionType, purpose, status, endTime, drillTtlHours } = header;
  if (drillTtlHours === undefined || endTime === undefined || !isFinalExecution(status)) return undefined;
  if (executionType !== 'DRILL' || purpose === 'CLEAN_UP') return undefined;
  if (!waves.some(({ launchedCount }) => launchedCount > 0)) return undefined;
  return {
    executionId,
    planId,
    planName,
    drillTtlHours,
    state: 'SCHEDULED',
    ...timesOf(endTime, drillTtlHours),
    warnings: 0,
    tries: 0,
    changes: [],
  };
};

/** The warning comes a quarter of the time before, and no earlier than a day. */
const timesOf = (from: Instant, hours: number): Pick<AutomaticCleanUp, 'warnTime' | 'dueTime'> => {
  const dueTime = addSeconds(from, hours * HOUR);
  return { dueTime, warnTime: addSeconds(dueTime, -Math.min(hours / 4, limits.cleanUpWarningHoursMax) * HOUR) };
};

/** When it is looked at next; undefined when nothing comes any more. */
export const nextLookOf = (cleanUp: AutomaticCleanUp): Instant | undefined => {
  const { state, warnedTime, warnTime, dueTime, notBefore } = cleanUp;
  if (state === 'STARTED') return notBefore;
  if (state !== 'SCHEDULED') return undefined;
  const next = warnedTime === undefined ? warnTime : dueTime;
  return notBefore === undefined ? next : laterOf(next, notBefore);
};

/** People are warned now. A warning that comes late moves what it warns of: some of the time is theirs in any case. */
export const warned = (cleanUp: AutomaticCleanUp, now: Instant): AutomaticCleanUp => {
  const leadSeconds = secondsBetween(cleanUp.warnTime, cleanUp.dueTime);
  return {
    ...cleanUp,
    warnedTime: now,
    warnings: cleanUp.warnings + 1,
    dueTime: laterOf(cleanUp.dueTime, addSeconds(now, leadSeconds * limits.cleanUpWarningShareMin)),
  };
};

/** Somebody is about to tell people. Only what follows is noted as told, so that a process that dies keeps nobody in the dark. */
export const telling = (cleanUp: AutomaticCleanUp, now: Instant): AutomaticCleanUp => ({
  ...cleanUp,
  notBefore: addSeconds(now, limits.cleanUpTellMinutes * 60),
});

/** Its clean-up runs still. */
export const lookAgain = (cleanUp: AutomaticCleanUp, now: Instant): AutomaticCleanUp => ({
  ...cleanUp,
  notBefore: addSeconds(now, limits.cleanUpHeldMinutes * 60),
});

export const heldBack = (cleanUp: AutomaticCleanUp, waitsFor: string, now: Instant): AutomaticCleanUp => ({
  ...cleanUp,
  waitsFor,
  notBefore: addSeconds(now, limits.cleanUpHeldMinutes * 60),
});

export const started = (cleanUp: AutomaticCleanUp, cleanUpId: string, now: Instant): AutomaticCleanUp => {
  const { waitsFor: _waitsFor, ...rest } = cleanUp;
  const notBefore = addSeconds(now, limits.cleanUpRetryHours * HOUR);
  return { ...rest, state: 'STARTED', cleanUpId, tries: cleanUp.tries + 1, notBefore };
};

/** Nothing more comes of it. */
export const overWith = (
  cleanUp: AutomaticCleanUp,
  state: 'STARTED' | 'NOTHING_LEFT' | 'GIVEN_UP',
): AutomaticCleanUp => {
  const { waitsFor: _waitsFor, notBefore: _notBefore, ...rest } = cleanUp;
  return { ...rest, state };
};

/** Its clean-up is over and left instances: it is wanted again, so often. */
export const wantedAgain = (cleanUp: AutomaticCleanUp): AutomaticCleanUp =>
  cleanUp.tries < limits.cleanUpTries
    ? { ...overWith(cleanUp, 'STARTED'), state: 'SCHEDULED' }
    : overWith(cleanUp, 'GIVEN_UP');

export type Kept =
  | { readonly kind: 'kept'; readonly cleanUp: AutomaticCleanUp }
  | { readonly kind: 'not-possible'; readonly reason: string };

/** A person keeps the instances: for so many hours from now, or (without) until somebody cleans up. Never for less. */
export const keep = (cleanUp: AutomaticCleanUp, actor: string, hours: number | undefined, now: Instant): Kept => {
  const reason = whyNotKept(cleanUp);
  if (reason !== undefined) return { kind: 'not-possible', reason };
  const { warnedTime: _warned, notBefore: _notBefore, waitsFor: _waitsFor, ...rest } = cleanUp;
  const decided = (dueTime?: Instant) => ({
    changes: [...cleanUp.changes, { time: now, actor, ...(dueTime === undefined ? {} : { dueTime }) }].slice(
      -limits.cleanUpChangesKept,
    ),
  });
  if (hours === undefined) return { kind: 'kept', cleanUp: { ...rest, state: 'OFF', ...decided() } };
  const times = timesOf(now, hours);
  if (cleanUp.state === 'SCHEDULED' && isBefore(times.dueTime, cleanUp.dueTime)) {
    return { kind: 'not-possible', reason: `it is kept longer already: until ${cleanUp.dueTime}` };
  }
  return { kind: 'kept', cleanUp: { ...rest, ...times, state: 'SCHEDULED', tries: 0, ...decided(times.dueTime) } };
};
