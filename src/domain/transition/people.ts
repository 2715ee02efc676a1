/** What a person asks for, and what is no longer true once a person has acted, or something moves without one. */
import type { ExecutionHeader, ExecutionState } from '../model/execution.ts';

/** Something moves again after a pause: the reason for the pause is no longer true. */
export const polling = (state: ExecutionState): ExecutionState => {
  if (state.header.status !== 'PAUSED') return state;
  const { statusReason: _statusReason, pausedTime: _pausedTime, ...header } = state.header;
  return { ...state, header: { ...header, status: 'POLLING' } };
};

/** Nobody is waited for at this wave's gate any more. */
export const gateLeft = (state: ExecutionState, waveNumber: number): ExecutionState => {
  const { waitingGates = [], ...header } = state.header;
  const others = waitingGates.filter((gate) => gate.waveNumber !== waveNumber);
  if (others.length === waitingGates.length) return state;
  return { ...state, header: others.length === 0 ? header : { ...header, waitingGates: others } };
};

/** The engine gives a reason when it asks by itself. */
export const pauseAsked = (actor: string, reason: string | undefined): Partial<ExecutionHeader> => ({
  pauseRequested: true,
  pauseRequestedBy: actor,
  ...(reason === undefined ? {} : { pauseReason: reason }),
});

export const pauseEnded = (state: ExecutionState): ExecutionState => {
  const { pauseRequestedBy: _by, pauseReason: _reason, ...header } = state.header;
  return { ...state, header: { ...header, pauseRequested: false } };
};

/** Live instances that the start may cost. What a clean-up names are instances that it may terminate. */
export const deletionsAccepted = (
  { purpose }: ExecutionHeader,
  instanceIds: readonly string[] = [],
): Pick<ExecutionHeader, 'acceptedDeletionCount'> =>
  instanceIds.length === 0 || purpose === 'CLEAN_UP' ? {} : { acceptedDeletionCount: instanceIds.length };
