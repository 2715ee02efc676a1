/** The invariants of an execution (ARCHITECTURE.md), held against any order of anything that may happen to it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventDataSchema } from '../../src/domain/model/event.ts';
import { violations } from './checkers/all.ts';
import { replay } from './checkers/replay.ts';
import { histories, type TimedAct } from './support/acts.ts';
import { type Step, stepsOf } from './support/run.ts';
import { isFullRun, named, runs } from './support/runs.ts';
import { type Scenario, scenarios } from './support/scenario.ts';

const many = runs(400);
const seen = new Set<string>();

const checkHistory = (scenario: Scenario, acts: readonly TimedAct[]): void => {
  let last: Step | undefined;
  for (const step of stepsOf(scenario, acts)) {
    for (const event of step.events) seen.add(event.data.type);
    expect(violations(step), `after ${step.cause} at ${step.now}`).toEqual([]);
    last = step;
  }
  if (last !== undefined) expect(replay(last)).toEqual([]);
};

describe('whatever happens to an execution, in whatever order', () => {
  it(named('every decision keeps every invariant, and the history gives the state', many), () => {
    fc.assert(fc.property(scenarios, histories, checkHistory), many);
  });

  it('no kind of event is left out above', () => {
    const kinds = eventDataSchema.options.map((option) => option.shape.type.value);
    const leftOut = kinds.filter((kind) => kind !== 'ExecutionStarted' && !seen.has(kind));
    // A shortened run may well leave some out.
    expect(leftOut.length, leftOut.join(', ')).toBeLessThanOrEqual(isFullRun ? 0 : kinds.length - 1);
  });
});
