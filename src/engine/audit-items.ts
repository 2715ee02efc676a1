/** Entries of the audit log as they are stored, and those that are saved together with what they tell of. */
import { limits } from '../domain/limits.ts';
import type { AuditEntry } from '../domain/model/audit-entry.ts';
import { addSeconds } from '../domain/time.ts';
import { BREAKWATER } from '../domain/transition/automatic-clean-up.ts';
import type { StoredItem, Write } from '../ports/item-store.ts';
import { toJson } from './store/json.ts';

export const auditPartition = 'audit-log';

/** By time: a range of time is a range of keys. */
export const auditItem = (entry: AuditEntry, version: number): StoredItem => ({
  table: 'catalog',
  partition: auditPartition,
  sort: `${entry.time}#${entry.auditId}`,
  version,
  body: toJson(entry),
  expiresTime: addSeconds(entry.time, limits.auditDays * 86_400),
});

export type OwnAct = Pick<AuditEntry, 'auditId' | 'time' | 'route' | 'resources' | 'detail'> & {
  readonly result: 'done' | 'failed';
};

/** What Breakwater did by itself: complete, and written in the transaction of the decision. Its id makes it one entry. */
export const ownActWrite = (act: OwnAct): Write => ({
  kind: 'put',
  item: auditItem({ ...act, actor: BREAKWATER, roles: [] }, 1),
  condition: { kind: 'absent' },
});
