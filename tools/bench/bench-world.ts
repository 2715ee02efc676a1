/** Breakwater whole on virtual time, as the tests compose it, with the latencies of AWS and of the state machine put in. */
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { DurationChoice } from '../../src/simulator/world/durations.ts';
import { createRig, type Rig, type WaveDraft } from '../../test/support/rig.ts';
import { latencyOf, latencySeconds } from './latencies.ts';
import { createRecordingStore, type Recording } from './recording-store.ts';

/** What is drilled. */
export interface DrillShape {
  readonly waves: number;
  readonly serversPerWave: number;
  readonly durations: DurationChoice;
  readonly os: 'linux' | 'windows' | 'mixed';
  readonly order: Order;
}

/** Each wave after the one before; several such chains beside each other (five waves of 100 are what DRS takes); or all at once. */
export const orders = ['chain', 'four chains', 'eight chains', 'independent'] as const;
export type Order = (typeof orders)[number];

/** The waves that this one waits for. */
export const dependenciesOf = (order: Order, wave: number): readonly number[] => {
  const before = wave - { chain: 1, 'four chains': 4, 'eight chains': 8, independent: Number.POSITIVE_INFINITY }[order];
  return before < 0 ? [] : [before];
};

export interface BenchOptions {
  readonly seed: number;
  readonly shape: DrillShape;
  /** How many plans of this shape there are servers for; 1 unless told. */
  readonly plans?: number;
  /** DRS events reach the engine, through EventBridge; by polling alone unless told. */
  readonly withEvents?: boolean;
  /** Unless told not to: a large run would otherwise measure the recording's own memory. */
  readonly keepObservations?: boolean;
}

export interface BenchWorld {
  readonly rig: Rig;
  readonly recording: Recording;
  /** When each `StartRecovery` was answered, in order. */
  readonly startedMs: readonly number[];
}

export const openWorld = async ({
  seed,
  shape,
  plans = 1,
  withEvents = false,
  keepObservations = true,
}: BenchOptions): Promise<BenchWorld> => {
  const startedMs: number[] = [];
  // The clock is the rig's, and the rig is made with what needs its clock.
  const time = { nowMs: () => rig.clock.nowMs(), sleep: (seconds: number) => rig.clock.sleep(seconds) };
  const { store, recording } = createRecordingStore({ store: createMemoryItemStore(), time, keepObservations });
  const isWindows = (index: number): boolean => shape.os === 'windows' || (shape.os === 'mixed' && index % 5 === 4);
  const rig: Rig = await createRig({
    seed,
    store,
    ...(withEvents ? { eventSeconds: latencySeconds.eventBridge } : {}),
    estate: {
      servers: shape.waves * shape.serversPerWave * plans,
      durations: shape.durations,
      server: (index) => (isWindows(index) ? { os: 'windows' } : {}),
    },
    network: async (request, send) => {
      const half = latencyOf(request) / 2;
      await time.sleep(half);
      const response = await send(request);
      await time.sleep(half);
      if (request.url.endsWith('/StartRecovery')) startedMs.push(time.nowMs());
      return response;
    },
  });
  return { rig, recording, startedMs };
};

/** The waves of one plan of this shape, each over servers of its own. */
export const wavesOf = (rig: Rig, shape: DrillShape, plan = 0): readonly WaveDraft[] => {
  const first = plan * shape.waves * shape.serversPerWave;
  const ids = rig.idsOf('server-').slice(first);
  return Array.from({ length: shape.waves }, (_, wave) => ({
    servers: ids.slice(wave * shape.serversPerWave, (wave + 1) * shape.serversPerWave),
    dependsOn: [...dependenciesOf(shape.order, wave)],
  }));
};
