import { axisHeight } from './layout.ts';
import { type Scale, ticksOf } from './scale.ts';

const local = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const localExact = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const minuteMs = 60_000;

/** Local time, and UTC below it. */
export function Axis({ scale }: { readonly scale: Scale }) {
  const ticks = ticksOf(scale);
  const isExact = ticks.some((tick) => tick % minuteMs !== 0);
  const format = isExact ? localExact : local;
  return (
    <svg className="timeline-axis" width={scale.width} height={axisHeight} aria-hidden="true">
      {ticks.map((tick) => {
        const utc = new Date(tick).toISOString();
        const x = scale.x(tick);
        return (
          <g key={tick}>
            <line x1={x} x2={x} y1={axisHeight - 5} y2={axisHeight} className="timeline-tick" />
            <text className="timeline-time" x={x + 3} y={14}>
              {format.format(tick)}
            </text>
            <text className="timeline-note" x={x + 3} y={29}>
              {utc.slice(11, isExact ? 19 : 16)} UTC
            </text>
          </g>
        );
      })}
    </svg>
  );
}
