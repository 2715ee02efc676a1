import { z } from 'zod';
import { limits } from '../limits.ts';

/**
 * What people can be told of. gate: a person is needed. waveFailed: also a wave that is only PARTIAL. cleanUp: the
 * instances of a drill will be cleaned up by themselves.
 */
export const notificationEvents = ['start', 'gate', 'waveCompleted', 'waveFailed', 'end', 'cleanUp'] as const;
export const notificationEventSchema = z.enum(notificationEvents);
export type NotificationEvent = z.infer<typeof notificationEventSchema>;

const areDifferent = (texts: readonly string[]): boolean =>
  new Set(texts.map((text) => text.toLowerCase())).size === texts.length;

const loopback: readonly string[] = ['localhost', '127.0.0.1', '[::1]'];

/** Where something that may be secret was. */
export const MASK = '…';

/** The address without what may be secret in it: path and query, by which chat systems know their callers. */
export const maskedUrl = (url: string): string => (URL.canParse(url) ? `${new URL(url).origin}/${MASK}` : MASK);

/** Whether this is such an address: it cannot be saved. */
export const isMaskedUrl = (url: string): boolean => url.includes(MASK);

const webhookUrlSchema = z
  .url({ protocol: /^https?$/, error: 'a whole address, such as https://hooks.example.com/breakwater' })
  .max(2000, 'at most 2000 characters')
  .refine((url) => !isMaskedUrl(url), 'this is the masked address: give it whole')
  .refine((url) => {
    if (!URL.canParse(url)) return true;
    const { protocol, hostname } = new URL(url);
    return protocol === 'https:' || loopback.includes(hostname);
  }, 'must be https; http only on this machine (localhost, 127.0.0.1, [::1])')
  .refine((url) => {
    if (!URL.canParse(url)) return true;
    const { username, password } = new URL(url);
    return username === '' && password === '';
  }, 'must not hold a user name or password');

/** Who is told of the runs of a plan. */
export const planNotificationsSchema = z
  .strictObject({
    emails: z
      .array(z.email('is no e-mail address').max(254))
      .max(limits.emailsPerPlan, `at most ${limits.emailsPerPlan} addresses`)
      .refine(areDifferent, 'the same address is listed twice')
      .default([])
      .describe('Each confirms once, by a mail from AWS; only the server in AWS sends e-mail'),
    webhookUrl: webhookUrlSchema
      .optional()
      .describe('Gets each message as a signed POST: docs/operate/notifications.md'),
    events: z
      .array(notificationEventSchema)
      .min(1, 'name at least one event, or leave it out for all')
      .refine(areDifferent, 'the same event is listed twice')
      .optional()
      .describe('Only these; all when absent'),
  })
  .refine(({ emails, webhookUrl }) => emails.length > 0 || webhookUrl !== undefined, {
    error: 'nobody would be told: give emails, webhookUrl or both',
    path: ['emails'],
  });
export type PlanNotifications = z.infer<typeof planNotificationsSchema>;

/** What came of a test message. `handed over`: SNS has it, and does not say whom it reached. */
export const messageTestSchema = z.object({
  /** A masked address, or e-mail addresses. */
  to: z.string(),
  result: z.enum(['taken', 'handed over', 'failed']),
  message: z.string(),
});
export type MessageTest = z.infer<typeof messageTestSchema>;

/** The same as it is shown: the address of the webhook is masked for who may not change it. */
export const shownNotificationsSchema = z.object({
  emails: z.array(z.string()),
  webhookUrl: z.string().optional(),
  events: z.array(notificationEventSchema).optional(),
});

/** Whether the plan wants to tell of this. */
export const isWanted = ({ events }: PlanNotifications, event: NotificationEvent): boolean =>
  events === undefined || events.includes(event);
