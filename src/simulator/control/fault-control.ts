import { liveFaults } from '../faults/faults.ts';
import { type ActiveFault, type FaultInput, faultRule } from '../faults/rule.ts';
import { services } from '../services/services.ts';
import type { World } from '../world/world.ts';
import { InvalidInput, parseInput } from './invalid-input.ts';

export type FaultControl = {
  /** Adds a rule; throws `InvalidInput`. */
  add: (rule: FaultInput) => ActiveFault;
  /** Rules that can still act. */
  list: () => ActiveFault[];
  /** Ends a rule; throws `InvalidInput` for an unknown id. */
  remove: (id: string) => void;
  clear: () => void;
};

const operations = new Set(services.flatMap((service) => service.operations));

/** Adds and ends faults; everything is journalled. */
export function faultControl(world: World, now: () => number): FaultControl {
  const list = (): ActiveFault[] => liveFaults(world, now());
  const remove = (id: string): void => {
    if (!world.faults.some((fault) => fault.id === id)) throw new InvalidInput(`id: no fault ${id}`);
    world.commit({ kind: 'fault-removed', id });
  };
  return {
    list,
    remove,
    clear: () => {
      for (const fault of world.faults) remove(fault.id);
    },
    add(input) {
      const rule = parseInput(faultRule, input);
      if ('operation' in rule && rule.operation !== undefined && !operations.has(rule.operation)) {
        throw new InvalidInput(`operation: the simulator does not model ${rule.operation}`);
      }
      const remaining = 'times' in rule ? (rule.times ?? null) : null;
      const fault = { id: `fault-${world.faultCount + 1}`, addedAt: now(), remaining, rule };
      world.commit({ kind: 'fault-added', fault });
      return fault;
    },
  };
}
