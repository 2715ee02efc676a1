/** A store, an AWS and a clock that several processes of Breakwater share; and the processes. */
import { createMemoryItemStore } from '../../../src/adapters/memory/item-store.ts';
import type { Notification } from '../../../src/domain/model/notification.ts';
import { createCatalog } from '../../../src/engine/catalog.ts';
import { createEngine } from '../../../src/engine/create-engine.ts';
import { definition } from '../../../src/engine/drivers/definition.ts';
import { createEmbeddedMachine } from '../../../src/engine/drivers/embedded/machine.ts';
import type { ComputeService } from '../../../src/ports/compute-service.ts';
import type { Ids } from '../../../src/ports/ids.ts';
import type { ItemStore } from '../../../src/ports/item-store.ts';
import type { RecoveryService } from '../../../src/ports/recovery-service.ts';
import type { StateMachine } from '../../../src/ports/state-machine.ts';
import { createSeededIds } from '../../support/seeded-ids.ts';
import { createVirtualClock, type VirtualClock } from '../../support/virtual-clock.ts';
import { createFakeAws, type FakeAws, type LaunchedJob } from './fake-aws.ts';

export const PLACE = { accountId: '111122223333', region: 'us-east-1' } as const;

/** `serverId(7)` is `s-00000000000000007`. */
export const serverId = (number: number): string => `s-${number.toString(16).padStart(17, '0')}`;

export interface WaveDraft {
  readonly servers: number;
  readonly [setting: string]: unknown;
}

export interface World<Aws extends WorldAws = FakeAws> {
  readonly clock: VirtualClock;
  readonly store: ItemStore;
  readonly ids: Ids;
  readonly aws: Aws;
  readonly servers: readonly string[];
  readonly planId: string;
}

/** Where a world keeps its items. */
export type OpenStore = (clock: VirtualClock) => Promise<ItemStore>;

export interface WorldAws extends Pick<FakeAws, 'recovery' | 'compute'> {
  /** Every launch job that was ever made. */
  jobs(): readonly Pick<LaunchedJob, 'jobId' | 'sourceServerIds'>[];
}
/** What a world has for AWS, with these servers. */
export type OpenAws<Aws extends WorldAws = WorldAws> = (
  clock: VirtualClock,
  servers: readonly string[],
) => Promise<Aws>;

/** Waves of so many servers each; servers are numbered through. A plan of them is saved. */
export const createWorld = async (
  waves: readonly WaveDraft[],
  launchSeconds = 280,
  openStore?: OpenStore,
): Promise<World> =>
  createWorldOn(
    async (clock, servers) => createFakeAws(clock, servers, launchSeconds),
    waves,
    // Without a store outside nothing leaves the thread: one pass through the event loop empties every queue.
    openStore === undefined ? { settlePasses: 1 } : { openStore },
  );

export const createWorldOn = async <Aws extends WorldAws>(
  openAws: OpenAws<Aws>,
  waves: readonly WaveDraft[],
  { openStore, settlePasses = 10 }: { readonly openStore?: OpenStore; readonly settlePasses?: number } = {},
): Promise<World<Aws>> => {
  const clock = createVirtualClock({ settlePasses });
  const store = openStore === undefined ? createMemoryItemStore() : await openStore(clock);
  const ids = createSeededIds(1);
  const serverCount = waves.reduce((sum, wave) => sum + wave.servers, 0);
  const servers = Array.from({ length: serverCount }, (_, number) => serverId(number));
  const world = { clock, store, ids, aws: await openAws(clock, servers), servers };
  return { ...world, planId: await saveDrill(world, 'shop', waves) };
};

/** The documents of a plan over the servers, from the first on. */
export const planDocuments = (planName: string, waves: readonly WaveDraft[]) => {
  let first = 0;
  const groups = waves.map((wave, index) => {
    const sourceServerIds = Array.from({ length: wave.servers }, (_, number) => serverId(first + number));
    first += wave.servers;
    const groupName = `${planName}-${index}`;
    return { kind: 'ProtectionGroup', groupName, ...PLACE, selection: { sourceServerIds } };
  });
  const plan = {
    kind: 'RecoveryPlan',
    planName,
    waves: waves.map(({ servers: _servers, ...settings }, index) => ({
      waveName: `tier ${index}`,
      protectionGroups: [`${planName}-${index}`],
      ...settings,
    })),
  };
  return [...groups, plan];
};

/** Saves another plan over the same servers, from the first on. */
export const saveDrill = async (
  { store, clock, ids }: Pick<World, 'store' | 'clock' | 'ids'>,
  planName: string,
  waves: readonly WaveDraft[],
): Promise<string> => {
  const applied = await createCatalog({ store, clock, ids }).apply(planDocuments(planName, waves), { actor: 'anna' });
  const planId = applied.kind === 'applied' ? applied.results.at(-1)?.id : undefined;
  if (planId === undefined) throw new Error(JSON.stringify(applied));
  return planId;
};

export interface ProcessOptions {
  /** What stands between this process and the store that all share. */
  readonly store?: ItemStore;
  readonly recovery?: RecoveryService;
  readonly compute?: ComputeService;
  /** Instead of the embedded driver. */
  readonly stateMachine?: StateMachine;
  readonly turnsPerDriver?: number;
  readonly driverDays?: number;
  readonly confirmAfterMinutes?: number;
}

export type Process = ReturnType<typeof createProcess>;

/** One process of Breakwater: an engine and its embedded driver. It takes up nothing by itself. */
export const createProcess = (world: World<WorldAws>, options: ProcessOptions = {}) => {
  const { clock, ids } = world;
  const store = options.store ?? world.store;
  const notifications: Notification[] = [];
  const taskErrors: unknown[] = [];
  const machine = createEmbeddedMachine({
    store,
    clock,
    ids,
    definition,
    operations: () => engine.operations,
    onTaskError: (_machineName, _stateName, error) => taskErrors.push(error),
  });
  const engine = createEngine({
    store,
    recovery: options.recovery ?? world.aws.recovery,
    compute: options.compute ?? world.aws.compute,
    clock,
    ids,
    stateMachine: options.stateMachine ?? machine,
    activities: {},
    notifier: { notify: async (notification) => void notifications.push(notification) },
    ...(options.turnsPerDriver === undefined ? {} : { turnsPerDriver: options.turnsPerDriver }),
    ...(options.driverDays === undefined ? {} : { driverDays: options.driverDays }),
    ...(options.confirmAfterMinutes === undefined ? {} : { confirmAfterMinutes: options.confirmAfterMinutes }),
  });
  return { engine, machine, notifications, taskErrors, executions: engine.executions };
};

export const startRequest = (world: Pick<World, 'planId'>, idempotencyKey?: string) => ({
  planId: world.planId,
  executionType: 'DRILL' as const,
  initiatedBy: 'anna',
  acceptedInstanceDeletions: [],
  ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
});
