/**
 * Which action is allowed in which status, and if not, why: the one table that commands, API, CLI and console read.
 */
import type { ExecutionState, ExecutionStatus } from './model/execution.ts';
import type { ActionState } from './model/execution-view.ts';
import { firstFew, waveLabel } from './names.ts';
import { awaitsFailureDecision, isFinalExecution, isTerminalWave } from './statuses.ts';

export type Action = 'pause' | 'resume' | 'cancel';

const allowedStatuses: Readonly<Record<Action, readonly ExecutionStatus[]>> = {
  pause: ['INITIATED', 'POLLING', 'PAUSED'],
  resume: ['INITIATED', 'POLLING', 'PAUSED'],
  cancel: ['INITIATED', 'POLLING', 'PAUSED'],
};

const no = (reason: string): ActionState => ({ allowed: false, reason });

export const can = (action: Action, state: ExecutionState): ActionState => {
  const { header } = state;
  if (isFinalExecution(header.status)) return no(`the execution is over (${header.status}) and never changes again`);
  if (!allowedStatuses[action].includes(header.status)) {
    return no(
      `the execution is ${header.status}${header.cancelRequested ? `: cancelled by ${header.cancelRequestedBy ?? 'unknown'}` : ''}`,
    );
  }
  switch (action) {
    case 'pause':
      return canPause(state);
    case 'resume':
      return canResume(state);
    case 'cancel':
      return { allowed: true };
  }
};

/** The waves that wait for a person: at their gate, or failed with `onFailure: pause`. */
export const wavesAwaitingPerson = (state: ExecutionState): readonly number[] =>
  state.waves
    .filter((wave) => wave.status === 'AWAITING_APPROVAL' || awaitsFailureDecision(wave))
    .map((wave) => wave.waveNumber);

const canPause = (state: ExecutionState): ActionState => {
  if (state.header.pauseRequested)
    return no(`a pause is requested already, by ${state.header.pauseRequestedBy ?? 'unknown'}`);
  const notStarted = state.waves.some((wave) => wave.status === 'PENDING' || wave.status === 'AWAITING_APPROVAL');
  const begun = state.header.rosterId !== undefined;
  if (begun && !notStarted) return no('every wave has started: there is nothing left to hold back');
  return { allowed: true };
};

const canResume = (state: ExecutionState): ActionState => {
  const waveNumbers = wavesAwaitingPerson(state);
  if (waveNumbers.length > 0) return { allowed: true, waveNumbers: [...waveNumbers] };
  if (state.header.pauseRequested) return { allowed: true };
  const open = state.waves.filter((wave) => !isTerminalWave(wave));
  return no(
    open.length === 0
      ? 'nothing waits for a person'
      : `nothing waits for a person: ${firstFew(
          open.map((wave) => `${waveLabel(wave)} is ${wave.status}`),
          3,
        )}`,
  );
};
