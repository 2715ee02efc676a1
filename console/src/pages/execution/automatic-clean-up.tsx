import Alert, { type AlertProps } from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { type ReactNode, useState } from 'react';
import type { AutomaticCleanUpView } from '../../../../src/domain/model/automatic-clean-up.ts';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { localAndUtcText } from '../../components/time.tsx';
import type { Me } from '../../data/session.ts';
import { whyNot } from './actions/availability.ts';
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
  const { type, header } = headOf(automaticCleanUp);
  const reason = whyNot('keep', execution, me);
  return (
    <>
      <Alert
        type={type}
        header={header}
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
        {textOf(automaticCleanUp)}
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

function headOf({ state, dueTime }: AutomaticCleanUpView): {
  readonly type: AlertProps.Type;
  readonly header: string;
} {
  switch (state) {
    case 'STARTED':
      return { type: 'info', header: 'Cleaned up by itself' };
    case 'GIVEN_UP':
      return { type: 'error', header: 'Its clean-up is given up: instances are left' };
    case 'OFF':
      return { type: 'info', header: 'Not cleaned up by itself' };
    default:
      return { type: 'warning', header: `Cleans up at ${localAndUtcText(dueTime)}` };
  }
}

function textOf({ state, waitsFor, cleanUpId = '', changes }: AutomaticCleanUpView): ReactNode {
  const address = `/executions/${cleanUpId}`;
  if (state === 'STARTED') {
    return (
      <>
        <Link href={address}>The clean-up</Link> that its plan wants.
      </>
    );
  }
  if (state === 'GIVEN_UP') {
    return (
      <>
        <Link href={address}>The last try</Link> says why. Mend that, and clean up; or keep what is left.
      </>
    );
  }
  const last = changes.at(-1);
  return (
    <>
      {state === 'OFF' ? 'Its instances stay until somebody cleans up.' : 'Its instances are terminated then.'}
      {last !== undefined && ` Decided by ${last.actor} at ${localAndUtcText(last.time)}.`}
      {waitsFor !== undefined && ` It waits for ${waitsFor}.`}
    </>
  );
}
