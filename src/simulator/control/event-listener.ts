import { z } from 'zod';
import type { DrsEvent } from '../events/drs-event.ts';
import type { EventFeed } from '../events/event-feed.ts';
import type { Journal } from '../journal.ts';
import { InvalidInput, parseInput } from './invalid-input.ts';

/** Sends one event to a URL; rejects when it did not arrive. */
export type PostEvent = (url: string, event: DrsEvent) => Promise<void>;

export type EventListenerReport = {
  url: string | null;
  delivered: number;
  /** Lost: the listener did not answer with success, or too many were waiting. */
  failed: number;
  lastError: string | null;
};

/** One URL that events are posted to. It is journalled; what is due while nobody runs is not made up for. */
export type EventListenerControl = {
  /** Throws `InvalidInput`. */
  set: (url: string) => void;
  remove: () => void;
  report: () => EventListenerReport;
};

/** Events that wait while the listener is slow; the rest are lost. */
const mostWaiting = 1000;

export function eventListenerControl(parts: {
  feed: EventFeed;
  journal: Journal;
  post: PostEvent | undefined;
}): EventListenerControl {
  const { feed, journal, post } = parts;
  const report: EventListenerReport = { url: null, delivered: 0, failed: 0, lastError: null };
  let stop = (): void => undefined;
  let sent = Promise.resolve();
  let waiting = 0;

  const lost = (why: unknown): void => {
    report.failed += 1;
    report.lastError = why instanceof Error ? why.message : String(why);
  };
  // One after the other, so that a listener sees their order; once each, since delivery is best effort.
  const send = (url: string, event: DrsEvent): void => {
    if (post === undefined) return;
    if (waiting >= mostWaiting) {
      lost(`more than ${mostWaiting} events were waiting`);
      return;
    }
    waiting += 1;
    sent = sent.then(async () => {
      try {
        await post(url, event);
        report.delivered += 1;
      } catch (error) {
        lost(error);
      }
      waiting -= 1;
    });
  };
  const listenAt = (url: string | null): void => {
    stop();
    report.url = url;
    stop = url === null ? () => undefined : feed.listen((event) => send(url, event));
  };

  const last = journal.entries.findLast((entry) => entry.kind === 'event-listener');
  if (last?.kind === 'event-listener' && post !== undefined) listenAt(last.url);
  const change = (url: string | null): void => {
    journal.append({ kind: 'event-listener', url });
    listenAt(url);
  };
  return {
    report: () => ({ ...report }),
    remove: () => change(null),
    set(url) {
      if (post === undefined) throw new InvalidInput('url: this simulator sends nothing; listen to its events instead');
      change(parseInput(eventListenerInput, { url }).url);
    },
  };
}

export const eventListenerInput = z.strictObject({
  url: z
    .url({ error: 'is not a URL' })
    .refine(isOnThisMachine, { error: 'must be http:// and on this machine: localhost, 127.0.0.1 or [::1]' }),
});

function isOnThisMachine(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || /^127(\.[0-9]+){3}$/.test(hostname);
  return protocol === 'http:' && isLoopback && username === '' && password === '';
}
