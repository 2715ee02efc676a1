import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { isElsewhere, isRunningActivity } from '../../../../../src/domain/activity-states.ts';
import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { openCount, runningJobs } from '../../../components/progress-text.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import { TypeBanner } from '../type-banner.tsx';
import type { ModalProps } from './modal-props.ts';

/** DRS cannot cancel a job: says what goes on all the same. */
export function CancelModal({ seen: { execution }, onChanged, onClose }: ModalProps) {
  const [reason, setReason] = useState('');
  const isCleanUp = execution.purpose === 'CLEAN_UP';
  const unstarted = execution.waves.filter(({ status }) => status === 'PENDING' || status === 'AWAITING_APPROVAL');
  const goingOn = whatGoesOn(execution);
  return (
    <ActionModal
      title={isCleanUp ? 'Cancel this clean-up' : `Cancel this ${execution.executionType}`}
      verb={isCleanUp ? 'Cancel the clean-up' : 'Cancel the execution'}
      run={() => api.cancel(execution.executionId, reason)}
      onDone={(changed) => {
        onChanged(changed);
        flash('info', 'Cancelled: nothing further starts');
      }}
      onDismiss={onClose}
    >
      <TypeBanner execution={execution} />
      <ul>
        <li>
          {unstarted.length === 0
            ? 'Every wave has started already.'
            : `${countOf(unstarted.length, 'wave')} will not start: ${unstarted.map((wave) => wave.waveName).join(', ')}.`}
        </li>
        {goingOn.length === 0 && <li>Nothing runs in AWS: it ends at once.</li>}
        {goingOn.map((words) => (
          <li key={words}>{words}</li>
        ))}
        <li>
          {isCleanUp
            ? 'What has been terminated is gone. What is left stays, and costs money, until somebody cleans up again.'
            : 'What has been launched stays, and costs money, until somebody cleans up.'}
        </li>
      </ul>
      <FormField label="Reason" description="Kept in the history" constraintText="May be left empty">
        <Textarea value={reason} onChange={({ detail }) => setReason(detail.value)} rows={2} />
      </FormField>
    </ActionModal>
  );
}

/** What the end of a cancelled run waits for: it is CANCELLING until then. */
function whatGoesOn(execution: ExecutionView): readonly string[] {
  const running = runningJobs(execution);
  const unanswered = execution.waves.flatMap(({ jobs }) => jobs).filter((job) => job.unanswered === true);
  const actions = execution.waves
    .flatMap(({ activities }) => activities)
    .filter((activity) => isRunningActivity(activity) && isElsewhere(activity));
  const left =
    execution.purpose === 'CLEAN_UP'
      ? `${countOf(openCount(running), 'instance')} not terminated yet`
      : `${countOf(openCount(running), 'server')} not up yet`;
  return [
    ...(running.length === 0
      ? []
      : [
          `${countOf(running.length, 'job')} with ${left} will run on: DRS cannot cancel a job. What it runs is watched to its end.`,
        ]),
    ...(running.length > 0 || unanswered.length === 0
      ? []
      : [
          `${countOf(unanswered.length, 'job')} may have been made by a call whose reply was lost: DRS is asked, and what it made is watched to its end.`,
        ]),
    ...(actions.length === 0
      ? []
      : [
          `${actions.map(({ activityName }) => `"${activityName}"`).join(', ')} may be running in AWS, where nothing stops it: watched to its end, or to its time-out.`,
        ]),
  ];
}
