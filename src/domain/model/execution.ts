import { z } from 'zod';
import { lookProgressSchema, waveActivitySchema } from './activity.ts';
import { failurePolicySchema } from './failure-policy.ts';
import { accountIdSchema, instantSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';
import { partialRecoveryPointShape } from './point-in-time.ts';

export const executionTypeSchema = z.enum(['DRILL', 'RECOVERY']);
export type ExecutionType = z.infer<typeof executionTypeSchema>;

/** LAUNCH: servers are launched. CLEAN_UP: the instances that another execution launched are terminated. */
export const purposeSchema = z.enum(['LAUNCH', 'CLEAN_UP']);
export type Purpose = z.infer<typeof purposeSchema>;

/** See the status tables in docs/concepts.md. */
export const executionStatusSchema = z.enum([
  'INITIATED',
  'REFUSED',
  'POLLING',
  'PAUSED',
  'CANCELLING',
  'COMPLETED',
  'PARTIAL',
  'FAILED',
  'TIMED_OUT',
  'CANCELLED',
]);
export type ExecutionStatus = z.infer<typeof executionStatusSchema>;

export const waveStatusSchema = z.enum([
  'PENDING',
  'AWAITING_APPROVAL',
  'STARTING',
  'IN_PROGRESS',
  'COMPLETED',
  'PARTIAL',
  'FAILED',
  'TIMED_OUT',
  'SKIPPED',
  'CANCELLED',
]);
export type WaveStatus = z.infer<typeof waveStatusSchema>;

/**
 * The life of one launch intent (design 6.1).
 * WAITING: its servers wait for their turn. PLANNED: quota is reserved, nothing is called yet. CLAIMED: one caller may
 * be calling `StartRecovery` right now. STARTED: DRS gave a job id. ENDED: every server is decided. REFUSED: AWS said
 * no, or no server was left. WITHDRAWN: cancelled, skipped or stopped before anything was called.
 */
export const launchJobStateSchema = z.enum([
  'WAITING',
  'PLANNED',
  'CLAIMED',
  'STARTED',
  'ENDED',
  'REFUSED',
  'WITHDRAWN',
]);
export type LaunchJobState = z.infer<typeof launchJobStateSchema>;

/** Decided once, never changed. UNDECIDED: still with DRS, or not started. */
export const decidedOutcomeSchema = z.enum(['UNDECIDED', 'LAUNCHED', 'TERMINATED', 'FAILED']);
/** For readers: NOT_STARTED is an undecided server whose wave ended before its launch. Derived, never stored. */
export const serverOutcomeSchema = z.enum([...decidedOutcomeSchema.options, 'NOT_STARTED']);
export type ServerOutcome = z.infer<typeof serverOutcomeSchema>;

export const jobServerSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  /** The Name tag in DRS, else the host name, else the id. */
  serverName: z.string(),
  hostname: z.string().optional(),
  outcome: decidedOutcomeSchema,
  /** Why it failed or was not started, in AWS's words where AWS spoke. */
  reason: z.string().optional(),
  /** Launched by the job; in a clean-up, to be terminated by it. */
  recoveryInstanceId: z.string().optional(),
  /** Of a wave with a point in time: what the server is launched from. */
  ...partialRecoveryPointShape,
});
export type JobServer = z.infer<typeof jobServerSchema>;

/** The right to call `StartRecovery` once for this job, and what to look for when the reply is lost. */
export const claimSchema = z.object({
  claimId: z.string(),
  claimedTime: instantSchema,
  /** No caller of this claim lives longer. */
  expiresTime: instantSchema,
  /** The newest LAUNCH job that `DescribeJobs` showed just before, by AWS's clock. Absent when there was none. */
  newestJobId: z.string().optional(),
  newestJobTime: z.string().optional(),
  /** The others of that second: DRS tells whole seconds, and may make ours in the same one. Absent when there was none. */
  sameSecondJobIds: z.array(z.string()).optional(),
});
export type Claim = z.infer<typeof claimSchema>;

/** One intended, running or ended `StartRecovery` of at most 100 servers in one account and Region. */
export const launchJobSchema = z.object({
  /** Unique within the execution: wave, attempt and number, for example `w002-a1-j000`. */
  jobKey: z.string(),
  waveNumber: z.int().nonnegative(),
  attempt: z.int().positive(),
  /** LAUNCH when absent. */
  purpose: purposeSchema.optional(),
  accountId: accountIdSchema,
  region: regionSchema,
  state: launchJobStateSchema,
  servers: z.array(jobServerSchema).min(1),
  /** What the job waits for, in an operator's words: a quota, somebody's job, a throttle. */
  waitingFor: z.string().optional(),
  /** Since when it waits for what others hold (a quota or a server). */
  waitingSince: instantSchema.optional(),
  /** Not tried again before this time. */
  notBefore: instantSchema.optional(),
  /** Somebody else's job is in the way: it is looked at again before it is planned. */
  heldByOthers: z.literal(true).optional(),
  /** Tries in a row that AWS did not accept in a retryable way; sets the backoff. */
  tries: z.int().nonnegative(),
  /** How often DRS refused to start it because its servers are in somebody's job. */
  conflicts: z.int().positive().optional(),
  claim: claimSchema.optional(),
  /** An earlier claim whose call nobody saw answered: DRS may show the job that it made late (design 6.1). */
  unansweredClaim: claimSchema.optional(),
  jobId: z.string().optional(),
  /** The job id was found by looking for it after a lost reply, not received. */
  adopted: z.boolean().optional(),
  startedTime: instantSchema.optional(),
  endTime: instantSchema.optional(),
});
export type LaunchJob = z.infer<typeof launchJobSchema>;

/** Who decided to go without servers of a wave, and why. */
export const skipSchema = z.object({
  skippedBy: z.string(),
  skippedTime: instantSchema,
  reason: z.string(),
});
export type Skip = z.infer<typeof skipSchema>;

export const waveExecutionSchema = z.object({
  waveNumber: z.int().nonnegative(),
  waveName: z.string(),
  status: waveStatusSchema,
  statusReason: z.string().optional(),
  dependsOnWaves: z.array(z.int().nonnegative()),
  pauseBeforeWave: z.boolean(),
  /** Its servers are launched from their newest recovery points at or before this time; absent: from their latest data. */
  pointInTime: instantSchema.optional(),
  onFailure: failurePolicySchema,
  minSuccessPercent: z.int(),
  timeoutMinutes: z.int(),
  attempt: z.int().positive(),
  serverCount: z.int().nonnegative(),
  launchedCount: z.int().nonnegative(),
  failedCount: z.int().nonnegative(),
  /** In a clean-up. */
  terminatedCount: z.int().nonnegative().optional(),
  /** The person who opened the gate, and when. */
  gateOpenedBy: z.string().optional(),
  gateOpenedTime: instantSchema.optional(),
  /** `onFailure: pause` waits here for a person; resuming the wave says "go on without what failed". */
  failureAcceptedBy: z.string().optional(),
  /** The person who said, before it started, that the plan goes on without this wave. */
  skippedBy: z.string().optional(),
  /** Failed servers that a person decided to go without. */
  skippedServerIds: z.array(sourceServerIdSchema).optional(),
  /** Every decision to go without some of its servers, or (without ids) without the whole of it. */
  skips: z.array(skipSchema.extend({ sourceServerIds: z.array(sourceServerIdSchema).optional() })).optional(),
  startTime: instantSchema.optional(),
  /** When DRS accepted the wave's first job: the time-out runs from here. */
  firstLaunchTime: instantSchema.optional(),
  endTime: instantSchema.optional(),
  /** When the last job of a timed-out wave was over. */
  settledTime: instantSchema.optional(),
  /** What is done around its launch, in order; absent when nothing is. Those of the present attempt. */
  activities: z.array(waveActivitySchema).optional(),
});
export type WaveExecution = z.infer<typeof waveExecutionSchema>;

export const activityLookSchema = z.object({ time: instantSchema, message: z.string() });
export type ActivityLook = z.infer<typeof activityLookSchema>;

/** Driver bookkeeping: no lifecycle, not part of the event history. */
export const driverStateSchema = z.object({
  /** Every save of a driver carries its generation; a stale driver is told "superseded" (design 8.3). */
  generation: z.int().positive(),
  /** Turns of this generation. */
  turns: z.int().nonnegative(),
  /** When this generation's machine was started: it hands over before it is a year old. */
  startedTime: instantSchema.optional(),
  /** When the execution wants its next turn at the latest; absent once final. `find` reads an index over this. */
  nextWakeTime: instantSchema.optional(),
  /** A turn that is asking AWS may take until then: slow is not lost, and `find` leaves it alone. */
  busyUntil: instantSchema.optional(),
  /** When the jobs that others hold were last looked at. */
  heldLookTime: instantSchema.optional(),
  /** When the running activities were last looked at, by their keys, and what was seen then. */
  activityLooks: z
    .record(z.string(), activityLookSchema.extend({ progress: lookProgressSchema.optional() }))
    .optional(),
  /** The wake time for which `find` has repeated the wake-up: once for each. */
  wokenFor: instantSchema.optional(),
});
export type DriverState = z.infer<typeof driverStateSchema>;

export const refusalSchema = z.object({
  /** Stable, for programs: SERVER_NOT_FOUND, SERVER_LOCKED, LIVE_INSTANCE, … */
  code: z.string(),
  message: z.string(),
  /** The servers, instances or groups that it is about. */
  subjects: z.array(z.string()),
  /** What can be done. */
  remedy: z.string(),
});
export type Refusal = z.infer<typeof refusalSchema>;

/** A wave that ended PARTIAL: below 100 % of its servers, and not below what its plan wants. */
export const toleratedWaveSchema = waveExecutionSchema.pick({
  waveNumber: true,
  waveName: true,
  minSuccessPercent: true,
  launchedCount: true,
  serverCount: true,
});
export type ToleratedWave = z.infer<typeof toleratedWaveSchema>;

export const executionHeaderSchema = z.object({
  executionId: z.string(),
  planId: z.string(),
  planName: z.string(),
  planVersion: z.int().positive(),
  executionType: executionTypeSchema,
  /** LAUNCH when absent. */
  purpose: purposeSchema.optional(),
  /** Of a follow-up: the execution whose rest it launches. Of a clean-up: the one whose instances it terminates. */
  relatedExecutionId: z.string().optional(),
  status: executionStatusSchema,
  statusReason: z.string().optional(),
  /** Of an execution that is over: the waves whose failures its plan tolerated. */
  tolerated: z.array(toleratedWaveSchema).optional(),
  /** Why nothing was started. At most the first hundred, then a count in `statusReason`. */
  refusals: z.array(refusalSchema).optional(),
  /** Names the frozen roster that `begin` wrote; absent until begun. */
  rosterId: z.string().optional(),
  /** The plan's recovery time objective. Absent in a follow-up and a clean-up: the clock of neither began with the outage. */
  rtoTargetMinutes: z.int().positive().optional(),
  /** The plan's recovery point objective. Absent in a clean-up. */
  rpoTargetSeconds: z.int().positive().optional(),
  /** Of a drill: so many hours after its end its instances are cleaned up by themselves. */
  drillTtlHours: z.int().positive().optional(),
  /** Live recovery instances whose deletion by DRS was accepted at the start. Absent: none. */
  acceptedDeletionCount: z.int().positive().optional(),
  totalWaves: z.int().positive(),
  serverCount: z.int().nonnegative(),
  /** Of a clean-up: instances that were gone already when it began. Absent: none. */
  goneCount: z.int().positive().optional(),
  /** The same of those that a later launch has replaced. */
  replacedCount: z.int().positive().optional(),
  initiatedBy: z.string(),
  startTime: instantSchema,
  endTime: instantSchema.optional(),
  /** Gates that wait for a person, in the order in which they were reached; absent when none does. */
  waitingGates: z.array(z.object({ waveNumber: z.int().nonnegative(), reachedTime: instantSchema })).optional(),
  /** While PAUSED: since when. */
  pausedTime: instantSchema.optional(),
  pauseRequested: z.boolean(),
  pauseRequestedBy: z.string().optional(),
  pauseReason: z.string().optional(),
  cancelRequested: z.boolean(),
  cancelRequestedBy: z.string().optional(),
  /** The version of the rules that decide this execution. */
  decisionVersion: z.int().positive(),
  /** Events so far: the sequence number of the newest. */
  eventCount: z.int().nonnegative(),
});
export type ExecutionHeader = z.infer<typeof executionHeaderSchema>;

/** The whole decided state of one execution: the only thing that decisions are made from, besides observations. */
export interface ExecutionState {
  readonly header: ExecutionHeader;
  readonly waves: readonly WaveExecution[];
  readonly jobs: readonly LaunchJob[];
}
