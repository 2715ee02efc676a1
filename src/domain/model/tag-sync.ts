import { z } from 'zod';
import { accountIdSchema, instantSchema, nameSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';
import { sweepResultSchema } from './inventory.ts';

const place = { accountId: accountIdSchema, region: regionSchema };

/**
 * COPIED: tags were written to it. UNCHANGED: it had them. NOT_EC2: it is no EC2 instance, so there are none to copy.
 * FAILED: AWS refused, or the instance is gone. PENDING: its turn is still to come.
 */
export const tagSyncResultSchema = z.enum(['COPIED', 'UNCHANGED', 'NOT_EC2', 'FAILED', 'PENDING']);
export type TagSyncResult = z.infer<typeof tagSyncResultSchema>;

export const syncedServerSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  serverName: z.string(),
  result: tagSyncResultSchema,
  /** Keys that were written. */
  copied: z.array(z.string()),
  /** Why it failed: AWS's own words where AWS spoke. */
  message: z.string().optional(),
});
export type SyncedServer = z.infer<typeof syncedServerSchema>;

/** A server of the last run in its account and Region. */
export const tagSyncServerSchema = z.object({ ...place, ...syncedServerSchema.shape });
export type TagSyncServer = z.infer<typeof tagSyncServerSchema>;

const count = z.int().nonnegative();

/** The last run in an account and Region. */
export const tagSyncScopeSchema = z.object({
  ...place,
  accountName: nameSchema,
  /** Whether the last run could list the servers; what became of each is in the counts. */
  result: sweepResultSchema,
  /** Of the last run that could list the servers; absent before the first. */
  startTime: instantSchema.optional(),
  /** Of that run. */
  counts: z.object({ total: count, copied: count, unchanged: count, notEc2: count, failed: count, pending: count }),
  /** A later try could not list the servers: when, and AWS's own words. */
  failure: z.object({ time: instantSchema, message: z.string() }).optional(),
  isRunning: z.boolean(),
});
export type TagSyncScope = z.infer<typeof tagSyncScopeSchema>;

export const everyHoursSchema = z.int().min(1, 'from 1 to 24 hours').max(24, 'from 1 to 24 hours');

export const tagSyncSchema = z.object({
  /** Absent: on demand alone. */
  everyHours: everyHoursSchema.optional(),
  /** Of the schedule; 0 while nobody has set it. */
  version: count,
  /** Every Region of every registered account. */
  scopes: z.array(tagSyncScopeSchema),
});
export type TagSyncState = z.infer<typeof tagSyncSchema>;

export const tagSyncScheduleSchema = z.strictObject({
  /** null: on demand alone. */
  everyHours: everyHoursSchema.nullable(),
  /** The one that was seen: a change of any other is refused. */
  version: count.max(99_999_999),
});
export type TagSyncScheduleUpdate = z.infer<typeof tagSyncScheduleSchema>;

export const tagSyncAnswerSchema = z.object({
  since: instantSchema,
  /** Accounts and Regions that are not done: send `since` again. */
  pendingCount: count,
  scopes: z.array(tagSyncScopeSchema),
});
export type TagSyncAnswer = z.infer<typeof tagSyncAnswerSchema>;
