import { z } from 'zod';
import { estateServerSchema } from './estate-view.ts';
import { accountIdSchema, instantSchema, nameSchema, regionSchema } from './identifiers.ts';

const place = { accountId: accountIdSchema, region: regionSchema };

/** How old a row is. It stays as it was when a later look fails; AWS's words of that are with it then. */
const age = {
  /** When DRS was asked for it. */
  observedTime: instantSchema,
  /** Since then, by the server's clock. */
  ageSeconds: z.int().nonnegative(),
  /** Why it is not newer: the last look at its account and Region failed. */
  refreshFailure: z.string().optional(),
};

/** A source server as DRS showed it at `observedTime`; who holds it is as of now. */
export const inventoryServerSchema = z.object({ ...place, ...age, ...estateServerSchema.shape });
export type InventoryServer = z.infer<typeof inventoryServerSchema>;

/** A recovery instance as DRS showed it at `observedTime`. */
export const inventoryInstanceSchema = z.object({
  ...place,
  ...age,
  recoveryInstanceId: z.string(),
  sourceServerId: z.string(),
  /** Of its source server; absent when DRS lists that no more. */
  serverName: z.string().optional(),
  instanceId: z.string().optional(),
  /** As DRS knows it: RUNNING, STOPPED, …, open. */
  instanceState: z.string().optional(),
  isDrill: z.boolean().optional(),
  jobId: z.string().optional(),
  pointInTime: z.string().optional(),
  /** DRS FailbackState: how far the way back to the source is. Open. */
  failbackState: z.string().optional(),
  /** DRS RecoveryInstanceDataReplicationState: of what it replicates back. Open. */
  replicationState: z.string().optional(),
});
export type InventoryInstance = z.infer<typeof inventoryInstanceSchema>;

/**
 * OK: the last look was good. FAILED: it was not, and what an earlier one found is still shown. NOT_INITIALISED: DRS is not
 * used there. NOT_YET: nobody has looked.
 */
export const sweepResultSchema = z.enum(['OK', 'FAILED', 'NOT_INITIALISED', 'NOT_YET']);

/** What is known of an account and Region. */
export const inventoryScopeSchema = z.object({
  ...place,
  accountName: nameSchema,
  result: sweepResultSchema,
  /** Of the last good look: how old its rows are. */
  observedTime: instantSchema.optional(),
  /** Since then, by the server's clock. */
  ageSeconds: z.int().nonnegative().optional(),
  sourceServerCount: z.int().nonnegative().optional(),
  recoveryInstanceCount: z.int().nonnegative().optional(),
  /** Of the last look, when it failed: when it was, and AWS's own words. */
  failure: z.object({ time: instantSchema, message: z.string() }).optional(),
  /** Somebody looks at this moment. */
  isRefreshing: z.boolean(),
});
export type InventoryScope = z.infer<typeof inventoryScopeSchema>;

export const inventorySchema = z.object({
  /** Every Region of every registered account. */
  scopes: z.array(inventoryScopeSchema),
});

export const refreshRequestSchema = z.strictObject({
  /** Only this account; all when absent. */
  accountId: accountIdSchema.optional(),
  /** Only this Region; all when absent. */
  region: regionSchema.optional(),
  /** Leave alone what was looked at since: the `since` of the answer before, to go on where it stopped. */
  since: instantSchema.optional(),
});
export type RefreshRequest = z.infer<typeof refreshRequestSchema>;

export const refreshAnswerSchema = z.object({
  since: instantSchema,
  /** Accounts and Regions that the time did not suffice for, or that somebody else looks at: send `since` again. */
  pendingCount: z.int().nonnegative(),
  scopes: z.array(inventoryScopeSchema),
});
export type RefreshAnswer = z.infer<typeof refreshAnswerSchema>;

/** What is asked of the stored source servers: all that is given must hold. */
export interface ServerSearch {
  readonly accountId?: string;
  readonly region?: string;
  /** Part of the name, the host name or the id, ignoring case. */
  readonly name?: string;
  /** All of them; key and value exactly. */
  readonly tags?: Readonly<Record<string, string>>;
  /** DRS DataReplicationState, ignoring case. */
  readonly state?: string;
  /** Lags by more seconds, or DRS does not say by how much. */
  readonly lagOverSeconds?: number;
}

/** What is asked of the stored recovery instances: all that is given must hold. */
export interface InstanceSearch {
  readonly accountId?: string;
  readonly region?: string;
  readonly sourceServerId?: string;
  /** Part of the name of its source server, or of an id, ignoring case. */
  readonly name?: string;
  /** DRS EC2InstanceState, ignoring case. */
  readonly state?: string;
  /** False: what is live, or of which DRS does not say. */
  readonly isDrill?: boolean;
}
