import { z } from 'zod';
import { accountIdSchema, instantSchema, nameSchema, regionSchema } from './identifiers.ts';

/** An account that Breakwater recovers servers in: how it is reached. Without an entry an account is not touched. */
export const targetAccountSchema = z.object({
  accountId: accountIdSchema,
  accountName: nameSchema,
  /** The role that is assumed there; also in the account that Breakwater itself is in, whose own rights end at its store. */
  roleArn: z.string().regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role'),
  /** Known to both sides: the role lets nobody in without it. */
  externalId: z.string().regex(/^[\w+=,.@:/-]{2,1224}$/, '2 to 1,224 letters, digits and +=,.@:/-_'),
  /** The Regions where DRS is used there. */
  regions: z.array(regionSchema).min(1).max(40),
  version: z.int().positive(),
  updatedTime: instantSchema,
  updatedBy: z.string(),
});
export type TargetAccount = z.infer<typeof targetAccountSchema>;

/** What a person says of an account. */
export const accountDraftSchema = targetAccountSchema.omit({ version: true, updatedTime: true, updatedBy: true });
export type AccountDraft = z.infer<typeof accountDraftSchema>;

/** What was looked at in a Region of an account. */
export const accountCheckNames = [
  'assumeRole',
  'drsInitialised',
  'describeSourceServers',
  'describeJobs',
  'describeInstances',
] as const;

/** UNKNOWN: it could not be checked now, which says nothing. */
export const accountCheckResultSchema = z.enum(['OK', 'FAILED', 'UNKNOWN']);

const accountCheckSchema = z.object({
  check: z.enum(accountCheckNames),
  result: accountCheckResultSchema,
  /** AWS's own words where AWS spoke. */
  message: z.string().optional(),
  /** What can be done: the line of the policy that is to be mended. */
  remedy: z.string().optional(),
});
export type AccountCheck = z.infer<typeof accountCheckSchema>;

/** What was found when a Region of an account was asked: thing by thing, and how many servers DRS shows there. */
export const regionCheckSchema = z.object({
  region: regionSchema,
  /** FAILED when anything failed; else UNKNOWN when anything is unknown. */
  result: accountCheckResultSchema,
  sourceServerCount: z.int().nonnegative().optional(),
  checks: z.array(accountCheckSchema),
});
export type RegionCheck = z.infer<typeof regionCheckSchema>;
