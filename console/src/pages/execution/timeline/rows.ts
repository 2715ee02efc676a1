/** What the timeline draws, row by row: pure, so that it can be measured and tested without a browser. */
import type {
  ActivityView,
  ExecutionView,
  JobView,
  ServerView,
  WaveView,
} from '../../../../../src/domain/model/execution-view.ts';
import { type Attempt, attemptsReader } from './attempts.ts';
import { criticalPath } from './critical-path.ts';
import type { LogLine } from './phases.ts';

export interface WaveRow {
  readonly kind: 'wave';
  readonly key: string;
  readonly wave: WaveView;
  readonly isCritical: boolean;
  readonly isOpen: boolean;
  readonly bar: Bar | undefined;
  /** While a gate was, or is, closed and nothing else held the wave back. */
  readonly gate: Bar | undefined;
}
export interface JobRow {
  readonly kind: 'job';
  readonly key: string;
  readonly job: JobView;
  readonly bar: Bar | undefined;
}
export interface ServerRow {
  readonly kind: 'server';
  readonly key: string;
  readonly server: ServerView;
  /** Oldest first: what failed before a retry stands where it was. */
  readonly attempts: readonly Attempt[];
}
/** Something done before the wave's jobs, or after its servers are up: it stands where it comes. */
export interface ActivityRow {
  readonly kind: 'activity';
  readonly key: string;
  readonly activity: ActivityView;
  readonly bar: Bar | undefined;
}
export type Row = WaveRow | JobRow | ServerRow | ActivityRow;

/** Epoch milliseconds; without `toMs` it goes on. */
export interface Bar {
  readonly fromMs: number;
  readonly toMs: number | undefined;
}

export interface TimelineInput {
  readonly execution: ExecutionView;
  readonly servers: readonly ServerView[];
  /** Of the jobs that have been read. */
  readonly logs: ReadonlyMap<string, readonly LogLine[]>;
  readonly openWaves: ReadonlySet<number>;
}

const barOf = (from: string | undefined, to: string | undefined): Bar | undefined =>
  from === undefined ? undefined : { fromMs: Date.parse(from), toMs: to === undefined ? undefined : Date.parse(to) };

/**
 * Whether both look the same. Each look at AWS brings every server anew, if only with a newer time of observation: what
 * looks the same is not drawn again.
 */
export function looksLike(a: Row, b: Row): boolean {
  if (a.kind !== 'server' || b.kind !== 'server') return a === b;
  return (
    a.server.serverName === b.server.serverName &&
    a.server.outcome === b.server.outcome &&
    isAlike(a.attempts, b.attempts)
  );
}

function isAlike(attempts: readonly Attempt[], others: readonly Attempt[]): boolean {
  return (
    attempts.length === others.length &&
    attempts.every(({ outcome, endMs, stretches }, number) => {
      const same = others[number];
      return (
        outcome === same?.outcome &&
        endMs === same.endMs &&
        stretches.length === same.stretches.length &&
        stretches.every(({ phase, fromMs, toMs }, index) => {
          const other = same.stretches[index];
          return phase === other?.phase && fromMs === other.fromMs && toMs === other.toMs;
        })
      );
    })
  );
}

export function rowsOf({ execution, servers, logs, openWaves }: TimelineInput): readonly Row[] {
  // A clean-up is one wave: it has no way to shorten.
  const critical = criticalPath(execution.purpose === 'CLEAN_UP' ? [] : execution.waves);
  const byJob = Map.groupBy(servers, (server) => server.jobKey);
  return execution.waves.flatMap((wave): readonly Row[] => {
    const isOpen = openWaves.has(wave.waveNumber);
    const row: WaveRow = {
      kind: 'wave',
      key: `wave-${wave.waveNumber}`,
      wave,
      isCritical: critical.has(wave.waveNumber),
      isOpen,
      bar: barOf(wave.startTime, wave.endTime),
      gate: gateOf(wave, execution),
    };
    if (!isOpen) return [row];
    const attemptsOf = attemptsReader(wave.jobs, logs);
    const jobs = wave.jobs.flatMap((job) =>
      jobRows(job, byJob.get(job.jobKey) ?? [], attemptsOf, wave.jobs.length > 1),
    );
    return [row, ...activityRows(wave, 'before'), ...jobs, ...activityRows(wave, 'after')];
  });
}

const activityRows = ({ activities }: WaveView, phase: ActivityView['phase']): readonly ActivityRow[] =>
  activities
    .filter((activity) => activity.phase === phase)
    .map((activity) => ({
      kind: 'activity',
      key: activity.activityKey,
      activity,
      bar: barOf(activity.startTime, activity.endTime),
    }));

function jobRows(
  job: JobView,
  servers: readonly ServerView[],
  attemptsOf: (server: ServerView, job: JobView) => readonly Attempt[],
  isOneOfSeveral: boolean,
): readonly Row[] {
  const serverRows = servers.map(
    (server): ServerRow => ({
      kind: 'server',
      key: `${server.jobKey}:${server.sourceServerId}`,
      server,
      attempts: attemptsOf(server, job),
    }),
  );
  const jobRow: JobRow = { kind: 'job', key: job.jobKey, job, bar: barOf(job.startedTime, job.endTime) };
  return isOneOfSeveral ? [jobRow, ...serverRows] : serverRows;
}

/** From the end of what the wave waited for to the person who opened it; still closed when nobody has. */
function gateOf(wave: WaveView, { waves, startTime }: ExecutionView): Bar | undefined {
  if (!wave.pauseBeforeWave) return undefined;
  if (wave.status !== 'AWAITING_APPROVAL' && wave.gateOpenedTime === undefined) return undefined;
  const ends = waves
    .filter(({ waveNumber }) => wave.dependsOnWaves.includes(waveNumber))
    .map(({ endTime }) => endTime ?? startTime);
  return barOf(ends.toSorted().at(-1) ?? startTime, wave.gateOpenedTime);
}
