import Alert from '@cloudscape-design/components/alert';
import Link from '@cloudscape-design/components/link';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';

/** What this execution left is launched elsewhere: nothing of it is to be started a second time. */
export function FollowUpAlert({ execution: { followUp } }: { readonly execution: ExecutionView }) {
  if (followUp === undefined) return null;
  const { executionId, status } = followUp;
  const link = <Link href={`/executions/${executionId}`}>{executionId}</Link>;
  return status === 'REFUSED' ? (
    <Alert type="warning" header="Its follow-up was refused: nothing was launched">
      {link} says why.
    </Alert>
  ) : (
    <Alert type="info" header="What it left is followed up">
      By {link}, which is {status}.
    </Alert>
  );
}
