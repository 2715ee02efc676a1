import type { Checker, Step } from '../support/run.ts';
import { activities } from './activities.ts';
import { besideOthers } from './beside-others.ts';
import { cancelled } from './cancelled.ts';
import { counts } from './counts.ts';
import { decidedStays } from './decided-stays.ts';
import { dependencyOrder } from './dependency-order.ts';
import { eventSequence } from './event-sequence.ts';
import { failurePolicy } from './failure-policy.ts';
import { finalStatus } from './final-status.ts';
import { finality } from './finality.ts';
import { oneLaunchPerServer } from './one-launch-per-server.ts';
import { onlyFinalizeEnds } from './only-finalize-ends.ts';
import { paused } from './paused.ts';
import { quotas } from './quotas.ts';
import { saveSize } from './save-size.ts';
import { stopPolicy } from './stop-policy.ts';
import { wakeTime } from './wake-time.ts';

/** By the invariant that each guards; `record`: what the record says of itself. */
const checkers: readonly (readonly [string, Checker])[] = [
  ['I1', dependencyOrder],
  ['I1', failurePolicy],
  ['I1', stopPolicy],
  ['I1', activities],
  ['I2', finality],
  ['I2', finalStatus],
  ['I2', decidedStays],
  ['I3', oneLaunchPerServer],
  ['I4', onlyFinalizeEnds],
  ['I6', quotas],
  ['I8', cancelled],
  ['I9', eventSequence],
  ['record', paused],
  ['record', counts],
  ['record', saveSize],
];

const found = (all: typeof checkers, step: Step): readonly string[] =>
  all.flatMap(([invariant, check]) => check(step).map((problem) => `${invariant}: ${problem}`));

/** What is judged by what the decision was told of. */
const ofInputs: typeof checkers = [
  ['I6', besideOthers],
  ['I10', wakeTime],
];

/** What is wrong with a step that was seen in the store alone: the simulation's. */
export const storedViolations = (step: Step): readonly string[] => found(checkers, step);

/** Everything that is wrong with one step. */
export const violations = (step: Step): readonly string[] => found([...checkers, ...ofInputs], step);
