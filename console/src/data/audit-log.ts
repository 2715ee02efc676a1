/** Who did what. Read when a person looks: what is there never changes. */
import { infiniteQueryOptions } from '@tanstack/react-query';
import type { AuditQuery } from '../../../src/api/client.ts';
import type { AuditEntry } from '../../../src/domain/model/audit-entry.ts';
import { answerOf, api } from './client.ts';
import { readAll } from './read-all.ts';

const pageSize = 100;
/** A filter is applied to what is read, so a page of the API may be empty though older ones are not. */
const pagesAtATime = 10;

interface AuditPage {
  readonly items: readonly AuditEntry[];
  readonly next: string | undefined;
}

async function readSome(filter: AuditQuery, start: string | undefined): Promise<AuditPage> {
  const items: AuditEntry[] = [];
  let after = start;
  for (let count = 0; count < pagesAtATime; count += 1) {
    const page = answerOf(
      await api.listAuditLog({ ...filter, limit: pageSize, ...(after !== undefined && { after }) }),
    );
    items.push(...page.items);
    after = page.next;
    if (after === undefined || items.length >= pageSize) break;
  }
  return { items, next: after };
}

/** Newest first, some at a time. */
export const auditLogQuery = (filter: AuditQuery) =>
  infiniteQueryOptions({
    queryKey: ['audit-log', filter],
    queryFn: ({ pageParam }) => readSome(filter, pageParam === '' ? undefined : pageParam),
    initialPageParam: '',
    getNextPageParam: ({ next }: AuditPage) => next,
    refetchInterval: false,
  });

/** All of it, as the API gives it. */
export const readAuditLog = (filter: AuditQuery): Promise<readonly AuditEntry[]> =>
  readAll((after) => api.listAuditLog({ ...filter, limit: 500, ...after }));
