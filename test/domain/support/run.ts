/** Runs a history of acts through the pure decision, and shows every step to whoever checks it. */
import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import { addSeconds } from '../../../src/domain/time.ts';
import { decide } from '../../../src/domain/transition/decide.ts';
import { evolve } from '../../../src/domain/transition/evolve.ts';
import type { Input } from '../../../src/domain/transition/input.ts';
import type { TimedAct } from './acts.ts';
import { toInput } from './inputs.ts';
import { notKeptIn } from './kept.ts';
import { type Scenario, START, stateBeforeBegin, withStagedWaves } from './scenario.ts';

/** One decision, and everything that a checker may want to know of it. */
export interface Step {
  readonly scenario: Scenario;
  readonly before: ExecutionState;
  /** The input's kind; in the simulation, where only what is stored is seen, the task or command that saved it. */
  readonly cause: string;
  /** Unknown in the simulation. */
  readonly input?: Input;
  readonly now: string;
  readonly after: ExecutionState;
  /** Those of this decision; none when the input was rejected. */
  readonly events: readonly ExecutionEvent[];
  readonly rejected: boolean;
  /** All events so far, those of this decision included. */
  readonly history: readonly ExecutionEvent[];
}

/** What is wrong with a step, in words; nothing when it is right. */
export type Checker = (step: Step) => readonly string[];

export interface Run {
  apply(input: Input, now: string): Step;
  state(): ExecutionState;
}

/** An execution that has been saved, and not yet begun. */
export const startRun = (scenario: Scenario): Run => {
  const started: ExecutionEvent = { sequence: 1, time: START, actor: 'anna', data: { type: 'ExecutionStarted' } };
  let state = evolve(stateBeforeBegin(scenario), started);
  let history: readonly ExecutionEvent[] = [started];
  return {
    state: () => state,
    apply: (input, now) => {
      const before = state;
      const decision = decide(before, input, now);
      const events = decision.kind === 'accepted' ? decision.events : [];
      const decided = decision.kind === 'accepted' ? decision.state : before;
      state = events.some((event) => event.data.type === 'ExecutionBegun')
        ? withStagedWaves(decided, scenario)
        : decided;
      history = [...history, ...events];
      const lost = notKeptIn({ events, changed: changedBetween(before, state) }, input.type);
      if (lost.length > 0) throw new Error(`no store keeps ${lost.join(', ')}`);
      return {
        scenario,
        before,
        cause: input.type,
        input,
        now,
        after: state,
        events,
        rejected: decision.kind === 'rejected',
        history,
      };
    },
  };
};

/** The items that a save would write. */
const changedBetween = (before: ExecutionState, after: ExecutionState) => [
  ...(before.header === after.header ? [] : [after.header]),
  ...after.waves.filter((wave, index) => wave !== before.waves[index]),
  ...after.jobs.filter((job, index) => job !== before.jobs[index]),
];

/** Gives every step of the history, in order. */
export function* stepsOf(scenario: Scenario, acts: readonly TimedAct[]): Generator<Step> {
  const run = startRun(scenario);
  let now = START;
  for (const [index, { secondsLater, act }] of acts.entries()) {
    now = addSeconds(now, secondsLater);
    const input = toInput(act, run.state(), now, scenario, `claim-${index}`);
    if (input !== undefined) yield run.apply(input, now);
  }
}
