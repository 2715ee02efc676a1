import { z } from 'zod';
import { executionTypeSchema } from './execution.ts';
import { instantSchema } from './identifiers.ts';
import { notificationEventSchema } from './plan-notifications.ts';

/** One message, as it is handed to those who deliver it. */
export const notificationSchema = z.object({
  /** The same at every try, so that a receiver can tell a repetition: `<executionId>/<number of the event>`. */
  notificationId: z.string(),
  event: notificationEventSchema,
  time: instantSchema,
  planId: z.string(),
  planName: z.string(),
  executionId: z.string(),
  executionType: executionTypeSchema,
  subject: z.string(),
  /** Plain text, with the exact command that answers it. No token ever. */
  text: z.string(),
});
export type Notification = z.infer<typeof notificationSchema>;
