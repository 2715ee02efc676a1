/** When each server went through which phase, read from the logs of DRS: for drawing only. */
import type { ServerView } from '../../../../../src/domain/model/execution-view.ts';

/** What was last observed of a server. */
type Seen = Partial<Pick<NonNullable<ServerView['observed']>, 'decidedTime' | 'phase'>>;

export type Phase = 'WAITING' | 'SNAPSHOT' | 'CONVERSION' | 'LAUNCH';

/** A stretch of time, epoch milliseconds; without `toMs` it goes on. */
export interface Stretch {
  readonly phase: Phase;
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

export interface LogLine {
  readonly time?: string | undefined;
  readonly event: string;
  readonly sourceServerId?: string | undefined;
}

const phaseOfEvent: Readonly<Partial<Record<string, Phase>>> = {
  SNAPSHOT_START: 'SNAPSHOT',
  CONVERSION_START: 'CONVERSION',
  LAUNCH_START: 'LAUNCH',
};

const msOf = (instant: string | undefined): number => (instant === undefined ? Number.NaN : Date.parse(instant));

/**
 * The stretches of one server, from the start of its job to when it was decided. Without a log it is one stretch in the
 * phase that was last observed.
 */
export function stretchesOf(
  { decidedTime, phase }: Seen,
  jobStart: string | undefined,
  lines: readonly LogLine[],
): readonly Stretch[] {
  const startMs = msOf(jobStart);
  if (Number.isNaN(startMs)) return [];
  const decidedMs = msOf(decidedTime);
  const endMs = Number.isNaN(decidedMs) ? undefined : decidedMs;
  const begins = lines
    .flatMap((line) => {
      const phase = phaseOfEvent[line.event];
      const fromMs = msOf(line.time);
      return phase === undefined || Number.isNaN(fromMs) ? [] : [{ phase, fromMs }];
    })
    .toSorted((a, b) => a.fromMs - b.fromMs);
  const first: Phase = begins.length > 0 || phase === undefined || phase === 'DONE' ? 'WAITING' : phase;
  const all = [{ phase: first, fromMs: startMs }, ...begins];
  return all.flatMap(({ phase, fromMs }, index) => {
    const toMs = all[index + 1]?.fromMs ?? endMs;
    return toMs !== undefined && toMs <= fromMs ? [] : [{ phase, fromMs, toMs }];
  });
}
