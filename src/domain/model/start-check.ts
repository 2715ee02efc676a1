import { z } from 'zod';
import { refusalSchema } from './execution.ts';
import { accountIdSchema, instantSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';
import { partialRecoveryPointShape, recoveryPointsSchema } from './point-in-time.ts';

/** Stable, for programs. */
export const startWarningCodes = [
  'INSTANCE_DELETED',
  'ACCEPTED_FOR_NOTHING',
  'CANNOT_LAUNCH',
  'REPLICATION_STALLED',
  'RPO_MISSED',
  'SERVER_IN_JOB',
  'QUOTA',
  'POINT_IN_TIME',
  /** Of a clean-up. */
  'GONE_ALREADY',
  'LEFT_ALONE',
] as const;
export type StartWarningCode = (typeof startWarningCodes)[number];

/** Worth knowing before a start, and no reason against it. */
export const startWarningSchema = z.object({
  /** Open: further ones may come. */
  code: z.string(),
  message: z.string(),
  /** The server that it is about; absent when it is about more than one. */
  sourceServerId: sourceServerIdSchema.optional(),
});
export type StartWarning = z.infer<typeof startWarningSchema>;

export const startWarning = (code: StartWarningCode, message: string, sourceServerId?: string): StartWarning => ({
  code,
  message,
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
  /** Not a drill's: a start is refused unless its deletion was accepted by name. */
  isLive: z.boolean(),
  isAccepted: z.boolean(),
});
export type InstanceDeletion = z.infer<typeof instanceDeletionSchema>;

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
  /** What refuses a start because of this server. */
  blockers: z.array(z.string()),
  warnings: z.array(z.string()),
});
export type CheckedServer = z.infer<typeof checkedServerSchema>;

/** What a start of the plan would do and meet at this moment. Nothing is started, held or saved by looking. */
export const startCheckSchema = z.object({
  planId: z.string(),
  planName: z.string(),
  planVersion: z.int().positive(),
  checkedTime: instantSchema,
  /** BLOCKED: a start would be refused. UNKNOWN: nothing is known against it, but not everything could be checked. */
  verdict: z.enum(['READY', 'BLOCKED', 'UNKNOWN']),
  serverCount: z.int().nonnegative(),
  waves: z.array(
    z.object({
      waveNumber: z.int().nonnegative(),
      waveName: z.string(),
      dependsOnWaves: z.array(z.int().nonnegative()),
      pauseBeforeWave: z.boolean(),
      serverCount: z.int().nonnegative(),
      /** Up to when data is wanted; absent: the latest. */
      pointInTime: instantSchema.optional(),
      /** Of those servers that have one. */
      recoveryPoints: recoveryPointsSchema.optional(),
    }),
  ),
  /** Every reason for which a start would be refused now. */
  blockers: z.array(refusalSchema),
  /** Checks that could not be made, in AWS's words. */
  unknown: z.array(refusalSchema),
  warnings: z.array(startWarningSchema),
  deletions: z.array(instanceDeletionSchema),
  servers: z.array(checkedServerSchema),
});
export type StartCheck = z.infer<typeof startCheckSchema>;
