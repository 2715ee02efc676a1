import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { mayHaveStarted, useStartKey } from '../../../components/use-start-key.ts';
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
import { onlyThose, type ServersRead, whyNotRead } from './servers-read.ts';
import { UnknownDeletions } from './unknown-deletions.tsx';
import { useDeletions } from './use-deletions.ts';

/** An execution of its own over what this one, now over, did not bring up: it launches, so it asks what a start asks. */
export function FollowUpModal({ seen: { execution }, servers, onClose }: ModalProps) {
  const navigate = useNavigate();
  const start = useStartKey();
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const [typedName, setTypedName] = useState('');
  const { executionType, planName } = execution;
  const isRecovery = executionType === 'RECOVERY';
  const missing = onlyThose(servers, ({ outcome }) => outcome !== 'LAUNCHED');
  const missingCount = missing.data?.length ?? execution.serverCount - execution.launchedCount;
  const { deletions, live, isLooking, error, notKnown, unknown, onFailure } = useDeletions(
    execution,
    missing.data ?? [],
  );
  return (
    <ActionModal
      size="large"
      title={`Follow up this ${executionType}`}
      verb={`Start the ${executionType} of ${countOf(missingCount, 'server')}`}
      notYet={
        start.isUnanswered
          ? undefined
          : (whyUnknown(missing, isLooking) ??
            whyNotAccepted(live, accepted) ??
            (isRecovery ? whyNameNotYet(planName, typedName) : undefined))
      }
      run={() => api.followUp(execution.executionId, [...accepted], start.key)}
      unanswered={mayHaveStarted}
      onFailure={(failure) => {
        onFailure(failure);
        start.onFailure(failure);
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
      <UnknownDeletions reasons={notKnown} />
      <Deletions deletions={deletions} accepted={accepted} onAccept={setAccepted} />
      {isRecovery && <PlanNameField planName={planName} typed={typedName} onType={setTypedName} />}
    </ActionModal>
  );
}

/** What would be deleted is accepted server by server: nothing starts before they are known. */
function whyUnknown(missing: ServersRead, isLooking: boolean): string | undefined {
  const notRead = whyNotRead(missing);
  if (notRead !== undefined) return notRead;
  if (missing.data === undefined) return 'The servers could not be read: they are asked for again by themselves';
  return isLooking ? 'Looking at what would be deleted' : undefined;
}
