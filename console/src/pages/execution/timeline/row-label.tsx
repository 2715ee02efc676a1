import Icon from '@cloudscape-design/components/icon';
import { memo } from 'react';
import type { ActivityView } from '../../../../../src/domain/model/execution-view.ts';
import { Status } from '../../../components/status.tsx';
import { rowHeights } from './layout.ts';
import { looksLike, type Row, type WaveRow } from './rows.ts';

interface Props {
  readonly row: Row;
  /** Little room: the colour of the bar says the status; screen readers are told it all the same. */
  readonly isNarrow: boolean;
  readonly onToggle: (waveNumber: number) => void;
}

const isSame = (a: Props, b: Props): boolean =>
  a.isNarrow === b.isNarrow && a.onToggle === b.onToggle && looksLike(a.row, b.row);

export const RowLabel = memo(function RowLabel({ row, isNarrow, onToggle }: Props) {
  const style = { blockSize: rowHeights[row.kind] };
  if (row.kind === 'wave') {
    const { wave, isOpen } = row;
    const done = wave.terminatedCount ?? wave.launchedCount;
    return (
      <button
        type="button"
        className="timeline-label timeline-label-wave"
        style={style}
        aria-expanded={isOpen}
        onClick={() => onToggle(wave.waveNumber)}
      >
        <Icon name={isOpen ? 'caret-down-filled' : 'caret-right-filled'} />
        <span className={isNarrow ? 'timeline-lines' : 'timeline-line'}>
          <span className="timeline-name">
            {wave.waveNumber} {wave.waveName}
          </span>
          <span className="timeline-count">
            {wave.serverCount === 0 ? 'no server' : `${done}/${wave.serverCount}`}
            {wave.failedCount > 0 && <strong className="timeline-failed"> {wave.failedCount} failed</strong>}
          </span>
        </span>
        {isNarrow ? <span className="timeline-unseen">{wave.status}</span> : <Status status={wave.status} />}
      </button>
    );
  }
  const text = textOf(row);
  return (
    <div className={`timeline-label timeline-label-${row.kind}`} style={style} title={text}>
      <span className="timeline-name">{text}</span>
      {row.kind === 'server' && row.server.outcome === 'FAILED' && <strong className="timeline-failed">failed</strong>}
      {row.kind === 'activity' && <span className="timeline-unseen">{row.activity.state}</span>}
      {row.kind === 'activity' && hasFailed(row.activity) && <strong className="timeline-failed">failed</strong>}
    </div>
  );
}, isSame);

function textOf(row: Exclude<Row, WaveRow>): string {
  if (row.kind === 'job') return row.job.jobId ?? row.job.jobKey;
  if (row.kind === 'activity') return row.activity.activityName;
  const count = row.attempts.length;
  return count === 1 ? row.server.serverName : `${row.server.serverName}, attempt ${row.attempts[count - 1]?.attempt}`;
}

const hasFailed = ({ state }: ActivityView): boolean => state === 'FAILED' || state === 'TIMED_OUT';
