/** What of an execution waits for a person, also while the rest of it runs. */
import { activityLabel } from './activity-states.ts';
import type { ExecutionHeader, ExecutionState } from './model/execution.ts';
import { personLabel, waveLabel } from './names.ts';
import { awaitedApproval } from './next-activity.ts';
import { awaitsFailureDecision, isFinalExecution } from './statuses.ts';

/** In words, the most urgent first; none once it is cancelled or over: then nothing is to be decided any more. */
export const waitsForPerson = (state: ExecutionState): readonly string[] => {
  const { header, waves } = state;
  if (header.cancelRequested || isFinalExecution(header.status)) return [];
  return [
    ...waves
      .filter(awaitsFailureDecision)
      .map((wave) => `${waveLabel(wave)} is ${wave.status}: a person decides how to go on`),
    ...(header.pauseRequested ? [whyPaused(header)] : []),
    ...waves
      .filter((wave) => wave.status === 'AWAITING_APPROVAL')
      .map((wave) => `${waveLabel(wave)} waits for approval`),
    ...waves.flatMap((wave) => {
      const approval = awaitedApproval(state, wave);
      return approval === undefined ? [] : [`${activityLabel(approval)} of ${waveLabel(wave)} waits for approval`];
    }),
  ];
};

const whyPaused = ({ pauseRequestedBy, pauseReason }: ExecutionHeader): string =>
  `paused by ${personLabel(pauseRequestedBy)}${pauseReason === undefined ? '' : `: ${pauseReason}`}`;
