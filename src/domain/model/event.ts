import { z } from 'zod';
import { activityClaimSchema } from './activity.ts';
import { claimSchema, executionStatusSchema, refusalSchema, waveStatusSchema } from './execution.ts';
import { instantSchema } from './identifiers.ts';
import { pointsInTimeSchema } from './point-in-time.ts';

const waveNumber = z.int().nonnegative();
const jobKey = z.string();
const sourceServerIds = z.array(z.string()).min(1);
const ofActivity = { waveNumber, activityKey: z.string(), activityName: z.string() };
const awsError = z.object({ code: z.string(), message: z.string() });

/** What was decided. Every field that `evolve` needs is here: replaying the events gives the stored state (I9). */
const eventVariants = [
  z.object({
    type: z.literal('ExecutionStarted'),
    /** Live recovery instances whose deletion by DRS the caller named and accepted. */
    acceptedInstanceDeletions: z.array(z.string()).optional(),
    pointsInTime: pointsInTimeSchema.optional(),
  }),
  z.object({ type: z.literal('ChecksPostponed'), reason: z.string() }),
  z.object({
    type: z.literal('ExecutionBegun'),
    rosterId: z.string(),
    serverCount: z.int(),
    /** Of a clean-up: instances that were gone already. Absent: none. */
    goneCount: z.int().positive().optional(),
    /** The same of those that a later launch has replaced. */
    replacedCount: z.int().positive().optional(),
    warnings: z.array(z.string()),
  }),
  z.object({ type: z.literal('ExecutionRefused'), refusals: z.array(refusalSchema), refusalCount: z.int() }),
  z.object({ type: z.literal('GateReached'), waveNumber }),
  z.object({ type: z.literal('GateOpened'), waveNumber }),
  z.object({ type: z.literal('WaveStarting'), waveNumber }),
  z.object({ type: z.literal('JobPlanned'), jobKey, serverCount: z.int().positive() }),
  /** The named servers leave the job for a new one, which waits. */
  z.object({ type: z.literal('JobSplit'), jobKey, newJobKey: jobKey, sourceServerIds, waitingFor: z.string() }),
  /** Back to waiting: the quota is taken, somebody holds its servers, or AWS said "later". */
  z.object({
    type: z.literal('JobHeld'),
    jobKey,
    waitingFor: z.string(),
    notBefore: instantSchema,
    /** True when AWS answered in a retryable way: the next try backs off further. */
    retry: z.boolean(),
    /** Somebody else's job is in the way: no further event until what it waits for changes, or it may start. */
    byOthers: z.boolean().optional(),
    /** DRS refused its start because of somebody's job, and it is planned again to look for what an earlier call made. */
    conflict: z.literal(true).optional(),
  }),
  z.object({ type: z.literal('JobClaimed'), jobKey, claim: claimSchema }),
  /** The reply was lost: what happened is unknown until the claim has ended and a look has been taken. */
  z.object({ type: z.literal('JobReplyLost'), jobKey, error: awsError, claimEndsTime: instantSchema }),
  /** Looking for the job of a lost reply failed; the next look is not before `retryTime`. */
  z.object({ type: z.literal('JobLookFailed'), jobKey, error: awsError, retryTime: instantSchema }),
  /** The reply was lost, and DRS shows no job of it: it is tried again, and looked for once more before that. */
  z.object({ type: z.literal('JobNotFound'), jobKey }),
  /** Nothing starts any more, but an unanswered call may have made a job: it is still looked for. */
  z.object({ type: z.literal('JobLookedForStill'), jobKey }),
  z.object({ type: z.literal('JobStarted'), jobKey, jobId: z.string(), adopted: z.boolean() }),
  z.object({ type: z.literal('JobRefused'), jobKey, error: awsError }),
  z.object({ type: z.literal('JobWithdrawn'), jobKey, reason: z.string() }),
  z.object({
    type: z.literal('ServersDecided'),
    jobKey,
    servers: z
      .array(
        z.object({
          sourceServerId: z.string(),
          outcome: z.enum(['LAUNCHED', 'TERMINATED', 'FAILED']),
          reason: z.string().optional(),
          recoveryInstanceId: z.string().optional(),
        }),
      )
      .min(1),
  }),
  z.object({ type: z.literal('JobEnded'), jobKey, how: z.enum(['COMPLETED', 'MISSING', 'GIVEN_UP', 'NOTHING_LEFT']) }),
  z.object({ type: z.literal('WaveEnded'), waveNumber, status: waveStatusSchema, reason: z.string() }),
  /** The last job of a wave that had timed out is over: how it came out after all. */
  z.object({ type: z.literal('WaveSettled'), waveNumber, reason: z.string() }),
  /** `onFailure: pause`: somebody decided to go on without what failed. */
  z.object({ type: z.literal('WaveFailureAccepted'), waveNumber }),
  /** A new attempt over what is not up: new jobs, each of at most 100 servers in one account and Region. */
  z.object({
    type: z.literal('WaveRetried'),
    waveNumber,
    attempt: z.int().positive(),
    /** None when every server is up, and only an action is done again. */
    jobs: z.array(z.object({ jobKey, accountId: z.string(), region: z.string(), sourceServerIds })),
  }),
  z.object({
    type: z.literal('ActivityClaimed'),
    ...ofActivity,
    claim: activityClaimSchema,
    token: z.string(),
  }),
  z.object({
    type: z.literal('ActivityStarted'),
    ...ofActivity,
    reference: z.string().optional(),
    message: z.string(),
  }),
  /** It could not be started now; not tried again before that time. */
  z.object({ type: z.literal('ActivityHeld'), ...ofActivity, message: z.string(), notBefore: instantSchema }),
  z.object({
    type: z.literal('ActivityEnded'),
    ...ofActivity,
    required: z.boolean(),
    state: z.enum(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'CANCELLED']),
    message: z.string(),
    output: z.string().optional(),
    reference: z.string().optional(),
    /** Only this try has ended: the next is not before that time. */
    retryTime: instantSchema.optional(),
  }),
  /** They will not be run: why is in the end of their wave, which follows. */
  z.object({ type: z.literal('ActivitiesDropped'), waveNumber, activityKeys: z.array(z.string()).min(1) }),
  z.object({ type: z.literal('WaveSkipped'), waveNumber, reason: z.string() }),
  z.object({ type: z.literal('ServersSkipped'), waveNumber, sourceServerIds, reason: z.string() }),
  z.object({
    type: z.literal('PauseRequested'),
    /** Given when the engine itself asks. */
    reason: z.string().optional(),
  }),
  z.object({ type: z.literal('ExecutionPaused'), reason: z.string() }),
  z.object({ type: z.literal('ExecutionResumed') }),
  z.object({ type: z.literal('CancelRequested'), reason: z.string() }),
  z.object({ type: z.literal('ExecutionEnded'), status: executionStatusSchema, reason: z.string() }),
] as const;

export const eventDataSchema = z.discriminatedUnion('type', eventVariants);
export type EventData = z.infer<typeof eventDataSchema>;

/** One line of the history: append-only, numbered from 1 without gaps. */
export const executionEventSchema = z.object({
  sequence: z.int().positive(),
  time: instantSchema,
  /** Who: a person's name, or `engine`. */
  actor: z.string(),
  data: eventDataSchema,
});
export type ExecutionEvent = z.infer<typeof executionEventSchema>;
