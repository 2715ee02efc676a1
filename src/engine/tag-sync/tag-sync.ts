/** Tags of EC2 instances, copied to their source servers in DRS: on a schedule, and on demand. */
import { limits } from '../../domain/limits.ts';
import { ownActs } from '../../domain/model/audit-entry.ts';
import type { Instant } from '../../domain/model/identifiers.ts';
import type { RefreshRequest } from '../../domain/model/inventory.ts';
import type { Scope } from '../../domain/model/scope.ts';
import {
  syncedServerSchema,
  type TagSyncAnswer,
  type TagSyncResult,
  type TagSyncScheduleUpdate,
  type TagSyncScope,
  type TagSyncServer,
  type TagSyncState,
} from '../../domain/model/tag-sync.ts';
import { shortened } from '../../domain/names.ts';
import { addSeconds, isBefore, secondsBetween } from '../../domain/time.ts';
import { BREAKWATER } from '../../domain/transition/automatic-clean-up.ts';
import { mapAtMost } from '../at-most.ts';
import { createAuditLog } from '../audit-log.ts';
import type { PageOf, PageRequest } from '../execution-service.ts';
import { resultOf } from '../inventory/inventory-queries.ts';
import { triedTime } from '../inventory/refresh.ts';
import { listRows, type Place, readPlaces } from '../inventory/sweep-rows.ts';
import { isSwept, readSweeps, type SweepHeader } from '../inventory/sweep-store.ts';
import { putTagSyncSchedule, readTagSyncSchedule } from '../settings-items.ts';
import { isUnfinished, type Synced, syncedList, syncScope, type TagSyncPorts } from './sync-scope.ts';

export interface TagSyncSearch extends Partial<Scope> {
  readonly result?: TagSyncResult;
}

export type ScheduleResult =
  | { readonly kind: 'saved' }
  /** Somebody else set it since it was seen. Nothing was saved. */
  | { readonly kind: 'version-conflict'; readonly currentVersion: number };

export interface TagSync {
  /** The schedule, and the last run of each account and Region. AWS is not asked. */
  state(where?: Partial<Scope>): Promise<TagSyncState>;
  /** The servers of the last runs, by account, Region and id. AWS is not asked. */
  servers(search: TagSyncSearch, page: PageRequest): Promise<PageOf<TagSyncServer>>;
  setSchedule(schedule: TagSyncScheduleUpdate): Promise<ScheduleResult>;
  /** Works for some seconds: what is left is `pendingCount`, and goes on with the same `since`. */
  run(request: RefreshRequest): Promise<TagSyncAnswer>;
  /** What the schedule says is due. Gives how many accounts and Regions it were. */
  runDue(): Promise<number>;
}

export const createTagSync = (ports: TagSyncPorts): TagSync => ({
  state: async (where = {}) => {
    const schedule = await readTagSyncSchedule(ports.store);
    return { ...schedule, scopes: await readScopes(ports, where) };
  },
  servers: async ({ result, ...where }, page) => {
    const found = await listRows(ports, 'tag-sync', where, page, {
      list: syncedList,
      parse: (row) => syncedServerSchema.parse(row),
      idOf: ({ sourceServerId }) => sourceServerId,
      fits: (server) => result === undefined || server.result === result,
    });
    return { ...found, items: found.items.map(({ place, row }) => ({ ...place, ...row })) };
  },
  setSchedule: async ({ everyHours, version }) => {
    const isSaved = (await ports.store.transact([putTagSyncSchedule({ version }, everyHours ?? undefined)])).ok;
    if (isSaved) return { kind: 'saved' };
    const { version: currentVersion } = await readTagSyncSchedule(ports.store);
    return { kind: 'version-conflict', currentVersion };
  },
  run: (request) => run(ports, request),
  runDue: () => runDue(ports),
});

const readScopes = async (ports: TagSyncPorts, where: Partial<Scope>): Promise<TagSyncScope[]> => {
  const places = await readPlaces(ports, where);
  const now = ports.clock.now();
  const headers = await readSweeps(ports.store, 'tag-sync', places, now);
  return places.flatMap((place, index) => {
    const header = headers[index];
    return header === undefined ? [] : [scopeView(place, header, now)];
  });
};

const scopeView = (place: Place, header: SweepHeader, now: Instant): TagSyncScope => {
  const { observedTime, failure, counts } = header;
  const count = (result: TagSyncResult): number => counts[result] ?? 0;
  return {
    ...place,
    result: resultOf(header),
    ...(observedTime === undefined ? {} : { startTime: observedTime }),
    counts: {
      total: counts[syncedList] ?? 0,
      copied: count('COPIED'),
      unchanged: count('UNCHANGED'),
      notEc2: count('NOT_EC2'),
      failed: count('FAILED'),
      pending: count('PENDING'),
    },
    ...(failure === undefined ? {} : { failure: { time: failure.time, message: failure.message } }),
    isRunning: isSwept(header, now),
  };
};

const run = async (
  ports: TagSyncPorts,
  { accountId, region, since = ports.clock.now() }: RefreshRequest,
): Promise<TagSyncAnswer> => {
  const where = { ...(accountId !== undefined && { accountId }), ...(region !== undefined && { region }) };
  const places = await readPlaces(ports, where);
  const now = ports.clock.now();
  const headers = await readSweeps(ports.store, 'tag-sync', places, now);
  const lastMoment = addSeconds(now, limits.refreshSeconds);
  const wanted = places.filter((_place, index) => isPending(headers[index], since));
  await mapAtMost(limits.scopesAtOnce, wanted, async (place) => {
    const left = secondsBetween(ports.clock.now(), lastMoment);
    if (left > 0) await syncScope(ports, place, left);
  });
  const after = await readSweeps(ports.store, 'tag-sync', places, ports.clock.now());
  return {
    since,
    pendingCount: after.filter((header) => isPending(header, since)).length,
    scopes: await readScopes(ports, where),
  };
};

const isPending = (header: SweepHeader | undefined, since: Instant): boolean => {
  const last = header === undefined ? undefined : triedTime(header);
  if (header === undefined || last === undefined || isBefore(last, since)) return true;
  return isUnfinished(header) && header.failure === undefined;
};

const runDue = async (ports: TagSyncPorts): Promise<number> => {
  const { everyHours } = await readTagSyncSchedule(ports.store);
  if (everyHours === undefined) return 0;
  const places = await readPlaces(ports, {});
  const now = ports.clock.now();
  const headers = await readSweeps(ports.store, 'tag-sync', places, now);
  const due = places.filter((_place, index) => isDue(headers[index], everyHours, now));
  await syncAudited(ports, everyHours, due);
  return due.length;
};

/** It writes to source servers, and nobody asked for it at that moment: not without an entry in the audit log. */
const syncAudited = async (ports: TagSyncPorts, everyHours: number, due: readonly Place[]): Promise<void> => {
  if (due.length === 0) return;
  const audit = createAuditLog(ports);
  const entry = await audit.begin({
    actor: BREAKWATER,
    roles: [],
    route: ownActs.tagsCopied,
    resources: [...new Set(due.map(({ accountId }) => accountId))],
    detail: {
      cause: `schedule: every ${everyHours} h`,
      regions: [...new Set(due.map(({ region }) => region))].join(' '),
    },
  });
  const done: Synced[] = [];
  await mapAtMost(limits.scopesAtOnce, due, async (place) => {
    done.push(await syncScope(ports, place, limits.tagSyncSeconds));
  });
  const servers = done.flatMap((each) => each.servers);
  const idsWith = (result: TagSyncResult) =>
    servers.filter((server) => server.result === result).map(({ sourceServerId }) => sourceServerId);
  const [copied, failed] = [idsWith('COPIED'), idsWith('FAILED')];
  const [failure] = done.flatMap((each) => each.failure ?? []);
  await audit.complete(entry, {
    result: failed.length > 0 || failure !== undefined ? 'failed' : 'done',
    resources: copied.slice(0, limits.auditedResources),
    detail: {
      copied: copied.length,
      failed: failed.length,
      ...(failure !== undefined && { message: shortened(failure) }),
    },
  });
};

const isDue = (header: SweepHeader | undefined, everyHours: number, now: Instant): boolean => {
  const last = header === undefined ? undefined : triedTime(header);
  if (header === undefined || last === undefined) return true;
  const passedSeconds = Math.abs(secondsBetween(last, now));
  // The servers could not even be listed: that often passes, as throttling does.
  if (header.failure !== undefined) return passedSeconds >= limits.inventoryRetryMinutes * 60;
  return isUnfinished(header) || passedSeconds >= everyHours * 3600;
};
