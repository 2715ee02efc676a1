import { z } from 'zod';
import { executionEventSchema } from '../../domain/model/event.ts';
import {
  driverStateSchema,
  executionHeaderSchema,
  launchJobSchema,
  waveExecutionSchema,
} from '../../domain/model/execution.ts';
import { instantSchema } from '../../domain/model/identifiers.ts';
import type { Scope } from '../../domain/model/scope.ts';
import { scopeKey } from '../../domain/model/scope.ts';
import type { ItemKey } from '../../ports/item-store.ts';

/**
 * Where an execution lies in the `executions` table, all in the partition `execution#id`:
 * - `header`: status and driver; its version guards every lifecycle write of the execution.
 * - `header#rosterId#wave#…`, `header#rosterId#job#…`: the decided state, beside the header so that one query reads both.
 * - `plan`: the frozen plan. `roster#…`: the servers as they were found, ≤ 100 an item. Neither ever changes.
 * - `follow-up`, `clean-up#…`: the runs after its end; of a clean-up also what it found gone.
 *   `after-the-end`: guards that a follow-up and a clean-up do not start side by side.
 * - `automatic-clean-up`: of a drill that is over, when its instances are cleaned up by themselves.
 * - `event#…`: the history, one item per save. `token`: the wait that a wake-up ends.
 *
 * And apart: `ledger#scope` (our use of the quotas), `lock#scope` (one item per server held), `idempotency#key`.
 */
const key = (partition: string, sort: string): ItemKey => ({ table: 'executions', partition, sort });
const padded = (count: number, width: number): string => String(count).padStart(width, '0');

export const executionPartition = (executionId: string): string => `execution#${executionId}`;
export const headerPrefix = 'header';
export const headerKey = (executionId: string): ItemKey => key(executionPartition(executionId), headerPrefix);
export const planKey = (executionId: string): ItemKey => key(executionPartition(executionId), 'plan');
export const tokenKey = (executionId: string): ItemKey => key(executionPartition(executionId), 'token');
/** Names the follow-up of an execution that is over: one at most. */
export const followUpKey = (executionId: string): ItemKey => key(executionPartition(executionId), 'follow-up');
/** Counts the runs that were started after its end: of two at the same moment, the second finds it changed. */
export const afterTheEndKey = (executionId: string): ItemKey => key(executionPartition(executionId), 'after-the-end');
/** One item for each clean-up of what an execution launched; of ≤ 4,000 servers that it found gone, some 90 KB. */
export const cleanUpPrefix = 'clean-up#';
export const cleanUpKey = (executionId: string, cleanUpId: string): ItemKey =>
  key(executionPartition(executionId), `${cleanUpPrefix}${cleanUpId}`);
/** When the instances of a drill that is over are cleaned up by themselves. */
export const automaticCleanUpKey = (executionId: string): ItemKey =>
  key(executionPartition(executionId), 'automatic-clean-up');
export const rosterPrefix = (rosterId: string): string => `roster#${rosterId}#`;
export const rosterKey = (executionId: string, rosterId: string, waveNumber: number, chunkNumber: number): ItemKey =>
  key(executionPartition(executionId), `${rosterPrefix(rosterId)}${padded(waveNumber, 3)}#${padded(chunkNumber, 4)}`);
export const statePrefix = (rosterId: string): string => `${headerPrefix}#${rosterId}#`;
export const waveKey = (executionId: string, rosterId: string, waveNumber: number): ItemKey =>
  key(executionPartition(executionId), `${statePrefix(rosterId)}wave#${padded(waveNumber, 3)}`);
export const jobItemKey = (executionId: string, rosterId: string, jobKey: string): ItemKey =>
  key(executionPartition(executionId), `${statePrefix(rosterId)}job#${jobKey}`);
export const eventPrefix = 'event#';
export const eventSort = (sequence: number): string => `${eventPrefix}${padded(sequence, 9)}`;
export const eventKey = (executionId: string, sequence: number): ItemKey =>
  key(executionPartition(executionId), eventSort(sequence));
export const ledgerKey = (place: string): ItemKey => key(`ledger#${place}`, 'ledger');
export const lockPartition = (place: string): string => `lock#${place}`;
export const lockKey = (place: string, sourceServerId: string): ItemKey => key(lockPartition(place), sourceServerId);
export const idempotencyKey = (idempotency: string): ItemKey => key(`idempotency#${idempotency}`, 'request');

/** Observations lie in a table of their own: `poll` may write there and nowhere else (design 3). */
export const jobObservationPrefix = 'job#';
export const jobObservationKey = (executionId: string, jobKey: string): ItemKey => ({
  table: 'observations',
  partition: executionPartition(executionId),
  sort: `${jobObservationPrefix}${jobKey}`,
});
/** Its version grows with each observation that a decision of the execution may follow from. */
export const newsKey = (executionId: string): ItemKey => ({
  table: 'observations',
  partition: executionPartition(executionId),
  sort: 'news',
});
export const scopeObservationKey = (scope: Scope): ItemKey => ({
  table: 'observations',
  partition: `scope#${scopeKey(scope)}`,
  sort: 'poll',
});
export const scopeEventKey = (scope: Scope): ItemKey => ({ ...scopeObservationKey(scope), sort: 'event' });

/** The index partition of all executions, newest first by start time. */
export const ALL_EXECUTIONS = 'execution';
/** The same of all clean-ups. */
export const ALL_CLEAN_UPS = 'clean-up';
/**
 * The sparse index of what is open: executions, by the time they want to be woken; and behind them all the clean-ups that
 * come by themselves, by the time they are looked at next. So one range holds every open execution and the clean-ups that
 * are due, and passes by those that are awaited.
 */
export const OPEN_EXECUTIONS = 'open';
/** Of a clean-up there, from this time on; after every execution, whose time begins with a digit. */
export const cleanUpSort = (time = ''): string => `clean-up#${time}`;

/** How many waves and jobs the last save wrote that wrote any, and under which version: see `readExecution`. */
const lastChangeSchema = z.object({ version: z.int().nonnegative(), items: z.int().nonnegative() });
export type LastChange = z.infer<typeof lastChangeSchema>;
export const headerBodySchema = z.object({
  header: executionHeaderSchema,
  driver: driverStateSchema,
  lastChange: lastChangeSchema,
  /** What of it waits for a person, in words, for lists that read no waves; absent when nothing does. */
  waitsForPerson: z.string().optional(),
});
export const waveBodySchema = waveExecutionSchema;
export const jobBodySchema = launchJobSchema;
export const eventBodySchema = z.object({ events: z.array(executionEventSchema).min(1) });
export const tokenBodySchema = z.object({ taskToken: z.string(), generation: z.int() });
export const lockBodySchema = z.object({ executionId: z.string(), planName: z.string(), lockedTime: instantSchema });
export type Lock = z.infer<typeof lockBodySchema>;
