import Alert from '@cloudscape-design/components/alert';
import Checkbox from '@cloudscape-design/components/checkbox';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { RecoveryInstanceView } from '../../../../../src/api/contract.ts';
import { owesActions } from '../../../../../src/domain/can.ts';
import { launchedFates, launchedInstanceId } from '../../../../../src/domain/launched-fates.ts';
import { isPlanNamed } from '../../../../../src/domain/plan-names.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { mayHaveStarted, useStartKey } from '../../../components/use-start-key.ts';
import { api } from '../../../data/client.ts';
import { instancesQuery } from '../../../data/execution-details.ts';
import { flash } from '../../../shell/flashes.ts';
import { TypeBanner } from '../type-banner.tsx';
import { CleanUpFates } from './clean-up-fates.tsx';
import { InstancesTable } from './instances-table.tsx';
import type { ModalProps } from './modal-props.ts';

/** Terminates what the execution launched: lists it first, and lets a person type the plan's name. */
export function CleanUpModal({ seen: { execution }, onClose }: ModalProps) {
  const navigate = useNavigate();
  const { data, error, isPending } = useQuery(instancesQuery(execution.executionId));
  const [typed, setTyped] = useState('');
  const [isRecoveryMeant, setRecoveryMeant] = useState(false);
  const [accepted, setAccepted] = useState<readonly string[]>([]);
  const start = useStartKey();
  const fates = launchedFates(data ?? []);
  const { left } = fates;
  const goes = left.filter((each) => !each.adopted || accepted.includes(launchedInstanceId(each) ?? ''));
  const isOwed = data !== undefined && owesActions(execution.cleanUps ?? []);
  const isOfActionsOnly = isOwed && goes.length === 0;
  const what = whatGoes(goes);
  const isRecovery = execution.executionType === 'RECOVERY';
  const notYet =
    goes.length === 0 && !isOwed
      ? 'There is nothing to terminate'
      : whyNotYet(execution.planName, typed, !isRecovery || isRecoveryMeant);
  return (
    <ActionModal
      size="large"
      title={isOfActionsOnly ? 'Clean up: the actions after it' : `Clean up: terminate ${what}`}
      verb={isOfActionsOnly ? 'Do them again' : `Terminate ${what}`}
      notYet={start.isUnanswered ? undefined : notYet}
      run={() =>
        api.startCleanUp(
          {
            executionId: execution.executionId,
            confirmedPlanName: typed,
            recovery: isRecovery && isRecoveryMeant,
            acceptedInstances: [...accepted],
          },
          start.key,
        )
      }
      unanswered={mayHaveStarted}
      onFailure={start.onFailure}
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
      <CleanUpFates fates={fates} isOfActionsOnly={isOfActionsOnly} />
      <FormField label={`Type the plan's name to confirm: ${execution.planName}`}>
        <Input value={typed} autoComplete={false} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </ActionModal>
  );
}

/** What DRS lists no more is looked at again, and promised of nobody. */
function whatGoes(goes: readonly RecoveryInstanceView[]): string {
  const there = goes.filter(({ gone }) => gone === undefined);
  return there.length === 0 && goes.length > 0 ? 'what is still there' : countOf(there.length, 'instance');
}

function whyNotYet(planName: string, typed: string, isMeant: boolean): string | undefined {
  if (!isMeant) return 'Say first that the live instances of this RECOVERY are meant';
  return isPlanNamed(planName, typed) ? undefined : `Type the plan's name: ${planName}`;
}
