import type { ExecutionView, ServerView, WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import type { ModalProps } from './modal-props.ts';
import { ServerNames } from './server-names.tsx';

interface Props extends ModalProps {
  /** Absent: ends a requested pause. */
  readonly wave?: WaveView;
}

/** Opens one gate, goes on without what failed in one wave, or ends a pause; says what starts then. */
export function ResumeModal({ seen: { execution }, servers, wave, onChanged, onClose }: Props) {
  const { title, verb } = wordsOf(wave);
  return (
    <ActionModal
      title={title}
      verb={verb}
      run={() => api.resume(execution.executionId, wave?.waveNumber)}
      onDone={(changed) => {
        onChanged(changed);
        flash(
          'success',
          wave === undefined ? 'The pause is ended' : `${verb}d: wave ${wave.waveNumber} "${wave.waveName}"`,
        );
      }}
      onDismiss={onClose}
    >
      {wave === undefined ? <EffectOfEnd execution={execution} /> : <Effect {...{ execution, wave, servers }} />}
    </ActionModal>
  );
}

const wordsOf = (wave: WaveView | undefined): { readonly title: string; readonly verb: string } => {
  if (wave === undefined) return { title: 'End the pause', verb: 'End the pause' };
  const name = `wave ${wave.waveNumber} "${wave.waveName}"`;
  return wave.status === 'AWAITING_APPROVAL'
    ? { title: `Approve ${name}`, verb: 'Approve' }
    : { title: `Go on without what failed in ${name}`, verb: 'Resume' };
};

interface EffectProps {
  readonly execution: ExecutionView;
  readonly wave: WaveView;
  readonly servers: readonly ServerView[];
}

function Effect({ execution, wave, servers }: EffectProps) {
  const ofWave = servers.filter(({ waveNumber }) => waveNumber === wave.waveNumber);
  if (wave.status !== 'AWAITING_APPROVAL') {
    const missing = ofWave.filter(({ outcome }) => outcome !== 'LAUNCHED');
    return (
      <>
        <p>The waves after it will start without {countOf(missing.length, 'server')} of it:</p>
        <ServerNames servers={missing} />
      </>
    );
  }
  return (
    <>
      <p>
        {countOf(wave.serverCount, 'server')} will launch{' '}
        {execution.pauseRequested ? 'when the pause is ended, too' : 'now'}. A launch deletes the previous recovery
        instance of each server; a live one only if it was accepted at the start.
      </p>
      <ServerNames servers={ofWave} />
    </>
  );
}

function EffectOfEnd({ execution: { waves } }: { readonly execution: ExecutionView }) {
  const held = waves.filter(({ status }) => status === 'PENDING');
  return (
    <p>
      Waves start again as soon as those before them are done
      {held.length > 0 && `: ${held.map((wave) => `${wave.waveNumber} "${wave.waveName}"`).join(', ')}`}. A gate stays
      closed until somebody approves it.
    </p>
  );
}
