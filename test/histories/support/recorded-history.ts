/** A real run, kept: the frozen plan and roster, every event, and every decision with what it was made from. */
import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import type { ExecutionHeader, ExecutionState } from '../../../src/domain/model/execution.ts';
import type { RecoveryPlan } from '../../../src/domain/model/recovery-plan.ts';
import type { RosterChunk } from '../../../src/domain/model/roster.ts';
import { evolve } from '../../../src/domain/transition/evolve.ts';
import { initialState } from '../../../src/domain/transition/initial-state.ts';
import type { Input } from '../../../src/domain/transition/input.ts';

export interface RecordedHistory {
  /** The rules that it was decided by. */
  readonly decisionVersion: number;
  /** Which night it comes from. */
  readonly seed: number;
  /** As it was saved first. */
  readonly header: ExecutionHeader;
  readonly plan: RecoveryPlan;
  readonly chunks: readonly RosterChunk[];
  /** Numbers of the waves whose launch settings are applied; absent: none. */
  readonly wavesWithSettings?: readonly number[];
  readonly events: readonly ExecutionEvent[];
  readonly decisions: readonly RecordedDecision[];
}

export interface RecordedDecision {
  /** The state that it was made from: after so many events. */
  readonly eventCount: number;
  readonly now: string;
  readonly input: Input;
  readonly result: DecisionResult;
}

/** `saved`: the next events of the history. `unsaved`: somebody else saved first, so its events are in no history. */
export type DecisionResult =
  | { readonly kind: 'saved'; readonly events: number }
  | { readonly kind: 'unsaved'; readonly events: readonly ExecutionEvent[] }
  | { readonly kind: 'rejected'; readonly reason: string };

/** Seeds up to here are drawn; later ones are of nights made for what these hardly ever meet. */
const DRAWN_SEED_MAX = 1_000_000;

/** What is kept in it, by name: events, inputs with what came of them, activities, ends, a night made for it. */
export const kindsIn = ({ seed, header, plan, chunks, wavesWithSettings, events, decisions }: RecordedHistory) =>
  new Set([
    ...events.map(({ data }) => data.type),
    ...decisions.map(({ input, result }) => `${input.type} ${result.kind === 'rejected' ? 'rejected' : 'decided'}`),
    ...initialState(header, plan, chunks, new Set(wavesWithSettings)).waves.flatMap(({ activities = [] }) =>
      activities.map(({ kind }) => `activity ${kind}`),
    ),
    ...events.flatMap(({ data }) => (data.type === 'ExecutionEnded' ? [`ended ${data.status}`] : [])),
    ...(seed > DRAWN_SEED_MAX ? [`night ${seed}`] : []),
  ]);

const MAP = '$map';

/** JSON, with maps as lists of their entries. */
export const historyText = (history: RecordedHistory): string =>
  JSON.stringify(history, (_name, value: unknown) => (value instanceof Map ? { [MAP]: [...value] } : value));

export const readHistory = (text: string): RecordedHistory => {
  const history: RecordedHistory = JSON.parse(text, (_name, value) =>
    typeof value === 'object' && value !== null && MAP in value ? new Map(value[MAP]) : value,
  );
  return history;
};

/** The state after each number of events, from none on. */
export const statesOf = ({
  header,
  plan,
  chunks,
  events,
  wavesWithSettings = [],
}: RecordedHistory): readonly ExecutionState[] => {
  let state: ExecutionState = { header, waves: [], jobs: [] };
  const states = [state];
  for (const event of events) {
    state = evolve(state, event);
    if (event.data.type === 'ExecutionBegun')
      state = { ...initialState(state.header, plan, chunks, new Set(wavesWithSettings)), header: state.header };
    states.push(state);
  }
  return states;
};
