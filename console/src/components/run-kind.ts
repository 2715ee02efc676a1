import type { ExecutionSummary } from '../../../src/domain/model/execution-view.ts';

export const runKinds = ['LAUNCH', 'FOLLOW-UP', 'CLEAN-UP'] as const;
export type RunKind = (typeof runKinds)[number];

/** What was started by itself, what launches the rest of another run, and what terminates what another run launched. */
export function runKindOf({ purpose, relatedExecutionId }: ExecutionSummary): RunKind {
  if (purpose === 'CLEAN_UP') return 'CLEAN-UP';
  return relatedExecutionId === undefined ? 'LAUNCH' : 'FOLLOW-UP';
}
