import { memo } from 'react';
import { lastWordsOf } from '../activities/last-words.ts';
import type { Attempt } from './attempts.ts';
import { activityColours, failedColour, launchedColour, outcomeColours, phaseColours, waveColours } from './colours.ts';
import { rowHeights } from './layout.ts';
import { Note } from './note.tsx';
import { type ActivityRow, type Bar, type JobRow, looksLike, type Row, type ServerRow, type WaveRow } from './rows.ts';
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
  const share = (count: number): number => (wave.serverCount === 0 ? 0 : count / wave.serverCount);
  const done = share(wave.terminatedCount ?? wave.launchedCount);
  const failed = share(wave.failedCount);
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
          {gate.toMs === undefined ? (
            <Note at={scale.x(gate.fromMs)} rowHeight={height} scale={scale}>
              gate: waits for approval
            </Note>
          ) : (
            <text className="timeline-note" x={scale.x(gate.fromMs) + 4} y={8}>
              gate
            </text>
          )}
        </g>
      )}
      {rect !== undefined && (
        <g>
          <rect {...rect} y={9} height={height - 16} rx={3} style={{ fill: waveColours[wave.status], opacity: 0.3 }} />
          <rect
            x={rect.x}
            width={rect.width * done}
            y={9}
            height={height - 16}
            rx={3}
            style={{ fill: launchedColour }}
          />
          <rect
            x={rect.x + rect.width * done}
            width={rect.width * failed}
            y={9}
            height={height - 16}
            rx={3}
            style={{ fill: failedColour }}
          />
          {isCritical && <rect {...rect} className="timeline-critical" y={height - 5} height={3} />}
        </g>
      )}
      {rect === undefined && gate === undefined && (
        <Note at={scale.x(nowMs)} rowHeight={height} scale={scale}>
          {wave.waitsFor === undefined ? wave.status : `waits for ${wave.waitsFor}`}
        </Note>
      )}
    </>
  );
}

function JobBars({ row: { job, bar }, scale, nowMs }: Props<JobRow>) {
  if (bar === undefined) {
    return (
      <Note at={scale.x(nowMs)} rowHeight={rowHeights.job} scale={scale}>
        {job.waitingFor === undefined ? job.state : `waits for ${job.waitingFor}`}
      </Note>
    );
  }
  return <rect className="timeline-job" {...rectOf(bar, scale, nowMs)} y={8} height={6} rx={3} />;
}

/** Its title is what was last said of it: where AWS spoke, in AWS's words. */
function ActivityBars({ row: { activity, bar }, scale, nowMs }: Props<ActivityRow>) {
  const message = lastWordsOf(activity);
  if (bar === undefined) {
    return (
      <Note at={scale.x(nowMs)} rowHeight={rowHeights.activity} scale={scale}>
        {activity.state}
      </Note>
    );
  }
  return (
    <rect {...rectOf(bar, scale, nowMs)} y={7} height={8} rx={4} style={{ fill: activityColours[activity.state] }}>
      <title>{`${activity.activityName}: ${activity.state}${message === undefined ? '' : `. ${message}`}`}</title>
    </rect>
  );
}

function ServerBars({ row: { attempts }, scale, nowMs }: Props<ServerRow>) {
  return attempts.map((attempt) => <AttemptBars key={attempt.attempt} {...{ attempt, scale, nowMs }} />);
}

interface AttemptProps {
  readonly attempt: Attempt;
  readonly scale: Scale;
  readonly nowMs: number;
}

/** Its title says why it did not come up, in AWS's words where AWS spoke. */
function AttemptBars({ attempt: { attempt, outcome, reason, stretches, endMs }, scale, nowMs }: AttemptProps) {
  const colour = outcomeColours[outcome];
  return (
    <g>
      {reason !== undefined && <title>{`Attempt ${attempt}: ${outcome}. ${reason}`}</title>}
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
    </g>
  );
}

const isSame = (a: Props<Row>, b: Props<Row>): boolean =>
  a.scale === b.scale && a.nowMs === b.nowMs && looksLike(a.row, b.row);

/** The bars of one row. Drawn anew only when something of the row, the scale or its end has changed. */
export const RowBars = memo(function RowBars({ row, scale, nowMs }: Props<Row>) {
  if (row.kind === 'wave') return <WaveBars row={row} scale={scale} nowMs={nowMs} />;
  if (row.kind === 'job') return <JobBars row={row} scale={scale} nowMs={nowMs} />;
  if (row.kind === 'activity') return <ActivityBars row={row} scale={scale} nowMs={nowMs} />;
  return <ServerBars row={row} scale={scale} nowMs={nowMs} />;
}, isSame);

/** A row that is over does not move with the time. */
export const isMoving = (row: Row): boolean => {
  if (row.kind === 'server') return row.server.outcome === 'UNDECIDED';
  return row.bar === undefined || row.bar.toMs === undefined;
};
