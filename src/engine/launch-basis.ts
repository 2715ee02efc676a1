/** What a launch starts from, while what was decided is not saved yet (decision 23). */
import { limits } from '../domain/limits.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemStore } from '../ports/item-store.ts';
import type { Announcer } from './announce.ts';
import type { LoadedExecution, LoadedLedger } from './store/execution-reader.ts';
import { type Save, saveExecution } from './store/execution-writer.ts';

/** What is launched from: what is stored, and what was decided since and is not. */
export interface Basis {
  readonly stored: LoadedExecution;
  readonly unsaved?: Save;
}

/** A look that lasted may have read its ledger before it was written meanwhile. */
export const newerOf = (written: LoadedLedger | undefined, read: LoadedLedger): LoadedLedger =>
  written !== undefined && written.version > read.version ? written : read;

/**
 * What is not saved yet is saved as soon as the look lasts: people see it, and the driver is not taken for lost. Undefined
 * when somebody else was first.
 */
export const saveWhileItLasts = async (
  { store, clock, announce }: { readonly store: ItemStore; readonly clock: Clock } & Pick<Announcer, 'announce'>,
  { stored, unsaved }: Basis,
  looking: Promise<unknown>,
): Promise<Basis | undefined> => {
  if (unsaved === undefined || !(await lasts(looking, clock, limits.slowLookSeconds))) {
    return { stored, ...(unsaved === undefined ? {} : { unsaved }) };
  }
  const saved = await saveExecution(store, stored, unsaved);
  if (saved === undefined) return undefined;
  announce(unsaved.state, unsaved.events);
  return { stored: saved };
};

/** Whether the work goes on for longer than this. */
const lasts = (work: Promise<unknown>, clock: Clock, seconds: number): Promise<boolean> =>
  new Promise((resolve) => {
    const cancel = clock.after(seconds, () => resolve(true));
    const end = (): void => {
      cancel();
      resolve(false);
    };
    work.then(end, end);
  });
