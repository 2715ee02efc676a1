import { z } from 'zod';
import { partialAchievedRpoShape } from './achieved-rpo.ts';
import { waveActivitySchema } from './activity.ts';
import { automaticCleanUpViewSchema } from './automatic-clean-up.ts';
import {
  activityLookSchema,
  executionHeaderSchema,
  launchJobSchema,
  launchJobStateSchema,
  serverOutcomeSchema,
  skipSchema,
  waveExecutionSchema,
} from './execution.ts';
import { accountIdSchema, instantSchema, regionSchema } from './identifiers.ts';
import { serverObservationSchema } from './observation.ts';
import { partialRecoveryPointShape, recoveryPointsSchema } from './point-in-time.ts';

/** Whether an action is allowed now, and if not, why not: the row of `domain/can` for this execution. */
export const actionStateSchema = z.discriminatedUnion('allowed', [
  z.object({ allowed: z.literal(true), waveNumbers: z.array(z.int()).optional() }),
  z.object({ allowed: z.literal(false), reason: z.string() }),
]);
export type ActionState = z.infer<typeof actionStateSchema>;

/** A job as people read it: its decided state, and beside it what DRS last said of it and when. */
export const jobViewSchema = launchJobSchema
  .pick({ jobKey: true, attempt: true, jobId: true, adopted: true, waitingFor: true, startedTime: true, endTime: true })
  .extend({
    accountId: accountIdSchema,
    region: regionSchema,
    state: launchJobStateSchema,
    serverCount: z.int(),
    launchedCount: z.int(),
    failedCount: z.int(),
    /** Of a clean-up; absent: none yet. */
    terminatedCount: z.int().optional(),
    /** The reply to its last call was lost: DRS may have made the job, which is looked for. */
    unanswered: z.literal(true).optional(),
    observed: z
      .object({
        jobStatus: z.string(),
        lastPolledTime: instantSchema,
        launchedCount: z.int(),
        failedCount: z.int(),
        /** Undecided servers by phase, for example {"SNAPSHOT": 3, "LAUNCH": 7}. */
        phases: z.record(z.string(), z.int()),
      })
      .optional(),
  });
export type JobView = z.infer<typeof jobViewSchema>;

/** Something done around a wave: its decided state, and while it runs what was last seen of it. */
export const activityViewSchema = waveActivitySchema
  .omit({ claim: true, token: true, tryTime: true })
  .extend({ lastLook: activityLookSchema.optional() });
export type ActivityView = z.infer<typeof activityViewSchema>;

export const waveViewSchema = waveExecutionSchema.omit({ activities: true }).extend({
  /** Its actions before and after the launch, in order; empty when the plan has none for such an execution. */
  activities: z.array(activityViewSchema),
  /** The name of the action that waits for a person's approval now. */
  awaitedApproval: z.string().optional(),
  jobs: z.array(jobViewSchema),
  /** Of a wave with a point in time: the recovery points that were chosen for its servers. */
  recoveryPoints: recoveryPointsSchema.optional(),
  /** Those that DRS says it launched its servers from, as far as it does. */
  achievedRecoveryPoints: recoveryPointsSchema.optional(),
  /** What the wave waits for now, in an operator's words; absent when it waits for nothing but DRS. */
  waitsFor: z.string().optional(),
});
export type WaveView = z.infer<typeof waveViewSchema>;

/** An instance that is not there any more, and who saw so. */
const goneSchema = z.object({
  observedTime: instantSchema,
  /** The clean-up that found it gone, in DRS and in EC2; absent: the inventory saw that DRS lists it no more. */
  cleanUpId: z.string().optional(),
});
export type Gone = z.infer<typeof goneSchema>;

/** A clean-up of what an execution launched. */
export const cleanUpViewSchema = executionHeaderSchema
  .pick({
    executionId: true,
    status: true,
    serverCount: true,
    goneCount: true,
    replacedCount: true,
    startTime: true,
    endTime: true,
  })
  .extend({ terminatedCount: z.int().nonnegative() });
export type CleanUpView = z.infer<typeof cleanUpViewSchema>;

/** The execution over what another one left. */
export const followUpViewSchema = executionHeaderSchema.pick({ executionId: true, status: true });
export type FollowUpView = z.infer<typeof followUpViewSchema>;

/** An execution without its servers: those are read by page. */
export const executionViewSchema = executionHeaderSchema
  .omit({
    rosterId: true,
    decisionVersion: true,
    waitingGates: true,
    pausedTime: true,
  })
  .extend({
    version: z.int().positive(),
    launchedCount: z.int(),
    failedCount: z.int(),
    /** Of a drill that is over, whose plan has its instances cleaned up by themselves. */
    automaticCleanUp: automaticCleanUpViewSchema.optional(),
    waves: z.array(waveViewSchema),
    /** What launches, or launched, what this one left: one at most; it may be refused, and then be replaced. */
    followUp: followUpViewSchema.optional(),
    /** What was terminated since of what it launched, oldest first; absent before the first clean-up. */
    cleanUps: z.array(cleanUpViewSchema).optional(),
    ...partialAchievedRpoShape,
    /** When DRS last answered for the jobs that run now; absent before the first poll. */
    lastPolledTime: instantSchema.optional(),
    nextWakeTime: instantSchema.optional(),
    /** Accounts and Regions whose last poll failed, in AWS's words. */
    pollFailures: z.array(
      z.object({
        accountId: accountIdSchema,
        region: regionSchema,
        time: instantSchema,
        message: z.string(),
        consecutive: z.int(),
      }),
    ),
    actions: z.object({
      pause: actionStateSchema,
      resume: actionStateSchema,
      cancel: actionStateSchema,
      retry: actionStateSchema,
      skip: actionStateSchema,
      followUp: actionStateSchema,
      cleanUp: actionStateSchema,
      /** Of the clean-up that comes by itself. */
      keep: actionStateSchema,
    }),
  });
export type ExecutionView = z.infer<typeof executionViewSchema>;

/** A line of the list of executions. */
export const executionSummarySchema = executionHeaderSchema
  .pick({
    executionId: true,
    planId: true,
    planName: true,
    planVersion: true,
    executionType: true,
    purpose: true,
    relatedExecutionId: true,
    status: true,
    statusReason: true,
    tolerated: true,
    totalWaves: true,
    serverCount: true,
    initiatedBy: true,
    startTime: true,
    endTime: true,
  })
  .extend({
    /** What of it waits for a person now, in words, also while the rest runs; absent when nothing does. */
    waitsForPerson: z.string().optional(),
    /** When the instances of this drill are cleaned up by themselves; absent when they are not, or have been. */
    cleansUpTime: instantSchema.optional(),
  });
export type ExecutionSummary = z.infer<typeof executionSummarySchema>;

/** One earlier go at a server: in which job, and how it ended. */
export const attemptViewSchema = launchJobSchema
  .pick({ attempt: true, jobKey: true, jobId: true, startedTime: true })
  .extend({
    outcome: serverOutcomeSchema,
    /** In AWS's words where AWS spoke. */
    reason: z.string().optional(),
    decidedTime: instantSchema.optional(),
  });
export type AttemptView = z.infer<typeof attemptViewSchema>;

/** A server of an execution: what was decided, and beside it what was last observed and when. */
export const serverViewSchema = z.object({
  sourceServerId: z.string(),
  serverName: z.string(),
  hostname: z.string().optional(),
  waveNumber: z.int(),
  waveName: z.string(),
  jobKey: z.string(),
  jobId: z.string().optional(),
  accountId: accountIdSchema,
  region: regionSchema,
  outcome: serverOutcomeSchema,
  reason: z.string().optional(),
  /** Oldest first; absent when it was tried once. All else here is of the last attempt. */
  earlierAttempts: z.array(attemptViewSchema).optional(),
  /** The outcome stands; a person decided that the plan goes on without the server. */
  skipped: skipSchema.optional(),
  recoveryInstanceId: z.string().optional(),
  /** The clean-up that terminated the instance since: what was observed before is past. */
  terminatedBy: z.string().optional(),
  /** Somebody else terminated it, or DRS let go of it: seen since. */
  gone: goneSchema.optional(),
  /** Up to when data was asked for, and the recovery point that was chosen; `observed.pointInTime` is what was launched. */
  pointInTime: instantSchema.optional(),
  ...partialRecoveryPointShape,
  observed: serverObservationSchema.omit({ sourceServerId: true }).extend({ lastPolledTime: instantSchema }).optional(),
});
export type ServerView = z.infer<typeof serverViewSchema>;

/** An instance that an execution launched, as it was last observed, and what has terminated or replaced it since. */
export const launchedInstanceViewSchema = serverViewSchema
  .pick({
    sourceServerId: true,
    serverName: true,
    waveNumber: true,
    waveName: true,
    accountId: true,
    region: true,
    jobId: true,
    recoveryInstanceId: true,
    terminatedBy: true,
    gone: true,
  })
  .extend({
    /** Its job was found after a lost reply, not named by one: it might be somebody else's. */
    adopted: z.boolean(),
    observed: serverObservationSchema
      .pick({ instanceId: true, instanceState: true, instanceType: true, privateIp: true, publicIp: true })
      .extend({ launchTime: z.string().optional(), pointInTime: z.string().optional(), lastPolledTime: instantSchema })
      .optional(),
    /** The later execution whose launch of the server replaced it: DRS deletes the instance before. */
    replacedBy: z.string().optional(),
  });
export type LaunchedInstanceView = z.infer<typeof launchedInstanceViewSchema>;
