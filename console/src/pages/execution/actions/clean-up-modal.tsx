import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { isPlanNamed } from '../../../../../src/domain/plan-names.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { useStartKey } from '../../../components/use-start-key.ts';
import { api } from '../../../data/client.ts';
import { instancesQuery } from '../../../data/execution-details.ts';
import { flash } from '../../../shell/flashes.ts';
import { TypeBanner } from '../type-banner.tsx';
import { InstancesTable } from './instances-table.tsx';
import type { ModalProps } from './modal-props.ts';

/** Terminates what the execution launched: lists it first, and lets a person type the plan's name. */
export function CleanUpModal({ seen: { execution }, onClose }: ModalProps) {
  const navigate = useNavigate();
  const { data, error, isPending } = useQuery(instancesQuery(execution.executionId));
  const [typed, setTyped] = useState('');
  const [isRecoveryMeant, setRecoveryMeant] = useState(false);
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const [key, renewKey] = useStartKey();
  const left = (data ?? []).filter(
    ({ terminatedBy, gone }) => terminatedBy === undefined && gone?.cleanUpId === undefined,
  );
  const goes = left.filter(({ adopted, observed }) => !adopted || accepted.includes(observed?.instanceId ?? ''));
  const isRecovery = execution.executionType === 'RECOVERY';
  const notYet = whyNotYet(execution.planName, typed, goes.length, !isRecovery || isRecoveryMeant);
  return (
    <ActionModal
      size="large"
      title={`Clean up: terminate ${countOf(goes.length, 'instance')}`}
      verb={`Terminate ${countOf(goes.length, 'instance')}`}
      notYet={notYet}
      run={() =>
        api.startCleanUp(
          {
            executionId: execution.executionId,
            confirmedPlanName: typed,
            recovery: isRecovery && isRecoveryMeant,
            acceptedInstances: [...accepted],
          },
          key,
        )
      }
      onFailure={renewKey}
      onDone={({ executionId }) => {
        flash('info', 'The clean-up has started');
        onClose();
        navigate({ to: '/executions/$executionId', params: { executionId } }).catch(() => undefined);
      }}
      onDismiss={onClose}
    >
      <TypeBanner execution={{ executionType: execution.executionType, purpose: 'CLEAN_UP' }} />
      {isRecovery && (
        <Alert type="error" header="This was a RECOVERY: its instances are live">
          <Checkbox checked={isRecoveryMeant} onChange={({ detail }) => setRecoveryMeant(detail.checked)}>
            I mean the live instances of this RECOVERY
          </Checkbox>
        </Alert>
      )}
      <p>
        What is terminated cannot be brought back. What is no longer what this execution launched is left alone and
        named.
      </p>
      {error !== null && data === undefined && <FailureAlert what="The instances" error={error} />}
      <ScrollBox label={countOf(left.length, 'instance')}>
        <InstancesTable instances={left} isPending={isPending} accepted={accepted} onAccept={setAccepted} />
      </ScrollBox>
      {data !== undefined && data.length > left.length && (
        <p>{countOf(data.length - left.length, 'instance')} of it terminated by an earlier clean-up already.</p>
      )}
      <FormField label={`Type the plan's name to confirm: ${execution.planName}`}>
        <Input value={typed} autoComplete={false} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </ActionModal>
  );
}

function whyNotYet(planName: string, typed: string, count: number, isMeant: boolean): string | undefined {
  if (count === 0) return 'There is nothing to terminate';
  if (!isMeant) return 'Say first that the live instances of this RECOVERY are meant';
  return isPlanNamed(planName, typed) ? undefined : `Type the plan's name: ${planName}`;
}
