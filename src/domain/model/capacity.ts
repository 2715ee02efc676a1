import { z } from 'zod';
import { accountIdSchema, instantSchema, nameSchema, regionSchema } from './identifiers.ts';

const useSchema = z.object({ used: z.int().nonnegative(), limit: z.int().positive() });
const sharedUseSchema = z.object({
  /** By executions of ours. */
  ours: z.int().nonnegative(),
  /** By jobs of others. */
  others: z.int().nonnegative(),
  limit: z.int().positive(),
});

const place = { accountId: accountIdSchema, accountName: nameSchema, region: regionSchema };

/** How much of DRS's quotas is in use in one account and Region; or why that is not known, which is never "nothing". */
export const scopeCapacitySchema = z.discriminatedUnion('result', [
  z.object({
    ...place,
    result: z.literal('OK'),
    /** Servers that replicate here. An extended one counts in its staging account, and not here. */
    replicatingServers: useSchema,
    /** All source servers, extended ones too. */
    sourceServers: useSchema,
    /** Jobs in progress. */
    jobs: sharedUseSchema,
    serversInJobs: sharedUseSchema,
  }),
  z.object({ ...place, result: z.literal('NOT_INITIALISED') }),
  z.object({
    ...place,
    result: z.literal('FAILED'),
    /** What was asked, and AWS's own words. */
    message: z.string(),
  }),
  /** A staging account that nobody registered there: it replicates for others, and how full it is is not known. */
  z.object({
    accountId: accountIdSchema,
    region: regionSchema,
    result: z.literal('NOT_REGISTERED'),
    /** The registered accounts whose entry names it, or that have servers extended from it. */
    stagingFor: z.array(accountIdSchema).min(1),
    /** Servers that are known to replicate there: it may be more. */
    extendedServers: z.int().nonnegative(),
    /** What is to be done to know. */
    remedy: z.string(),
  }),
]);
export type ScopeCapacity = z.infer<typeof scopeCapacitySchema>;

export const capacitySchema = z.object({
  /** When the sweep began. A place that failed is asked again by each who asks, and so may be known since later. */
  askedTime: instantSchema,
  /** Every Region of every registered account; then the staging accounts of those that are not registered there themselves. */
  scopes: z.array(scopeCapacitySchema),
});
export type Capacity = z.infer<typeof capacitySchema>;
