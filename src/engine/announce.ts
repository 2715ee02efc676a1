import type { AutomaticCleanUp } from '../domain/model/automatic-clean-up.ts';
import type { ExecutionEvent } from '../domain/model/event.ts';
import type { ExecutionState } from '../domain/model/execution.ts';
import type { Notification } from '../domain/model/notification.ts';
import type { Notifier } from '../ports/notifier.ts';
import { type CleanUpFacts, type CommandText, cleanUpNotification, notificationOf } from './notification-text.ts';

/** Told of all that was decided and saved, with the state that it led to: for measuring. Must not throw. */
export type OnEvents = (state: ExecutionState, events: readonly ExecutionEvent[]) => void;

export interface Announcer {
  /** Hands over what people want to be woken for, and returns at once: no run waits for its messages. */
  readonly announce: (state: ExecutionState, events: readonly ExecutionEvent[]) => void;
  /** The same of a clean-up that comes by itself, which no event of its execution tells of. Resolves when it was handed over. */
  readonly announceCleanUp: (cleanUp: AutomaticCleanUp, facts: CleanUpFacts) => Promise<void>;
  /** Resolves when nothing is under way: for a process that is put to sleep between its turns. */
  readonly settled: () => Promise<void>;
}

export interface AnnouncerOptions {
  readonly onEvents?: OnEvents;
  readonly onError?: (error: unknown) => void;
  /** Where the command line finds this server by itself, when absent. */
  readonly command?: CommandText;
}

const withoutServer: CommandText = (words) => `./breakwater ${words}`;

/**
 * Tells people what they want to be woken for. Once for each event: it is told after the save, and a process that dies
 * in between tells nothing, which the record does.
 */
export const createAnnouncer = (
  notifier: Notifier,
  { onEvents, onError, command = withoutServer }: AnnouncerOptions = {},
): Announcer => {
  const underWay = new Set<Promise<void>>();
  const handOver = (notification: Notification): Promise<void> => {
    const told = tell(notifier, notification, onError).finally(() => underWay.delete(told));
    underWay.add(told);
    return told;
  };
  return {
    announce: (state, events) => {
      onEvents?.(state, events);
      for (const event of events) {
        const notification = notificationOf(state, event, command);
        if (notification !== undefined) void handOver(notification);
      }
    },
    announceCleanUp: (cleanUp, facts) => handOver(cleanUpNotification(cleanUp, { ...facts, command })),
    settled: async () => {
      await Promise.all(underWay);
    },
  };
};

/** Best effort: the record says the same, and it is the truth. */
const tell = async (
  notifier: Notifier,
  notification: Parameters<Notifier['notify']>[0],
  onError: ((error: unknown) => void) | undefined,
): Promise<void> => {
  try {
    await notifier.notify(notification);
  } catch (error) {
    onError?.(error);
  }
};
