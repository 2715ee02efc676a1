import { z } from 'zod';
import { permissionSchema, roleSchema } from '../permissions.ts';
import { remedyOf, type StartWarningCode } from '../start-findings.ts';
import { partialAchievedRpoShape } from './achieved-rpo.ts';
import { executionTypeSchema, refusalSchema } from './execution.ts';
import { accountIdSchema, instantSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';
import { partialRecoveryPointShape, recoveryPointsSchema } from './point-in-time.ts';

/** Worth knowing before a start, and no reason against it. */
export const startWarningSchema = z.object({
  /** Open: further ones may come. docs/reference/start-check.md has them all. */
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  /** The server that it is about; absent when it is about more than one. */
  sourceServerId: sourceServerIdSchema.optional(),
});
export type StartWarning = z.infer<typeof startWarningSchema>;

export const startWarning = (code: StartWarningCode, message: string, sourceServerId?: string): StartWarning => ({
  code,
  message,
  remedy: remedyOf(code),
  ...(sourceServerId === undefined ? {} : { sourceServerId }),
});

/** An instance that a launch of its server would delete: DRS does so by itself. */
export const instanceDeletionSchema = z.object({
  recoveryInstanceId: z.string(),
  sourceServerId: sourceServerIdSchema,
  serverName: z.string(),
  accountId: accountIdSchema,
  region: regionSchema,
  /** As EC2 says it; absent: EC2 does not say whether it is still there. */
  instanceState: z.string().optional(),
  /** Not a drill's, or an existing one: a start is refused unless its deletion was accepted by name. */
  isLive: z.boolean(),
  /** It was there before DRS launched into it; AWS does not say whether DRS deletes such a one. */
  isExisting: z.literal(true).optional(),
  isAccepted: z.boolean(),
});
export type InstanceDeletion = z.infer<typeof instanceDeletionSchema>;

/** What was found about one server. */
export const serverFindingSchema = z.object({
  code: z.string(),
  severity: z.enum(['BLOCKER', 'WARNING', 'UNKNOWN']),
  message: z.string(),
  remedy: z.string(),
});
export type ServerFinding = z.infer<typeof serverFindingSchema>;

/** A server that the plan would launch, with everything that was found about it. */
export const checkedServerSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  serverName: z.string(),
  hostname: z.string().optional(),
  waveNumber: z.int().nonnegative(),
  accountId: accountIdSchema,
  region: regionSchema,
  /** DRS DataReplicationState, open. */
  replicationState: z.string().optional(),
  /** ISO 8601 duration, as DRS gives it. */
  lagDuration: z.string().optional(),
  /** Of a wave with a point in time: what it would be launched from. */
  ...partialRecoveryPointShape,
  /** The execution that holds it now. */
  heldBy: z.object({ executionId: z.string(), planName: z.string(), since: instantSchema }).optional(),
  /** The DRS job of somebody else that holds it now. */
  inJob: z
    .object({
      jobId: z.string(),
      jobType: z.string(),
      initiatedBy: z.string().optional(),
      since: z.string().optional(),
    })
    .optional(),
  findings: z.array(serverFindingSchema),
});
export type CheckedServer = z.infer<typeof checkedServerSchema>;

/** Servers of a wave that DRS's quotas would hold back, in one account and Region. */
export const queueingSchema = z.object({
  accountId: accountIdSchema,
  region: regionSchema,
  serverCount: z.int().positive(),
  waitingServers: z.int().positive(),
  /** The quota that they wait for: jobs at a time, or servers in all jobs. */
  behind: z.enum(['JOBS', 'SERVERS']),
  /** Until the last of them starts, counted from when the wave could start. A guess: see `forecast`. */
  waitSecondsMax: z.int().nonnegative(),
});
export type Queueing = z.infer<typeof queueingSchema>;

/** How long a start would take if nothing failed and every gate were opened at once. A guess, with what it goes by. */
export const startForecastSchema = z.object({
  secondsMax: z.int().nonnegative(),
  /** How long each job is taken to run. */
  jobSeconds: z.int().positive(),
  /** LAST_RUN: as long as the longest job of that run. TYPICAL: no run of the plan is there to go by. */
  basis: z.enum(['LAST_RUN', 'TYPICAL']),
  /** Of LAST_RUN: the newest run that launched every wave; when none of the last few did, `lastRun`. */
  basisExecutionId: z.string().optional(),
});
export type StartForecast = z.infer<typeof startForecastSchema>;

/** The newest run of the plan that launched something and is over, against the targets that the plan has now. */
export const lastRunSchema = z.object({
  executionId: z.string(),
  executionType: executionTypeSchema,
  status: z.string(),
  startTime: instantSchema,
  endTime: instantSchema,
  elapsedSeconds: z.number().nonnegative(),
  /** Absent: it launched every wave. */
  wavesNotLaunched: z.int().positive().optional(),
  /** Absent: the plan has no target, or people cancelled the run or skipped waves of it and nothing failed. NOT_UP: not every server came up, however fast. */
  rto: z.enum(['MET', 'MISSED', 'NOT_UP']).optional(),
  ...partialAchievedRpoShape,
});
export type LastRun = z.infer<typeof lastRunSchema>;

/** What a person has to approve in a wave besides its gate (`pauseBeforeWave`). */
export const approvalSchema = z.object({
  actionName: z.string(),
  phase: z.enum(['before', 'after']),
  executionTypes: z.array(executionTypeSchema),
  timeoutMinutes: z.int().positive(),
});

/** What a start of the plan would do and meet at this moment. Nothing is started, held or saved by looking. */
export const startCheckSchema = z.object({
  planId: z.string(),
  planName: z.string(),
  planVersion: z.int().positive(),
  checkedTime: instantSchema,
  /**
   * BLOCKED: a start would be refused. UNKNOWN: nothing refuses it, but not everything could be checked. WOULD_FAIL:
   * it would begin, and as things stand a wave of it can only end FAILED.
   */
  verdict: z.enum(['READY', 'BLOCKED', 'UNKNOWN', 'WOULD_FAIL']),
  serverCount: z.int().nonnegative(),
  waves: z.array(
    z.object({
      waveNumber: z.int().nonnegative(),
      waveName: z.string(),
      dependsOnWaves: z.array(z.int().nonnegative()),
      pauseBeforeWave: z.boolean(),
      approvals: z.array(approvalSchema),
      serverCount: z.int().nonnegative(),
      /** Empty: all of it starts as soon as the wave does. */
      queueing: z.array(queueingSchema),
      /** Up to when data is wanted; absent: the latest. */
      pointInTime: instantSchema.optional(),
      /** Of those servers that have one. */
      recoveryPoints: recoveryPointsSchema.optional(),
    }),
  ),
  /** Who may open gates and give approvals; absent when there is none. */
  approvers: z.object({ permission: permissionSchema, roles: z.array(roleSchema) }).optional(),
  /** Absent when it is not known what runs in each account and Region. */
  forecast: startForecastSchema.optional(),
  /** Absent when there is none yet. */
  lastRun: lastRunSchema.optional(),
  /** Every reason for which a start would be refused now. */
  blockers: z.array(refusalSchema),
  /** Checks that could not be made, in AWS's words. */
  unknown: z.array(refusalSchema),
  warnings: z.array(startWarningSchema),
  deletions: z.array(instanceDeletionSchema),
  servers: z.array(checkedServerSchema),
});
export type StartCheck = z.infer<typeof startCheckSchema>;
