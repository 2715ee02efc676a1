import { allowedActions, can } from '../domain/can.ts';
import type { ExecutionState } from '../domain/model/execution.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readCleanUpsUnder } from './clean-ups-of.ts';
import { readFollowUp } from './follow-up-of.ts';

/** The refusal of an action with what is possible instead, as the store has it now. */
export const notAllowed = async (reader: ItemReader, state: ExecutionState, reason: string) => {
  const isOver = can('followUp', state).allowed;
  const { view } = isOver ? await readFollowUp(reader, state.header.executionId) : {};
  const cleanUps = isOver ? await readCleanUpsUnder(reader, state.header) : [];
  return { kind: 'not-allowed', reason, allowed: allowedActions(state, view, cleanUps) } as const;
};
