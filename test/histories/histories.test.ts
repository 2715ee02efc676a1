/**
 * Histories that the real engine wrote in simulated nights, recorded once and kept: what was decided then must be decided
 * today, from the same state and the same input. A change that fails here would make a running execution go on differently
 * after an upgrade: raise DECISION_VERSION, keep the old rule for executions of the old version, and record new histories
 * beside these (npm run record-histories). These never change: docs/decisions/0018-recorded-histories-are-frozen.md.
 */
import { describe, expect, test } from 'vitest';
import { eventDataSchema } from '../../src/domain/model/event.ts';
import { isTerminalWave } from '../../src/domain/statuses.ts';
import { isReadyToFinalize } from '../../src/domain/transition/decide.ts';
import { DECISION_VERSION } from '../../src/domain/transition/initial-state.ts';
import { decidedToday } from './support/decided-today.ts';
import { digestsOf, readFrozen, recordedFiles, textOf } from './support/frozen-histories.ts';
import { rareNights } from './support/rare-nights.ts';
import { readHistory, statesOf } from './support/recorded-history.ts';

const histories = recordedFiles().map((file) => ({ file, history: readHistory(textOf(file)) }));

describe('a recorded run is decided today as it was', () => {
  test.each(histories)('$file', ({ history }) => {
    for (const { index, decision, recorded, today } of decidedToday(history, statesOf(history))) {
      expect(today, `decision ${index}: ${decision.input.type} after event ${decision.eventCount}`).toEqual(recorded);
    }
  });
});

// The driver asks whether the end has come; a decision of it is made only when it has.
test('a recorded run that waited for a person is not ready to end today', () => {
  const waiting = histories.flatMap(({ file, history }) =>
    statesOf(history).flatMap((state, eventCount) =>
      state.header.status === 'PAUSED' ? [{ at: `${file} after event ${eventCount}`, state }] : [],
    ),
  );
  const allOver = waiting.filter(({ state }) => state.waves.every(isTerminalWave));
  expect(allOver.length, 'runs of which nothing is open but what a failure is to mean').toBeGreaterThan(0);
  expect(waiting.flatMap(({ at, state }) => (isReadyToFinalize(state) ? [at] : []))).toEqual([]);
});

test('there is one of every night that was made for what the drawn ones hardly ever meet', () => {
  const recorded = new Set(histories.map(({ history }) => history.seed));
  expect(rareNights.map(({ seed }) => seed).filter((seed) => !recorded.has(seed))).toEqual([]);
});

test('every version of the decisions has histories, and together they hold every kind of event', () => {
  const versions = new Set(histories.map(({ history }) => history.decisionVersion));
  expect([...versions].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: DECISION_VERSION }, (_, index) => index + 1),
  );
  const seen = new Set(histories.flatMap(({ history }) => history.events.map(({ data }) => data.type)));
  const kinds = eventDataSchema.options.map((option) => option.shape.type.value);
  expect(kinds.filter((kind) => !seen.has(kind))).toEqual([]);
});

test('every recorded history is what it was when it was recorded', () => {
  expect(digestsOf(recordedFiles()), 'they are frozen: docs/decisions/0018-recorded-histories-are-frozen.md').toEqual(
    readFrozen(),
  );
});
