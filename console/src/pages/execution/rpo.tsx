import Box from '@cloudscape-design/components/box';
import type { ExecutionView } from '../../../../src/domain/model/execution-view.ts';
import { formatSeconds } from '../../components/duration.ts';
import { Indicator, type IndicatorType } from '../../components/indicator.tsx';

const looks: Readonly<Record<NonNullable<ExecutionView['rpo']>, IndicatorType>> = {
  MET: 'success',
  MISSED: 'error',
  UNKNOWN: 'warning',
};

/** How old the data was that servers came up with; nothing while none is launched. */
export function Rpo({ execution: { achievedRpo, rpo, rpoTargetSeconds } }: { readonly execution: ExecutionView }) {
  if (achievedRpo === undefined) return null;
  const { secondsMax, serverName, unknownServers } = achievedRpo;
  const target = rpoTargetSeconds === undefined ? 'RPO' : `RPO ${formatSeconds(rpoTargetSeconds)}`;
  const left = unknownServers === 0 ? '' : `, not known of ${unknownServers}`;
  return (
    <Box variant="small" display="block">
      <Indicator type={rpo === undefined ? 'info' : looks[rpo]}>
        {target}: data up to {formatSeconds(secondsMax)} old <span className="whole">({serverName})</span>
        {left}
      </Indicator>
    </Box>
  );
}
