import type { WaveExecution } from '../../../src/domain/model/execution.ts';
import type { Checker } from '../support/run.ts';
import { isRunning } from './statuses.ts';

const awaitsApproval = ({ activities = [] }: WaveExecution): boolean =>
  activities.some(({ kind, state }) => kind === 'APPROVAL' && state === 'STARTED');

/** PAUSED means that nothing is in flight; a person is needed, or there would be nothing to wait for. */
export const paused: Checker = ({ after }) => {
  if (after.header.status !== 'PAUSED') return [];
  const inFlight = after.jobs.filter(isRunning).map((job) => `PAUSED, but ${job.jobKey} is ${job.state}`);
  const launching = after.waves
    .filter((wave) => wave.status === 'STARTING' || wave.status === 'IN_PROGRESS')
    .filter((wave) => !awaitsApproval(wave))
    .map((wave) => `PAUSED, but wave ${wave.waveNumber} is ${wave.status}`);
  const needed =
    after.header.pauseRequested ||
    after.waves.some((wave) => wave.status === 'AWAITING_APPROVAL' || awaitsApproval(wave)) ||
    after.waves.some((wave) => wave.onFailure === 'pause' && (wave.status === 'FAILED' || wave.status === 'TIMED_OUT'));
  return [...inFlight, ...launching, ...(needed ? [] : ['PAUSED, but nobody is needed'])];
};
