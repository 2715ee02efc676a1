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
      await keep(notification, reasonOf(error));
      throw error;
    }
  },
});

/** "ThrottlingException: Rate exceeded". */
export const reasonOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
