import type { ApiClient, Result } from '../api/client.ts';
import type { EventView } from '../api/contract.ts';
import type { ServerView } from '../domain/model/execution-view.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { PlanSummary } from '../domain/model/recovery-plan.ts';

interface PageOf<T, Cursor> {
  readonly items: readonly T[];
  readonly next?: Cursor | undefined;
}

/** Every page, to the end; the first failure ends it. */
async function readPages<T, Cursor>(
  read: (after: Cursor | undefined) => Promise<Result<PageOf<T, Cursor>>>,
  start?: Cursor,
): Promise<Result<readonly T[]>> {
  const items: T[] = [];
  for (let after = start; ; ) {
    const page = await read(after);
    if (!page.ok) return page;
    items.push(...page.value.items);
    if (page.value.next === undefined) return { ok: true, value: items };
    after = page.value.next;
  }
}

const cursor = <Cursor>(after: Cursor | undefined) => (after === undefined ? {} : { after });

export const readAllGroups = (client: ApiClient): Promise<Result<readonly ProtectionGroup[]>> =>
  readPages((after: string | undefined) => client.listGroups({ limit: 100, ...cursor(after) }));

export const readAllPlans = (client: ApiClient): Promise<Result<readonly PlanSummary[]>> =>
  readPages((after: string | undefined) => client.listPlans({ limit: 100, ...cursor(after) }));

export const readAllServers = (client: ApiClient, executionId: string): Promise<Result<readonly ServerView[]>> =>
  readPages((after: string | undefined) => client.listServers(executionId, { limit: 500, ...cursor(after) }));

/** The events after a sequence number. */
export const readEventsAfter = (
  client: ApiClient,
  executionId: string,
  sequence: number,
): Promise<Result<readonly EventView[]>> =>
  readPages((after: number | undefined) => client.listEvents(executionId, { limit: 1000, ...cursor(after) }), sequence);
