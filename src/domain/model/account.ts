import { z } from 'zod';
import { accountIdSchema, instantSchema, nameSchema, regionSchema, textLike } from './identifiers.ts';

/** What an author says of an account. */
const accountDefinitionShape = {
  accountId: accountIdSchema.describe('The AWS account; in quotes, or YAML reads a number'),
  accountName: nameSchema.describe('For people: what the account is'),
  roleArn: textLike(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role')
    .optional()
    .describe(
      "The role that is assumed there. Absent: the server's own credentials, which must be of this account. On AWS every account needs one, that of Breakwater too",
    ),
  externalId: textLike(/^[\w+=,.@:/-]{2,1224}$/, '2 to 1,224 letters, digits and +=,.@:/-_')
    .optional()
    .describe('Known to both sides, where the role lets nobody in without it'),
  regions: z
    .array(regionSchema)
    .min(1, 'name at least one Region')
    .max(40, 'at most 40 Regions')
    .refine((regions) => new Set(regions).size === regions.length, 'the same Region is listed twice')
    .describe('The Regions where DRS is used there'),
  stagingAccountIds: z
    .array(accountIdSchema)
    .max(50, 'at most 50 staging accounts')
    .refine((ids) => new Set(ids).size === ids.length, 'the same account is listed twice')
    .optional()
    .describe('Accounts that replicate for this one: their servers may be extended into it'),
};
export const accountDefinitionSchema = z.strictObject(accountDefinitionShape);
export type AccountDefinition = z.infer<typeof accountDefinitionSchema>;

/** An account that Breakwater recovers servers in, and how it is reached. Without an entry an account is not touched. */
export const targetAccountSchema = z.object({
  ...accountDefinitionShape,
  version: z.int().positive(),
  updatedTime: instantSchema,
  updatedBy: z.string(),
});
export type TargetAccount = z.infer<typeof targetAccountSchema>;

/** What was looked at in a Region of an account. */
export const accountCheckNames = [
  'assumeRole',
  'drsInitialised',
  'describeSourceServers',
  'describeJobs',
  'describeRecoveryInstances',
  'describeInstances',
  /** What a run does itself, and nobody can try out: as IAM simulates it. */
  'permissions',
  /** Of each staging account. */
  'listExtensibleSourceServers',
] as const;

/** UNKNOWN: it could not be checked now, which says nothing. */
export const accountCheckResultSchema = z.enum(['OK', 'FAILED', 'UNKNOWN']);

const accountCheckSchema = z.object({
  check: z.enum(accountCheckNames),
  result: accountCheckResultSchema,
  /** Of the role beside the registered one, by which Breakwater in AWS only looks; absent: of the registered one. */
  roleArn: z.string().optional(),
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
