/**
 * Histories of real runs, recorded once and kept: what was decided then must be decided today, from the same state and
 * the same input. A change that fails here would make a running execution go on differently after an upgrade: raise
 * DECISION_VERSION, keep the old rule for executions of the old version, and record new histories beside these
 * (npm run record-histories). These never change: docs/decisions/0018-recorded-histories-are-frozen.md.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventDataSchema } from '../../src/domain/model/event.ts';
import { decide } from '../../src/domain/transition/decide.ts';
import { DECISION_VERSION } from '../../src/domain/transition/initial-state.ts';
import { digestOf, readFrozen } from './support/frozen-histories.ts';
import { readHistory, statesOf } from './support/recorded-history.ts';

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' }).filter((file) =>
  /^v\d+.+\.json$/.test(file),
);
const histories = files.map((file) => ({
  file,
  history: readHistory(readFileSync(join(import.meta.dirname, file), 'utf8')),
}));

const asStored = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a recorded run is decided today as it was', () => {
  test.each(histories)('$file', ({ history }) => {
    const states = statesOf(history);
    for (const [index, { eventCount, now, input, result }] of history.decisions.entries()) {
      const state = states[eventCount];
      if (state === undefined) throw new Error(`decision ${index} is about a state that the events do not give`);
      const today = decide(state, input, now);
      const expected =
        result.kind === 'rejected'
          ? { kind: 'rejected', reason: result.reason }
          : result.kind === 'unsaved'
            ? result.events
            : history.events.slice(eventCount, eventCount + result.events);
      const decided = today.kind === 'rejected' ? today : today.events;
      expect(asStored(decided), `decision ${index}: ${input.type} after event ${eventCount}`).toEqual(
        asStored(expected),
      );
    }
  });
});

/** What none of the recorded nights met; the property tests of test/domain do. */
const seldom = [
  'JobLookFailed',
  'JobLookedForStill',
  'ActivityClaimed',
  'ActivityStarted',
  'ActivityHeld',
  'ActivityEnded',
  'ActivitiesDropped',
];

test('every version of the decisions has histories, and together they hold nearly every kind of event', () => {
  const versions = new Set(histories.map(({ history }) => history.decisionVersion));
  expect([...versions].toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: DECISION_VERSION }, (_, index) => index + 1),
  );
  const seen = new Set(histories.flatMap(({ history }) => history.events.map(({ data }) => data.type)));
  const kinds = eventDataSchema.options.map((option) => option.shape.type.value);
  expect(kinds.filter((kind) => !seen.has(kind))).toEqual(seldom);
});

test('the histories of a decision version are what they were when it was recorded', () => {
  const versions = Array.from({ length: DECISION_VERSION }, (_, index) => index + 1);
  const today = Object.fromEntries(versions.map((version) => [version, digestOf(version)]));
  expect(today, 'recorded histories are frozen: docs/decisions/0018-recorded-histories-are-frozen.md').toEqual(
    readFrozen(),
  );
});
