import Box from '@cloudscape-design/components/box';
import type { ActivityState } from '../../../src/domain/model/activity.ts';
import type {
  ExecutionStatus,
  LaunchJobState,
  ServerOutcome,
  WaveStatus,
} from '../../../src/domain/model/execution.ts';
import { Indicator, type IndicatorType } from './indicator.tsx';

type Look = IndicatorType;
type AnyStatus = ExecutionStatus | WaveStatus | ServerOutcome | LaunchJobState | ActivityState;

/** A status always stands in its own word, as in the API and on the command line; form and colour only help the eye. */
const looks: Readonly<Record<AnyStatus, Look>> = {
  INITIATED: 'pending',
  REFUSED: 'error',
  POLLING: 'in-progress',
  PAUSED: 'warning',
  CANCELLING: 'in-progress',
  COMPLETED: 'success',
  PARTIAL: 'warning',
  FAILED: 'error',
  TIMED_OUT: 'error',
  CANCELLED: 'stopped',
  PENDING: 'pending',
  AWAITING_APPROVAL: 'warning',
  STARTING: 'in-progress',
  IN_PROGRESS: 'in-progress',
  SKIPPED: 'stopped',
  UNDECIDED: 'in-progress',
  LAUNCHED: 'success',
  TERMINATED: 'success',
  NOT_STARTED: 'stopped',
  WAITING: 'pending',
  PLANNED: 'pending',
  CLAIMED: 'in-progress',
  STARTED: 'in-progress',
  ENDED: 'success',
  SUCCEEDED: 'success',
  WITHDRAWN: 'stopped',
};

export function Status({ status }: { readonly status: AnyStatus }) {
  return <Indicator type={looks[status]}>{status}</Indicator>;
}

interface StatusAndWhyProps {
  readonly status: AnyStatus;
  readonly reason: string | undefined;
}

/** The reason stands below its status: also where there is little room, both are seen. */
export function StatusAndWhy({ status, reason }: StatusAndWhyProps) {
  return (
    <>
      <Status status={status} />
      {reason !== undefined && (
        <Box variant="small" display="block">
          {reason}
        </Box>
      )}
    </>
  );
}

/** An undecided server that nothing has been seen of yet does not run: it waits. */
export function OutcomeStatus({ outcome, observed }: { readonly outcome: ServerOutcome; readonly observed: boolean }) {
  if (outcome === 'UNDECIDED' && !observed) return <Indicator type="pending">UNDECIDED</Indicator>;
  return <Status status={outcome} />;
}
