/** What people see of launch settings: where AWS differs from what is wanted, and how far an application of them is. */
import { z } from 'zod';
import { accountIdSchema, instantSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';
import { launchSettingsSchema } from './launch-config.ts';

export const fieldDriftSchema = z.object({
  /** As in `launchConfig`. */
  field: z.string(),
  wanted: z.unknown(),
  /** Absent: AWS has nothing there. */
  found: z.unknown().optional(),
});
export type FieldDrift = z.infer<typeof fieldDriftSchema>;

/** Breakwater set it once, the group no longer does, and AWS still has it. */
export const leftSettingSchema = z.object({
  /** As in `launchConfig`. */
  field: z.string(),
  found: z.unknown(),
});
export type LeftSetting = z.infer<typeof leftSettingSchema>;

/** NOT_CONFIGURED: nothing is wanted of this server. UNKNOWN: AWS could not be asked, which says nothing. */
export const driftStateSchema = z.enum(['IN_SYNC', 'DRIFTED', 'NOT_CONFIGURED', 'UNKNOWN']);

export const serverDriftSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  serverName: z.string(),
  state: driftStateSchema,
  /** What the group and the server's own settings say together. */
  wanted: launchSettingsSchema,
  drift: z.array(fieldDriftSchema),
  /** Nothing undoes these: whoever wants another value says it in the group, or in AWS. */
  noLongerSet: z.array(leftSettingSchema),
  /** An existing instance that DRS launches it into, though nobody wants that here: its volumes are replaced. */
  launchesInto: z.string().optional(),
  /** Of UNKNOWN: AWS's words. */
  message: z.string().optional(),
});
export type ServerDrift = z.infer<typeof serverDriftSchema>;

/** PENDING: not reached yet, or to be tried again. UNCHANGED: AWS had it so already. */
export const settingsResultSchema = z.enum(['PENDING', 'APPLIED', 'UNCHANGED', 'FAILED']);

export const appliedServerSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  serverName: z.string(),
  result: settingsResultSchema,
  /** The fields that were changed. */
  changed: z.array(z.string()),
  /** AWS's words: why it failed, or why it is tried again. */
  message: z.string().optional(),
});

export const settingsCountsSchema = z.object({
  total: z.int().nonnegative(),
  pending: z.int().nonnegative(),
  applied: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});

/** An application that was not over when a later version of the group was applied. */
export const replacedJobSchema = z.object({
  groupVersion: z.int().positive(),
  startedBy: z.string(),
  startTime: instantSchema,
});

/** The last application of a group's settings. */
export const settingsJobSchema = z.object({
  jobId: z.string(),
  groupId: z.string(),
  groupName: z.string(),
  /** Of the group whose settings are applied. */
  groupVersion: z.int().positive(),
  accountId: accountIdSchema,
  region: regionSchema,
  startedBy: z.string(),
  startTime: instantSchema,
  /** Absent: not every server is decided. Asked for again, it goes on. */
  endTime: instantSchema.optional(),
  /** The one whose place it took: what that one had changed is changed again where it differs. */
  replaced: replacedJobSchema.optional(),
  counts: settingsCountsSchema,
  servers: z.array(appliedServerSchema),
});
export type SettingsJob = z.infer<typeof settingsJobSchema>;
