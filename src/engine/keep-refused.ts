/** A notifier that keeps what it could not hand over, to be tried again later. It throws all the same: that is for the log. */
import type { Notification } from '../domain/model/notification.ts';
import type { Notifier } from '../ports/notifier.ts';

export const keepRefused = (
  notifier: Notifier,
  keep: (notification: Notification, reason: string) => Promise<void>,
): Notifier => ({
  notify: async (notification) => {
    try {
      await notifier.notify(notification);
    } catch (error) {
      await keep(notification, reasonOf(error)).catch((keepError: unknown) => {
        throw lost(notification, error, keepError);
      });
      throw error;
    }
  },
});

/** Both reasons stand in its message: a log may show no more of it. */
const lost = ({ notificationId }: Notification, error: unknown, keepError: unknown): AggregateError =>
  new AggregateError(
    [error, keepError],
    `${notificationId}: not delivered (${reasonOf(error)}), and not kept (${reasonOf(keepError)})`,
  );

/** "ThrottlingException: Rate exceeded". */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
