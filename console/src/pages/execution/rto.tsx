import Box from '@cloudscape-design/components/box';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { type RtoStanding, rtoStanding } from '../../../../src/domain/rto.ts';
import { formatSeconds } from '../../components/duration.ts';

const looks: Readonly<Record<RtoStanding['verdict'], StatusIndicatorProps.Type>> = {
  RUNNING: 'in-progress',
  LATE: 'error',
  MET: 'success',
  MISSED: 'error',
  NOT_UP: 'error',
};

/** How the run stands against the plan's recovery time objective; nothing when the plan has none. */
export function Rto({ execution, nowMs }: { readonly execution: ExecutionView; readonly nowMs: number | undefined }) {
  const standing = rtoStanding(execution, nowMs === undefined ? undefined : new Date(nowMs).toISOString());
  if (standing === undefined) return null;
  return (
    <Box variant="small" display="block">
      <StatusIndicator type={looks[standing.verdict]}>{textOf(standing)}</StatusIndicator>
    </Box>
  );
}

function textOf({ targetSeconds, elapsedSeconds = 0, verdict }: RtoStanding): string {
  const target = `RTO ${formatSeconds(targetSeconds)}`;
  switch (verdict) {
    case 'RUNNING':
      return `${target}: ${formatSeconds(targetSeconds - elapsedSeconds)} left`;
    case 'LATE':
    case 'MISSED':
      return `${target}: missed by ${formatSeconds(elapsedSeconds - targetSeconds)}`;
    case 'MET':
      return `${target}: met`;
    case 'NOT_UP':
      return `${target}: missed, not every server is up`;
  }
}
