import { z } from 'zod';
import { accountIdSchema, instantSchema, regionSchema, sourceServerIdSchema } from './identifiers.ts';
import { serverSelectionSchema } from './protection-group.ts';

/** What a group selects, saved or not yet. */
export const selectionRequestSchema = z.strictObject({
  accountId: accountIdSchema,
  region: regionSchema,
  selection: serverSelectionSchema,
});
export type SelectionRequest = z.infer<typeof selectionRequestSchema>;

/** A source server as DRS shows it at this moment, and which execution holds it. */
export const estateServerSchema = z.object({
  sourceServerId: sourceServerIdSchema,
  serverName: z.string(),
  hostname: z.string().optional(),
  tags: z.record(z.string(), z.string()),
  /** DRS DataReplicationState, open. */
  replicationState: z.string().optional(),
  /** ISO 8601 duration, as DRS gives it. */
  lagDuration: z.string().optional(),
  lastLaunchResult: z.string().optional(),
  /** When its last launch, a drill's or any other, was asked for, as DRS gives it. */
  lastLaunchTime: z.string().optional(),
  /** The recovery instance that the next launch would delete. */
  recoveryInstanceId: z.string().optional(),
  /** Why DRS has nothing to launch it from; absent when it has. */
  unfit: z.string().optional(),
  /** The execution that holds the server now: nobody else can launch it meanwhile. */
  heldBy: z.object({ executionId: z.string(), planName: z.string(), since: instantSchema }).optional(),
});
export type EstateServer = z.infer<typeof estateServerSchema>;

export const resolvedSelectionSchema = z.object({
  accountId: accountIdSchema,
  region: regionSchema,
  /** When DRS was asked. */
  askedTime: instantSchema,
  servers: z.array(estateServerSchema),
  /**
   * Of so many servers not all tags are told, which would be megabytes: those with these keys, by which this selection and
   * the groups of the account and Region select. Absent: all of them are.
   */
  tagKeys: z.array(z.string()).optional(),
  /** Servers that the selection names and DRS does not know. */
  unknownServerIds: z.array(sourceServerIdSchema),
});
export type ResolvedSelection = z.infer<typeof resolvedSelectionSchema>;

/** A line of a DRS job's log, in DRS's own words. */
export const jobLogItemSchema = z.object({
  time: z.string().optional(),
  /** SNAPSHOT_START, CONVERSION_START, LAUNCH_FAILED, …, open. */
  event: z.string(),
  sourceServerId: z.string().optional(),
  /** What went wrong. */
  rawError: z.string().optional(),
});
export type JobLogLine = z.infer<typeof jobLogItemSchema>;
