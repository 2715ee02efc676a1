/** Whether a turn saves what it plans together with its claims, in one transaction after the look (decision 23). */
import { limits } from '../domain/limits.ts';
import type { DriverState, ExecutionState } from '../domain/model/execution.ts';
import type { Instant } from '../domain/model/identifiers.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { pendingActs } from './launch.ts';
import type { LoadedExecution, LoadedLedger } from './store/execution-reader.ts';

/**
 * One transaction less before the call, where nobody else launches. Other executions that do would often be first, and the
 * look in vain: then the share of the quota is reserved before.
 */
export const claimsAtOnce = (
  loaded: LoadedExecution,
  { state, driver }: { readonly state: ExecutionState; readonly driver: DriverState },
  ledgers: ReadonlyMap<string, LoadedLedger>,
  now: Instant,
): boolean => {
  const { planned, held, lost } = pendingActs(state, driver, now);
  const { executionId } = state.header;
  const isAlone = [...ledgers.values()].every(({ ledger }) =>
    ledger.reservations.every((reservation) => reservation.executionId === executionId),
  );
  const items = itemsWithClaims(loaded, state, planned.length + held.length);
  return lost.length === 0 && isAlone && items <= limits.itemsPerTransaction;
};

/** Of each job that is looked at, three more may be split off: what is refused, what is held, and what does not fit. */
const SPLIT_OFF_MAX = 3;
/** Events of one save, which are few items however long. */
const EVENT_ITEMS_MAX = 10;

/** How large a save of these decisions can become: the header, every wave, every job that changes, and their ledgers. */
const itemsWithClaims = (loaded: LoadedExecution, state: ExecutionState, lookedAt: number): number => {
  const before = new Set(loaded.state.jobs);
  const changed = state.jobs.filter((job) => !before.has(job)).length;
  const ledgers = new Set(state.jobs.map((job) => scopeKey(job))).size;
  return 1 + state.waves.length + changed + (1 + SPLIT_OFF_MAX) * lookedAt + ledgers + EVENT_ITEMS_MAX;
};
