/**
 * `hear`: an event of DRS hastens the next look at its account and Region (design 6.7). It is noted beside the
 * observations and wakes one driver, whose poll serves every execution there; it decides nothing, and a lost one costs
 * nothing but the time until the next poll.
 */
import { isFromTheFuture } from '../domain/clock-skew.ts';
import { changedScopeOf } from '../domain/drs-event.ts';
import { limits } from '../domain/limits.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import type { ScopeObservation } from '../domain/model/observation.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { isLeased } from '../domain/polling.ts';
import { isBefore, secondsBetween } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { readLedger } from './store/execution-reader.ts';
import { type ObservationWriter, readScopeObservation } from './store/observation-store.ts';

export interface HearPorts {
  readonly reader: ItemReader;
  readonly clock: Clock;
  readonly observations: Pick<ObservationWriter, 'recordEvent' | 'recordNews'>;
  /** Ends the wait of an execution's driver. */
  readonly wake: (executionId: string) => Promise<void>;
}

export type Heard =
  /** No event of DRS that a run waits for. */
  | 'ignored'
  /** Of a job that no running execution has. */
  | 'not-ours'
  /** A look that is to come anyway, asked for by an event a moment ago, sees this too. */
  | 'coalesced'
  | 'woken';

/** `event` is EventBridge's, as it came: it is checked here. Safe to repeat. Throws when the store fails. */
export const hearDrsEvent = async (ports: HearPorts, event: unknown): Promise<Heard> => {
  const changed = changedScopeOf(event);
  if (changed === undefined) return 'ignored';
  const { scope, jobId } = changed;
  const now = ports.clock.now();
  const { ledger } = await readLedger(ports.reader, scopeKey(scope));
  const executionId = ledger.reservations.find((reservation) => reservation.jobId === jobId)?.executionId;
  if (executionId === undefined) return 'not-ours';
  const seen = await readScopeObservation(ports.reader, scope);
  await ports.observations.recordEvent(scope, now);
  if (isLookToCome(seen, now)) return 'coalesced';
  // News as any other: a driver that is about to wait reads them, and does not.
  await ports.observations.recordNews(executionId);
  await ports.wake(executionId);
  return 'woken';
};

/** An event has just woken a driver whose look has not begun: a look that has begun may have missed this event. */
const isLookToCome = (seen: ScopeObservation | undefined, now: Instant): boolean => {
  const eventTime = seen?.eventTime;
  if (eventTime === undefined || isFromTheFuture(eventTime, now) || isLeased(seen, now)) return false;
  if (seen?.lastPolledTime !== undefined && !isBefore(seen.lastPolledTime, eventTime)) return false;
  return secondsBetween(eventTime, now) < limits.eventPauseSeconds;
};
