/**
 * I10: a wave of which every running job was seen undone after its time is TIMED_OUT a turn later. Judged by what was seen:
 * while nobody could look, or nobody drove, a time-out is not decided.
 */
import { z } from 'zod';
import { jobObservationKey, tokenKey } from '../../../src/engine/store/execution-items.ts';
import type { Write } from '../../../src/ports/item-store.ts';
import { drawnMinutesOfWave } from '../support/drawn-wave.ts';
import type { Mirrored } from '../support/mirror.ts';
import type { Night } from '../support/night.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly night: Night;
  readonly clocksApartSeconds: number;
}

/**
 * Between two waits of a driver lies a whole turn, which reads what was seen before the first of them. One more, since who
 * died in a wait enters it again.
 */
const WAITS = 3;

const observedSchema = z.object({ lastPolledTime: z.string() });
const observations = jobObservationKey('', '');

export const createTimedOutInTime = ({ night, clocksApartSeconds }: Parts): WorldChecker => {
  /** By our clocks, as the time-out is: when a wave's first job was known, and when each job was last looked at. */
  const launchedMs = new Map<string, number>();
  const lookedMs = new Map<string, number>();
  const waits = new Map<string, number>();

  const noteLook = (write: Write): void => {
    if (write.kind !== 'put' || write.item.table !== observations.table) return;
    if (!write.item.sort.startsWith(observations.sort)) return;
    const { lastPolledTime } = observedSchema.parse(write.item.body);
    lookedMs.set(`${write.item.partition} ${write.item.sort}`, Date.parse(lastPolledTime));
  };

  const wasSeenLate = (mirrored: Mirrored, waveNumber: number): boolean => {
    const { executionId, state } = mirrored;
    const first = launchedMs.get(`${executionId} ${waveNumber}`);
    const minutes = drawnMinutesOfWave(night, mirrored, waveNumber);
    if (first === undefined || minutes === undefined) return false;
    const dueMs = first + (minutes * 60 + clocksApartSeconds) * 1000;
    const jobs = state.jobs.filter((job) => job.waveNumber === waveNumber);
    const running = jobs.filter((job) => job.state === 'STARTED');
    if (running.length === 0 || jobs.some((job) => job.state === 'CLAIMED')) return false;
    return running.every(({ jobKey }) => {
      const { partition, sort } = jobObservationKey(executionId, jobKey);
      return (lookedMs.get(`${partition} ${sort}`) ?? 0) >= dueMs;
    });
  };

  const overdue = (mirrored: Mirrored): readonly string[] =>
    mirrored.state.waves
      .filter(({ status }) => status === 'STARTING' || status === 'IN_PROGRESS')
      .flatMap(({ waveNumber }) => {
        const name = `${mirrored.executionId} ${waveNumber}`;
        const count = wasSeenLate(mirrored, waveNumber) ? (waits.get(name) ?? 0) + 1 : 0;
        waits.set(name, count);
        return count < WAITS
          ? []
          : [`I10: wave ${waveNumber} of ${mirrored.executionId} was seen undone after its time, and is not TIMED_OUT`];
      });

  return ({ writes, cause, committed, executions }) => {
    for (const write of writes) noteLook(write);
    for (const { step, mirrored } of committed) {
      for (const { time, data } of step?.events ?? []) {
        if (data.type === 'WaveRetried') launchedMs.delete(`${mirrored.executionId} ${data.waveNumber}`);
        if (data.type !== 'JobStarted') continue;
        const job = mirrored.state.jobs.find(({ jobKey }) => jobKey === data.jobKey);
        const name = `${mirrored.executionId} ${job?.waveNumber}`;
        launchedMs.set(name, launchedMs.get(name) ?? Date.parse(time));
      }
    }
    if (cause !== 'park') return [];
    const waiting = [...executions.values()].filter(({ executionId }) => {
      const { partition, sort } = tokenKey(executionId);
      return writes.some(
        (write) => write.kind === 'put' && write.item.partition === partition && write.item.sort === sort,
      );
    });
    return waiting.flatMap(overdue);
  };
};
