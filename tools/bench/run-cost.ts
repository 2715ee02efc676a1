/**
 * What a drill asks of AWS's own services while it runs there, counted on virtual time: transitions of the state machine,
 * calls and seconds of functions, units of DynamoDB. docs/operate/cost.md puts prices to it.
 */
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import type { OperationName } from '../../src/engine/operations.ts';
import { createRig } from '../../test/support/rig.ts';
import { latencyOf, latencySeconds } from './latencies.ts';
import { countUnits } from './request-units.ts';

export interface RunCost {
  readonly servers: number;
  readonly waves: number;
  readonly minutes: number;
  readonly transitions: number;
  readonly functionCalls: number;
  readonly functionSeconds: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** Of one request to DynamoDB, which the store in memory does not take. */
const STORE_SECONDS = 0.01;
const SEED = 1;

/** The drills of the page: waves of up to 100 servers one after the other, a fifth of the servers Windows. */
export const pricedRuns = [
  { servers: 100, waves: 3 },
  { servers: 1000, waves: 10 },
] as const;

export const measureRunCost = async ({ servers, waves }: (typeof pricedRuns)[number]): Promise<RunCost> => {
  // Where the embedded driver stands is Step Functions' own to keep.
  const { store, units } = countUnits(createMemoryItemStore(), (partition) => !partition.startsWith('machine'));
  const calls = new Map<OperationName, number>();
  let seconds = 0;
  const rig = await createRig({
    seed: SEED,
    store,
    estate: {
      servers,
      durations: 'realistic',
      server: (index) => (index % 5 === 4 ? { os: 'windows' } : {}),
    },
    network: async (request, send) => {
      await rig.clock.sleep(latencyOf(request));
      return send(request);
    },
    aroundTask: async (operation, task) => {
      const beginMs = rig.clock.nowMs();
      calls.set(operation, (calls.get(operation) ?? 0) + 1);
      try {
        return await task();
      } finally {
        seconds += (rig.clock.nowMs() - beginMs) / 1000 + latencySeconds.lambda;
      }
    },
  });
  const ids = rig.idsOf('server-');
  const perWave = Math.ceil(servers / waves);
  const drafts = Array.from({ length: waves }, (_, wave) => ({
    servers: ids.slice(wave * perWave, (wave + 1) * perWave),
    dependsOn: wave === 0 ? [] : [wave - 1],
  }));
  const beginMs = rig.clock.nowMs();
  const executionId = await rig.launch(await rig.savePlan('cost', drafts));
  await rig.runToEnd(executionId);
  const functionCalls = [...calls.values()].reduce((sum, count) => sum + count, 0);
  return {
    servers,
    waves,
    minutes: (rig.clock.nowMs() - beginMs) / 60_000,
    transitions: transitionsOf(calls),
    functionCalls,
    functionSeconds: seconds + units.requests * STORE_SECONDS,
    readUnits: units.readUnits,
    writeUnits: units.writeUnits,
  };
};

/** Each task, the choice behind it where there is one, and the end. */
const transitionsOf = (calls: ReadonlyMap<OperationName, number>): number => {
  const states = Object.values(definition.States);
  return [...calls].reduce((sum, [operation, count]) => {
    const state = states.find((each) => each.Type === 'Task' && each.Parameters.FunctionName === `\${${operation}}`);
    if (state?.Type !== 'Task') throw new Error(`bug: no state calls ${operation}`);
    return sum + count * (definition.States[state.Next]?.Type === 'Choice' ? 2 : 1);
  }, 1);
};
