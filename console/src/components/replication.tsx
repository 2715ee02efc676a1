import { durationSeconds } from '../../../src/domain/duration.ts';
import { formatSeconds } from './duration.ts';
import { Indicator, type IndicatorType } from './indicator.tsx';

interface Props {
  /** DRS DataReplicationState, open. */
  readonly replicationState?: string | undefined;
  /** ISO 8601 duration. */
  readonly lagDuration?: string | undefined;
}

/** Of the DRS API; a state that is not here is shown as it is, and nobody is told that it is well. */
const looks: Readonly<Record<string, IndicatorType>> = {
  CONTINUOUS: 'success',
  INITIATING: 'in-progress',
  INITIAL_SYNC: 'in-progress',
  CREATING_SNAPSHOT: 'in-progress',
  BACKLOG: 'warning',
  RESCAN: 'warning',
  PAUSED: 'warning',
  STALLED: 'error',
  DISCONNECTED: 'error',
  STOPPED: 'error',
  NOT_STARTED: 'stopped',
};

export const replicationLook = (replicationState: string): IndicatorType => looks[replicationState] ?? 'warning';

export function Replication({ replicationState, lagDuration }: Props) {
  if (replicationState === undefined) return <Indicator type="pending">DRS does not say</Indicator>;
  const lag = lagText(lagDuration);
  return (
    <Indicator type={replicationLook(replicationState)}>
      {replicationState}
      {lag === undefined ? '' : `, lag ${lag}`}
    </Indicator>
  );
}

/** "45 s"; undefined when DRS shows none. */
export function lagText(lagDuration: string | undefined): string | undefined {
  if (lagDuration === undefined) return undefined;
  const seconds = durationSeconds(lagDuration);
  if (seconds === undefined) return lagDuration;
  return seconds === 0 ? undefined : formatSeconds(seconds);
}
