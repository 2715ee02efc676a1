/**
 * I2: what is called timed out had its time, by AWS's clock: a wave from its first job in DRS, an action from its first
 * claim, as the plan says them; and a wave of which DRS had decided everything in time is not called so.
 */
import { type DrawnAction, drawnActions, drawnMinutesOfWave, placeOfActivity } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { DrsJob, DrsJobs } from './drs-jobs.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly night: Night;
  readonly nowMs: () => number;
  readonly drs: DrsJobs;
  readonly clocksApartSeconds: number;
}

/** Of launch settings, which no plan says; written down a second time. */
const SETTINGS_MINUTES = 60;
/** What is decided before a look at AWS may be saved with what is decided after it. */
const SAVED_LATE_SECONDS = 10;

const minutesOf = (action: DrawnAction | undefined): number | undefined =>
  action?.kind === 'WAIT' ? action.minutes : action?.timeoutMinutes;

export const createTimeOuts = ({ night, nowMs, drs, clocksApartSeconds }: Parts): WorldChecker => {
  /** When a job was first known to run, and when the present try of an action began; by AWS's clock. */
  const startedMs = new Map<string, number>();
  const triedMs = new Map<string, number>();

  const hadTime = (sinceMs: number, minutes: number): boolean =>
    (nowMs() - sinceMs) / 1000 >= minutes * 60 - clocksApartSeconds;

  const wrongWave = (mirrored: Mirrored, waveNumber: number, attempt: number): readonly string[] => {
    const { executionId, state } = mirrored;
    const label = `I2: wave ${waveNumber} of ${executionId} is TIMED_OUT`;
    const minutes = drawnMinutesOfWave(night, mirrored, waveNumber);
    if (minutes === undefined) return [`${label}, and no plan says after how long`];
    const jobs = state.jobs.filter((job) => job.waveNumber === waveNumber && job.attempt === attempt);
    const made = jobs.flatMap(({ jobId }) => drs.find(jobId) ?? []);
    if (made.length === 0) return [`${label}, and DRS has no job of it`];
    const firstMs = Math.min(...made.map(({ createdAt }) => createdAt));
    if (!hadTime(firstMs, minutes))
      return [`${label} ${(nowMs() - firstMs) / 1000} s after its first job, of ${minutes} min`];
    const known = jobs.map(({ jobKey }) => startedMs.get(`${executionId} ${jobKey}`) ?? Number.POSITIVE_INFINITY);
    const dueMs = Math.min(...known) + (minutes * 60 - clocksApartSeconds) * 1000 - drs.staleMs();
    const wereDone = made.length === jobs.length && made.every((job) => wasDoneBy(job, dueMs));
    return wereDone ? [`${label}, and DRS had decided all of it in time`] : [];
  };

  const wasDoneBy = ({ jobId, endedAt, participants }: DrsJob, dueMs: number): boolean =>
    !drs.speaksUnknown() &&
    drs.hiddenMs(jobId) === undefined &&
    endedAt !== null &&
    endedAt <= dueMs &&
    participants.every(({ outcome, decidedAt }) => outcome !== 'UNDECIDED' && decidedAt !== null && decidedAt <= dueMs);

  const wrongActivity = (mirrored: Mirrored, activityKey: string, state: string): readonly string[] => {
    const place = placeOfActivity(activityKey);
    const action = place && drawnActions(night, mirrored, place.waveNumber, place.phase)[place.number];
    // A wait that is waited for has had its time, too.
    if (state !== 'TIMED_OUT' && !(state === 'SUCCEEDED' && action?.kind === 'WAIT')) return [];
    const label = `I2: ${activityKey} of ${mirrored.executionId} is ${state}`;
    const minutes = place === undefined ? SETTINGS_MINUTES : minutesOf(action);
    if (minutes === undefined) return [`${label}, and no plan says after how long`];
    const sinceMs = triedMs.get(`${mirrored.executionId} ${activityKey}`);
    if (sinceMs === undefined) return [`${label}, and was never begun`];
    return hadTime(sinceMs - SAVED_LATE_SECONDS * 1000, minutes)
      ? []
      : [`${label} after ${(nowMs() - sinceMs) / 1000} s of ${minutes} min`];
  };

  return ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ data }): readonly string[] => {
        const { executionId } = mirrored;
        switch (data.type) {
          case 'JobStarted':
            startedMs.set(`${executionId} ${data.jobKey}`, nowMs());
            return [];
          case 'ActivityClaimed':
          case 'ActivityStarted': {
            const name = `${executionId} ${data.activityKey}`;
            triedMs.set(name, triedMs.get(name) ?? nowMs());
            return [];
          }
          case 'ActivitiesDropped':
            for (const activityKey of data.activityKeys) triedMs.delete(`${executionId} ${activityKey}`);
            return [];
          case 'ActivityEnded': {
            const wrong = wrongActivity(mirrored, data.activityKey, data.state);
            triedMs.delete(`${executionId} ${data.activityKey}`);
            return wrong;
          }
          case 'WaveEnded': {
            const attempt = step?.before.waves[data.waveNumber]?.attempt ?? 1;
            return data.status === 'TIMED_OUT' ? wrongWave(mirrored, data.waveNumber, attempt) : [];
          }
          default:
            return [];
        }
      }),
    );
};
