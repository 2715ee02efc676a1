/**
 * Who did what, from where, and what came of it. Each entry is written before its request does anything, and completed
 * before the answer is given: a process that dies in between leaves an entry that says so, and never a change that no entry
 * tells of. A run that was accepted before its checks were over is told with what the run's record says of them. Nothing
 * deletes an entry or writes a completed one again; it is kept for `limits.auditDays` at least.
 */
import { type AuditEntry, auditEntrySchema, EXECUTION_REFUSED } from '../domain/model/audit-entry.ts';
import { isBefore } from '../domain/time.ts';
import { BREAKWATER } from '../domain/transition/automatic-clean-up.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { ItemReader, ItemStore } from '../ports/item-store.ts';
import { auditItem, auditPartition } from './audit-items.ts';
import { planAndGroupNames } from './audit-names.ts';
import type { PageOf, PageRequest } from './execution-service.ts';
import { readHeader } from './store/execution-reader.ts';

export type NewAuditEntry = Omit<AuditEntry, 'auditId' | 'time' | 'result' | 'status' | 'code'>;

export interface AuditOutcome {
  readonly result: Exclude<AuditEntry['result'], 'unanswered'>;
  /** Of the HTTP answer. */
  readonly status?: number;
  readonly code?: string;
  /** Of what was accepted: the run whose checks were not over. */
  readonly startedExecutionId?: string;
  /** Who it turned out to be: a sign-in says so only when it is done. */
  readonly actor?: string;
  /** Besides those that were known before. */
  readonly resources?: readonly string[];
  /** It was about these resources alone: those before were only asked about. */
  readonly only?: true;
  /** The same of what came of it. */
  readonly detail?: AuditEntry['detail'];
}

export interface AuditFilter {
  /** The actor, ignoring case. */
  readonly who?: string;
  /** From this moment on, and before that one: as `Date.toISOString` writes it. */
  readonly from?: string;
  readonly until?: string;
  /** An id or a name, ignoring case. */
  readonly resource?: string;
  readonly result?: AuditEntry['result'];
}

export interface AuditLog {
  /** Rejects when it cannot be written: then nothing may be done. */
  begin(entry: NewAuditEntry): Promise<AuditEntry>;
  /** Once for an entry. */
  complete(entry: AuditEntry, outcome: AuditOutcome): Promise<void>;
  /** What was refused at the door: complete at once. */
  refused(entry: NewAuditEntry, outcome: AuditOutcome): Promise<void>;
  /** What Breakwater did by itself and only looked at: complete at once. */
  ownAct(act: Pick<NewAuditEntry, 'route' | 'resources' | 'detail'>, outcome: AuditOutcome): Promise<void>;
  /** Newest first. A page may be short, even empty, and have a `next`. */
  list(page: PageRequest & AuditFilter): Promise<PageOf<AuditEntry>>;
}

export interface AuditPorts {
  readonly store: ItemStore;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
}

export const createAuditLog = ({ store, clock, ids }: AuditPorts): AuditLog => {
  const write = async (entry: AuditEntry): Promise<void> => {
    const item = auditItem(entry, 1);
    const written = await store.transact([{ kind: 'put', item, condition: { kind: 'absent' } }]);
    if (!written.ok) throw new Error(`bug: two audit entries with the id ${entry.auditId}`);
  };
  /** Whoever looks for a plan knows its name: it is kept with the ids of what belongs to it. */
  const begun = async (entry: NewAuditEntry): Promise<AuditEntry> => ({
    ...entry,
    resources: joined(entry.resources, await planAndGroupNames(store, entry.resources)),
    auditId: ids.next('audit'),
    time: clock.now(),
    result: 'unanswered',
  });
  return {
    begin: async (draft) => {
      const entry = await begun(draft);
      await write(entry);
      return entry;
    },
    complete: async (entry, outcome) => {
      const item = auditItem(withOutcome(entry, outcome), 2);
      const written = await store.transact([{ kind: 'put', item, condition: { kind: 'version', version: 1 } }]);
      if (!written.ok) throw new Error(`bug: the audit entry ${entry.auditId} was completed twice`);
    },
    refused: async (draft, outcome) => write(withOutcome(await begun(draft), outcome)),
    ownAct: async (act, outcome) => write(withOutcome(await begun({ ...act, actor: BREAKWATER, roles: [] }), outcome)),
    list: async (filter) => {
      const { from, until, after, limit } = filter;
      const page = await store.query({
        table: 'catalog',
        partition: auditPartition,
        descending: true,
        limit,
        ...(until !== undefined && { sortBefore: until }),
        ...(after !== undefined && { after }),
      });
      const written = page.items.map((item) => auditEntrySchema.parse(item.body));
      const entries = await Promise.all(written.map((entry) => withVerdict(store, entry)));
      const last = entries.at(-1);
      const isPast = from !== undefined && last !== undefined && isBefore(last.time, from);
      const items = entries.filter((entry) => isWanted(entry, filter));
      return { items, ...(page.next !== undefined && !isPast && { next: page.next }) };
    },
  };
};

/** Who was answered before the checks of a run were over learned nothing of them: the run's record says what they said. */
const withVerdict = async (store: ItemReader, entry: AuditEntry): Promise<AuditEntry> => {
  if (entry.result !== 'accepted' || entry.startedExecutionId === undefined) return entry;
  const header = (await readHeader(store, entry.startedExecutionId))?.header;
  if (header === undefined) return entry;
  if (header.status === 'REFUSED') return { ...entry, result: 'refused', code: EXECUTION_REFUSED };
  // Without servers it has not begun: it is cancelled, or its checks still run.
  return header.rosterId === undefined ? entry : { ...entry, result: 'done' };
};

const withOutcome = (
  entry: AuditEntry,
  { resources = [], only, detail = {}, ...outcome }: AuditOutcome,
): AuditEntry => ({
  ...entry,
  ...outcome,
  resources: joined(only ? [] : entry.resources, resources),
  detail: { ...entry.detail, ...detail },
});

const joined = (some: readonly string[], more: readonly string[]): string[] => [...new Set([...some, ...more])];

const isWanted = (entry: AuditEntry, { who, from, resource, result }: AuditFilter): boolean =>
  (who === undefined || entry.actor?.toLowerCase() === who.toLowerCase()) &&
  (from === undefined || !isBefore(entry.time, from)) &&
  (result === undefined || entry.result === result) &&
  (resource === undefined || entry.resources.some((each) => each.toLowerCase() === resource.toLowerCase()));
