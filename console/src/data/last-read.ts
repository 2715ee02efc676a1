/** When each query was read last, as the server told the time then: by it a page says how old is what it still shows. */
import type { QueryKey } from '@tanstack/react-query';
import { hashKey } from '@tanstack/react-query';
import { serverTimeNow } from './server-time.ts';

const times = new Map<string, string>();

export const noteRead = (queryKey: QueryKey): void => {
  const time = serverTimeNow();
  if (time !== undefined) times.set(hashKey(queryKey), time);
};

/** ISO 8601; undefined when it was never read. */
export const lastReadTime = (queryKey: QueryKey): string | undefined => times.get(hashKey(queryKey));
