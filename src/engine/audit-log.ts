/**
 * Who did what, from where, and what came of it. Each entry is written before its request does anything, and completed
 * before the answer is given: a process that dies in between leaves an entry that says so, and never a change that no entry
 * tells of. Nothing deletes an entry or writes a completed one again; it is kept for `limits.auditDays` at least.
 */
import { limits } from '../domain/limits.ts';
import { type AuditEntry, auditEntrySchema } from '../domain/model/audit-entry.ts';
import { addSeconds, isBefore } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemStore, StoredItem } from '../ports/item-store.ts';
import type { PageOf, PageRequest } from './execution-service.ts';
import { toJson } from './store/json.ts';

export type NewAuditEntry = Omit<AuditEntry, 'auditId' | 'time' | 'result' | 'status' | 'code'>;

export interface AuditOutcome {
  readonly result: Exclude<AuditEntry['result'], 'unanswered'>;
  /** Of the HTTP answer. */
  readonly status: number;
  readonly code?: string;
  /** Who it turned out to be: a sign-in says so only when it is done. */
  readonly actor?: string;
  /** Besides those that were known before. */
  readonly resources?: readonly string[];
}

export interface AuditFilter {
  /** The actor, ignoring case. */
  readonly who?: string;
  /** From this moment on, and before that one: as `Date.toISOString` writes it. */
  readonly from?: string;
  readonly until?: string;
  /** An id or a name, ignoring case. */
  readonly resource?: string;
}

export interface AuditLog {
  /** Rejects when it cannot be written: then nothing may be done. */
  begin(entry: NewAuditEntry): Promise<AuditEntry>;
  /** Once for an entry. */
  complete(entry: AuditEntry, outcome: AuditOutcome): Promise<void>;
  /** What was refused at the door: complete at once. */
  refused(entry: NewAuditEntry, outcome: AuditOutcome): Promise<void>;
  /** Newest first. A page may be short, even empty, and have a `next`. */
  list(page: PageRequest & AuditFilter): Promise<PageOf<AuditEntry>>;
}

export interface AuditPorts {
  readonly store: ItemStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
}

const partition = 'audit-log';

export const createAuditLog = ({ store, clock, ids }: AuditPorts): AuditLog => {
  const write = async (entry: AuditEntry): Promise<void> => {
    const item = itemOf(entry, 1);
    const written = await store.transact([{ kind: 'put', item, condition: { kind: 'absent' } }]);
    if (!written.ok) throw new Error(`bug: two audit entries with the id ${entry.auditId}`);
  };
  const begun = (entry: NewAuditEntry): AuditEntry => ({
    ...entry,
    auditId: ids.next('audit'),
    time: clock.now(),
    result: 'unanswered',
  });
  return {
    begin: async (draft) => {
      const entry = begun(draft);
      await write(entry);
      return entry;
    },
    complete: async (entry, outcome) => {
      const item = itemOf(withOutcome(entry, outcome), 2);
      const written = await store.transact([{ kind: 'put', item, condition: { kind: 'version', version: 1 } }]);
      if (!written.ok) throw new Error(`bug: the audit entry ${entry.auditId} was completed twice`);
    },
    refused: (draft, outcome) => write(withOutcome(begun(draft), outcome)),
    list: async (filter) => {
      const { from, until, after, limit } = filter;
      const page = await store.query({
        table: 'catalog',
        partition,
        descending: true,
        limit,
        ...(until !== undefined && { sortBefore: until }),
        ...(after !== undefined && { after }),
      });
      const entries = page.items.map((item) => auditEntrySchema.parse(item.body));
      const last = entries.at(-1);
      const isPast = from !== undefined && last !== undefined && isBefore(last.time, from);
      const items = entries.filter((entry) => isWanted(entry, filter));
      return { items, ...(page.next !== undefined && !isPast && { next: page.next }) };
    },
  };
};

/** By time: a range of time is a range of keys. */
const itemOf = (entry: AuditEntry, version: number): StoredItem => ({
  table: 'catalog',
  partition,
  sort: `${entry.time}#${entry.auditId}`,
  version,
  body: toJson(entry),
  expiresTime: addSeconds(entry.time, limits.auditDays * 86_400),
});

const withOutcome = (entry: AuditEntry, { resources = [], ...outcome }: AuditOutcome): AuditEntry => ({
  ...entry,
  ...outcome,
  resources: [...new Set([...entry.resources, ...resources])],
});

const isWanted = (entry: AuditEntry, { who, from, resource }: AuditFilter): boolean =>
  (who === undefined || entry.actor?.toLowerCase() === who.toLowerCase()) &&
  (from === undefined || !isBefore(entry.time, from)) &&
  (resource === undefined || entry.resources.some((each) => each.toLowerCase() === resource.toLowerCase()));
