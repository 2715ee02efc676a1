import type { ExecutionView, WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { formatSeconds } from '../../../components/duration.ts';
import type { Placed } from './layout.ts';
import { isMoving, RowBars } from './row-bars.tsx';
import { type Scale, type Span, ticksOf } from './scale.ts';
import { WaveLinks } from './wave-links.tsx';

interface Props {
  readonly execution: ExecutionView;
  readonly placed: readonly Placed[];
  readonly height: number;
  readonly scale: Scale;
  readonly nowMs: number;
}

/** Pixels that the word beside the line of now takes. */
const nowTextWidth = 30;

const summaryOf = ({ waves, purpose }: ExecutionView): string => {
  const done = (wave: WaveView): string =>
    purpose === 'CLEAN_UP'
      ? `${wave.terminatedCount ?? 0} of ${wave.serverCount} terminated`
      : `${wave.launchedCount} of ${wave.serverCount} launched`;
  return `Timeline. ${waves.map((wave) => `Wave ${wave.waveNumber} ${wave.waveName}: ${wave.status}, ${done(wave)}`).join('. ')}`;
};

export function TimelineBars({ execution, placed, height, scale, nowMs }: Props) {
  const nowX = scale.x(nowMs);
  const isLate = nowX > scale.width - nowTextWidth;
  // What moves is drawn again when it has moved by two pixels.
  const drawnMs = Math.ceil(nowMs / (2 * scale.msPerPixel)) * 2 * scale.msPerPixel;
  return (
    <svg width={scale.width} height={height} role="img" aria-label={summaryOf(execution)}>
      <defs>
        <pattern id="timeline-gate" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <line x1="0" y1="0" x2="0" y2="6" className="timeline-gate" />
        </pattern>
      </defs>
      {ticksOf(scale).map((tick) => (
        <line key={tick} className="timeline-grid-line" x1={scale.x(tick)} x2={scale.x(tick)} y1={0} y2={height} />
      ))}
      {scale.pauses.map((pause) => (
        <g key={pause.fromMs}>
          <rect
            className="timeline-pause"
            x={scale.x(pause.fromMs)}
            width={scale.x(pause.toMs) - scale.x(pause.fromMs)}
            y={0}
            height={height}
          />
          <PauseLength pause={pause} scale={scale} y={height - 6} />
        </g>
      ))}
      <WaveLinks placed={placed} scale={scale} />
      {placed.map(({ row, top }) => (
        <g key={row.key} transform={`translate(0 ${top})`}>
          <RowBars row={row} scale={scale} nowMs={isMoving(row) ? drawnMs : scale.toMs} />
        </g>
      ))}
      {execution.endTime === undefined && (
        <g>
          <line className="timeline-now" x1={nowX} x2={nowX} y1={0} y2={height} />
          <text
            className="timeline-now-text"
            x={isLate ? nowX - 3 : nowX + 3}
            y={10}
            textAnchor={isLate ? 'end' : 'start'}
          >
            now
          </text>
        </g>
      )}
    </svg>
  );
}

/** Pixels that a letter takes. */
const letterWidth = 6;

/** How long nothing ran: within the pause, or before the edge where it would be cut off. */
function PauseLength({ pause, scale, y }: { readonly pause: Span; readonly scale: Scale; readonly y: number }) {
  const text = formatSeconds((pause.toMs - pause.fromMs) / 1000);
  const x = scale.x(pause.fromMs) + 4;
  const isLate = x + text.length * letterWidth > scale.width;
  return (
    <text className="timeline-note" x={isLate ? scale.width - 3 : x} y={y} textAnchor={isLate ? 'end' : 'start'}>
      {text}
    </text>
  );
}
