import type { Notification } from '../domain/model/notification.ts';

/** Tells people what happened. Best effort: nothing waits for it, and a failure to tell never stops an execution. */
export interface Notifier {
  /** Bounded in time and tries by itself. May throw: then nobody was told. */
  notify(notification: Notification): Promise<void>;
}
