import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { useState } from 'react';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { utcText } from '../../components/time.tsx';
import { needs } from '../../data/permission.ts';
import type { Me } from '../../data/session.ts';
import { KeepModal } from './actions/keep-modal.tsx';

interface Props {
  readonly execution: ExecutionView;
  readonly me: Me;
  readonly onChanged: (changed: ExecutionView) => void;
}

/** When the instances of a drill are cleaned up by themselves, with the button that holds it back. */
export function AutomaticCleanUp({ execution, me, onChanged }: Props) {
  const [isKeeping, setKeeping] = useState(false);
  const { automaticCleanUp } = execution;
  if (automaticCleanUp === undefined || automaticCleanUp.state === 'NOTHING_LEFT') return null;
  const { state, dueTime, waitsFor, cleanUpId, changes } = automaticCleanUp;
  if (state === 'STARTED') {
    return (
      <Alert type="info" header="Cleaned up by itself">
        <Link href={`/executions/${cleanUpId ?? ''}`}>The clean-up</Link> that its plan wants.
      </Alert>
    );
  }
  if (state === 'GIVEN_UP') {
    return (
      <Alert type="error" header="Its clean-up is given up: instances are left">
        <Link href={`/executions/${cleanUpId ?? ''}`}>The last try</Link> says why. Mend that, and clean up.
      </Alert>
    );
  }
  const last = changes.at(-1);
  const reason = needs(me, 'stop-recovery');
  return (
    <>
      <Alert
        type={state === 'OFF' ? 'info' : 'warning'}
        header={state === 'OFF' ? 'Not cleaned up by itself' : `Cleans up at ${utcText(dueTime)}`}
        action={
          <Button
            disabled={reason !== undefined}
            {...(reason !== undefined && { disabledReason: reason })}
            onClick={() => setKeeping(true)}
          >
            Keep …
          </Button>
        }
      >
        {state === 'OFF' ? 'Its instances stay until somebody cleans up.' : 'Its instances are terminated then.'}
        {last !== undefined && ` Decided by ${last.actor} at ${utcText(last.time)}.`}
        {waitsFor !== undefined && ` It waits for ${waitsFor}.`}
      </Alert>
      {isKeeping && (
        <KeepModal
          execution={execution}
          onChanged={(changed) => {
            setKeeping(false);
            onChanged(changed);
          }}
          onClose={() => setKeeping(false)}
        />
      )}
    </>
  );
}
