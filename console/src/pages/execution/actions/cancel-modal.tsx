import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { openCount, runningJobs } from '../../../components/progress-text.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import type { ModalProps } from './modal-props.ts';

/** DRS cannot cancel a job: says what goes on all the same. */
export function CancelModal({ seen: { execution }, onChanged, onClose }: ModalProps) {
  const [reason, setReason] = useState('');
  const running = runningJobs(execution);
  const unstarted = execution.waves.filter(({ status }) => status === 'PENDING' || status === 'AWAITING_APPROVAL');
  return (
    <ActionModal
      title={`Cancel this ${execution.executionType}`}
      verb="Cancel the execution"
      run={() => api.cancel(execution.executionId, reason)}
      onDone={(changed) => {
        onChanged(changed);
        flash('info', 'Cancelled: nothing further starts');
      }}
      onDismiss={onClose}
    >
      <ul>
        <li>
          {unstarted.length === 0
            ? 'Every wave has started already.'
            : `${countOf(unstarted.length, 'wave')} will not start: ${unstarted.map((wave) => wave.waveName).join(', ')}.`}
        </li>
        <li>
          {running.length === 0
            ? 'No job runs: it ends at once.'
            : `${countOf(running.length, 'job')} with ${countOf(openCount(running), 'server')} not up yet will run on: DRS cannot cancel a job. What it runs is watched to its end.`}
        </li>
        <li>What has been launched stays, and costs money, until somebody cleans up.</li>
      </ul>
      <FormField label="Reason" description="Kept in the history" constraintText="May be left empty">
        <Textarea value={reason} onChange={({ detail }) => setReason(detail.value)} rows={2} />
      </FormField>
    </ActionModal>
  );
}
