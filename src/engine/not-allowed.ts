import { allowedActions } from '../domain/can.ts';
import type { ExecutionState } from '../domain/model/execution.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readFollowUp } from './follow-up-of.ts';

/** The refusal of an action with what is possible instead, as the store has it now. */
export const notAllowed = async (reader: ItemReader, state: ExecutionState, reason: string) => {
  const { view } = await readFollowUp(reader, state.header.executionId);
  return { kind: 'not-allowed', reason, allowed: allowedActions(state, view) } as const;
};
