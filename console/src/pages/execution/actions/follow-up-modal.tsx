import Checkbox from '@cloudscape-design/components/checkbox';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Failure } from '../../../../../src/api/exchange.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { useStartKey } from '../../../components/use-start-key.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import type { ModalProps } from './modal-props.ts';
import { ServerNames } from './server-names.tsx';

const liveInstances = (failure: Failure): readonly string[] =>
  failure.kind === 'problem'
    ? (failure.problem.refusals ?? [])
        .filter(({ code }) => code === 'LIVE_INSTANCE')
        .flatMap(({ subjects }) => subjects)
    : [];

/** An execution of its own over what this one, now over, did not bring up. */
export function FollowUpModal({ seen: { execution }, servers, onClose }: ModalProps) {
  const navigate = useNavigate();
  const [key, renewKey] = useStartKey();
  const [live, setLive] = useState<readonly string[]>([]);
  const [accepted, setAccepted] = useState(false);
  const missing = servers.filter(({ outcome }) => outcome !== 'LAUNCHED');
  return (
    <ActionModal
      title={`Follow up this ${execution.executionType}`}
      verb={`Start the ${execution.executionType} of ${countOf(missing.length, 'server')}`}
      notYet={live.length > 0 && !accepted ? 'Accept the deletions, or go back' : undefined}
      run={() => api.followUp(execution.executionId, accepted ? live : [], key)}
      onFailure={(failure) => {
        setLive(liveInstances(failure));
        setAccepted(false);
        renewKey();
      }}
      onDone={({ executionId }) => {
        flash('success', 'The follow-up has started');
        onClose();
        navigate({ to: '/executions/$executionId', params: { executionId } }).catch(() => undefined);
      }}
      onDismiss={onClose}
    >
      <p>
        A new execution in the frozen plan of this one, over what is not up. What is up is not touched. Gates ask again.
      </p>
      <ServerNames servers={missing} />
      {live.length > 0 && (
        <Checkbox checked={accepted} onChange={({ detail }) => setAccepted(detail.checked)}>
          DRS may delete {countOf(live.length, 'live instance')}: {live.join(', ')}
        </Checkbox>
      )}
    </ActionModal>
  );
}
