import Alert from '@cloudscape-design/components/alert';
import type { ExecutionView, WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { ActionModal } from '../../../components/action-modal.tsx';
import { countOf } from '../../../components/count.ts';
import { api } from '../../../data/client.ts';
import { flash } from '../../../shell/flashes.ts';
import { TypeBanner } from '../type-banner.tsx';
import { LaunchDeletions } from './launch-deletions.tsx';
import type { ModalProps } from './modal-props.ts';
import { isUp, upText } from './resume-words.ts';
import { ServerNames } from './server-names.tsx';
import { onlyThose, type ServersRead, whyNotRead } from './servers-read.ts';
import { type LaunchDeletionsFound, useLaunchDeletions } from './use-launch-deletions.ts';

interface Props extends ModalProps {
  /** Absent: ends a requested pause. */
  readonly wave?: WaveView;
  /** The wave as it is now, where it does not wait any more for what the dialogue was opened for. */
  readonly changed?: WaveView;
}

/** Opens one gate, approves one action, goes on without what failed in one wave, or ends a pause; says what starts then. */
export function ResumeModal({ seen: { execution }, servers, wave, changed, onChanged, onClose }: Props) {
  const { title, verb, done } = wordsOf(wave);
  const ofWave = onlyThose(servers, ({ waveNumber }) => waveNumber === wave?.waveNumber);
  const found = useLaunchDeletions(execution, ofWave.data, wave !== undefined && isLaunch(wave));
  return (
    <ActionModal
      size="large"
      title={title}
      verb={verb}
      notYet={
        changed !== undefined
          ? 'It changed meanwhile: close this, and look again'
          : wave === undefined
            ? undefined
            : (whyNotRead(ofWave) ?? found.notYet)
      }
      run={() => api.resume(execution.executionId, wave?.waveNumber, wave?.awaitedApproval, wave?.attempt)}
      onDone={(changed) => {
        onChanged(changed);
        flash('success', done);
      }}
      onDismiss={onClose}
    >
      <TypeBanner execution={execution} liveDeletionCount={found.live.length} />
      {changed !== undefined && (
        <Alert type="warning" header="It changed meanwhile">
          {nameOf(changed)} is {changed.status} now, in attempt {changed.attempt}: somebody else has decided, or it went
          on by itself.
        </Alert>
      )}
      {wave === undefined && <EffectOfEnd execution={execution} />}
      {wave !== undefined && changed === undefined && <Effect {...{ execution, wave, found }} servers={ofWave} />}
    </ActionModal>
  );
}

/** Whether servers of the wave launch then, at once or later. */
const isLaunch = (wave: WaveView): boolean =>
  wave.awaitedApproval === undefined ? wave.status === 'AWAITING_APPROVAL' : approvedPhaseOf(wave) === 'before';

const approvedPhaseOf = ({ activities, awaitedApproval }: WaveView) =>
  activities.find(({ activityName }) => activityName === awaitedApproval)?.phase;

const nameOf = ({ waveNumber, waveName }: WaveView): string => `wave ${waveNumber} "${waveName}"`;

interface Words {
  readonly title: string;
  /** The act, as its button names it. */
  readonly verb: string;
  readonly done: string;
}

function wordsOf(wave: WaveView | undefined): Words {
  if (wave === undefined) return { title: 'End the pause', verb: 'End the pause', done: 'The pause is ended' };
  if (wave.status === 'AWAITING_APPROVAL' || wave.awaitedApproval !== undefined) {
    const what = wave.awaitedApproval === undefined ? nameOf(wave) : `"${wave.awaitedApproval}" of ${nameOf(wave)}`;
    return { title: `Approve ${what}`, verb: 'Approve', done: `Approved: ${what}` };
  }
  const verb = isUp(wave)
    ? 'Go on all the same'
    : `Go on without ${countOf(wave.serverCount - wave.launchedCount, 'server')}`;
  const title = isUp(wave)
    ? `Go on all the same after ${nameOf(wave)}`
    : `Go on without what failed in ${nameOf(wave)}`;
  return { title, verb, done: `The waves after ${nameOf(wave)} go on` };
}

interface EffectProps {
  readonly execution: ExecutionView;
  readonly wave: WaveView;
  /** Of the wave. */
  readonly servers: ServersRead;
  readonly found: LaunchDeletionsFound;
}

function Effect({ execution, wave, servers, found }: EffectProps) {
  const launched = (
    <>
      <ServerNames servers={servers} />
      <LaunchDeletions found={found} />
    </>
  );
  if (wave.awaitedApproval !== undefined) {
    return (
      <>
        <EffectOfApproval wave={wave} isPaused={execution.pauseRequested} />
        {isLaunch(wave) && launched}
      </>
    );
  }
  if (wave.status !== 'AWAITING_APPROVAL') {
    if (isUp(wave)) return <p>{upText(wave)}. The waves after it will start all the same.</p>;
    return (
      <>
        <p>The waves after it will start without {countOf(wave.serverCount - wave.launchedCount, 'server')} of it:</p>
        <ServerNames servers={onlyThose(servers, ({ outcome }) => outcome !== 'LAUNCHED')} />
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
      {launched}
    </>
  );
}

function EffectOfApproval({ wave, isPaused }: { readonly wave: WaveView; readonly isPaused: boolean }) {
  const phase = approvedPhaseOf(wave);
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
