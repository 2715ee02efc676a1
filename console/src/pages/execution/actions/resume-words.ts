import { missingCount } from '../../../../../src/domain/missing-count.ts';
import type { ExecutionView, WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { wavesOf } from './availability.ts';

/** What a button that resumes says, wherever it stands: which wave, which action, or the pause. */
export function resumeLabel(wave: WaveView | undefined): string {
  if (wave === undefined) return 'End the pause …';
  if (wave.status === 'AWAITING_APPROVAL') return `Approve wave ${wave.waveNumber} …`;
  if (wave.awaitedApproval !== undefined) return `Approve "${wave.awaitedApproval}" …`;
  return isUp(wave) ? 'Go on all the same …' : 'Go on without what failed …';
}

/** What the one button at the head would do: the first wave that waits, or the pause. */
export const firstResumeLabel = (execution: ExecutionView): string =>
  execution.actions.resume.allowed ? resumeLabel(wavesOf('resume', execution)[0]) : 'Resume';

/** To go on would give up what failed: nobody's first choice, while it can be tried again. */
export const givesUpFirst = (execution: ExecutionView): boolean => wavesOf('resume', execution)[0]?.status === 'FAILED';

/** Nothing of it is to be launched any more: then only its actions have failed. */
export const isUp = (wave: WaveView): boolean => missingCount(wave) === 0;

/** Of such a wave. */
export const upText = ({ launchedCount, serverCount }: WaveView): string =>
  launchedCount === serverCount ? 'Every server of it is up' : 'Every server of it is up, but for those skipped';
