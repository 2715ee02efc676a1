import ProgressBar from '@cloudscape-design/components/progress-bar';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { doneCount, progressText } from '../../components/progress-text.ts';

export function Progress({ execution }: { readonly execution: ExecutionView }) {
  const { serverCount } = execution;
  // Nothing is left of it to do, so no bar is either empty or full.
  if (execution.endTime !== undefined && serverCount === 0) return <>no server</>;
  return (
    <ProgressBar
      value={serverCount === 0 ? 0 : Math.floor((doneCount(execution) / serverCount) * 100)}
      ariaLabel="Servers done"
      additionalInfo={progressText(execution)}
    />
  );
}
