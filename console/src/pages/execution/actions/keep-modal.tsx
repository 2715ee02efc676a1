import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { limits } from '../../../../../src/domain/limits.ts';
import type { ExecutionView } from '../../../../../src/domain/model/execution-view.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';

interface Props {
  readonly execution: ExecutionView;
  readonly onChanged: (changed: ExecutionView) => void;
  readonly onClose: () => void;
}

export function KeepModal({ execution, onChanged, onClose }: Props) {
  const [hours, setHours] = useState('24');
  const count = hours.trim() === '' ? undefined : Number(hours);
  const isNumber = count === undefined || (Number.isInteger(count) && count >= 1 && count <= limits.drillTtlHoursMax);
  return (
    <ActionModal
      title="Keep the instances of this drill"
      verb="Keep them"
      notYet={isNumber ? undefined : `A whole number from 1 to ${limits.drillTtlHoursMax}, or nothing`}
      run={() => api.keep(execution.executionId, count)}
      onDone={(changed) => {
        onChanged(changed);
        flash('info', 'The instances are kept');
      }}
      onDismiss={onClose}
    >
      <p>They cost money for as long as they are there. You are warned again before they are cleaned up.</p>
      <FormField label="Hours from now" constraintText="Empty: until somebody cleans up">
        <Input type="number" value={hours} onChange={({ detail }) => setHours(detail.value)} />
      </FormField>
    </ActionModal>
  );
}
