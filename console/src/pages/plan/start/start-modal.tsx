import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ExecutionType } from '../../../../../src/domain/model/execution.ts';
import type { RecoveryPlan } from '../../../../../src/domain/model/recovery-plan.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { useSettled } from '../../../components/use-settled.ts';
import { mayHaveStarted, useStartKey } from '../../../components/use-start-key.ts';
import { api } from '../../../data/client.ts';
import { needs } from '../../../data/permission.ts';
import { useMe } from '../../../data/session.ts';
import { startCheckQuery } from '../../../data/start-check.ts';
import { flash } from '../../../shell/flashes.ts';
import { TypeBanner } from '../../execution/type-banner.tsx';
import { CheckPending } from './check-pending.tsx';
import { CheckResult } from './check-result.tsx';
import { PlanNameField } from './plan-name-field.tsx';
import { latestData, pointsOf } from './points-draft.ts';
import { PointsInTimeFields } from './points-in-time.tsx';
import { liveDeletions, whyNotYet } from './why-not-yet.ts';

interface Props {
  readonly plan: RecoveryPlan;
  readonly executionType: ExecutionType;
  readonly onClose: () => void;
}

/** Shows exactly what will happen before it does. */
export function StartModal({ plan, executionType, onClose }: Props) {
  const me = useMe();
  const navigate = useNavigate();
  const [points, setPoints] = useState(latestData);
  const asked = pointsOf(points);
  const settled = useSettled(JSON.stringify(asked ?? null));
  const isSettled = settled === JSON.stringify(asked ?? null);
  const check = useQuery({
    ...startCheckQuery(plan.planId, plan.version, { executionType, ...asked }),
    enabled: asked !== undefined && isSettled,
  });
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const [typedName, setTypedName] = useState('');
  const start = useStartKey();
  const isRecovery = executionType === 'RECOVERY';
  const what = isRecovery ? 'RECOVERY' : 'drill';
  const whyNot =
    needs(me, 'start-recovery') ??
    (asked === undefined
      ? 'Give the point in time to its end: a day and a time'
      : whyNotYet({
          check: check.data,
          isLooking: check.isFetching || !isSettled,
          accepted,
          ...(isRecovery && { typedName }),
        }));
  return (
    <ActionModal
      size="large"
      title={`Start a ${what} of ${plan.planName}`}
      verb={`Start the ${what}${check.data === undefined || check.data.unknown.length > 0 ? '' : ` of ${countOf(check.data.serverCount, 'server')}`}`}
      notYet={start.isUnanswered ? undefined : whyNot}
      run={() =>
        api.start(
          {
            planId: plan.planId,
            // What stands in the dialogue is of this one.
            planVersion: check.data?.planVersion ?? plan.version,
            executionType,
            acceptedInstanceDeletions: [...accepted],
            ...asked,
          },
          start.key,
        )
      }
      unanswered={mayHaveStarted}
      onFailure={(failure) => {
        start.onFailure(failure);
        check.refetch().catch(() => undefined);
      }}
      onDone={({ executionId }) => {
        flash('success', `The ${what} of ${plan.planName} has started`);
        navigate({ to: '/executions/$executionId', params: { executionId } }).catch(() => undefined);
      }}
      onDismiss={onClose}
    >
      <TypeBanner
        execution={{ executionType }}
        liveDeletionCount={check.data === undefined ? 0 : liveDeletions(check.data).length}
      />
      <PointsInTimeFields plan={plan} draft={points} onChange={setPoints} />
      {check.error !== null && <FailureAlert what="The check" error={check.error} />}
      {asked !== undefined && check.isPending && <CheckPending />}
      {asked !== undefined && check.data !== undefined && (
        <CheckResult
          check={check.data}
          isLooking={check.isFetching}
          onLookAgain={() => void check.refetch()}
          accepted={accepted}
          onAccept={setAccepted}
        />
      )}
      {isRecovery && <PlanNameField planName={plan.planName} typed={typedName} onType={setTypedName} />}
    </ActionModal>
  );
}
