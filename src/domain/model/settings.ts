import { z } from 'zod';
import { targetAccountSchema } from './account.ts';

/** An account that this installation can reach, and how. */
const knownAccountSchema = targetAccountSchema.pick({
  accountId: true,
  accountName: true,
  roleArn: true,
  regions: true,
});
export type KnownAccount = z.infer<typeof knownAccountSchema>;

/** The webhook of the plan; or, on AWS, the SNS topic, which brings it to everybody: to mailboxes and to the webhook. */
export const deliveryTargetSchema = z.enum(['webhook', 'topic']);
export type DeliveryTarget = z.infer<typeof deliveryTargetSchema>;

/** A message that its receiver did not take. */
const undeliveredMessageSchema = z.object({
  notificationId: z.string(),
  planName: z.string(),
  subject: z.string(),
  to: deliveryTargetSchema,
  /** When it was first tried in vain. */
  since: z.string(),
  lastError: z.string(),
  /** When it is tried again; absent: it was given up. */
  nextTime: z.string().optional(),
});
export type UndeliveredMessage = z.infer<typeof undeliveredMessageSchema>;

/** How this installation is set up. No secret is among it. */
export const settingsSchema = z.object({
  /** Of the product. */
  version: z.string(),
  accounts: z.array(knownAccountSchema),
  /** Where notifications go. */
  notifications: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('log') }),
    z.object({ kind: z.literal('topic'), topicArn: z.string() }),
  ]),
  /** Messages that their receivers did not take; absent where somebody else keeps them. */
  undelivered: z.array(undeliveredMessageSchema).optional(),
  /** The file that holds the API's token, on the server's machine; absent where something else signs people in. */
  tokenFile: z.string().optional(),
});
export type Settings = z.infer<typeof settingsSchema>;
