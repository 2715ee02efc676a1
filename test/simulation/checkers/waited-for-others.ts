/**
 * What somebody else's job holds is waited for: DRS is not asked for such a server, nor is it given up for that (I6: one job
 * a server). Judged by what DRS shows; excused is a job that began since the look that comes before a call.
 */
import { placeOf } from '../../domain/checkers/statuses.ts';
import type { Night } from '../support/night.ts';
import type { DrsJob, DrsJobs } from './drs-jobs.ts';
import type { WorldChecker } from './world.ts';

interface Parts {
  readonly night: Night;
  readonly nowMs: () => number;
  readonly drs: Pick<DrsJobs, 'find' | 'staleMs'>;
  readonly strangersJobIds: () => ReadonlySet<string>;
}

/** The look itself, a call to AWS that takes its time, and the save of the claim. */
const LOOK_MS = 120_000;

export const createWaitedForOthers = ({ night, nowMs, drs, strangersJobIds }: Parts): WorldChecker => {
  const sleptMs =
    1000 * night.troubles.reduce((sum, trouble) => sum + (trouble.kind === 'sleep' ? trouble.seconds : 0), 0);
  const isSeenToRun = ({ createdAt, endedAt }: DrsJob): boolean =>
    createdAt < nowMs() - LOOK_MS - sleptMs - drs.staleMs() && (endedAt === null || endedAt > nowMs());
  const holders = (place: string): readonly DrsJob[] =>
    [...strangersJobIds()]
      .flatMap((jobId) => drs.find(jobId) ?? [])
      .filter((job) => placeOf(job) === place && isSeenToRun(job));
  return ({ committed }) =>
    committed.flatMap(({ step }) => {
      if (step === undefined) return [];
      const { header, jobs } = step.after;
      const jobOf = (jobKey: string) => jobs.find((job) => job.jobKey === jobKey);
      return step.events.flatMap(({ data }) => {
        if (data.type === 'JobClaimed') {
          const job = jobOf(data.jobKey);
          if (job === undefined) return [];
          return holders(placeOf(job)).flatMap(({ jobId, participants }) =>
            job.servers
              .filter(({ sourceServerId }) => participants.some((other) => other.sourceServerId === sourceServerId))
              .map(
                ({ sourceServerId }) =>
                  `I6: ${header.executionId} asks for ${sourceServerId} (${data.jobKey}), which ${jobId} holds`,
              ),
          );
        }
        if (data.type !== 'ServersDecided') return [];
        const job = jobOf(data.jobKey);
        if (job === undefined || job.jobId !== undefined) return [];
        return holders(placeOf(job)).flatMap(({ jobId }) =>
          data.servers
            .filter(({ outcome, reason = '' }) => outcome === 'FAILED' && reason.includes(jobId))
            .map(
              ({ sourceServerId }) =>
                `I6: ${header.executionId} gives ${sourceServerId} (${data.jobKey}) up instead of waiting for ${jobId}`,
            ),
        );
      });
    });
};
