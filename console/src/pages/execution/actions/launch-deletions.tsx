import Alert from '@cloudscape-design/components/alert';
import { countOf } from '../../../components/count.ts';
import { FailureAlert } from '../../../components/failure-alert.tsx';
import { Indicator } from '../../../components/indicator.tsx';
import { localText, utcText } from '../../../components/time.tsx';
import { DeletionList } from '../../plan/start/deletion-list.tsx';
import { UnknownDeletions } from './unknown-deletions.tsx';
import type { LaunchDeletionsFound } from './use-launch-deletions.ts';

/** Which instances the launch of a wave costs. What is live was accepted when the run was started, or stays. */
export function LaunchDeletions({ found }: { readonly found: LaunchDeletionsFound }) {
  const { live, inTheWay, drills, unknown, checkedTime, isLooking, error } = found;
  if (error !== null) return <FailureAlert what="What DRS would delete" error={error} />;
  if (isLooking || checkedTime === undefined) return <NotKnownYet isLooking={isLooking} />;
  const isNothing = live.length + inTheWay.length + drills.length + unknown.length === 0;
  return (
    <>
      <p>
        What DRS would delete, as of {localText(checkedTime)} ({utcText(checkedTime)}):
      </p>
      {isNothing && <p>None of them has an instance that DRS would delete.</p>}
      {live.length > 0 && (
        <Alert type="error" header={`DRS deletes ${countOf(live.length, 'LIVE instance')}, as accepted at the start`}>
          <DeletionList deletions={live} />
        </Alert>
      )}
      {inTheWay.length > 0 && (
        <Alert
          type="warning"
          header={`${countOf(inTheWay.length, 'LIVE instance')} that nobody accepted the deletion of`}
        >
          They stay, and their servers are not launched:
          <DeletionList deletions={inTheWay} />
        </Alert>
      )}
      {drills.length > 0 && (
        <div>
          DRS deletes {countOf(drills.length, 'instance')} of earlier drills:
          <DeletionList deletions={drills} />
        </div>
      )}
      <UnknownDeletions reasons={unknown} />
    </>
  );
}

/** Nobody has to wait for it. */
function NotKnownYet({ isLooking }: { readonly isLooking: boolean }) {
  return (
    <>
      {isLooking && <Indicator type="loading">Asking AWS what DRS would delete</Indicator>}
      <p>
        What DRS would delete is not known yet: the launch itself looks again, and deletes nothing live that nobody
        accepted.
      </p>
    </>
  );
}
