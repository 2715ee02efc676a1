/** The jobs of DRS as the simulator wrote them down: each with its whole future, known from when it was made. */
import type { JournalEntry } from '../../../src/simulator/journal.ts';

export type DrsJob = Extract<JournalEntry, { kind: 'job' }>['job'];

export interface DrsJobs {
  readonly noteEntry: (entry: JournalEntry) => void;
  readonly find: (jobId: string | undefined) => DrsJob | undefined;
  /** From when on DRS did not list the job, if ever. */
  readonly hiddenMs: (jobId: string) => number | undefined;
  /** DRS says statuses that its API does not have: what it decided may not have been understood. */
  readonly speaksUnknown: () => boolean;
  /** What DRS shows may be so old. */
  readonly staleMs: () => number;
}

export const createDrsJobs = (nowMs: () => number): DrsJobs => {
  const jobs = new Map<string, DrsJob>();
  const hidden = new Map<string, number>();
  let hasUnknown = false;
  let staleMs = 0;
  return {
    noteEntry: (entry) => {
      if (entry.kind === 'job') jobs.set(entry.job.jobId, entry.job);
      if (entry.kind === 'job-ended') {
        const ended = jobs.get(entry.jobId);
        if (ended !== undefined) jobs.set(entry.jobId, { ...ended, endedAt: entry.at });
      }
      if (entry.kind !== 'fault-added') return;
      const { rule } = entry.fault;
      if (rule.kind === 'unknown-status') hasUnknown = true;
      if (rule.kind === 'stale-read') staleMs = Math.max(staleMs, rule.ageSeconds * 1000);
      if (rule.kind !== 'vanish-job') return;
      for (const jobId of rule.jobIds ?? []) hidden.set(jobId, hidden.get(jobId) ?? nowMs());
    },
    find: (jobId = '') => jobs.get(jobId),
    hiddenMs: (jobId) => hidden.get(jobId),
    speaksUnknown: () => hasUnknown,
    staleMs: () => staleMs,
  };
};

/** What a job made of a server, as DRS shows it at a time: an instance counts when the job leaves the server undecided. */
export const isUpAt = ({ type, endedAt, participants }: DrsJob, sourceServerId: string, atMs: number): boolean => {
  const found = participants.find((participant) => participant.sourceServerId === sourceServerId);
  if (found === undefined || type !== 'LAUNCH') return false;
  if (found.outcome === 'LAUNCHED') return found.decidedAt !== null && found.decidedAt <= atMs;
  const isLeft = found.outcome === 'UNDECIDED' && endedAt !== null && endedAt <= atMs;
  return isLeft && found.instance !== undefined && found.instance.listedAt <= atMs;
};
