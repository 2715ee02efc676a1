/**
 * Breakwater whole, on virtual time: the engine and the embedded driver over a store, the real AWS SDK, and the
 * simulator below it. What a test does here is what an operator does, and what AWS does.
 */
import { createAwsServices } from '../../src/adapters/aws/aws-services.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { ExecutionType } from '../../src/domain/model/execution.ts';
import type { ExecutionView, ServerView } from '../../src/domain/model/execution-view.ts';
import { isFinalExecution } from '../../src/domain/statuses.ts';
import { createCatalog } from '../../src/engine/catalog.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { createEmbeddedMachine } from '../../src/engine/drivers/embedded/machine.ts';
import type { OperatorCommand } from '../../src/engine/execution-service.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import type { Notification } from '../../src/ports/notifier.ts';
import { type MakeEstateOptions, makeEstate } from '../../src/simulator/estate/make-estate.ts';
import type { EstateInput } from '../../src/simulator/estate/schema.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator-types.ts';
import { createSeededIds } from './seeded-ids.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export const HOME_ACCOUNT = '111122223333';
export const HOME_REGION = 'us-east-1';

export interface RigOptions {
  readonly seed?: number;
  readonly estate?: EstateInput | MakeEstateOptions;
  readonly store?: ItemStore;
  readonly quotas?: SimulatorOptions['quotas'];
  readonly turnsPerDriver?: number;
  /** Stands between the SDK and the simulator, for faults of the network. */
  readonly network?: (request: Request, send: (request: Request) => Promise<Response>) => Promise<Response>;
}

export type Rig = Awaited<ReturnType<typeof createRig>>;

const isMakeEstate = (estate: EstateInput | MakeEstateOptions): estate is MakeEstateOptions =>
  typeof estate.servers === 'number';

/** Started: a store, a simulated AWS, an engine with its driver. Nothing runs until time is moved. */
export const createRig = async (options: RigOptions = {}) => {
  const seed = options.seed ?? 42;
  const clock = createVirtualClock();
  const estate = options.estate ?? { servers: 30 };
  const simulator = createSimulator({
    seed,
    now: clock.nowMs,
    wait: (milliseconds) => clock.sleep(milliseconds / 1000),
    estate: isMakeEstate(estate) ? makeEstate(estate) : estate,
    ...(options.quotas === undefined ? {} : { quotas: options.quotas }),
  });
  const store = options.store ?? createMemoryItemStore();
  const server = createRigServer({ clock, simulator, store, seed, options });
  await server.load();
  return { clock, simulator, store, seed, ...server, ...createHands(clock, simulator, server) };
};

interface ServerParts {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly store: ItemStore;
  readonly seed: number;
  readonly options: RigOptions;
}

/** One process of Breakwater; a second over the same store and simulator is another process, or the same restarted. */
export const createRigServer = ({ clock, simulator, store, seed, options }: ServerParts) => {
  const { network } = options;
  const aws = createAwsServices({
    homeAccountId: HOME_ACCOUNT,
    accounts: [{ accountId: '444455556666', roleArn: 'arn:aws:iam::444455556666:role/RecoveryOperator' }],
    clock,
    staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
    fetch: network === undefined ? simulator.fetch : (request) => network(request, simulator.fetch),
  });
  const ids = createSeededIds(seed);
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
    recovery: aws.recovery,
    compute: aws.compute,
    clock,
    ids,
    stateMachine: machine,
    notifier: { notify: async (notification) => void notifications.push(notification) },
    ...(options.turnsPerDriver === undefined ? {} : { turnsPerDriver: options.turnsPerDriver }),
  });
  const catalog = createCatalog({ store, clock, ids });
  return { aws, engine, machine, catalog, notifications, taskErrors, load: () => aws.load() };
};

type Hands = ReturnType<typeof createRigServer>;

export interface WaveDraft {
  readonly waveName?: string;
  readonly servers: readonly string[];
  readonly accountId?: string;
  readonly region?: string;
  readonly [setting: string]: unknown;
}

/** What an operator does, in few words. */
const createHands = (clock: VirtualClock, simulator: Simulator, server: Hands) => {
  const executions = server.engine.executions;

  const get = async (executionId: string): Promise<ExecutionView> => {
    const view = await executions.get(executionId);
    if (view === undefined) throw new Error(`no execution ${executionId}`);
    return view;
  };

  const servers = async (executionId: string): Promise<readonly ServerView[]> => {
    const all: ServerView[] = [];
    let after: string | undefined;
    do {
      const page = await executions.servers(executionId, { limit: 100, ...(after === undefined ? {} : { after }) });
      all.push(...(page?.items ?? []));
      after = page?.next;
    } while (after !== undefined);
    return all;
  };

  return {
    get,
    servers,
    /** The ids of the servers whose host names begin so, in order of name. */
    idsOf: (prefix: string, place = { accountId: HOME_ACCOUNT, region: HOME_REGION }): string[] =>
      simulator
        .servers(place.accountId, place.region)
        .filter((found) => found.hostname.startsWith(prefix))
        .sort((a, b) => (a.hostname < b.hostname ? -1 : 1))
        .map((found) => found.sourceServerId),

    /** Saves a plan of these waves, each over a group of its own. Gives the plan's id. */
    savePlan: async (planName: string, waves: readonly WaveDraft[], more: Record<string, unknown> = {}) => {
      const groups = waves.map((wave, index) => ({
        kind: 'ProtectionGroup',
        groupName: `${planName}-group-${index}`,
        accountId: wave.accountId ?? HOME_ACCOUNT,
        region: wave.region ?? HOME_REGION,
        selection: { sourceServerIds: wave.servers },
      }));
      const documents = [
        ...groups,
        {
          kind: 'RecoveryPlan',
          planName,
          waves: waves.map(({ servers: _servers, accountId: _accountId, region: _region, ...wave }, index) => ({
            waveName: `wave-${index}`,
            protectionGroups: [`${planName}-group-${index}`],
            ...wave,
          })),
          ...more,
        },
      ];
      const result = await server.catalog.apply(documents, { actor: 'anna' });
      if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
      const planId = result.results.at(-1)?.id;
      if (planId === undefined) throw new Error('no plan was saved');
      return planId;
    },

    start: (planId: string, executionType: ExecutionType = 'DRILL', more: Record<string, unknown> = {}) =>
      clock.complete(
        executions.start({ planId, executionType, initiatedBy: 'anna', acceptedInstanceDeletions: [], ...more }),
      ),

    /** Starts and gives the execution's id; throws when it is refused. */
    launch: async (planId: string, executionType: ExecutionType = 'DRILL'): Promise<string> => {
      const result = await clock.complete(
        executions.start({ planId, executionType, initiatedBy: 'anna', acceptedInstanceDeletions: [] }),
      );
      if (result.kind !== 'started') throw new Error(JSON.stringify(result));
      return result.executionId;
    },

    command: (executionId: string, command: OperatorCommand, actor = 'anna') =>
      clock.complete(executions.command(executionId, command, actor)),

    runUntil: async (executionId: string, status: ExecutionView['status'], withinHours = 48) => {
      await clock.runUntil(async () => (await get(executionId)).status === status, withinHours * 3600);
      return get(executionId);
    },

    runToEnd: async (executionId: string, withinHours = 72): Promise<ExecutionView> => {
      await clock.runUntil(async () => isFinalExecution((await get(executionId)).status), withinHours * 3600);
      return get(executionId);
    },

    events: async (executionId: string) => (await executions.events(executionId, { after: 0, limit: 100_000 })) ?? [],

    launchJobs: (place = { accountId: HOME_ACCOUNT, region: HOME_REGION }) =>
      simulator.jobs(place.accountId, place.region).filter((job) => job.type === 'LAUNCH'),
  };
};
