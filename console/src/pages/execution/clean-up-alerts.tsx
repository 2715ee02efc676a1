import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import type { CleanUpView, ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { countOf } from '../../components/count.ts';

/** What was terminated since: what stands below is what was, and runs no more. */
export function CleanUpAlerts({ execution: { cleanUps = [] } }: { readonly execution: ExecutionView }) {
  return cleanUps.map((cleanUp) => (
    <Alert
      key={cleanUp.executionId}
      type={cleanUp.status === 'COMPLETED' || cleanUp.endTime === undefined ? 'info' : 'warning'}
      header={headerOf(cleanUp)}
    >
      By the clean-up <Link href={`/executions/${cleanUp.executionId}`}>{cleanUp.executionId}</Link>, which is{' '}
      {cleanUp.status}.
    </Alert>
  ));
}

function headerOf({ status, serverCount, terminatedCount, endTime }: CleanUpView): string {
  if (endTime === undefined) return 'What it launched is being terminated';
  if (status === 'REFUSED') return 'A clean-up was refused: nothing was terminated';
  // It may not have looked for what is left.
  if (status === 'CANCELLED' && terminatedCount === 0) return 'A clean-up was cancelled: nothing was terminated';
  if (serverCount === 0) return 'Nothing of what it launched was left to terminate';
  const all = countOf(serverCount, 'instance');
  return terminatedCount === serverCount
    ? `${all} of it ${serverCount === 1 ? 'was' : 'were'} terminated`
    : `Only ${terminatedCount} of ${all} were terminated`;
}
