import type {
  ExecutionHeader,
  ExecutionState,
  ExecutionType,
  LaunchJob,
  Purpose,
  WaveExecution,
} from '../model/execution.ts';
import type { Instant } from '../model/identifiers.ts';
import type { RecoveryPlan } from '../model/recovery-plan.ts';
import type { RosterChunk } from '../model/roster.ts';

/**
 * The version of the rules that decide. Raised when a change would alter how a running execution goes on; the old rule
 * then stays for executions of the old version.
 */
export const DECISION_VERSION = 1;

/** An execution as it is saved first: nothing is known of its servers yet. */
export const initiateExecution = (request: {
  readonly executionId: string;
  readonly plan: RecoveryPlan;
  readonly executionType: ExecutionType;
  readonly initiatedBy: string;
  readonly now: Instant;
  readonly purpose?: Purpose;
  readonly relatedExecutionId?: string;
}): ExecutionHeader => ({
  executionId: request.executionId,
  planId: request.plan.planId,
  planName: request.plan.planName,
  planVersion: request.plan.version,
  executionType: request.executionType,
  ...(request.purpose === undefined ? {} : { purpose: request.purpose }),
  ...(request.relatedExecutionId === undefined ? {} : { relatedExecutionId: request.relatedExecutionId }),
  ...(request.plan.rtoTargetMinutes === undefined || request.relatedExecutionId !== undefined
    ? {}
    : { rtoTargetMinutes: request.plan.rtoTargetMinutes }),
  status: 'INITIATED',
  totalWaves: request.plan.waves.length,
  serverCount: 0,
  initiatedBy: request.initiatedBy,
  startTime: request.now,
  pauseRequested: false,
  cancelRequested: false,
  decisionVersion: DECISION_VERSION,
  eventCount: 0,
});

/** A job's key: wave, attempt and number within them. Sorts in that order. */
export const jobKeyOf = (waveNumber: number, attempt: number, jobNumber: number): string =>
  `w${String(waveNumber).padStart(3, '0')}-a${attempt}-j${String(jobNumber).padStart(3, '0')}`;

/** The order in which jobs are stored, so that a state is the same however it came about. Keys are unique. */
export const byJobKey = (a: LaunchJob, b: LaunchJob): number => (a.jobKey < b.jobKey ? -1 : 1);

/** The key of a further job of a wave: after a split, or in a later attempt. */
export const nextJobKey = (jobs: readonly LaunchJob[], waveNumber: number, attempt: number): string =>
  jobKeyOf(waveNumber, attempt, jobs.filter((job) => job.waveNumber === waveNumber && job.attempt === attempt).length);

/** All waves and the first cut of their servers into jobs, from what `begin` froze. */
export const initialState = (
  header: ExecutionHeader,
  plan: RecoveryPlan,
  chunks: readonly RosterChunk[],
): ExecutionState => ({
  header,
  waves: plan.waves.map(
    (wave): WaveExecution => ({
      waveNumber: wave.waveNumber,
      waveName: wave.waveName,
      status: 'PENDING',
      dependsOnWaves: wave.dependsOnWaves,
      pauseBeforeWave: wave.pauseBeforeWave,
      onFailure: wave.onFailure,
      minSuccessPercent: wave.minSuccessPercent,
      timeoutMinutes: wave.timeoutMinutes,
      attempt: 1,
      serverCount: chunks
        .filter((chunk) => chunk.waveNumber === wave.waveNumber)
        .reduce((sum, chunk) => sum + chunk.servers.length, 0),
      launchedCount: 0,
      failedCount: 0,
    }),
  ),
  jobs: chunks.map(
    (chunk): LaunchJob => ({
      jobKey: jobKeyOf(chunk.waveNumber, 1, chunk.chunkNumber),
      waveNumber: chunk.waveNumber,
      attempt: 1,
      ...(header.purpose === undefined ? {} : { purpose: header.purpose }),
      accountId: chunk.accountId,
      region: chunk.region,
      state: 'WAITING',
      servers: chunk.servers.map((server) => ({ ...server, outcome: 'UNDECIDED' })),
      tries: 0,
    }),
  ),
});
