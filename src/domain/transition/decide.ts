/**
 * The decision: `decide(state, input, now)` gives the next state and the events that lead to it, or says why not.
 *
 * Invariants held here (design 7; property tests in test/domain):
 * I1  a wave starts only when all that it depends on has passed and its gate is open (`startReadyWaves`)
 * I2  only `finalize` ends an execution, and only when every wave is terminal and no job is open
 * I4  nothing but decide and evolve assigns a status; observations come in as data
 * I6  a job is planned only when it fits beside the ledger's reservations (`scheduleJobs`)
 * I8  after a cancel nothing is planned or claimed, and planned jobs are withdrawn (`cancel`)
 * I9  the new state is the old one plus the events, by construction (`createDecisionLog`)
 */
import { activitiesOf, isRunningActivity } from '../activity-states.ts';
import { can } from '../can.ts';
import type { ExecutionEvent } from '../model/event.ts';
import type { ExecutionState, Refusal } from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import { cutText } from '../names.ts';
import { awaitsFailureDecision, isFinalExecution, isOpenJob, isTerminalWave } from '../statuses.ts';
import { decideActivity } from './activities.ts';
import { decideAdvance } from './advance.ts';
import { decideCommand } from './command.ts';
import type { BeginInput, Input } from './input.ts';
import { decideLaunch } from './launch.ts';
import { createDecisionLog, type DecisionLog } from './log.ts';
import { executionOutcome } from './outcome.ts';

export type Decision =
  | { readonly kind: 'accepted'; readonly state: ExecutionState; readonly events: readonly ExecutionEvent[] }
  /** Not possible in this state; nothing changes. `reason` is for people. */
  | { readonly kind: 'rejected'; readonly reason: string };

export const decide = (state: ExecutionState, input: Input, now: Instant): Decision => {
  const log = createDecisionLog(state, now);
  const rejection = apply(log, input);
  if (rejection !== undefined) return { kind: 'rejected', reason: rejection };
  return { kind: 'accepted', state: log.state(), events: log.events() };
};

/** Returns why the input is rejected, or undefined. */
const apply = (log: DecisionLog, input: Input): string | undefined => {
  switch (input.type) {
    case 'begin':
    case 'refuse':
    case 'postponeChecks':
      return decideBegin(log, input);
    case 'advance':
      return decideAdvance(log, input);
    case 'launchChecked':
    case 'launchPostponed':
    case 'launchImpossible':
    case 'jobStarted':
    case 'startRefused':
    case 'replyLost':
    case 'jobNotFound':
    case 'lookFailed':
      return decideLaunch(log, input);
    case 'claimActivity':
    case 'activityAnswered':
      return decideActivity(log, input);
    case 'pause':
    case 'resume':
    case 'cancel':
    case 'retry':
    case 'skip': {
      const allowed = can(input.type, log.state());
      return allowed.allowed ? decideCommand(log, input) : allowed.reason;
    }
    case 'finalize':
      return decideFinalize(log);
  }
};

/** What the header and the event keep of refusals, in bytes of JSON: far below an item's 400 KB. The count is kept whole. */
const REFUSAL_BYTES = 100_000;
const REFUSAL_MESSAGE_CHARACTERS = 8000;

const boundedRefusals = (refusals: readonly Refusal[]): Refusal[] => {
  let bytes = 0;
  return refusals
    .map((refusal) => ({ ...refusal, message: cutText(refusal.message, REFUSAL_MESSAGE_CHARACTERS) }))
    .filter((refusal) => {
      bytes += new TextEncoder().encode(JSON.stringify(refusal)).length;
      return bytes <= REFUSAL_BYTES;
    });
};

const decideBegin = (log: DecisionLog, input: BeginInput): string | undefined => {
  const { header } = log.state();
  if (header.status !== 'INITIATED') return `the execution is ${header.status}, begin is over`;
  if (input.type === 'postponeChecks') {
    if (header.statusReason !== input.reason) log.emit({ type: 'ChecksPostponed', reason: input.reason });
    return undefined;
  }
  if (input.type === 'refuse') {
    log.emit({
      type: 'ExecutionRefused',
      refusals: boundedRefusals(input.refusals),
      refusalCount: input.refusals.length,
    });
    return undefined;
  }
  log.emit({
    type: 'ExecutionBegun',
    rosterId: input.rosterId,
    serverCount: input.serverCount,
    ...(input.goneCount === undefined ? {} : { goneCount: input.goneCount }),
    ...(input.replacedCount === undefined ? {} : { replacedCount: input.replacedCount }),
    warnings: [...input.warnings],
  });
  return undefined;
};

/** Nothing is left to do but to say how it ended. */
export const isReadyToFinalize = (state: ExecutionState): boolean => {
  if (isFinalExecution(state.header.status)) return false;
  if (state.header.rosterId === undefined) return state.header.cancelRequested;
  return (
    state.waves.length === state.header.totalWaves &&
    state.waves.every(isTerminalWave) &&
    // `onFailure: pause` holds the end back too: a person may retry the last wave just as well.
    (state.header.cancelRequested || !state.waves.some(awaitsFailureDecision)) &&
    !state.jobs.some((job) => isOpenJob(state, job)) &&
    !state.waves.some((wave) => activitiesOf(wave).some(isRunningActivity))
  );
};

const decideFinalize = (log: DecisionLog): string | undefined => {
  const state = log.state();
  // A second call changes nothing, and is no error.
  if (isFinalExecution(state.header.status)) return undefined;
  if (!isReadyToFinalize(state)) return 'waves are still open, or jobs still run';
  log.emit(executionOutcome(state));
  return undefined;
};
