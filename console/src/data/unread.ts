/** What a page shows of earlier looks, because the later ones fail. */
import { notifyManager, type Query } from '@tanstack/react-query';
import { isUnauthorized } from './client.ts';
import { lastReadTime } from './last-read.ts';
import { queryClient } from './query-client.ts';
import { createStore } from './store.ts';

export interface Unread {
  /** The oldest of what is shown, ISO 8601; absent when the server never told its time. */
  readonly since?: string;
  /** What the looks were answered, each once. */
  readonly messages: readonly string[];
}

export const unread = createStore<Unread | undefined>(undefined);

/** Shown on this page, and not read at the last try. Who is not signed in any more is told so elsewhere. */
const isUnread = (query: Query): boolean =>
  query.isActive() &&
  query.state.status === 'error' &&
  query.state.data !== undefined &&
  !isUnauthorized(query.state.error);

function look(): Unread | undefined {
  const failed = queryClient.getQueryCache().getAll().filter(isUnread);
  if (failed.length === 0) return undefined;
  const [since] = failed.flatMap(({ queryKey }) => lastReadTime(queryKey) ?? []).toSorted();
  const messages = [...new Set(failed.flatMap(({ state }) => (state.error === null ? [] : [state.error.message])))];
  return { messages, ...(since !== undefined && { since }) };
}

export function startLookingForUnread(): void {
  queryClient.getQueryCache().subscribe(
    notifyManager.batchCalls(() => {
      const found = look();
      if (JSON.stringify(found) !== JSON.stringify(unread.get())) unread.set(found);
    }),
  );
}
