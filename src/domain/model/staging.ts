import { z } from 'zod';
import { accountIdSchema, regionSchema, sourceServerIdSchema, textLike } from './identifiers.ts';

/** A source server of a staging account (DRS API model, shape SourceServerARN). */
export const stagingServerArnSchema = textLike(
  /^arn:[\w-]+:drs:[\w-]+:\d{12}:source-server\/s-[0-9a-zA-Z]{17}$/,
  'the ARN of a source server',
);

/** What DRS says of staging accounts in a Region of an account. */
export const stagingRegionSchema = z.discriminatedUnion('result', [
  z.object({
    region: regionSchema,
    result: z.literal('OK'),
    stagingAccounts: z.array(
      z.object({
        stagingAccountId: accountIdSchema,
        /** The account's entry names it; otherwise servers were extended from it by somebody else. */
        isNamed: z.boolean(),
        /** DRS lists it: at least one server is extended from it here. */
        isInUse: z.boolean(),
      }),
    ),
  }),
  z.object({ region: regionSchema, result: z.literal('NOT_INITIALISED') }),
  z.object({ region: regionSchema, result: z.literal('FAILED'), message: z.string() }),
]);
export type StagingRegion = z.infer<typeof stagingRegionSchema>;

export const extensibleServerSchema = z.object({
  arn: stagingServerArnSchema,
  hostname: z.string().optional(),
  tags: z.record(z.string(), z.string()),
});

/** What became of each server that was to be extended; those that failed may be sent again. */
export const extendedServerSchema = z.discriminatedUnion('result', [
  z.object({ arn: stagingServerArnSchema, result: z.literal('EXTENDED'), sourceServerId: sourceServerIdSchema }),
  z.object({
    arn: stagingServerArnSchema,
    result: z.literal('FAILED'),
    /** AWS's own words. */
    message: z.string(),
  }),
]);
export type ExtendedServer = z.infer<typeof extendedServerSchema>;

/** What must be so before DRS extends a server. It is told with every answer: AWS's words name one half of it. */
export const extensionPrerequisite =
  'DRS extends a server only when its staging disks are encrypted with a customer-managed KMS key (replication settings: ebsEncryption CUSTOM), ' +
  'whose key policy lets the target account and its DRS roles use it (kms:Decrypt, kms:CreateGrant, kms:DescribeKey, kms:ReEncrypt*, kms:GenerateDataKey*); ' +
  'and when the staging account has the target account among its trusted accounts (DRS settings)';
