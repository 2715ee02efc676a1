import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { ExecutionTypeBadge } from '../../components/execution-type.tsx';
import { Status } from '../../components/status.tsx';

export function ExecutionHeader({ execution }: { readonly execution: ExecutionView }) {
  return (
    <Header variant="h1" info={<Status status={execution.status} />}>
      <SpaceBetween direction="horizontal" size="xs">
        <ExecutionTypeBadge {...execution} />
        {execution.planName}
      </SpaceBetween>
    </Header>
  );
}
