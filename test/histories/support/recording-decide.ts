/** Stands in for `decide.ts` while histories are recorded (tools/record-histories.ts): decides the same, and notes it. */
import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import { decide as decideReally } from '../../../src/domain/transition/decide.ts';
import type { Input } from '../../../src/domain/transition/input.ts';

export * from '../../../src/domain/transition/decide.ts';

export interface NotedDecision {
  readonly state: ExecutionState;
  readonly input: Input;
  readonly now: string;
  readonly decision: ReturnType<typeof decideReally>;
}

export const noted: NotedDecision[] = [];

export const decide: typeof decideReally = (state, input, now) => {
  const decision = decideReally(state, input, now);
  noted.push({ state, input, now, decision });
  return decision;
};
