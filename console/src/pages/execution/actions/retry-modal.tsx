import { useState } from 'react';
import { missingCount } from '../../../../../src/domain/missing-count.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import { PlanNameField, whyNameNotYet } from '../../plan/start/plan-name-field.tsx';
import { TypeBanner } from '../type-banner.tsx';
import { wavesOf } from './availability.ts';
import { LaunchDeletions } from './launch-deletions.tsx';
import type { ModalProps } from './modal-props.ts';
import { isUp, upText } from './resume-words.ts';
import { ServerNames } from './server-names.tsx';
import { onlyThose, whyNotRead } from './servers-read.ts';
import { useLaunchDeletions } from './use-launch-deletions.ts';
import { WaveChoice } from './wave-choice.tsx';

/** Launches what is not up in a failed wave once more, or does again the actions that failed. What is up stays as it is. */
export function RetryModal({ seen: { execution }, servers, onChanged, onClose }: ModalProps) {
  const waves = wavesOf('retry', execution);
  const [waveNumber, setWaveNumber] = useState(waves[0]?.waveNumber);
  const wave = waves.find((each) => each.waveNumber === waveNumber);
  const skipped = new Set(wave?.skippedServerIds);
  const missing = onlyThose(
    servers,
    (server) =>
      server.waveNumber === waveNumber && server.outcome !== 'LAUNCHED' && !skipped.has(server.sourceServerId),
  );
  const count = wave === undefined ? 0 : missingCount(wave);
  const isOfActions = wave !== undefined && isUp(wave);
  const found = useLaunchDeletions(execution, missing.data, wave !== undefined && !isOfActions);
  const { executionType, planName } = execution;
  const [typedName, setTypedName] = useState('');
  const isLaunchOfRecovery = executionType === 'RECOVERY' && !isOfActions;
  return (
    <ActionModal
      size="large"
      title={isOfActions ? 'Retry failed actions' : 'Retry failed servers'}
      verb={isOfActions ? 'Retry' : `Launch ${countOf(count, 'server')}`}
      notYet={
        wave === undefined
          ? 'No wave can be retried any more'
          : (whyNotRead(missing) ??
            found.notYet ??
            (isLaunchOfRecovery ? whyNameNotYet(planName, typedName) : undefined))
      }
      run={() => api.retryWave(execution.executionId, waveNumber ?? -1)}
      onDone={(changed) => {
        onChanged(changed);
        flash('success', isOfActions ? 'Retrying its actions' : `Retrying ${countOf(count, 'server')}`);
      }}
      onDismiss={onClose}
    >
      <TypeBanner execution={execution} liveDeletionCount={found.live.length} />
      <WaveChoice label="Wave" waves={waves} chosen={wave} onChoose={setWaveNumber} />
      {isOfActions ? (
        <p>{upText(wave)}. What is up stays as it is; its actions that have not succeeded are done again.</p>
      ) : (
        <>
          <p>These are launched again, in a new attempt; what is up stays as it is:</p>
          <ServerNames servers={missing} />
          <p>
            A launch deletes the previous recovery instance of each server; a live one only if it was accepted at the
            start.
          </p>
          <LaunchDeletions found={found} />
        </>
      )}
      {isLaunchOfRecovery && <PlanNameField planName={planName} typed={typedName} onType={setTypedName} />}
    </ActionModal>
  );
}
