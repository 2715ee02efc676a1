import type { ExecutionState } from '../../../src/domain/model/execution.ts';
import type { OperatorCommand } from '../../../src/engine/execution-service.ts';
import type { Answer, QuietNight } from './night.ts';

type QuietPeople = Pick<QuietNight, 'answers' | 'inFlight'>;

/**
 * What people say to a run that is PAUSED, nothing of it being in flight: to the first wave that waits for them, and by
 * its number. So what is asked for does not hang on when they look.
 */
const answerAtRest = ({ header, waves }: ExecutionState, answers: readonly Answer[]): OperatorCommand | undefined => {
  if (header.status !== 'PAUSED' || header.cancelRequested) return undefined;
  for (const { waveNumber, status, onFailure, failureAcceptedBy, attempt, activities = [] } of waves) {
    const asked = activities.find(({ kind, state }) => kind === 'APPROVAL' && state === 'STARTED');
    if (asked !== undefined) return { type: 'resume', waveNumber, actionName: asked.activityName };
    const hasFailed =
      (status === 'FAILED' || status === 'TIMED_OUT') && onFailure === 'pause' && failureAcceptedBy === undefined;
    if (!hasFailed && status !== 'AWAITING_APPROVAL') continue;
    const answer = answers[waveNumber % answers.length];
    if (answer === 'cancel') return { type: 'cancel', reason: 'the wrong plan' };
    if (answer === 'skip' || (answer === 'retry, then skip' && attempt > 1))
      return { type: 'skip', waveNumber, reason: 'without it' };
    // Once: what fails, fails again.
    if (answer?.startsWith('retry') && hasFailed && attempt === 1) return { type: 'retry', waveNumber };
    return { type: 'resume', waveNumber };
  }
  return header.pauseRequested ? { type: 'resume' } : undefined;
};

/** What people say to a quiet night's run: at rest, or while its first wave is launched. */
export const answerQuietly = (
  state: ExecutionState,
  { answers, inFlight }: QuietPeople,
): OperatorCommand | undefined => {
  const { header, jobs } = state;
  // All of it: what is claimed, and not called yet, a cancel may stop or not.
  const launches = jobs.filter(({ waveNumber }) => waveNumber === 0);
  const isInFlight = launches.length > 0 && launches.every((job) => job.state === 'STARTED');
  if (!isInFlight || header.pauseRequested || header.cancelRequested) return answerAtRest(state, answers);
  if (inFlight === 'pause') return { type: 'pause' };
  return inFlight === 'cancel' ? { type: 'cancel', reason: 'the wrong plan' } : answerAtRest(state, answers);
};
