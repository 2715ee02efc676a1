import { countOf, waveLabel } from '../names.ts';
import { awaitsFailureDecision, isLaunchingWave, isTerminalWave } from '../statuses.ts';
import { endWaves, startReadyWaves } from './advance.ts';
import type { CommandInput } from './input.ts';
import type { DecisionLog } from './log.ts';

/** What a person asks for. `can` has allowed it already. */
export const decideCommand = (log: DecisionLog, input: CommandInput): string | undefined => {
  switch (input.type) {
    case 'pause':
      log.emit({ type: 'PauseRequested' }, input.actor);
      return undefined;
    case 'resume':
      return resume(log, input.waveNumber, input.actor);
    case 'cancel':
      cancel(log, input.reason, input.actor);
      return undefined;
  }
};

/** Opens exactly the gate that is named: a double click must not open the next one (design 8.7). */
const resume = (log: DecisionLog, waveNumber: number | undefined, actor: string): string | undefined => {
  if (waveNumber === undefined) {
    if (!log.state().header.pauseRequested) return 'no pause is requested; name the wave whose gate is to be opened';
    log.emit({ type: 'ExecutionResumed' }, actor);
    startReadyWaves(log);
    return undefined;
  }
  const wave = log.state().waves[waveNumber];
  if (wave === undefined) return `the execution has no wave ${waveNumber}`;
  if (wave.status === 'AWAITING_APPROVAL') {
    log.emit({ type: 'GateOpened', waveNumber }, actor);
    startReadyWaves(log);
    return undefined;
  }
  if (awaitsFailureDecision(wave)) {
    log.emit({ type: 'WaveFailureAccepted', waveNumber }, actor);
    startReadyWaves(log);
    return undefined;
  }
  const opened =
    wave.gateOpenedBy === undefined ? '' : `; its gate was opened by ${wave.gateOpenedBy} at ${wave.gateOpenedTime}`;
  return `${waveLabel(wave)} does not wait for a person: it is ${wave.status}${opened}`;
};

/**
 * DRS cannot cancel a job (design 6.3): nothing further starts, what was not called is withdrawn, what runs is watched
 * to its end.
 */
const cancel = (log: DecisionLog, reason: string, actor: string): void => {
  const running = log.state().jobs.filter((job) => job.state === 'CLAIMED' || job.state === 'STARTED');
  const watched =
    running.length === 0
      ? 'no job is running'
      : `${countOf(running.length, 'job')} cannot be stopped in DRS and will be watched to the end`;
  const why = reason === '' ? '' : `: ${reason}`;
  log.emit({ type: 'CancelRequested', reason: `cancelled by ${actor}${why}; ${watched}` }, actor);
  for (const wave of log
    .state()
    .waves.filter((candidate) => !isTerminalWave(candidate) && !isLaunchingWave(candidate))) {
    log.emit({
      type: 'WaveEnded',
      waveNumber: wave.waveNumber,
      status: 'CANCELLED',
      reason: `cancelled by ${actor} before it started`,
    });
  }
  for (const job of log.state().jobs.filter((candidate) => candidate.state === 'PLANNED')) {
    log.emit({ type: 'JobWithdrawn', jobKey: job.jobKey, reason: `cancelled by ${actor} before DRS was called` });
  }
  endWaves(log);
};
