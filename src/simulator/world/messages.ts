import { z } from 'zod';

/** One subscription of an SNS topic. Nothing is delivered before it is confirmed. */
export const subscription = z.object({
  subscriptionArn: z.string(),
  topicArn: z.string(),
  protocol: z.literal('email'),
  endpoint: z.string(),
  confirmed: z.boolean(),
  /** JSON; everything passes when absent. */
  filterPolicy: z.string().optional(),
});
export type Subscription = z.infer<typeof subscription>;

/** One message, and to whom it went. */
export const publishedMessage = z.object({
  messageId: z.string(),
  topicArn: z.string(),
  subject: z.string().optional(),
  /** As it was sent. */
  message: z.string(),
  attributes: z.record(z.string(), z.string()),
  deliveries: z.array(z.object({ protocol: z.literal('email'), endpoint: z.string(), text: z.string() })),
});
export type PublishedMessage = z.infer<typeof publishedMessage>;
