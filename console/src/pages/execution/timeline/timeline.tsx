import './timeline.css';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { replaceEqualDeep } from '@tanstack/react-query';
import { memo, useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import type { ExecutionView, JobView, ServerView } from '../../../../../src/domain/model/execution-view.ts';
import { ReasonButton } from '../../../components/reason-button.tsx';
import { useWidth } from '../../../components/use-width.ts';
import { useJobLogs } from '../../../data/job-logs.ts';
import { useServerTime } from '../../../data/server-time.ts';
import { Axis } from './axis.tsx';
import { place } from './layout.ts';
import { Legend } from './legend.tsx';
import { RowLabel } from './row-label.tsx';
import { rowsOf } from './rows.ts';
import { createScale, type Scale } from './scale.ts';
import { busyOf, rangeEnd } from './time-range.ts';
import { TimelineBars } from './timeline-bars.tsx';

const labelsWidth = 300;
const narrowLabelsWidth = 150;
const narrow = 700;
const leastWidth = 150;
/** Waves are unfolded at first as long as so many servers can be seen at once. */
const unfoldedServersMost = 60;
const zoomStep = 1.6;
const zoomMost = 40;

interface Props {
  readonly execution: ExecutionView;
  readonly servers: readonly ServerView[];
}

/**
 * Drawn anew behind what is shown, in slices that a click or a key comes between: a look at a running wave moves most of
 * the bars at once.
 */
export function Timeline({ execution, servers }: Props) {
  const folding = useFolding(execution);
  const logs = useJobLogs(execution.executionId, jobsSeen(execution, folding.openWaves));
  const nowMs = useNow(execution);
  const seen = useMemo(
    () => ({ execution, servers, logs, nowMs, folding }),
    [execution, servers, logs, nowMs, folding],
  );
  return <Drawing {...useDeferredValue(seen)} />;
}

interface DrawingProps extends Props {
  readonly folding: Folding;
  readonly logs: ReturnType<typeof useJobLogs>;
  readonly nowMs: number;
}

const Drawing = memo(function Drawing({ execution, servers, logs, nowMs, folding }: DrawingProps) {
  const { openWaves, toggle, setAll } = folding;
  const [ref, width] = useWidth<HTMLDivElement>();
  const [zoom, setZoom] = useState(1);
  const rows = useMemo(() => rowsOf({ execution, servers, logs, openWaves }), [execution, servers, logs, openWaves]);
  const { placed, height } = useMemo(() => place(rows), [rows]);
  const labels = width < narrow ? narrowLabelsWidth : labelsWidth;
  const plotWidth = Math.max(leastWidth, width - labels) * zoom;
  const scale = useScale(execution, nowMs, plotWidth);
  return (
    <div style={{ '--timeline-labels': `${labels}px` }}>
      <SpaceBetween size="s">
        <SpaceBetween direction="horizontal" size="xs" alignItems="center">
          <ReasonButton
            iconName="zoom-in"
            ariaLabel="Zoom in"
            variant="icon"
            reason={zoom >= zoomMost ? 'It is drawn as wide as it can be' : undefined}
            onClick={() => setZoom(Math.min(zoomMost, zoom * zoomStep))}
          />
          <ReasonButton
            iconName="zoom-out"
            ariaLabel="Zoom out"
            variant="icon"
            reason={zoom <= 1 ? 'All of it is in view' : undefined}
            onClick={() => setZoom(Math.max(1, zoom / zoomStep))}
          />
          <Button variant="inline-link" onClick={() => setAll(true)}>
            Unfold all
          </Button>
          <Button variant="inline-link" onClick={() => setAll(false)}>
            Fold all
          </Button>
          <Legend execution={execution} />
        </SpaceBetween>
        {/* The room within its own scroll bar: what is drawn ends before it. */}
        <div ref={ref} className="timeline-scroll">
          <div className="timeline-grid">
            <div className="timeline-corner">Wave, server</div>
            <div className="timeline-axis-cell">
              <Axis scale={scale} />
            </div>
            <div className="timeline-labels">
              {rows.map((row) => (
                <RowLabel key={row.key} row={row} isNarrow={width < narrow} onToggle={toggle} />
              ))}
            </div>
            <TimelineBars execution={execution} placed={placed} height={height} scale={scale} nowMs={nowMs} />
          </div>
        </div>
      </SpaceBetween>
    </div>
  );
});

/** The jobs that are unfolded: nobody asks AWS for what nobody sees. */
const jobsSeen = ({ waves }: ExecutionView, openWaves: ReadonlySet<number>): readonly JobView[] =>
  waves
    .filter(({ waveNumber }) => openWaves.has(waveNumber))
    .flatMap(({ jobs }) => jobs)
    .filter(({ jobId }) => jobId !== undefined);

/** The time of the server; of what is over, its end. */
function useNow({ endTime, startTime }: ExecutionView): number {
  const serverTime = useServerTime();
  return endTime === undefined ? (serverTime ?? Date.parse(startTime)) : Date.parse(endTime);
}

/** The same scale as long as it still fits: rows that are over are then not drawn anew. */
function useScale(execution: ExecutionView, nowMs: number, width: number): Scale {
  const { waves, startTime } = execution;
  const toMs = rangeEnd(execution, nowMs);
  const busy = busyOf(waves, toMs);
  // Each look brings the waves anew; when they ran changes rarely.
  const kept = useRef(busy);
  kept.current = replaceEqualDeep(kept.current, busy);
  const same = kept.current;
  return useMemo(() => createScale(Date.parse(startTime), toMs, width, same), [startTime, same, toMs, width]);
}

interface Folding {
  readonly openWaves: ReadonlySet<number>;
  readonly toggle: (waveNumber: number) => void;
  readonly setAll: (open: boolean) => void;
}

function useFolding({ waves, serverCount }: ExecutionView): Folding {
  const [chosen, setChosen] = useState<ReadonlyMap<number, boolean>>(new Map());
  const isSmall = serverCount <= unfoldedServersMost;
  const openWaves = useMemo(
    () => new Set(waves.map(({ waveNumber }) => waveNumber).filter((waveNumber) => chosen.get(waveNumber) ?? isSmall)),
    [waves, chosen, isSmall],
  );
  const toggle = useCallback(
    (waveNumber: number) =>
      setChosen((before) => new Map(before).set(waveNumber, !(before.get(waveNumber) ?? isSmall))),
    [isSmall],
  );
  return useMemo(
    () => ({
      openWaves,
      toggle,
      setAll: (open: boolean) => setChosen(new Map(waves.map(({ waveNumber }) => [waveNumber, open]))),
    }),
    [openWaves, toggle, waves],
  );
}
