import { z } from 'zod';
import { accountIdSchema, instantSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';
import { partialRecoveryPointShape, pointsInTimeSchema } from './point-in-time.ts';
import { recoveryPlanSchema } from './recovery-plan.ts';

/** A server as it was found when the execution began. */
export const rosterServerSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  serverName: z.string(),
  hostname: z.string().optional(),
  /** In a clean-up: the instance that is to be terminated. */
  recoveryInstanceId: z.string().optional(),
  /** Of a wave with a point in time: what the server is launched from. */
  ...partialRecoveryPointShape,
});
export type RosterServer = z.infer<typeof rosterServerSchema>;

/** At most 100 servers of one wave in one account and Region: the first cut into jobs. Never changed once written. */
export const rosterChunkSchema = z.object({
  waveNumber: z.int().nonnegative(),
  chunkNumber: z.int().nonnegative(),
  accountId: accountIdSchema,
  region: regionSchema,
  servers: z.array(rosterServerSchema).min(1),
  /** What was asked for its wave. */
  pointInTime: instantSchema.optional(),
});
export type RosterChunk = z.infer<typeof rosterChunkSchema>;

/** The plan as it was when the execution was started. Never changed once written. */
export const frozenPlanSchema = z.object({
  plan: recoveryPlanSchema,
  /** Live recovery instances whose deletion the caller named and accepted (design 6.4). */
  acceptedInstanceDeletions: z.array(z.string()),
  pointsInTime: pointsInTimeSchema.optional(),
});
export type FrozenPlan = z.infer<typeof frozenPlanSchema>;
