import type { ApiClient, AuditQuery, ServerFilter, SourceServerFilter } from '../api/client.ts';
import type { EventView, RecoveryInstanceView } from '../api/contract.ts';
import type { Result } from '../api/exchange.ts';
import type { AuditEntry } from '../domain/model/audit-entry.ts';
import type { ExecutionView, ServerView } from '../domain/model/execution-view.ts';
import type { InstanceSearch, InventoryInstance, InventoryServer } from '../domain/model/inventory.ts';
import type { ServerDrift } from '../domain/model/launch-settings-view.ts';
import type { ProtectionGroup } from '../domain/model/protection-group.ts';
import type { PlanSummary } from '../domain/model/recovery-plan.ts';
import type { TagSyncServer } from '../domain/model/tag-sync.ts';

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

/** The first so many, over pages of at most 100 that may be short; `more` when others follow. */
export async function readUpTo<T>(
  limit: number,
  read: (page: { readonly limit: number; readonly after?: string }) => Promise<Result<PageOf<T, string>>>,
): Promise<Result<{ readonly items: readonly T[]; readonly more: boolean }>> {
  const items: T[] = [];
  for (let after: string | undefined; ; ) {
    const page = await read({ limit: Math.min(100, limit - items.length), ...cursor(after) });
    if (!page.ok) return page;
    items.push(...page.value.items);
    after = page.value.next;
    if (after === undefined || items.length >= limit) return { ok: true, value: { items, more: after !== undefined } };
  }
}

const cursor = <Cursor>(after: Cursor | undefined) => (after === undefined ? {} : { after });

export const readAllGroups = (client: ApiClient): Promise<Result<readonly ProtectionGroup[]>> =>
  readPages((after: string | undefined) => client.listGroups({ limit: 100, ...cursor(after) }));

export const readAllDrift = (client: ApiClient, groupId: string): Promise<Result<readonly ServerDrift[]>> =>
  readPages((after: string | undefined) => client.listDrift(groupId, { limit: 100, ...cursor(after) }));

export const readAudit = (client: ApiClient, filter: AuditQuery): Promise<Result<readonly AuditEntry[]>> =>
  readPages((after: string | undefined) => client.listAuditLog({ ...filter, limit: 500, ...cursor(after) }));

export const readAllPlans = (client: ApiClient): Promise<Result<readonly PlanSummary[]>> =>
  readPages((after: string | undefined) => client.listPlans({ limit: 100, ...cursor(after) }));

export const readAllServers = (
  client: ApiClient,
  executionId: string,
  filter: ServerFilter = {},
): Promise<Result<readonly ServerView[]>> =>
  readPages((after: string | undefined) =>
    client.listServers(executionId, { ...filter, limit: 500, ...cursor(after) }),
  );

export const readAllInstances = (
  client: ApiClient,
  executionId: string,
): Promise<Result<readonly RecoveryInstanceView[]>> =>
  readPages((after: string | undefined) => client.listRecoveryInstances(executionId, { limit: 500, ...cursor(after) }));

/** Of the inventory. */
export const readAllSourceServers = (
  client: ApiClient,
  filter: SourceServerFilter,
): Promise<Result<readonly InventoryServer[]>> =>
  readPages((after: string | undefined) => client.listSourceServers({ ...filter, limit: 500, ...cursor(after) }));

export const readAllInventoryInstances = (
  client: ApiClient,
  filter: InstanceSearch,
): Promise<Result<readonly InventoryInstance[]>> =>
  readPages((after: string | undefined) => client.listInventoryInstances({ ...filter, limit: 500, ...cursor(after) }));

export const readAllTagSyncServers = (
  client: ApiClient,
  where: Pick<InstanceSearch, 'accountId' | 'region'>,
): Promise<Result<readonly TagSyncServer[]>> =>
  readPages((after: string | undefined) => client.listTagSyncServers({ ...where, limit: 500, ...cursor(after) }));

/** The events after a sequence number. */
export const readEventsAfter = (
  client: ApiClient,
  executionId: string,
  sequence: number,
): Promise<Result<readonly EventView[]>> =>
  readPages((after: number | undefined) => client.listEvents(executionId, { limit: 1000, ...cursor(after) }), sequence);

/** An execution, with the server's time at that moment: it may be simulated, and is what its times are compared with. */
export async function readExecution(
  client: ApiClient,
  executionId: string,
): Promise<Result<{ readonly execution: ExecutionView; readonly serverTime: string | undefined }>> {
  const looked = await client.getExecutionUnless(executionId, undefined);
  if (!looked.ok) return looked;
  if (looked.value.unchanged) throw new Error('bug: 304 to a request without an ETag');
  return { ok: true, value: { execution: looked.value.value, serverTime: looked.value.serverTime } };
}

/** What was found when it began: the first events tell it. Empty also when it cannot be read: it is an aside. */
export async function readWarnings(client: ApiClient, executionId: string): Promise<readonly string[]> {
  const read = await client.listEvents(executionId, { limit: 10 });
  return read.ok ? read.value.items.flatMap(({ data }) => (data.type === 'ExecutionBegun' ? data.warnings : [])) : [];
}
