import { axisHeight } from './layout.ts';
import { type Scale, ticksOf } from './scale.ts';

const local = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });
const localExact = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const minuteMs = 60_000;
/** Pixels that the words of a time take. */
const timeWidth = 65;

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
        const isLate = x > scale.width - timeWidth;
        const beside = { x: isLate ? x - 3 : x + 3, textAnchor: isLate ? 'end' : 'start' } as const;
        return (
          <g key={tick}>
            <line x1={x} x2={x} y1={axisHeight - 5} y2={axisHeight} className="timeline-tick" />
            <text className="timeline-time" {...beside} y={14}>
              {format.format(tick)}
            </text>
            <text className="timeline-note" {...beside} y={29}>
              {utc.slice(11, isExact ? 19 : 16)} UTC
            </text>
          </g>
        );
      })}
    </svg>
  );
}
