import Box from '@cloudscape-design/components/box';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { type RtoStanding, rtoStanding } from '../../../../src/domain/rto.ts';
import { formatSeconds } from '../../components/duration.ts';
import { Indicator, type IndicatorType } from '../../components/indicator.tsx';

const looks: Readonly<Record<RtoStanding['verdict'], IndicatorType>> = {
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
      <Indicator type={looks[standing.verdict]}>{textOf(standing)}</Indicator>
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
