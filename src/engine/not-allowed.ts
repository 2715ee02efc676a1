import { allowedActions, can, whenNothingIsPossible } from '../domain/can.ts';
import type { ExecutionState } from '../domain/model/execution.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readCleanUpsUnder } from './clean-ups-of.ts';
import { readFollowUp } from './follow-up-of.ts';

/** The refusal of an action with what is possible instead, as the store has it now. */
export const notAllowed = async (reader: ItemReader, state: ExecutionState, reason: string) => {
  const isOver = can('followUp', state).allowed;
  const { view } = isOver ? await readFollowUp(reader, state.header.executionId) : {};
  const cleanUps = isOver ? await readCleanUpsUnder(reader, state.header) : [];
  const allowed = allowedActions(state, view, cleanUps);
  const remedy = allowed.length === 0 ? whenNothingIsPossible(state.header) : `Possible now: ${allowed.join(', ')}`;
  return { kind: 'not-allowed', reason, allowed, remedy } as const;
};
