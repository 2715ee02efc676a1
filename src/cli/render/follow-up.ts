import type { ExecutionView } from '../../domain/model/execution-view.ts';

/** What follows an execution up: `Followed up by exec-…: COMPLETED`. */
export const followUpLines = ({ followUp }: Pick<ExecutionView, 'followUp'>): readonly string[] =>
  followUp === undefined ? [] : [`Followed up by ${followUp.executionId}: ${followUp.status}`];
