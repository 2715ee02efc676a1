import type { Checker, Step } from '../support/run.ts';
import { cancelled } from './cancelled.ts';
import { counts } from './counts.ts';
import { decidedStays } from './decided-stays.ts';
import { dependencyOrder } from './dependency-order.ts';
import { eventSequence } from './event-sequence.ts';
import { failurePolicy } from './failure-policy.ts';
import { finality } from './finality.ts';
import { oneLaunchPerServer } from './one-launch-per-server.ts';
import { onlyFinalizeEnds } from './only-finalize-ends.ts';
import { paused } from './paused.ts';
import { quotas } from './quotas.ts';
import { saveSize } from './save-size.ts';
import { wakeTime } from './wake-time.ts';

const checkers: readonly Checker[] = [
  dependencyOrder,
  finality,
  oneLaunchPerServer,
  onlyFinalizeEnds,
  quotas,
  cancelled,
  failurePolicy,
  paused,
  decidedStays,
  counts,
  eventSequence,
  saveSize,
  wakeTime,
];

/** Everything that is wrong with one step. */
export const violations = (step: Step): readonly string[] => checkers.flatMap((check) => check(step));
