import { isFinalExecution } from '../domain/statuses.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { Announcer } from './announce.ts';
import { applyAsDriver } from './apply-input.ts';
import { releaseAllLocks } from './begin.ts';
import { readRoster } from './store/execution-reader.ts';

export interface FinalizePorts {
  readonly store: ItemStore;
  readonly clock: Clock;
  readonly announce: Announcer['announce'];
}

export interface Final {
  /** NOT_YET: a wave is open again, or a job still runs: go on. SUPERSEDED: another driver has taken over. */
  readonly verdict: 'COMPLETED' | 'NOT_COMPLETED' | 'NOT_YET' | 'SUPERSEDED';
}

/** `finalize`: the only way to a final status after the start (I4). A second call changes nothing (I2). */
export const finalize = async (ports: FinalizePorts, executionId: string, generation: number): Promise<Final> => {
  const applied = await applyAsDriver(ports, executionId, generation, { type: 'finalize' });
  if (applied.kind === 'superseded') return { verdict: 'SUPERSEDED' };
  if (applied.kind === 'rejected') return { verdict: 'NOT_YET' };
  const { state } = applied.loaded;
  if (!isFinalExecution(state.header.status)) return { verdict: 'NOT_YET' };
  if (state.header.rosterId !== undefined) {
    const chunks = await readRoster(ports.store, executionId, state.header.rosterId);
    await releaseAllLocks(ports.store, executionId, chunks);
  }
  ports.announce(state, applied.events);
  return { verdict: state.header.status === 'COMPLETED' ? 'COMPLETED' : 'NOT_COMPLETED' };
};
