import Box from '@cloudscape-design/components/box';
import { useServerTime } from '../data/server-time.ts';
import { formatSeconds, secondsBetween } from './duration.ts';

const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
/** The year stands in the line of UTC below. */
const localShort = new Intl.DateTimeFormat(undefined, {
  month: 'short',
  day: 'numeric',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
});
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });

export const utcText = (instant: string): string =>
  `${new Date(instant).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
export const localText = (instant: string): string => local.format(new Date(instant));
export const clockText = (instant: string): string => clock.format(new Date(instant));

/** Both, in a sentence or a heading. */
export const localAndUtcText = (instant: string): string => `${localText(instant)} (${utcText(instant)})`;

interface TimeProps {
  readonly instant: string | undefined;
}

/** A time in the reader's own time and, for talking with others, in UTC. */
export function Time({ instant }: TimeProps) {
  if (instant === undefined) return <>–</>;
  return (
    <time className="unbroken" dateTime={instant} title={`${localText(instant)} local time, ${utcText(instant)}`}>
      {localShort.format(new Date(instant))}
      <Box variant="small" display="block">
        {utcText(instant)}
      </Box>
    </time>
  );
}

/** From one time to another, which may be open: in local time, and below in UTC. */
export function Stretch({ from, to }: { readonly from: string; readonly to: string | undefined }) {
  const start = new Date(from);
  if (to === undefined) {
    return (
      <>
        since {localShort.format(start)}
        <div>{utcText(from)}</div>
      </>
    );
  }
  return (
    <>
      {localShort.formatRange(start, new Date(to))}
      <div>{utcRange(from, to)}</div>
    </>
  );
}

/** Of the second time only what differs: its day, where it is another one. */
const utcRange = (from: string, to: string): string => {
  const [start, end] = [utcText(from), utcText(to)];
  const isSameDay = start.slice(0, 10) === end.slice(0, 10);
  return `${start.replace(' UTC', '')} – ${isSameDay ? end.slice(11) : end}`;
};

/** "12 s ago", by the server's clock. */
export function Ago({ instant }: { readonly instant: string }) {
  const now = useServerTime();
  return (
    <time className="unbroken" dateTime={instant} title={`${localText(instant)} local time, ${utcText(instant)}`}>
      {now === undefined ? clockText(instant) : `${formatSeconds(secondsBetween(instant, now))} ago`}
    </time>
  );
}
