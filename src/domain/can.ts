/**
 * Which action is allowed in which status, and if not, why: the one table that commands, API, CLI and console read.
 */
import { activitiesOf, isWantedAgain } from './activity-states.ts';
import type { AutomaticCleanUp } from './model/automatic-clean-up.ts';
import type { ExecutionHeader, ExecutionState, ExecutionStatus, Skip, WaveExecution } from './model/execution.ts';
import type { ActionState, CleanUpView, FollowUpView } from './model/execution-view.ts';
import { countOf, firstFew, personLabel, serverLabel, waveLabel } from './names.ts';
import { awaitedApproval } from './next-activity.ts';
import {
  awaitsFailureDecision,
  currentServers,
  hasOpenJobs,
  isFinalExecution,
  isTerminalWave,
  missingServers,
  skipOf,
} from './statuses.ts';

/** What people may ask of an execution. `followUp` and `cleanUp` start a run of their own. */
export const actions = ['pause', 'resume', 'cancel', 'retry', 'skip', 'followUp', 'cleanUp'] as const;
export type Action = (typeof actions)[number];

const allowedStatuses: Readonly<Record<Action, readonly ExecutionStatus[]>> = {
  pause: ['INITIATED', 'POLLING', 'PAUSED'],
  resume: ['INITIATED', 'POLLING', 'PAUSED'],
  cancel: ['INITIATED', 'POLLING', 'PAUSED'],
  retry: ['POLLING', 'PAUSED'],
  skip: ['POLLING', 'PAUSED'],
  followUp: ['PARTIAL', 'FAILED', 'TIMED_OUT', 'CANCELLED'],
  cleanUp: ['COMPLETED', 'PARTIAL', 'FAILED', 'TIMED_OUT', 'CANCELLED'],
};

const no = (reason: string): ActionState => ({ allowed: false, reason });

export const can = (action: Action, state: ExecutionState): ActionState => {
  const { header } = state;
  if (!allowedStatuses[action].includes(header.status)) {
    if (isFinalExecution(header.status)) return no(`the execution is over (${header.status}) and never changes again`);
    return no(
      `the execution is ${header.status}${header.cancelRequested ? `: cancelled by ${personLabel(header.cancelRequestedBy)}` : ''}`,
    );
  }
  switch (action) {
    case 'pause':
      return canPause(state);
    case 'resume':
      return canResume(state);
    case 'cancel':
      return { allowed: true };
    case 'retry':
      return canRetry(state);
    case 'skip':
      return canSkip(state);
    case 'followUp':
      return canFollowUp(state);
    case 'cleanUp':
      return canCleanUp(state);
  }
};

/** What is possible now, in words: `pause`, `retry wave 2`. What came after the end: as for `canFollowUpAgain`. */
export const allowedActions = (
  state: ExecutionState,
  followUp: FollowUpView | undefined,
  cleanUpsUnder: readonly CleanUpView[],
): readonly string[] =>
  actions.flatMap((action) => {
    const allowed = action === 'followUp' ? canFollowUpAgain(state, followUp, cleanUpsUnder) : can(action, state);
    if (!allowed.allowed) return [];
    return allowed.waveNumbers === undefined ? [action] : allowed.waveNumbers.map((wave) => `${action} wave ${wave}`);
  });

/** What is left to do with an execution to which nothing can be done now. */
export const whenNothingIsPossible = ({ status, purpose }: Pick<ExecutionHeader, 'status' | 'purpose'>): string => {
  if (isFinalExecution(status)) return 'Nothing can be done to this execution any more';
  return purpose === 'CLEAN_UP'
    ? 'Wait for its end: what it leaves can be cleaned up then'
    : 'Wait for its end: what is missing can be retried then, and what was launched can be cleaned up';
};

/** The waves that wait for a person: at their gate, in an action, or failed with `onFailure: pause`. */
export const wavesAwaitingPerson = (state: ExecutionState): readonly number[] =>
  state.waves
    .filter(
      (wave) =>
        wave.status === 'AWAITING_APPROVAL' ||
        awaitsFailureDecision(wave) ||
        awaitedApproval(state, wave) !== undefined,
    )
    .map((wave) => wave.waveNumber);

const canPause = (state: ExecutionState): ActionState => {
  if (state.header.pauseRequested)
    return no(`a pause is requested already, by ${personLabel(state.header.pauseRequestedBy)}`);
  const notStarted = state.waves.some((wave) => wave.status === 'PENDING' || wave.status === 'AWAITING_APPROVAL');
  const begun = state.header.rosterId !== undefined;
  if (begun && !notStarted) return no('every wave has started: there is nothing left to hold back');
  return { allowed: true };
};

const canResume = (state: ExecutionState): ActionState => {
  const waveNumbers = wavesAwaitingPerson(state);
  if (waveNumbers.length > 0) return { allowed: true, waveNumbers: [...waveNumbers] };
  if (state.header.pauseRequested) return { allowed: true };
  const open = state.waves.filter((wave) => !isTerminalWave(wave));
  return no(
    open.length === 0
      ? 'nothing waits for a person'
      : `nothing waits for a person: ${firstFew(
          open.map((wave) => `${waveLabel(wave)} is ${wave.status}`),
          3,
        )}`,
  );
};

/** Why the servers of this wave that are not up cannot be launched again now; undefined when they can. */
export const whyNoRetry = (state: ExecutionState, wave: WaveExecution): string | undefined => {
  if (!awaitsFailureDecision(wave)) {
    return `${waveLabel(wave)} is ${wave.status}: only a wave that failed and waits for a decision (onFailure: pause) can be retried`;
  }
  if (hasOpenJobs(state, wave.waveNumber)) return `jobs of ${waveLabel(wave)} still run: retry it when they have ended`;
  const isNothingMissing = missingServers(state, wave).length === 0 && !activitiesOf(wave).some(isWantedAgain);
  return isNothingMissing ? `nothing is missing in ${waveLabel(wave)}` : undefined;
};

const canRetry = (state: ExecutionState): ActionState => {
  const reasons = state.waves.map((wave) => ({ wave, reason: whyNoRetry(state, wave) }));
  const waveNumbers = reasons.flatMap(({ wave, reason }) => (reason === undefined ? [wave.waveNumber] : []));
  if (waveNumbers.length > 0) return { allowed: true, waveNumbers };
  const waiting = reasons.find(({ wave }) => awaitsFailureDecision(wave));
  return no(waiting?.reason ?? 'no wave has failed and waits for a decision (onFailure: pause)');
};

const canSkip = (state: ExecutionState): ActionState => {
  const waveNumbers = state.waves
    .filter((wave) => wave.status === 'PENDING' || wave.status === 'AWAITING_APPROVAL' || awaitsFailureDecision(wave))
    .map((wave) => wave.waveNumber);
  return waveNumbers.length > 0
    ? { allowed: true, waveNumbers }
    : no('every wave has started, and none waits for a decision about what failed');
};

const canFollowUp = (state: ExecutionState): ActionState => {
  if (state.header.purpose === 'CLEAN_UP') return no('it is a clean-up: clean the execution up again instead');
  if (state.header.rosterId === undefined) return no('it never began: start the plan again instead');
  return state.waves.some((wave) => wave.launchedCount < wave.serverCount)
    ? { allowed: true }
    : no('every server of it was launched; actions are not done again');
};

/**
 * The same with what came after the end. It is followed up once, unless the run that follows it was refused and so started
 * nothing; and not on ground that is taken away: `cleanUpsUnder` are those of it and of what it follows.
 */
export const canFollowUpAgain = (
  state: ExecutionState,
  followUp: FollowUpView | undefined,
  cleanUpsUnder: readonly CleanUpView[],
): ActionState => {
  const allowed = can('followUp', state);
  if (!allowed.allowed) return allowed;
  if (followUp !== undefined && followUp.status !== 'REFUSED') {
    return no(`${followUp.executionId} follows it already: retry what that one leaves`);
  }
  const running = cleanUpsUnder.find(({ status }) => !isFinalExecution(status));
  if (running !== undefined) {
    return no(
      `the clean-up ${running.executionId} terminates what a follow-up would stand on: when it is over, start the plan anew`,
    );
  }
  const done = cleanUpsUnder.findLast(({ terminatedCount }) => terminatedCount > 0);
  return done === undefined
    ? allowed
    : no(
        `the clean-up ${done.executionId} terminated ${countOf(done.terminatedCount, 'instance')} that a follow-up would stand on: start the plan anew`,
      );
};

const canCleanUp = (state: ExecutionState): ActionState =>
  state.header.purpose !== 'CLEAN_UP' && state.waves.some((wave) => wave.launchedCount > 0)
    ? { allowed: true }
    : no('it launched no instance');

/** The newest clean-up that is over, when what it terminated and what it found gone is all that was launched. */
export const lastWithNothingLeft = (
  launchedCount: number,
  cleanUps: readonly CleanUpView[],
): CleanUpView | undefined => {
  const last = cleanUps.findLast(({ status }) => status === 'COMPLETED');
  const { terminatedCount = 0, goneCount = 0, replacedCount = 0 } = last ?? {};
  return terminatedCount + goneCount + replacedCount >= launchedCount ? last : undefined;
};

/**
 * Whether the last clean-up, which nobody refused, ended other than it should: then something is left to do even where
 * nothing is left to terminate, the plan's actions after it.
 */
export const owesActions = (cleanUps: readonly CleanUpView[]): boolean => {
  const last = cleanUps.findLast(({ status }) => status !== 'REFUSED');
  return last !== undefined && isFinalExecution(last.status) && last.status !== 'COMPLETED';
};

/** What a follow-up launches stands on what its first run launched. */
export const needsItsServers = ({ executionId }: FollowUpView): string =>
  `${executionId}, which follows it, is not over, and may need what it launched`;

/**
 * The same of a clean-up where it is offered: not when earlier ones have left nothing, or one runs. (Asked for all the
 * same it is a run that finds nothing left: to repeat one does no harm.)
 */
export const canCleanUpAgain = (
  state: ExecutionState,
  cleanUps: readonly CleanUpView[],
  followUp: FollowUpView | undefined,
): ActionState => {
  const allowed = can('cleanUp', state);
  if (!allowed.allowed) return allowed;
  if (followUp !== undefined && !isFinalExecution(followUp.status)) return no(needsItsServers(followUp));
  const running = cleanUps.find(({ status }) => !isFinalExecution(status));
  if (running !== undefined) return no(`the clean-up ${running.executionId} terminates its instances now`);
  const nothingLeft = whyNothingLeft(state, cleanUps);
  return nothingLeft === undefined ? allowed : no(nothingLeft);
};

/** Which clean-ups have left nothing to do, in words. Undefined when they may have left something, or owe their actions. */
const whyNothingLeft = (state: ExecutionState, cleanUps: readonly CleanUpView[]): string | undefined => {
  if (owesActions(cleanUps)) return undefined;
  const launchedCount = state.waves.reduce((sum, wave) => sum + wave.launchedCount, 0);
  const terminating = cleanUps.filter(({ terminatedCount }) => terminatedCount > 0);
  if (terminating.reduce((sum, { terminatedCount }) => sum + terminatedCount, 0) >= launchedCount) {
    const by = terminating.map(({ executionId }) => executionId).join(' and ');
    return `what it launched (${countOf(launchedCount, 'instance')}) was terminated by ${by}`;
  }
  const empty = cleanUps.findLast(({ status, serverCount }) => status === 'COMPLETED' && serverCount === 0);
  if (empty !== undefined) return `nothing of what it launched was left when ${empty.executionId} looked`;
  const last = lastWithNothingLeft(launchedCount, cleanUps);
  return last === undefined
    ? undefined
    : `${last.executionId} terminated what was left of what it launched: the rest was gone or replaced already`;
};

/** Whoever cleaned up before its time has left nothing of it to come: that is noted when its time comes, and said before. */
export const automaticCleanUpAsItStands = (
  cleanUp: AutomaticCleanUp,
  state: ExecutionState,
  cleanUps: readonly CleanUpView[],
): AutomaticCleanUp =>
  cleanUp.state === 'SCHEDULED' && whyNothingLeft(state, cleanUps) !== undefined
    ? { ...cleanUp, state: 'NOTHING_LEFT' }
    : cleanUp;

/** Whether people may hold back the clean-up that comes by itself after a drill, or turn it off. */
export const canKeep = ({ header }: ExecutionState, cleanUp: AutomaticCleanUp | undefined): ActionState => {
  const reason = cleanUp === undefined ? whyNoneComes(header) : whyNotKept(cleanUp);
  return reason === undefined ? { allowed: true } : no(reason);
};

/** Of an execution after which no clean-up comes by itself. */
export const whyNoneComes = ({ drillTtlHours, endTime }: ExecutionHeader): string => {
  if (drillTtlHours === undefined) {
    return 'nothing of it is cleaned up by itself: its plan has no drillTtlHours, or it is no drill';
  }
  return endTime === undefined ? `it is not over: the ${drillTtlHours} h run from its end` : 'it launched nothing';
};

/** Undefined when they may: also after every try was given up, for what is left then. */
export const whyNotKept = ({ state, cleanUpId, notBefore }: AutomaticCleanUp): string | undefined => {
  if (state === 'STARTED') {
    const how = notBefore === undefined ? 'is over: none comes by itself any more' : 'has started';
    return `the clean-up ${cleanUpId} ${how}`;
  }
  return state === 'NOTHING_LEFT' ? 'its instances are gone or replaced already: nothing is left to keep' : undefined;
};

/**
 * Of a skip that is not possible: whether somebody took that decision before, when and why. Undefined when nobody did, or
 * when the execution is over, which says more.
 */
export const whySkippedAlready = (
  state: ExecutionState,
  { waveNumber, sourceServerIds }: { readonly waveNumber: number; readonly sourceServerIds?: readonly string[] },
): string | undefined => {
  const wave = state.waves[waveNumber];
  if (wave === undefined || isFinalExecution(state.header.status)) return undefined;
  if (sourceServerIds === undefined) {
    const skip = skipOf(wave);
    const isWhole = wave.status === 'SKIPPED' || missingServers(state, wave).length === 0;
    return skip !== undefined && isWhole ? `${waveLabel(wave)} is already skipped by ${decisionText(skip)}` : undefined;
  }
  const names = new Map(
    currentServers(state, waveNumber).map(({ server }) => [server.sourceServerId, serverLabel(server)]),
  );
  const skipped = sourceServerIds.flatMap((id) => {
    const skip = skipOf(wave, id);
    return skip === undefined ? [] : [`${names.get(id) ?? id} is already skipped by ${decisionText(skip)}`];
  });
  return skipped.length === 0 ? undefined : firstFew(skipped);
};

const decisionText = ({ skippedBy, skippedTime, reason }: Skip): string =>
  `${skippedBy} at ${skippedTime}, reason: ${reason}`;
