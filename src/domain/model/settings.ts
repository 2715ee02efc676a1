import { z } from 'zod';
import { accountIdSchema, nameSchema, regionSchema } from './identifiers.ts';

/** An account that this installation can reach, and how. */
export const knownAccountSchema = z.object({
  accountId: accountIdSchema,
  accountName: nameSchema.optional(),
  /** The account of Breakwater's own credentials. */
  isHome: z.boolean(),
  /** The role that is assumed there; absent in the home account. */
  roleArn: z.string().optional(),
  /** Regions where DRS is used there, as far as somebody said so; there may be others. */
  regions: z.array(regionSchema),
});
export type KnownAccount = z.infer<typeof knownAccountSchema>;

/** How this installation is set up. No secret is among it. */
export const settingsSchema = z.object({
  /** Of the product. */
  version: z.string(),
  accounts: z.array(knownAccountSchema),
  /** Accounts are registered by people, and each can be checked; elsewhere they are told at the start of the server. */
  isAccountRegistry: z.boolean(),
  /** Where notifications go. */
  notifications: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('log') }),
    z.object({ kind: z.literal('topic'), topicArn: z.string() }),
  ]),
  /** The file that holds the API's token, on the server's machine; absent where something else signs people in. */
  tokenFile: z.string().optional(),
});
export type Settings = z.infer<typeof settingsSchema>;
