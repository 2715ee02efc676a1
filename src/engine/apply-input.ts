import { limits } from '../domain/limits.ts';
import type { ExecutionEvent } from '../domain/model/event.ts';
import type { DriverState, ExecutionState } from '../domain/model/execution.ts';
import { decide } from '../domain/transition/decide.ts';
import type { Input } from '../domain/transition/input.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemStore } from '../ports/item-store.ts';
import { type LoadedExecution, readExecution } from './store/execution-reader.ts';
import { saveExecution } from './store/execution-writer.ts';

export type Applied =
  | { readonly kind: 'saved'; readonly loaded: LoadedExecution; readonly events: readonly ExecutionEvent[] }
  | { readonly kind: 'rejected'; readonly reason: string; readonly state: ExecutionState }
  | { readonly kind: 'missing' };

type Ports = { readonly store: ItemStore; readonly clock: Clock };

/**
 * Load, decide, save; again from a fresh load when another writer was first. For inputs that hold whatever the state
 * is by then: commands, and answers to a claim (which only its own claim id can answer). What is `known` from an own
 * save spares the load, if nobody wrote since.
 */
export const applyInput = async (
  ports: Ports,
  executionId: string,
  input: Input,
  known?: LoadedExecution,
): Promise<Applied> => {
  const applied = known && (await applyOnce(ports, known, input));
  // Whatever else it says of a state that may be an old one is asked again of the newest.
  if (applied?.kind === 'saved' && applied.events.length > 0) return applied;
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const loaded = await readExecution(ports.store, executionId);
    if (loaded === undefined) return { kind: 'missing' };
    const applied = await applyOnce(ports, loaded, input);
    if (applied !== undefined) return applied;
  }
  throw changedTooOften(executionId);
};

/** What one of several inputs changed, for those who are told of it. */
export interface AppliedStep {
  readonly state: ExecutionState;
  readonly events: readonly ExecutionEvent[];
}

/** What is saved with the last of several inputs: the next decision, and the driver as it rests after it. */
export interface Conclusion extends AppliedStep {
  readonly driver: DriverState;
}

/** Undefined: nothing is to be concluded yet. */
export type Conclude = (state: ExecutionState, driver: DriverState) => Conclusion | undefined;

/**
 * Several answers to claims, one after the other and in one save. Those that do not hold any more are left out. Gives the
 * execution as it is known to be stored, and what each input changed. When somebody else wrote meanwhile, nothing is
 * concluded: what it would follow from is old.
 */
export const applyInputs = async (
  ports: Ports,
  known: LoadedExecution,
  inputs: readonly Input[],
  conclude?: Conclude,
): Promise<{ readonly loaded: LoadedExecution; readonly steps: readonly AppliedStep[] }> => {
  const { executionId } = known.state.header;
  const first = decideAll(ports, known, inputs);
  // What does not hold of a state that may be an old one is asked again of the newest.
  if (first.length === inputs.length) {
    const conclusion = conclude?.(first.at(-1)?.state ?? known.state, known.driver);
    const saved = await saveSteps(ports, known, first, conclusion);
    if (saved !== undefined) return { loaded: saved, steps: conclusion === undefined ? first : [...first, conclusion] };
  }
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const loaded = await readExecution(ports.store, executionId);
    if (loaded === undefined) return { loaded: known, steps: [] };
    const steps = decideAll(ports, loaded, inputs);
    if (steps.length === 0) return { loaded, steps };
    const again = await saveSteps(ports, loaded, steps);
    if (again !== undefined) return { loaded: again, steps };
  }
  throw changedTooOften(executionId);
};

/** A step for each input that changes something. */
const decideAll = (ports: Ports, loaded: LoadedExecution, inputs: readonly Input[]): readonly AppliedStep[] => {
  const now = ports.clock.now();
  const steps: AppliedStep[] = [];
  for (const input of inputs) {
    const decision = decide(steps.at(-1)?.state ?? loaded.state, input, now);
    if (decision.kind === 'accepted' && decision.events.length > 0) steps.push(decision);
  }
  return steps;
};

const saveSteps = (
  ports: Ports,
  loaded: LoadedExecution,
  steps: readonly AppliedStep[],
  conclusion?: Conclusion,
): Promise<LoadedExecution | undefined> =>
  saveExecution(ports.store, loaded, {
    state: (conclusion ?? steps.at(-1))?.state ?? loaded.state,
    // As in `applyOnce`.
    driver: conclusion?.driver ?? { ...loaded.driver, nextWakeTime: ports.clock.now() },
    events: [...steps, ...(conclusion === undefined ? [] : [conclusion])].flatMap(({ events }) => events),
  });

/** The same for what only the execution's present driver may decide: a stale one saves nothing (design 8.3). */
export const applyAsDriver = async (
  ports: Ports,
  executionId: string,
  generation: number,
  input: Input,
): Promise<Exclude<Applied, { kind: 'missing' }> | { readonly kind: 'superseded' }> => {
  for (let attempt = 0; attempt < limits.saveAttempts; attempt += 1) {
    const loaded = await readExecution(ports.store, executionId);
    if (loaded?.driver.generation !== generation) return { kind: 'superseded' };
    const applied = await applyOnce(ports, loaded, input);
    if (applied !== undefined) return applied;
  }
  throw changedTooOften(executionId);
};

/** Undefined: another writer was first. */
const applyOnce = async (
  ports: Ports,
  loaded: LoadedExecution,
  input: Input,
): Promise<Exclude<Applied, { kind: 'missing' }> | undefined> => {
  const now = ports.clock.now();
  const decision = decide(loaded.state, input, now);
  if (decision.kind === 'rejected') return { ...decision, state: loaded.state };
  if (decision.events.length === 0) return { kind: 'saved', loaded, events: [] };
  // The driver is wanted at once: should the wake-up get lost, `find` sees this execution as overdue.
  const driver = { ...loaded.driver, nextWakeTime: now };
  const saved = await saveExecution(ports.store, loaded, { state: decision.state, driver, events: decision.events });
  return saved && { kind: 'saved', loaded: saved, events: decision.events };
};

const changedTooOften = (executionId: string): Error =>
  new Error(`${executionId} was changed by others ${limits.saveAttempts} times in a row; nothing was written`);
