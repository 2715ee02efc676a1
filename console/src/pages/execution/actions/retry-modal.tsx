import { useState } from 'react';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import { wavesOf } from './availability.ts';
import type { ModalProps } from './modal-props.ts';
import { ServerNames } from './server-names.tsx';
import { WaveChoice } from './wave-choice.tsx';

/** Launches what is not up in a failed wave once more. What is up stays as it is. */
export function RetryModal({ seen: { execution }, servers, onChanged, onClose }: ModalProps) {
  const waves = wavesOf('retry', execution);
  const [waveNumber, setWaveNumber] = useState(waves[0]?.waveNumber);
  const wave = waves.find((each) => each.waveNumber === waveNumber);
  const skipped = new Set(wave?.skippedServerIds);
  const missing = servers.filter(
    (server) =>
      server.waveNumber === waveNumber && server.outcome !== 'LAUNCHED' && !skipped.has(server.sourceServerId),
  );
  return (
    <ActionModal
      title="Retry failed servers"
      verb={`Launch ${countOf(missing.length, 'server')}`}
      notYet={wave === undefined ? 'No wave can be retried any more' : undefined}
      run={() => api.retryWave(execution.executionId, waveNumber ?? -1)}
      onDone={(changed) => {
        onChanged(changed);
        flash('success', `Retrying ${countOf(missing.length, 'server')}`);
      }}
      onDismiss={onClose}
    >
      <WaveChoice label="Wave" waves={waves} chosen={wave} onChoose={setWaveNumber} />
      <p>These are launched again, in a new attempt; what is up stays as it is:</p>
      <ServerNames servers={missing} />
    </ActionModal>
  );
}
