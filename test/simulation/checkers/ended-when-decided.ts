/**
 * I2, from what DRS did: a wave, and an execution, ends when each of its jobs is COMPLETED in DRS and each of their servers
 * is decided there; what DRS leaves undecided, hides or never ends has had its grace period. A COMPLETED wave is all up.
 */
import type { Mirrored } from '../support/mirror.ts';
import { type DrsJob, type DrsJobs, isUpAt } from './drs-jobs.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly nowMs: () => number;
  readonly drs: DrsJobs;
  /** Our clocks may differ by so much: a period that began by one may have ended by another. */
  readonly clocksApartSeconds: number;
}

/** Written down a second time (design 6.2): a completed job's undecided server, a hidden job, one that never ends. */
const UNDECIDED_SECONDS = 300;
const HIDDEN_SECONDS = 1800;
const GIVEN_UP_SECONDS = 86_400;

type Job = Mirrored['state']['jobs'][number];

export const createEndedWhenDecided = ({ nowMs, drs, clocksApartSeconds }: Parts): WorldChecker => {
  const hasPassed = (sinceMs: number, seconds: number): boolean =>
    (nowMs() - sinceMs) / 1000 >= seconds - clocksApartSeconds;

  /** Undefined when nothing of it is open. */
  const openIn = (drsJob: DrsJob, { history }: Mirrored, { jobKey }: Job): string | undefined => {
    const { endedAt, createdAt, jobId, participants } = drsJob;
    const end = history.findLast(({ data }) => data.type === 'JobEnded' && data.jobKey === jobKey)?.data;
    const how = end?.type === 'JobEnded' ? end.how : 'open';
    if (how === 'GIVEN_UP' && hasPassed(createdAt, GIVEN_UP_SECONDS)) return undefined;
    const hiddenMs = drs.hiddenMs(jobId);
    if (how === 'MISSING' && hiddenMs !== undefined && hasPassed(hiddenMs, HIDDEN_SECONDS)) return undefined;
    if (endedAt === null || endedAt > nowMs()) return `${jobId} runs in DRS`;
    const undecided = participants.find(
      ({ sourceServerId, outcome, decidedAt }) =>
        (outcome === 'UNDECIDED' || decidedAt === null || decidedAt > nowMs()) &&
        !isUpAt(drsJob, sourceServerId, nowMs()) &&
        !hasPassed(endedAt, UNDECIDED_SECONDS),
    );
    return undecided && `${undecided.sourceServerId} of ${jobId} is not decided in DRS`;
  };

  const openOf = (mirrored: Mirrored, what: string, waveNumber?: number): readonly string[] =>
    mirrored.state.jobs
      .filter((job) => waveNumber === undefined || job.waveNumber === waveNumber)
      .flatMap((job) => {
        const drsJob = drs.find(job.jobId);
        const open = drsJob && openIn(drsJob, mirrored, job);
        return open === undefined ? [] : [`I2: ${what} of ${mirrored.executionId} is over, and ${open}`];
      });

  const notUp = (mirrored: Mirrored, waveNumber: number): readonly string[] => {
    const { chunks, state, executionId } = mirrored;
    if (state.header.purpose === 'CLEAN_UP') return [];
    const made = state.jobs
      .filter((job) => job.waveNumber === waveNumber)
      .flatMap(({ jobId }) => drs.find(jobId) ?? []);
    return chunks
      .filter((chunk) => chunk.waveNumber === waveNumber)
      .flatMap(({ servers }) => servers)
      .filter(({ sourceServerId }) => !made.some((job) => isUpAt(job, sourceServerId, nowMs())))
      .map(({ sourceServerId }) => `I2: wave ${waveNumber} of ${executionId} is COMPLETED without ${sourceServerId}`);
  };

  return ({ committed }) =>
    committed.flatMap(({ step, mirrored }) =>
      (step?.events ?? []).flatMap(({ data }) => {
        if (data.type === 'ExecutionEnded') return openOf(mirrored, 'the whole');
        // The jobs of a timed-out wave are watched on; WaveSettled says that they are over.
        if (data.type === 'WaveSettled') return openOf(mirrored, `wave ${data.waveNumber}`, data.waveNumber);
        if (data.type !== 'WaveEnded' || data.status === 'TIMED_OUT') return [];
        return [
          ...openOf(mirrored, `wave ${data.waveNumber}`, data.waveNumber),
          ...(data.status === 'COMPLETED' ? notUp(mirrored, data.waveNumber) : []),
        ];
      }),
    );
};
