import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { Action } from '../../../../src/domain/can.ts';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { countOf } from '../../components/count.ts';
import { remedyHere } from '../../components/remedy.ts';
import { WholeIds } from '../../components/whole-ids.tsx';
import type { Me } from '../../data/session.ts';
import type { ChosenAction } from './actions/action-dialogue.tsx';
import { wavesOf, whyNot } from './actions/availability.ts';
import { isUp, resumeLabel } from './actions/resume-words.ts';

interface Props {
  readonly execution: ExecutionView;
  readonly me: Me;
  readonly onAct: (chosen: ChosenAction) => void;
}

/** What waits for a person, each with the button that lets it go on; and what could not be observed. */
export function WaitingAlerts({ execution, me, onAct }: Props) {
  const open = wavesOf('resume', execution);
  const retryable = wavesOf('retry', execution).map(({ waveNumber }) => waveNumber);
  const act = (text: string, chosen: ChosenAction, isPrimary = false): ReactNode => (
    <ActButton {...{ execution, me, onAct, text, chosen, isPrimary }} />
  );
  return (
    <>
      {open.map((wave) =>
        wave.status === 'AWAITING_APPROVAL' ? (
          <Alert
            key={wave.waveNumber}
            type="warning"
            header={`Wave ${wave.waveNumber} "${wave.waveName}" waits for approval`}
            action={act(resumeLabel(wave), { action: 'resume', resumed: wave.waveNumber }, true)}
          >
            {countOf(wave.serverCount, 'server')} will launch when it is approved.
          </Alert>
        ) : wave.awaitedApproval !== undefined ? (
          <Alert
            key={wave.waveNumber}
            type="warning"
            header={`Action "${wave.awaitedApproval}" of wave ${wave.waveNumber} "${wave.waveName}" waits for approval`}
            action={act(resumeLabel(wave), { action: 'resume', resumed: wave.waveNumber }, true)}
          >
            The wave goes on when it is approved.
          </Alert>
        ) : (
          <Alert
            key={wave.waveNumber}
            type="error"
            header={`Wave ${wave.waveNumber} "${wave.waveName}" is ${wave.status}, and waits for a decision`}
            action={
              <SpaceBetween direction="horizontal" size="xs">
                {retryable.includes(wave.waveNumber) &&
                  act(isUp(wave) ? 'Retry failed actions …' : 'Retry failed servers …', { action: 'retry' }, true)}
                {act(resumeLabel(wave), { action: 'resume', resumed: wave.waveNumber })}
              </SpaceBetween>
            }
          >
            <WholeIds text={wave.statusReason ?? ''} />
          </Alert>
        ),
      )}
      {execution.pauseRequested && !execution.cancelRequested && execution.endTime === undefined && (
        <Alert
          type="info"
          header={`Paused by ${execution.pauseRequestedBy ?? 'somebody'}`}
          action={act(resumeLabel(undefined), { action: 'resume', resumed: 'pause' })}
        >
          Nothing new starts until the pause is ended. What runs goes on.
        </Alert>
      )}
      {execution.status === 'CANCELLING' && (
        <Alert type="info" header={`Cancelled by ${execution.cancelRequestedBy ?? 'somebody'}`}>
          Nothing further starts. What runs is watched to its end: DRS cannot cancel a job.
        </Alert>
      )}
      {execution.pollFailures.map((failure) => (
        <Alert
          key={`${failure.accountId} ${failure.region}`}
          type="warning"
          header={`AWS could not be asked in account ${failure.accountId}, ${failure.region}`}
        >
          {failure.message}. {countOf(failure.consecutive, 'time')} in a row; it is tried again by itself. What is shown
          may be old.
        </Alert>
      ))}
      {(execution.refusals ?? []).length > 0 && (
        <Alert type="error" header="Nothing was started">
          <ul>
            {(execution.refusals ?? []).map((refusal) => (
              <li key={`${refusal.code} ${refusal.message}`}>
                <WholeIds text={`${refusal.message}. ${remedyHere(refusal)}`} />
              </li>
            ))}
          </ul>
        </Alert>
      )}
    </>
  );
}

interface ActButtonProps extends Props {
  readonly text: string;
  readonly chosen: ChosenAction;
  readonly isPrimary: boolean;
}

function ActButton({ execution, me, onAct, text, chosen, isPrimary }: ActButtonProps) {
  const action: Action = chosen.action;
  const reason = whyNot(action, execution, me);
  return (
    <Button
      variant={isPrimary ? 'primary' : 'normal'}
      disabled={reason !== undefined}
      {...(reason !== undefined && { disabledReason: reason })}
      onClick={() => onAct(chosen)}
    >
      {text}
    </Button>
  );
}
