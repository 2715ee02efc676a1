import { ActionModal } from '../../../components/action-modal.tsx';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import { TypeBanner } from '../type-banner.tsx';
import type { ModalProps } from './modal-props.ts';

export function PauseModal({ seen: { execution }, onChanged, onClose }: ModalProps) {
  const running = execution.waves.filter(({ status }) => status === 'IN_PROGRESS' || status === 'STARTING');
  return (
    <ActionModal
      title="Pause"
      verb="Pause"
      run={() => api.pause(execution.executionId)}
      onDone={(changed) => {
        onChanged(changed);
        flash('info', 'Paused: no further wave starts');
      }}
      onDismiss={onClose}
    >
      <TypeBanner execution={execution} />
      <p>
        No further wave starts until somebody ends the pause; that may be as late as a year from now.
        {running.length > 0 && ` What runs goes on to its end: ${running.map((wave) => wave.waveName).join(', ')}.`}
      </p>
    </ActionModal>
  );
}
