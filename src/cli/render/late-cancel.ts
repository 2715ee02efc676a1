import type { ExecutionView } from '../../domain/model/execution-view.ts';
import { personLabel } from '../../domain/names.ts';

/** Of a run that was cancelled and COMPLETED all the same: its status and its reason do not say so. */
export const lateCancelLines = ({ status, cancelRequested, cancelRequestedBy }: ExecutionView): readonly string[] =>
  cancelRequested && status === 'COMPLETED'
    ? [`Cancelled by ${personLabel(cancelRequestedBy)}, too late to hold anything back`]
    : [];
