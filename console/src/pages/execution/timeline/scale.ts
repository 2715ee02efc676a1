/** From time to place: epoch milliseconds to pixels. Long stretches in which nothing ran take little room. */
export interface Scale {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
  readonly x: (ms: number) => number;
  /** The stretches that are drawn shorter than they were. */
  readonly pauses: readonly Span[];
  /** Milliseconds that a pixel stands for, outside the pauses. */
  readonly msPerPixel: number;
}

/** Epoch milliseconds. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** What a pause is drawn as, of all the rest. */
const pauseShare = 0.1;
/** Shorter ones are drawn as long as they were. */
const pauseShareLeast = 0.25;

/** `busy`: when something ran, in any order; what lies between is a pause. */
export function createScale(fromMs: number, toMs: number, width: number, busy: readonly Span[]): Scale {
  const gaps = gapsBetween(fromMs, toMs, busy);
  const busyMs = toMs - fromMs - sumOf(gaps);
  // Where nothing has run yet there is nothing to make room for.
  const pauses = busyMs <= 0 ? [] : gaps.filter((gap) => gap.toMs - gap.fromMs > busyMs * pauseShareLeast);
  const fullMs = Math.max(1, toMs - fromMs - sumOf(pauses));
  const drawnMs = fullMs * (1 + pauseShare * pauses.length);
  const msPerPixel = drawnMs / width;
  const pausePixels = (fullMs * pauseShare) / msPerPixel;
  const x = (ms: number): number => {
    const at = Math.min(toMs, Math.max(fromMs, ms));
    let full = at - fromMs;
    let pixels = 0;
    for (const pause of pauses) {
      const passed = Math.max(0, Math.min(at, pause.toMs) - pause.fromMs);
      full -= passed;
      pixels += (passed / (pause.toMs - pause.fromMs)) * pausePixels;
    }
    return full / msPerPixel + pixels;
  };
  return { fromMs, toMs, width, x, pauses, msPerPixel };
}

export const sumOf = (spans: readonly Span[]): number => spans.reduce((sum, span) => sum + span.toMs - span.fromMs, 0);

export function gapsBetween(fromMs: number, toMs: number, busy: readonly Span[]): readonly Span[] {
  const gaps: Span[] = [];
  let coveredMs = fromMs;
  for (const span of busy.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (span.fromMs > coveredMs) gaps.push({ fromMs: coveredMs, toMs: Math.min(toMs, span.fromMs) });
    coveredMs = Math.max(coveredMs, span.toMs);
  }
  if (coveredMs < toMs) gaps.push({ fromMs: coveredMs, toMs });
  return gaps;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const steps = [
  ...[5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12, 24, 48, 168].map((count) => count * hour),
];
const pixelsPerTick = 110;

/** Round times outside the pauses, about as many as there is room for. */
export function ticksOf({ fromMs, toMs, msPerPixel, pauses }: Scale): readonly number[] {
  const wanted = msPerPixel * pixelsPerTick;
  const step = steps.find((each) => each >= wanted) ?? steps.at(-1) ?? hour;
  const starts = [fromMs, ...pauses.map((pause) => pause.toMs)];
  return starts.flatMap((start, index) => {
    const end = pauses[index]?.fromMs ?? toMs;
    const first = Math.ceil(start / step) * step;
    const count = Math.max(0, Math.floor((end - first) / step) + 1);
    return Array.from({ length: count }, (_, tick) => first + tick * step);
  });
}
