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

/** Opens one gate, approves one action, goes on without what failed in one wave, or ends a pause; says what starts then. */
export function ResumeModal({ seen: { execution }, servers, wave, onChanged, onClose }: Props) {
  const { title, verb } = wordsOf(wave);
  return (
    <ActionModal
      title={title}
      verb={verb}
      run={() => api.resume(execution.executionId, wave?.waveNumber, wave?.awaitedApproval)}
      onDone={(changed) => {
        onChanged(changed);
        flash('success', wave === undefined ? 'The pause is ended' : `${verb}d: ${approvedOf(wave)}`);
      }}
      onDismiss={onClose}
    >
      {wave === undefined ? <EffectOfEnd execution={execution} /> : <Effect {...{ execution, wave, servers }} />}
    </ActionModal>
  );
}

const nameOf = ({ waveNumber, waveName }: WaveView): string => `wave ${waveNumber} "${waveName}"`;

const approvedOf = (wave: WaveView): string =>
  wave.awaitedApproval === undefined ? nameOf(wave) : `"${wave.awaitedApproval}" of ${nameOf(wave)}`;

const wordsOf = (wave: WaveView | undefined): { readonly title: string; readonly verb: string } => {
  if (wave === undefined) return { title: 'End the pause', verb: 'End the pause' };
  return wave.status === 'AWAITING_APPROVAL' || wave.awaitedApproval !== undefined
    ? { title: `Approve ${approvedOf(wave)}`, verb: 'Approve' }
    : { title: `Go on without what failed in ${nameOf(wave)}`, verb: 'Resume' };
};

interface EffectProps {
  readonly execution: ExecutionView;
  readonly wave: WaveView;
  readonly servers: readonly ServerView[];
}

function Effect({ execution, wave, servers }: EffectProps) {
  const ofWave = servers.filter(({ waveNumber }) => waveNumber === wave.waveNumber);
  if (wave.awaitedApproval !== undefined) return <EffectOfApproval wave={wave} isPaused={execution.pauseRequested} />;
  if (wave.status !== 'AWAITING_APPROVAL') {
    const missing = ofWave.filter(({ outcome }) => outcome !== 'LAUNCHED');
    if (missing.length === 0) return <p>Every server of it is up. The waves after it will start all the same.</p>;
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

function EffectOfApproval({ wave, isPaused }: { readonly wave: WaveView; readonly isPaused: boolean }) {
  const { phase } = wave.activities.find(({ activityName }) => activityName === wave.awaitedApproval) ?? {};
  const then =
    phase === 'before' ? `${countOf(wave.serverCount, 'server')} will launch` : 'The waves after it will start';
  return (
    <>
      <p>
        You approve <strong>{wave.awaitedApproval}</strong>, and nothing else.
      </p>
      <p>
        {then} when the other actions {phase} the launch have passed{isPaused && ' and the pause is ended'}.
      </p>
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
