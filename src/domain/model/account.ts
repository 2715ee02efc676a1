import { z } from 'zod';
import { accountIdSchema, instantSchema, nameSchema, regionSchema } from './identifiers.ts';

/** An account that Breakwater recovers servers in: how it is reached. Without an entry an account is not touched. */
export const targetAccountSchema = z.object({
  accountId: accountIdSchema,
  accountName: nameSchema,
  /** The role that is assumed there; absent for the account that Breakwater itself is in. */
  roleArn: z
    .string()
    .regex(/^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/, 'the ARN of an IAM role')
    .optional(),
  /** Known to both sides: the role lets nobody in without it. */
  externalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/, 'letters, digits and +=,.@:/-_')
    .optional(),
  /** The Regions where DRS is used there. */
  regions: z.array(regionSchema).min(1).max(40),
  version: z.int().positive(),
  updatedTime: instantSchema,
  updatedBy: z.string(),
});
export type TargetAccount = z.infer<typeof targetAccountSchema>;
