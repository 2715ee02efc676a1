import type { SimulatorClock } from '../clock.ts';
import { defaultEstate } from '../estate/default-estate.ts';
import { parseEstate } from '../estate/parse-estate.ts';
import type { EstateInput } from '../estate/schema.ts';
import type { Journal } from '../journal.ts';
import { World } from '../world/world.ts';

/** The journal belongs to another seed or estate than the one asked for. */
export class JournalMismatch extends Error {
  override readonly name = 'JournalMismatch';
}

type Opening = {
  journal: Journal;
  clock: SimulatorClock;
  seed: number | string | undefined;
  estate: EstateInput | undefined;
};

/** The world as the journal left it, or a new one. Whoever names a seed or an estate must mean the journal's own. */
export function openWorld({ journal, clock, seed, estate }: Opening): World {
  const first = journal.entries[0];
  if (first === undefined) {
    const created = { seed: String(seed ?? 1), estate: parseEstate(estate ?? defaultEstate), at: clock.now() };
    journal.append({ kind: 'created', version: 1, ...created });
    return new World(created, journal);
  }
  if (first.kind !== 'created') throw new JournalMismatch('the journal does not begin with the entry "created"');
  if (seed !== undefined && String(seed) !== first.seed) {
    throw new JournalMismatch(`the journal was begun with seed ${first.seed}, not ${seed}`);
  }
  if (estate !== undefined && JSON.stringify(parseEstate(estate)) !== JSON.stringify(first.estate)) {
    throw new JournalMismatch('the journal was begun with another estate; use another folder for this one');
  }
  const world = new World(first, journal);
  for (const entry of journal.entries) world.apply(entry);
  return world;
}
