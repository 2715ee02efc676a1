import FormField from '@cloudscape-design/components/form-field';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import { ActionModal } from '../../../components/action-modal.tsx';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import { TypeBanner } from '../type-banner.tsx';
import { wavesOf } from './availability.ts';
import type { ModalProps } from './modal-props.ts';
import { ServerNames } from './server-names.tsx';
import { onlyThose, whyNotRead } from './servers-read.ts';
import { WaveChoice } from './wave-choice.tsx';

/** Goes on without a wave, or without what failed in it. The reason is kept. */
export function SkipModal({ seen: { execution }, servers, onChanged, onClose }: ModalProps) {
  const waves = wavesOf('skip', execution);
  const [waveNumber, setWaveNumber] = useState(waves[0]?.waveNumber);
  const [reason, setReason] = useState('');
  const wave = waves.find((each) => each.waveNumber === waveNumber);
  const left = onlyThose(servers, (server) => server.waveNumber === waveNumber && server.outcome !== 'LAUNCHED');
  const notYet = wave === undefined ? 'No wave can be skipped any more' : whyNotRead(left);
  return (
    <ActionModal
      title="Skip a wave"
      verb="Skip"
      notYet={notYet ?? (reason.trim() === '' ? 'Say why: it is kept in the history' : undefined)}
      run={() => api.skip(execution.executionId, { waveNumber: waveNumber ?? -1, reason })}
      onDone={(changed) => {
        onChanged(changed);
        flash('info', `Skipped wave ${waveNumber} "${wave?.waveName}"`);
      }}
      onDismiss={onClose}
    >
      <TypeBanner execution={execution} />
      <WaveChoice label="Wave" waves={waves} chosen={wave} onChoose={setWaveNumber} />
      <p>
        The waves after it start as if it were done. Servers of it that are not up are not launched by this execution:
      </p>
      <ServerNames servers={left} />
      <FormField label="Reason" description="Kept in the history">
        <Textarea value={reason} onChange={({ detail }) => setReason(detail.value)} rows={2} />
      </FormField>
    </ActionModal>
  );
}
