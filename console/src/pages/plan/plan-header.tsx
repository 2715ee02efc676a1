import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ExecutionType } from '../../../../src/domain/model/execution.ts';
import type { RecoveryPlan } from '../../../../src/domain/model/recovery-plan.ts';
import { LinkButton } from '../../components/link-button.tsx';
import { ReasonButton } from '../../components/reason-button.tsx';
import { needs } from '../../data/permission.ts';
import { useMe } from '../../data/session.ts';

interface Props {
  readonly plan: RecoveryPlan;
  readonly onStart: (executionType: ExecutionType) => void;
  readonly onDelete: () => void;
}

export function PlanHeader({ plan, onStart, onDelete }: Props) {
  const me = useMe();
  const mayStart = needs(me, 'start-recovery');
  return (
    <Header
      variant="h1"
      description={plan.description}
      actions={
        <SpaceBetween direction="horizontal" size="xs">
          <ReasonButton reason={needs(me, 'delete-recovery-plans')} onClick={onDelete}>
            Delete
          </ReasonButton>
          <LinkButton href={`/recovery-plans/${plan.planId}/edit`} reason={needs(me, 'modify-recovery-plans')}>
            Edit
          </LinkButton>
          <ReasonButton reason={mayStart} onClick={() => onStart('RECOVERY')}>
            Start a RECOVERY
          </ReasonButton>
          <ReasonButton variant="primary" reason={mayStart} onClick={() => onStart('DRILL')}>
            Start a drill
          </ReasonButton>
        </SpaceBetween>
      }
    >
      {plan.planName}
    </Header>
  );
}
