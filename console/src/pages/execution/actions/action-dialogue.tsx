import { useState } from 'react';
import type { Action } from '../../../../../src/domain/can.ts';
import type { WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { wavesOf } from './availability.ts';
import { CancelModal } from './cancel-modal.tsx';
import { CleanUpModal } from './clean-up-modal.tsx';
import { FollowUpModal } from './follow-up-modal.tsx';
import type { ModalProps } from './modal-props.ts';
import { PauseModal } from './pause-modal.tsx';
import { ResumeModal } from './resume-modal.tsx';
import { RetryModal } from './retry-modal.tsx';
import { SkipModal } from './skip-modal.tsx';

/** An action that somebody has chosen; of resume, the wave or the pause, where one was named. */
export interface ChosenAction {
  readonly action: Action;
  readonly resumed?: number | 'pause';
}

export function ActionDialogue({ chosen, ...props }: ModalProps & { readonly chosen: ChosenAction }) {
  switch (chosen.action) {
    case 'resume':
      return <ResumeDialogue {...props} resumed={chosen.resumed} />;
    case 'pause':
      return <PauseModal {...props} />;
    case 'cancel':
      return <CancelModal {...props} />;
    case 'retry':
      return <RetryModal {...props} />;
    case 'skip':
      return <SkipModal {...props} />;
    case 'followUp':
      return <FollowUpModal {...props} />;
    case 'cleanUp':
      return <CleanUpModal {...props} />;
  }
}

/**
 * Keeps to the wave that it was opened for, and to what the wave waited for then: what changes meanwhile must not change
 * what the button does.
 */
function ResumeDialogue({ resumed, ...props }: ModalProps & { readonly resumed: ChosenAction['resumed'] }) {
  const [opened] = useState(() => {
    if (resumed === 'pause') return undefined;
    const waves = wavesOf('resume', props.seen.execution);
    return waves.find((each) => each.waveNumber === resumed) ?? waves[0];
  });
  if (opened === undefined) return <ResumeModal {...props} />;
  const now = props.seen.execution.waves.find(({ waveNumber }) => waveNumber === opened.waveNumber) ?? opened;
  return isOfTheSame(opened, now) ? (
    <ResumeModal {...props} wave={now} />
  ) : (
    <ResumeModal {...props} wave={opened} changed={now} />
  );
}

const isOfTheSame = (opened: WaveView, now: WaveView): boolean =>
  now.status === opened.status && now.attempt === opened.attempt && now.awaitedApproval === opened.awaitedApproval;
