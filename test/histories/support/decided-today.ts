/** A recorded decision, decided again: from the same state and the same input. */
import { isDeepStrictEqual } from 'node:util';
import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import { decide } from '../../../src/domain/transition/decide.ts';
import type { RecordedDecision, RecordedHistory } from './recorded-history.ts';

export interface DecidedAgain {
  /** Which of its history's. */
  readonly index: number;
  readonly decision: RecordedDecision;
  readonly recorded: unknown;
  readonly today: unknown;
}

const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const resultThen = ({ events }: RecordedHistory, { eventCount, result }: RecordedDecision): unknown => {
  if (result.kind === 'rejected') return { kind: 'rejected', reason: result.reason };
  return result.kind === 'unsaved' ? result.events : events.slice(eventCount, eventCount + result.events);
};

/** All of a history, whose states are given. */
export const decidedToday = function* (
  history: RecordedHistory,
  states: readonly ExecutionState[],
): Generator<DecidedAgain> {
  for (const [index, decision] of history.decisions.entries()) {
    const { eventCount, now, input } = decision;
    const state = states[eventCount];
    if (state === undefined) throw new Error(`decision ${index} is about a state that the events do not give`);
    const today = decide(state, input, now);
    yield {
      index,
      decision,
      recorded: asStored(resultThen(history, decision)),
      today: asStored(today.kind === 'rejected' ? today : today.events),
    };
  }
};

export const isDecidedOtherwise = ({ recorded, today }: DecidedAgain): boolean => !isDeepStrictEqual(recorded, today);
