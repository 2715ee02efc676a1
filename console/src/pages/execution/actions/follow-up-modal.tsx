import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { useStartKey } from '../../../components/use-start-key.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import { CheckPending } from '../../plan/start/check-pending.tsx';
import { Deletions } from '../../plan/start/deletions.tsx';
import { PlanNameField, whyNameNotYet } from '../../plan/start/plan-name-field.tsx';
import { Unknown } from '../../plan/start/unknown.tsx';
import { whyNotAccepted } from '../../plan/start/why-not-yet.ts';
import { TypeBanner } from '../type-banner.tsx';
import type { ModalProps } from './modal-props.ts';
import { ServerNames } from './server-names.tsx';
import { useDeletions } from './use-deletions.ts';

/** An execution of its own over what this one, now over, did not bring up: it launches, so it asks what a start asks. */
export function FollowUpModal({ seen: { execution }, servers, onClose }: ModalProps) {
  const navigate = useNavigate();
  const [key, renewKey] = useStartKey();
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const [typedName, setTypedName] = useState('');
  const { executionType, planName } = execution;
  const isRecovery = executionType === 'RECOVERY';
  const missing = servers.filter(({ outcome }) => outcome !== 'LAUNCHED');
  const { deletions, live, isLooking, error, unknown, onFailure } = useDeletions(execution, missing);
  return (
    <ActionModal
      size="large"
      title={`Follow up this ${executionType}`}
      verb={`Start the ${executionType} of ${countOf(missing.length, 'server')}`}
      notYet={
        isLooking
          ? 'Looking at what would be deleted'
          : (whyNotAccepted(live, accepted) ?? (isRecovery ? whyNameNotYet(planName, typedName) : undefined))
      }
      run={() => api.followUp(execution.executionId, [...accepted], key)}
      onFailure={(failure) => {
        onFailure(failure);
        renewKey();
      }}
      onDone={({ executionId }) => {
        flash('success', 'The follow-up has started');
        onClose();
        navigate({ to: '/executions/$executionId', params: { executionId } }).catch(() => undefined);
      }}
      onDismiss={onClose}
    >
      <TypeBanner execution={{ executionType }} liveDeletionCount={live.length} />
      <p>
        A new execution in the frozen plan of this one, over the servers that it did not bring up. Those that it did are
        not in it. Gates ask again.
      </p>
      <ServerNames servers={missing} />
      {error !== null && <FailureAlert what="What would be deleted" error={error} />}
      {isLooking && <CheckPending />}
      <Unknown unknown={unknown} />
      <Deletions deletions={deletions} accepted={accepted} onAccept={setAccepted} />
      {isRecovery && <PlanNameField planName={planName} typed={typedName} onType={setTypedName} />}
    </ActionModal>
  );
}
