/** What is measured, by name: the dashboard, the alarms and the functions all read this. */

import { secondsBetween } from '../../domain/time.ts';
import type { OnEvents } from '../../engine/announce.ts';

export const metricsNamespace = 'Breakwater';

/** With their units, as CloudWatch knows them. */
export const metricUnits = {
  /** Of one look at every account and Region where something is due. */
  PollingDuration: 'Milliseconds',
  /** Requests to EC2 for addresses and states of launched instances. */
  EC2EnrichmentCount: 'Count',
  /** From a wave's start to its end. */
  WaveCompletionTime: 'Seconds',
  FinalizationCount: 'Count',
  DrsCalls: 'Count',
  DrsThrottles: 'Count',
  /** From the end of the last wave that a wave depends on to its first accepted job; gates are not counted. */
  WaveBoundaryDelay: 'Seconds',
  /** Executions that ended FAILED, PARTIAL or TIMED_OUT. */
  ExecutionsNotCompleted: 'Count',
  /** Executions that wait for a person, each minute. */
  PausedExecutions: 'Count',
  /** Of the execution that is PAUSED longest, each minute; 0 when none is. */
  OldestPauseAge: 'Seconds',
  /** Of the gate that waits longest, each minute; 0 when none does. */
  OldestGateAge: 'Seconds',
  /** Overdue executions that the schedule found. */
  OverdueExecutions: 'Count',
  /** Of these, the ones that could not be repaired. */
  RepairsFailed: 'Count',
} as const;
export type MetricName = keyof typeof metricUnits;
export type AddMetric = (name: MetricName, value: number) => void;

const badEnds: ReadonlySet<string> = new Set(['FAILED', 'PARTIAL', 'TIMED_OUT']);

/** Reads the measures of a run off what was decided. */
export const measureEvents =
  (add: AddMetric): OnEvents =>
  (state, events) => {
    for (const { data, time } of events) {
      switch (data.type) {
        case 'WaveEnded': {
          const startTime = state.waves[data.waveNumber]?.startTime;
          if (startTime !== undefined) add('WaveCompletionTime', secondsBetween(startTime, time));
          break;
        }
        case 'JobStarted': {
          const delay = boundaryDelay(state, data.jobKey, time);
          if (delay !== undefined) add('WaveBoundaryDelay', delay);
          break;
        }
        case 'ExecutionEnded':
          add('FinalizationCount', 1);
          if (badEnds.has(data.status)) add('ExecutionsNotCompleted', 1);
          break;
        default:
      }
    }
  };

type State = Parameters<OnEvents>[0];

/** Undefined: not the first job of its wave, a wave without another before it, or one whose gate a person opened. */
const boundaryDelay = (state: State, jobKey: string, startedTime: string): number | undefined => {
  const job = state.jobs.find((candidate) => candidate.jobKey === jobKey);
  const wave = job === undefined ? undefined : state.waves[job.waveNumber];
  if (job === undefined || wave === undefined || wave.pauseBeforeWave || job.attempt > 1) return undefined;
  const others = state.jobs.filter((other) => other.waveNumber === job.waveNumber && other.jobKey !== jobKey);
  if (others.some((other) => other.jobId !== undefined)) return undefined;
  const ends = wave.dependsOnWaves.flatMap((number) => state.waves[number]?.endTime ?? []);
  const last = ends.toSorted().at(-1);
  return last === undefined ? undefined : Math.max(0, secondsBetween(last, startedTime));
};
