/**
 * What DRS launched a server from, where a time was asked for: the newest recovery point at or before it that DRS kept when
 * the execution began. Where none was asked for: the latest data.
 */
import { drawnPlan } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { DrsJob, DrsJobs } from './drs-jobs.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly night: Night;
  readonly nowMs: () => number;
  readonly drs: Pick<DrsJobs, 'find'>;
  /** One that cannot be told from ours is adopted, whatever it was launched from: DRS does not tell. */
  readonly isStrangers: (jobId: string) => boolean;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** DRS guide, point in time: every 10 minutes for an hour, hourly for a day, daily for 7 days. */
const kept = [
  { stepMs: 10 * MINUTE_MS, forMs: HOUR_MS },
  { stepMs: HOUR_MS, forMs: DAY_MS },
  { stepMs: DAY_MS, forMs: 7 * DAY_MS },
] as const;
/** The oldest answer that a night gives. */
const STALE_MS = MINUTE_MS;
const LOOK_MS = 10_000;
/** A server that no longer replicates is launched from its last snapshot; until then its data may be so old. */
const LAG_MS = 10 * MINUTE_MS;

/** The newest point at or before a time, of those that DRS keeps at a moment. */
const newestPointMs = (askedMs: number, atMs: number): number | undefined => {
  const points = kept
    .map(({ stepMs, forMs }) => ({ pointMs: Math.floor(Math.min(askedMs, atMs) / stepMs) * stepMs, forMs }))
    .filter(({ pointMs, forMs }) => pointMs > atMs - forMs);
  return points.length === 0 ? undefined : Math.max(...points.map(({ pointMs }) => pointMs));
};

export const createPointsInTime = ({ night, nowMs, drs, isStrangers }: Parts) => {
  let nightfallMs: number | undefined;
  /** By AWS's clock: when an execution was saved first, and when it had begun. */
  const savedMs = new Map<string, number>();
  const begunMs = new Map<string, number>();

  const watch: WorldChecker = ({ committed }) => {
    nightfallMs ??= nowMs();
    for (const { step, mirrored } of committed) {
      const { executionId } = mirrored;
      savedMs.set(executionId, savedMs.get(executionId) ?? nowMs());
      if (step?.events.some(({ data }) => data.type === 'ExecutionBegun') === true) begunMs.set(executionId, nowMs());
    }
    return [];
  };

  /** A follow-up is asked for nothing of its own. */
  const askedMs = (mirrored: Mirrored, waveNumber: number): number | undefined => {
    const point = drawnPlan(night, mirrored)?.point;
    if (point === undefined || nightfallMs === undefined) return undefined;
    const isOfWave = point.waveNumber === undefined || point.waveNumber === waveNumber;
    return isOfWave ? nightfallMs - point.secondsBefore * 1000 : undefined;
  };

  const possibleMs = (executionId: string, asked: number): ReadonlySet<number | undefined> => {
    const possible = new Set<number | undefined>();
    const toMs = begunMs.get(executionId) ?? 0;
    for (let atMs = (savedMs.get(executionId) ?? toMs) - STALE_MS; atMs <= toMs; atMs += LOOK_MS) {
      possible.add(newestPointMs(asked, atMs));
    }
    return possible.add(newestPointMs(asked, toMs));
  };

  const wrongIn = (mirrored: Mirrored, waveNumber: number, { jobId, participants }: DrsJob): readonly string[] => {
    const { executionId } = mirrored;
    const asked = askedMs(mirrored, waveNumber);
    const possible = asked === undefined ? undefined : possibleMs(executionId, asked);
    return participants.flatMap(({ sourceServerId, startedAt, pointInTime, usedPreviousSnapshot }) => {
      if (pointInTime === undefined) return [];
      const isLatest = usedPreviousSnapshot === true || startedAt - pointInTime <= LAG_MS;
      if (possible === undefined ? isLatest : possible.has(pointInTime)) return [];
      const wanted =
        asked === undefined ? 'its latest data' : `the newest point before ${new Date(asked).toISOString()}`;
      const taken = new Date(pointInTime).toISOString();
      return [`point in time: ${executionId} launched ${sourceServerId} (${jobId}) from ${taken}, asked was ${wanted}`];
    });
  };

  return {
    watch,
    violations: (executions: readonly Mirrored[]): readonly string[] =>
      executions.flatMap((mirrored) =>
        mirrored.state.header.purpose === 'CLEAN_UP'
          ? []
          : mirrored.state.jobs.flatMap(({ jobId, waveNumber }) => {
              const made = drs.find(jobId);
              return made === undefined || isStrangers(made.jobId) ? [] : wrongIn(mirrored, waveNumber, made);
            }),
      ),
  };
};
