import type { RecoveryInstanceView } from '../../../../../src/api/contract.ts';
import type { LaunchedFates } from '../../../../../src/domain/launched-fates.ts';
import { countOf } from '../../../components/count.ts';

interface Props {
  readonly fates: LaunchedFates<RecoveryInstanceView>;
  /** The last clean-up did not complete, and nothing is left but what the plan does after it. */
  readonly isOfActionsOnly: boolean;
}

/** What of an execution is not, or may not be, there any more; and what is done all the same. */
export function CleanUpFates({ fates: { left, terminated, replaced, foundGone }, isOfActionsOnly }: Props) {
  const seenGone = left.filter(({ gone }) => gone !== undefined);
  const successors = [...new Set(replaced.flatMap(({ replacedBy }) => replacedBy ?? []))];
  return (
    <>
      {isOfActionsOnly && (
        <p>The last clean-up did not complete: what the plan does after a clean-up is done again, and nothing else.</p>
      )}
      {seenGone.length > 0 && (
        <p>
          {countOf(seenGone.length, 'instance')} of it DRS listed no more when it was looked at last: terminated where
          it is still there.
        </p>
      )}
      {terminated.length > 0 && (
        <p>{countOf(terminated.length, 'instance')} of it terminated by an earlier clean-up already.</p>
      )}
      {foundGone.length > 0 && (
        <p>{countOf(foundGone.length, 'instance')} of it gone already when an earlier clean-up looked.</p>
      )}
      {replaced.length > 0 && (
        <p>
          {countOf(replaced.length, 'instance')} of it replaced by the launches of {successors.join(', ')}: what those
          launched stays.
        </p>
      )}
    </>
  );
}
