import { memo } from 'react';
import { outcomeColours, phaseColours, waveColours } from './colours.ts';
import { rowHeights } from './layout.ts';
import type { Bar, JobRow, Row, ServerRow, WaveRow } from './rows.ts';
import type { Scale } from './scale.ts';

interface Props<R extends Row> {
  readonly row: R;
  readonly scale: Scale;
  /** Where what goes on ends for now, epoch milliseconds. */
  readonly nowMs: number;
}

const least = 2;

const rectOf = (bar: Bar, scale: Scale, nowMs: number): { readonly x: number; readonly width: number } => {
  const x = scale.x(bar.fromMs);
  return { x, width: Math.max(least, scale.x(bar.toMs ?? nowMs) - x) };
};

function WaveBars({ row: { wave, bar, gate, isCritical }, scale, nowMs }: Props<WaveRow>) {
  const height = rowHeights.wave;
  const done = wave.serverCount === 0 ? 0 : (wave.terminatedCount ?? wave.launchedCount) / wave.serverCount;
  const rect = bar && rectOf(bar, scale, nowMs);
  return (
    <>
      {gate !== undefined && (
        <g>
          <rect
            className="timeline-gate"
            {...rectOf(gate, scale, nowMs)}
            y={11}
            height={height - 22}
            fill="url(#timeline-gate)"
          />
          <text className="timeline-note" x={scale.x(gate.fromMs) + 4} y={8}>
            {gate.toMs === undefined ? 'gate: waits for approval' : 'gate'}
          </text>
        </g>
      )}
      {rect !== undefined && (
        <g>
          <rect {...rect} y={9} height={height - 16} rx={3} style={{ fill: waveColours[wave.status], opacity: 0.3 }} />
          <rect
            x={rect.x}
            width={Math.max(least, rect.width * done)}
            y={9}
            height={height - 16}
            rx={3}
            style={{ fill: waveColours[wave.status] }}
          />
          {isCritical && <rect {...rect} className="timeline-critical" y={height - 5} height={3} />}
        </g>
      )}
      {rect === undefined && gate === undefined && (
        <text className="timeline-note" x={scale.x(nowMs) + 6} y={height / 2 + 4}>
          {wave.waitsFor === undefined ? wave.status : `waits for ${wave.waitsFor}`}
        </text>
      )}
    </>
  );
}

function JobBars({ row: { job, bar }, scale, nowMs }: Props<JobRow>) {
  if (bar === undefined) {
    return (
      <text className="timeline-note" x={scale.x(nowMs) + 6} y={15}>
        {job.waitingFor === undefined ? job.state : `waits for ${job.waitingFor}`}
      </text>
    );
  }
  return <rect className="timeline-job" {...rectOf(bar, scale, nowMs)} y={8} height={6} rx={3} />;
}

function ServerBars({ row: { server, stretches }, scale, nowMs }: Props<ServerRow>) {
  const colour = outcomeColours[server.outcome];
  const endMs = stretches.at(-1)?.toMs;
  return (
    <>
      {stretches.map((stretch) => (
        <rect
          key={stretch.phase}
          {...rectOf(stretch, scale, nowMs)}
          y={5}
          height={10}
          style={{ fill: phaseColours[stretch.phase] }}
        />
      ))}
      {colour !== undefined && endMs !== undefined && (
        <circle cx={scale.x(endMs)} cy={10} r={5} style={{ fill: colour }} className="timeline-end" />
      )}
    </>
  );
}

/** The bars of one row. Drawn anew only when something of the row, the scale or its end has changed. */
export const RowBars = memo(function RowBars({ row, scale, nowMs }: Props<Row>) {
  if (row.kind === 'wave') return <WaveBars row={row} scale={scale} nowMs={nowMs} />;
  if (row.kind === 'job') return <JobBars row={row} scale={scale} nowMs={nowMs} />;
  return <ServerBars row={row} scale={scale} nowMs={nowMs} />;
});

/** A row that is over does not move with the time. */
export const isMoving = (row: Row): boolean => {
  if (row.kind === 'server') return row.server.outcome === 'UNDECIDED';
  return row.bar === undefined || row.bar.toMs === undefined;
};
