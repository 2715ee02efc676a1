/**
 * DRS as a small pure model: it answers every job sooner or later, though perhaps late, oddly, or with a failure. Time is
 * given to it. Its faults are listed beforehand and are used up.
 */
import type { ExecutionState, LaunchJob } from '../../../src/domain/model/execution.ts';
import type { JobObservation, ServerObservation } from '../../../src/domain/model/observation.ts';
import { addSeconds } from '../../../src/domain/time.ts';
import type { Input } from '../../../src/domain/transition/input.ts';

/** What becomes of one call of StartRecovery. `died`: the caller was killed, and nobody heard the answer. */
export type StartFault =
  | 'throttled'
  | 'denied'
  | 'one-refused'
  | 'one-held'
  | 'lost'
  | 'lost-but-made'
  | 'died'
  | 'died-but-made';

/** `one-unseen`: one server is left undecided, and for half an hour nobody can look for its instance. */
export type JobManner =
  | 'prompt'
  | 'slow'
  | 'one-fails'
  | 'all-fail'
  | 'one-undecided'
  | 'one-unseen'
  | 'vanishes'
  | 'odd-status';

export interface Temper {
  /** For the first calls, in order; later ones succeed. */
  readonly startFaults: readonly (StartFault | 'none')[];
  /** For the jobs, in order, over and over. */
  readonly manners: readonly JobManner[];
}

interface DrsJob {
  readonly jobId: string;
  readonly servers: readonly string[];
  readonly created: string;
  readonly manner: JobManner;
}

const error = { code: 'SomeException', message: 'in the words of AWS' };
const lookFailure = { message: 'in the words of AWS', consecutive: 1 };
const durationSeconds: Readonly<Record<JobManner, number>> = {
  prompt: 290,
  slow: 4000,
  'one-fails': 320,
  'all-fail': 100,
  'one-undecided': 310,
  'one-unseen': 310,
  vanishes: 150,
  'odd-status': 500,
};

export const createCooperativeAws = ({ startFaults, manners }: Temper) => {
  const jobs: DrsJob[] = [];
  const unsettled = new Map<string, string>();
  let calls = 0;

  const make = (job: LaunchJob, now: string): string => {
    const jobId = `drsjob-${jobs.length}`;
    const manner = manners[jobs.length % Math.max(1, manners.length)] ?? 'prompt';
    jobs.push({ jobId, servers: job.servers.map((server) => server.sourceServerId), created: now, manner });
    return jobId;
  };

  return {
    calls: () => calls,

    /** The input that the caller has of it; undefined when the caller did not live to hear. */
    startRecovery: (job: LaunchJob, now: string): Input | undefined => {
      const fault = startFaults[calls] ?? 'none';
      calls += 1;
      const base = { jobKey: job.jobKey, claimId: job.claim?.claimId ?? '' };
      const refused = { type: 'startRefused', ...base, error, obstacles: new Map() } as const;
      const first = job.servers[0]?.sourceServerId ?? '';
      switch (fault) {
        case 'none':
          return { type: 'jobStarted', ...base, jobId: make(job, now), adopted: false };
        case 'throttled':
          return { ...refused, retryTime: addSeconds(now, 3) };
        case 'denied':
          return refused;
        case 'one-refused':
          return { ...refused, obstacles: new Map([[first, { kind: 'refused', reason: 'no such server' }]]) };
        case 'one-held':
          return { ...refused, obstacles: new Map([[first, { kind: 'held', waitingFor: 'the end of a job' }]]) };
        case 'lost-but-made':
          make(job, now);
          return { type: 'replyLost', ...base, error };
        case 'lost':
          return { type: 'replyLost', ...base, error };
        case 'died-but-made':
          make(job, now);
          return undefined;
        case 'died':
          return undefined;
      }
    },

    /** What a look for the job of an unanswered claim finds. */
    search: (job: LaunchJob): Input => {
      const base = { jobKey: job.jobKey, claimId: job.claim?.claimId ?? '' };
      const wanted = job.servers.map((server) => server.sourceServerId).join();
      const found = jobs.find((made) => made.servers.join() === wanted);
      return found === undefined
        ? { type: 'jobNotFound', ...base }
        : { type: 'jobStarted', ...base, jobId: found.jobId, adopted: true };
    },

    /** What `observe` makes of DRS's answer for one started job. */
    observe: (state: ExecutionState, job: LaunchJob, now: string): JobObservation => {
      const made = jobs.find((candidate) => candidate.jobId === job.jobId);
      if (made === undefined) throw new Error(`${job.jobKey} has a job that DRS never made: ${job.jobId}`);
      const over = now >= addSeconds(made.created, durationSeconds[made.manner]);
      const servers = made.servers.map((id, index) => serverAt(made, id, index, over));
      const jobStatus = statusAt(made, over, now);
      const open = servers.some((server) => server.launchStatus !== 'LAUNCHED' && server.launchStatus !== 'FAILED');
      const unseen = over && made.manner === 'one-unseen' && now < addSeconds(made.created, 2000);
      if (over && open && !unseen && !unsettled.has(made.jobId)) unsettled.set(made.jobId, now);
      const unsettledSince = unsettled.get(made.jobId);
      return {
        executionId: state.header.executionId,
        jobKey: job.jobKey,
        jobId: made.jobId,
        accountId: job.accountId,
        region: job.region,
        jobStatus,
        ...(unsettledSince === undefined ? {} : { unsettledSince }),
        ...(unseen ? { instanceLookFailure: { ...lookFailure, time: now, retryTime: addSeconds(now, 60) } } : {}),
        servers,
        enrichmentAttempts: 0,
        lastPolledTime: now,
      };
    },
  };
};

const statusAt = ({ manner, created }: DrsJob, over: boolean, now: string): string => {
  if (manner === 'vanishes') return over ? 'MISSING' : 'STARTED';
  if (manner === 'odd-status' && now < addSeconds(created, 400)) return 'UNHEARD_OF';
  return over ? 'COMPLETED' : 'STARTED';
};

const serverAt = ({ manner }: DrsJob, sourceServerId: string, index: number, over: boolean): ServerObservation => {
  if (!over) return { sourceServerId, launchStatus: 'IN_PROGRESS', phase: 'CONVERSION' };
  const first = index === 0;
  if (manner === 'vanishes' || ((manner === 'one-undecided' || manner === 'one-unseen') && first))
    return { sourceServerId, launchStatus: 'PENDING' };
  if (manner === 'all-fail' || (manner === 'one-fails' && first)) return { sourceServerId, launchStatus: 'FAILED' };
  return { sourceServerId, launchStatus: 'LAUNCHED', recoveryInstanceId: `i-${index}` };
};
