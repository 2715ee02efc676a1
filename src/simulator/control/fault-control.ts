import { z } from 'zod';
import { liveFaults } from '../faults/faults.ts';
import { type ActiveFault, type FaultInput, faultRule } from '../faults/rule.ts';
import { services } from '../services/services.ts';
import type { Settings } from '../settings.ts';
import { createLaunchJob } from '../world/create-job.ts';
import type { World } from '../world/world.ts';
import { InvalidInput, parseInput } from './invalid-input.ts';

/** Input of the control endpoint's `foreign-job`, without its kind. */
export const foreignJobInput = z.strictObject({
  accountId: z.string(),
  region: z.string(),
  sourceServerIds: z.array(z.string()).min(1),
  isDrill: z.boolean().default(true),
});
/** Somebody else's StartRecovery. */
export type ForeignJobInput = z.input<typeof foreignJobInput>;

export type FaultControl = {
  /** Adds a rule; throws `InvalidInput`. */
  add(rule: FaultInput): ActiveFault;
  /** Rules that can still act. */
  list(): ActiveFault[];
  /** Ends a rule; throws `InvalidInput` for an unknown id. */
  remove(id: string): void;
  clear(): void;
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
      if (rule.operation !== undefined && !operations.has(rule.operation)) {
        throw new InvalidInput(`operation: the simulator does not model ${rule.operation}`);
      }
      const remaining = 'times' in rule ? (rule.times ?? null) : null;
      const fault = { id: `fault-${world.faultCount + 1}`, addedAt: now(), remaining, rule };
      world.commit({ kind: 'fault-added', fault });
      return fault;
    },
  };
}

/** Starts a job that nobody here asked for, past all quotas and checks. Returns its id; throws `InvalidInput`. */
export function startForeignJob(world: World, settings: Settings, now: number, input: ForeignJobInput): string {
  const { accountId, region, sourceServerIds, isDrill } = parseInput(foreignJobInput, input);
  const cell = world.cell(accountId, region);
  if (cell === undefined) throw new InvalidInput(`accountId: account ${accountId} is not initialised in ${region}`);
  const targets = sourceServerIds.map((id) => {
    const server = cell.servers.get(id);
    if (server === undefined)
      throw new InvalidInput(`sourceServerIds: no source server ${id} in ${accountId} ${region}`);
    return { server };
  });
  const scope = { service: 'drs', operation: 'StartRecovery', accountId, region, concerns: () => false };
  return createLaunchJob({ world, cell, settings, now, scope }, { targets, isDrill, tags: {} }).jobId;
}
