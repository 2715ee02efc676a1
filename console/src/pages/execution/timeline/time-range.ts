import type { ExecutionView, WaveView } from '../../../../../src/domain/model/execution-view.ts';
import { gapsBetween, type Span, sumOf } from './scale.ts';

const minuteMs = 60_000;

/** When waves ran; one that runs is drawn up to `nowMs`. */
export const busyOf = (waves: readonly WaveView[], nowMs: number): readonly Span[] =>
  waves.flatMap((wave) =>
    wave.startTime === undefined
      ? []
      : [{ fromMs: Date.parse(wave.startTime), toMs: wave.endTime === undefined ? nowMs : Date.parse(wave.endTime) }],
  );

/**
 * The end of what is drawn: somewhat after now, in steps. So the scale stays for a while, and what is over is not drawn
 * anew every two seconds. How much is somewhat goes by how long things ran, not by how long a gate was closed.
 */
export function rangeEnd({ waves, startTime, endTime }: ExecutionView, nowMs: number): number {
  const startMs = Date.parse(startTime);
  const idleMs = sumOf(gapsBetween(startMs, nowMs, busyOf(waves, nowMs)));
  const busyMs = Math.max(minuteMs, nowMs - startMs - idleMs);
  if (endTime !== undefined) return nowMs + busyMs * 0.02;
  const stepMs = Math.max(minuteMs, 2 ** Math.ceil(Math.log2(busyMs / 8)));
  return startMs + Math.ceil((nowMs - startMs + busyMs * 0.15) / stepMs) * stepMs;
}
