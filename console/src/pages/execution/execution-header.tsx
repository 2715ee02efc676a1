import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { Action } from '../../../../src/domain/can.ts';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import type { Me } from '../../data/session.ts';
import { ActionButtons } from './actions/action-buttons.tsx';
import { TypeBanner } from './type-banner.tsx';

interface Props {
  readonly execution: ExecutionView;
  readonly me: Me;
  readonly onAct: (action: Action) => void;
}

export function ExecutionHeader({ execution, me, onAct }: Props) {
  return (
    <SpaceBetween size="xs">
      <TypeBanner execution={execution} />
      <Header
        variant="h1"
        description={<Relation execution={execution} />}
        actions={<ActionButtons execution={execution} me={me} onAct={onAct} />}
      >
        {execution.planName}
      </Header>
    </SpaceBetween>
  );
}

function Relation({ execution: { executionId, planVersion, purpose, relatedExecutionId } }: Pick<Props, 'execution'>) {
  return (
    <>
      {executionId}, version {planVersion} of the plan
      {relatedExecutionId !== undefined && (
        <>
          {purpose === 'CLEAN_UP' ? ', terminates what was launched by ' : ', follows up '}
          <Link href={`/executions/${relatedExecutionId}`}>{relatedExecutionId}</Link>
        </>
      )}
    </>
  );
}
