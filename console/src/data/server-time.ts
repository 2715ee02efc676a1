import { createStore, useStore } from './store.ts';

/**
 * The server's time, epoch milliseconds, as its newest answer told it. Everything that says "ago" or "elapsed" counts by
 * this and not by the browser's clock: that may be wrong, and the time of a simulated AWS runs faster.
 */
const serverTime = createStore<number | undefined>(undefined);

export const noteServerTime = (header: string | null): void => {
  const time = header === null ? Number.NaN : Date.parse(header);
  const before = serverTime.get();
  // Several answers come at about the same moment: the page is drawn for one of them.
  if (!Number.isNaN(time) && (before === undefined || Math.abs(time - before) >= 1000)) serverTime.set(time);
};

export const useServerTime = (): number | undefined => useStore(serverTime);

/** ISO 8601; undefined before the first answer. */
export const serverTimeNow = (): string | undefined => {
  const time = serverTime.get();
  return time === undefined ? undefined : new Date(time).toISOString();
};
