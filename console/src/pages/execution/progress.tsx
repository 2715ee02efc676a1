import ProgressBar from '@cloudscape-design/components/progress-bar';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';

export function Progress({ execution }: { readonly execution: ExecutionView }) {
  const { serverCount, failedCount, waves, purpose } = execution;
  const isCleanUp = purpose === 'CLEAN_UP';
  const done = isCleanUp ? waves.reduce((sum, wave) => sum + (wave.terminatedCount ?? 0), 0) : execution.launchedCount;
  const rest = Math.max(0, serverCount - done - failedCount);
  const restText = execution.endTime === undefined ? 'to go' : 'not started';
  const texts = [
    `${done} of ${serverCount} ${isCleanUp ? 'terminated' : 'launched'}`,
    ...(failedCount > 0 ? [`${failedCount} failed`] : []),
    ...(rest > 0 ? [`${rest} ${restText}`] : []),
  ];
  return (
    <ProgressBar
      value={serverCount === 0 ? 0 : Math.floor((done / serverCount) * 100)}
      ariaLabel="Servers done"
      additionalInfo={texts.join(', ')}
    />
  );
}
