import type { FaultRule } from '../../../src/simulator/faults/rule.ts';
import type { Journal } from '../../../src/simulator/journal.ts';
import type { Tally } from './tally.ts';

/** Counts each use of a fault, from what the simulator writes down; of those that simply last, that they did. */
export const faultsUsedIn = (tally: Tally): Journal => {
  const rules = new Map<string, FaultRule>();
  const nameOf = (rule: FaultRule | undefined): string =>
    rule?.kind === 'unknown-status' ? `fault unknown ${rule.field}` : `fault ${rule?.kind ?? 'unknown'}`;
  return {
    entries: [],
    append: (entry) => {
      if (entry.kind === 'fault-used') tally.count(nameOf(rules.get(entry.id)));
      if (entry.kind !== 'fault-added') return;
      rules.set(entry.fault.id, entry.fault.rule);
      if (entry.fault.remaining === null) tally.count(nameOf(entry.fault.rule));
    },
  };
};
