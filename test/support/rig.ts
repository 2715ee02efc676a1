/**
 * Breakwater whole, on virtual time: the engine and the embedded driver over a store, the real AWS SDK, and the
 * simulator below it. What a test does here is what an operator does, and what AWS does.
 */
import { createAwsServices } from '../../src/adapters/aws/aws-services.ts';
// Under virtual time nothing waits for a file that is loaded when it is first needed.
import '../../src/adapters/aws/sdk-drs.ts';
import '../../src/adapters/aws/sdk-ec2.ts';
import '../../src/adapters/aws/sdk-iam.ts';
import '../../src/adapters/aws/sdk-lambda.ts';
import '../../src/adapters/aws/sdk-ssm.ts';
import '../../src/adapters/aws/sdk-sts.ts';
import type { OnCall } from '../../src/adapters/aws/wire-call.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { ExecutionType } from '../../src/domain/model/execution.ts';
import type { ExecutionView, ServerView } from '../../src/domain/model/execution-view.ts';
import type { LaunchConfig, ServerLaunchConfig } from '../../src/domain/model/launch-config.ts';
import type { Notification } from '../../src/domain/model/notification.ts';
import type { WaveDocument } from '../../src/domain/model/plan-file.ts';
import type { WaveActionsInput } from '../../src/domain/model/wave-action.ts';
import { isFinalExecution } from '../../src/domain/statuses.ts';
import { createAccounts } from '../../src/engine/accounts.ts';
import type { OnEvents } from '../../src/engine/announce.ts';
import { createCatalog } from '../../src/engine/catalog.ts';
import { createEngine } from '../../src/engine/create-engine.ts';
import { definition } from '../../src/engine/drivers/definition.ts';
import { createEmbeddedMachine } from '../../src/engine/drivers/embedded/machine.ts';
import type { OperatorCommand, StartRequest } from '../../src/engine/execution-service.ts';
import { createActivityExecutors } from '../../src/engine/executors/activity-executors.ts';
import { keepAccounts } from '../../src/engine/known-accounts.ts';
import { createGroupLaunchSettings } from '../../src/engine/launch-settings/launch-settings.ts';
import type { OperationName } from '../../src/engine/operations.ts';
import { readHeader } from '../../src/engine/store/execution-reader.ts';
import { createSimulatedProber, noNetwork } from '../../src/entry/simulated-prober.ts';
import type { Clock } from '../../src/ports/clock.ts';
import type { ItemStore, Json } from '../../src/ports/item-store.ts';
import type { Notifier } from '../../src/ports/notifier.ts';
import type { Prober } from '../../src/ports/prober.ts';
import { type MakeEstateOptions, makeEstate } from '../../src/simulator/estate/make-estate.ts';
import type { EstateInput } from '../../src/simulator/estate/schema.ts';
import type { Journal } from '../../src/simulator/journal.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import type { Simulator, SimulatorOptions } from '../../src/simulator/simulator-types.ts';
import { type AroundCall, createDirectAws, wireCallOf } from './direct-aws.ts';
import { createSeededIds } from './seeded-ids.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';

export const HOME_ACCOUNT = '111122223333';
export const HOME_REGION = 'us-east-1';
/** Reached by a role. */
export const OTHER_ACCOUNT = '444455556666';

export interface RigOptions {
  readonly seed?: number;
  readonly estate?: EstateInput | MakeEstateOptions;
  /** Another process beside this one, or this one started again: the same clock, simulated AWS and store. */
  readonly beside?: RigWorld;
  readonly store?: ItemStore;
  readonly quotas?: SimulatorOptions['quotas'];
  readonly turnsPerDriver?: number;
  /** DRS's events reach the engine so many seconds late; none does unless told. */
  readonly eventSeconds?: number;
  /** Stands between the SDK and the simulator, for faults of the network. */
  readonly network?: (request: Request, send: (request: Request) => Promise<Response>) => Promise<Response>;
  /** `direct`: past the SDK, straight on the simulator's services; `test/simulation/bindings.test.ts` compares them. */
  readonly binding?: 'sdk' | 'direct';
  /** This process's own clock, when it is not that of the world. */
  readonly processClock?: Clock;
  /** Stands around every call on the wire, in either binding. */
  readonly aroundCall?: AroundCall;
  /** Stands around every task of a machine. */
  readonly aroundTask?: AroundTask;
  /** Told of every call to AWS (by the SDK), and of everything that was decided. */
  readonly onCall?: OnCall;
  readonly onEvents?: OnEvents;
  /** Reaches the accounts that are registered, as a server does; otherwise two accounts are reached from the start. */
  readonly reachesRegistered?: true;
  /** See `VirtualClockOptions`. */
  readonly settlePasses?: number;
  /** Told instead of `notifications`, which keep everything otherwise. */
  readonly notifier?: Notifier;
  readonly onNotifyError?: (error: unknown) => void;
  readonly onRepairError?: (executionId: string, error: unknown) => void;
  /** The simulator's. */
  readonly journal?: Journal;
}

export type AroundTask = <T>(operation: OperationName, task: () => Promise<T>) => Promise<T>;

export type Rig = ReturnType<typeof openRig>;

/** What outlives a process. */
export interface RigWorld {
  readonly clock: VirtualClock;
  readonly simulator: Simulator;
  readonly store: ItemStore;
  /** Jobs that somebody else started, past Breakwater. */
  readonly strangersJobIds: Set<string>;
}

const isMakeEstate = (estate: EstateInput | MakeEstateOptions): estate is MakeEstateOptions =>
  typeof estate.servers === 'number';

/** Started: a store, a simulated AWS, an engine with its driver. Nothing runs until time is moved. */
export const createRig = async (options: RigOptions = {}) => {
  const rig = openRig(options);
  await rig.load();
  return rig;
};

/** As `createRig`, but without the SDK's clients: whoever asks AWS calls `load` first. */
export const openRig = (options: RigOptions = {}) => {
  const seed = options.seed ?? 42;
  const world = options.beside ?? createWorld(seed, options);
  const parts = { ...world, store: options.store ?? world.store, seed, options };
  const server = createRigServer(parts);
  return { ...parts, ...server, ...createHands(parts, server) };
};

const createWorld = (seed: number, options: RigOptions): RigWorld => {
  const { estate = { servers: 30 }, quotas, settlePasses, journal } = options;
  const clock = createVirtualClock(settlePasses === undefined ? {} : { settlePasses });
  const simulator = createSimulator({
    seed,
    now: clock.nowMs,
    wait: (milliseconds) => clock.waitElsewhere(milliseconds / 1000),
    estate: isMakeEstate(estate) ? makeEstate(estate) : estate,
    ...(quotas === undefined ? {} : { quotas }),
    ...(journal === undefined ? {} : { journal }),
  });
  return { clock, simulator, store: createMemoryItemStore(), strangersJobIds: new Set() };
};

interface ServerParts extends RigWorld {
  readonly seed: number;
  readonly options: RigOptions;
}

const accounts = {
  homeAccountId: HOME_ACCOUNT,
  accounts: [{ accountId: OTHER_ACCOUNT, roleArn: `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator` }],
};

const asItIs = <T>(_name: string, call: () => Promise<T>): Promise<T> => call();

/** Nothing but the simulated network is there. */
const watchedProber = (simulator: Simulator, around: AroundCall): Prober => {
  const prober = createSimulatedProber(simulator, noNetwork);
  return {
    get: (url) => around('http:get', () => prober.get(url)),
    connect: (host, port) => around('tcp:connect', () => prober.connect(host, port)),
    whyRefused: (host) => prober.whyRefused(host),
  };
};

/** One process of Breakwater; a second over the same store and simulator is another process, or the same restarted. */
export const createRigServer = ({ clock: worldClock, simulator, store, seed, options }: ServerParts) => {
  const { network, aroundCall = asItIs, aroundTask = asItIs, processClock: clock = worldClock } = options;
  const known = keepAccounts(store, clock);
  const send = network === undefined ? simulator.fetch : (request: Request) => network(request, simulator.fetch);
  const aws =
    options.binding === 'direct'
      ? createDirectAws({ ...accounts, clock, simulator, around: aroundCall })
      : createAwsServices({
          ...(options.reachesRegistered ? { homeAccountId: 'none', accounts: known.now } : accounts),
          clock,
          staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
          ...(options.onCall === undefined ? {} : { onCall: options.onCall }),
          fetch:
            aroundCall === asItIs
              ? send
              : async (request) => aroundCall(...(await wireCallOf(request, () => send(request)))),
        });
  const ids = createSeededIds(seed);
  const notifications: Notification[] = [];
  const taskErrors: unknown[] = [];
  const machine = createEmbeddedMachine({
    store,
    clock,
    ids,
    definition,
    operations: () => operations,
    onTaskError: (_machineName, _stateName, error) => taskErrors.push(error),
  });
  const prober = watchedProber(simulator, aroundCall);
  const engine = createEngine({
    store,
    recovery: aws.recovery,
    compute: aws.compute,
    clock,
    ids,
    activities: createActivityExecutors({ store, clock, ids, aws, prober }),
    looks: { ...aws, prober, clock },
    stateMachine: machine,
    notifier: options.notifier ?? { notify: async (notification) => void notifications.push(notification) },
    ...(options.onNotifyError === undefined ? {} : { onNotifyError: options.onNotifyError }),
    ...(options.onRepairError === undefined ? {} : { onRepairError: options.onRepairError }),
    ...(options.turnsPerDriver === undefined ? {} : { turnsPerDriver: options.turnsPerDriver }),
    ...(options.onEvents === undefined ? {} : { onEvents: options.onEvents }),
  });
  const watched = (name: OperationName) => (payload: Json) => aroundTask(name, () => engine.operations[name](payload));
  const operations = {
    begin: watched('begin'),
    advance: watched('advance'),
    park: watched('park'),
    poll: watched('poll'),
    finalize: watched('finalize'),
  };
  const catalog = createCatalog({ store, clock, ids, aws, onAccountsChanged: known.reload });
  const { eventSeconds } = options;
  if (eventSeconds !== undefined) {
    simulator.events.listen((event) => {
      clock.after(eventSeconds, () => void engine.hearDrsEvent(event).catch((error) => taskErrors.push(error)));
    });
  }
  const accountsNow = createAccounts({ store, clock, ids, ...aws });
  return {
    aws,
    ids,
    engine,
    machine,
    catalog,
    accounts: accountsNow,
    launchSettings: createGroupLaunchSettings({ store, clock, ids, ...aws }),
    notifications,
    taskErrors,
    load: () => aws.load(),
  };
};

type Hands = ReturnType<typeof createRigServer>;

export interface GroupDraft {
  readonly servers: readonly string[];
  readonly accountId?: string;
  readonly region?: string;
  readonly launchConfig?: LaunchConfig;
  readonly serverOverrides?: Readonly<Record<string, ServerLaunchConfig>>;
}

/** A wave over one group (`servers`), or over several (`groups`), and what else a plan file says of it. */
export type WaveDraft = Partial<GroupDraft> &
  Partial<Omit<WaveDocument, 'protectionGroups' | 'actions'>> & {
    readonly groups?: readonly GroupDraft[];
    readonly actions?: WaveActionsInput;
  };

/** The documents of a plan file: each wave over groups of its own. */
const planFileOf = (planName: string, waves: readonly WaveDraft[], more: Record<string, unknown>) => {
  const groupName = (wave: number, group: number) => `${planName}-group-${wave}-${group}`;
  const groupsOf = ({ groups, servers = [], ...place }: WaveDraft): readonly GroupDraft[] =>
    groups ?? [{ servers, ...place }];
  const groups = waves.flatMap((wave, waveIndex) =>
    groupsOf(wave).map((group, index) => ({
      kind: 'ProtectionGroup',
      groupName: groupName(waveIndex, index),
      accountId: group.accountId ?? HOME_ACCOUNT,
      region: group.region ?? HOME_REGION,
      selection: { sourceServerIds: group.servers },
      ...(group.launchConfig === undefined ? {} : { launchConfig: group.launchConfig }),
      ...(group.serverOverrides === undefined ? {} : { serverOverrides: group.serverOverrides }),
    })),
  );
  const waveDocuments = waves.map((wave, waveIndex) => {
    const { groups: _groups, servers: _servers, accountId: _accountId, region: _region, ...settings } = wave;
    const names = groupsOf(wave).map((_group, index) => groupName(waveIndex, index));
    return { waveName: `wave-${waveIndex}`, protectionGroups: names, ...settings };
  });
  return [...groups, { kind: 'RecoveryPlan', planName, waves: waveDocuments, ...more }];
};

/** What an operator does, in few words. */
const createHands = ({ clock, simulator, store, strangersJobIds }: RigWorld, server: Hands) => {
  const executions = server.engine.executions;

  const get = async (executionId: string): Promise<ExecutionView> => {
    const view = await executions.get(executionId);
    if (view === undefined) throw new Error(`no execution ${executionId}`);
    return view;
  };

  /** Asked after every timer: the header alone is enough. */
  const statusOf = async (executionId: string): Promise<ExecutionView['status']> =>
    (await readHeader(store, executionId))?.header.status ?? (await get(executionId)).status;

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

  const start = (planId: string, executionType: ExecutionType = 'DRILL', more: Partial<StartRequest> = {}) =>
    clock.complete(
      executions.start({ planId, executionType, initiatedBy: 'anna', acceptedInstanceDeletions: [], ...more }),
    );

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

    /** Saves a plan of these waves. Gives the plan's id. */
    savePlan: async (planName: string, waves: readonly WaveDraft[], more: Record<string, unknown> = {}) => {
      const result = await server.catalog.apply(planFileOf(planName, waves, more), { actor: 'anna' });
      if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
      const planId = result.results.at(-1)?.id;
      if (planId === undefined) throw new Error('no plan was saved');
      return planId;
    },

    start,

    /** Starts and gives the execution's id; throws when it is refused. */
    launch: async (...how: Parameters<typeof start>): Promise<string> => {
      const result = await start(...how);
      if (result.kind !== 'started') throw new Error(JSON.stringify(result));
      return result.executionId;
    },

    command: (executionId: string, command: OperatorCommand, actor = 'anna') =>
      clock.complete(executions.command(executionId, command, actor)),

    runUntil: async (executionId: string, status: ExecutionView['status'], withinHours = 48) => {
      await clock.runUntil(async () => (await statusOf(executionId)) === status, withinHours * 3600);
      return get(executionId);
    },

    runToEnd: async (executionId: string, withinHours = 72): Promise<ExecutionView> => {
      await clock.runUntil(async () => isFinalExecution(await statusOf(executionId)), withinHours * 3600);
      return get(executionId);
    },

    events: async (executionId: string) => (await executions.events(executionId, { after: 0, limit: 100_000 })) ?? [],

    /** Somebody else launches these servers, past Breakwater. Gives the job's id. */
    launchByStranger: (
      sourceServerIds: readonly string[],
      more: { isDrill?: boolean; accountId?: string; region?: string } = {},
    ): string => {
      const place = { accountId: HOME_ACCOUNT, region: HOME_REGION, isDrill: true };
      const jobId = simulator.startForeignJob({ ...place, sourceServerIds: [...sourceServerIds], ...more });
      strangersJobIds.add(jobId);
      return jobId;
    },

    launchJobs: (place = { accountId: HOME_ACCOUNT, region: HOME_REGION }) =>
      simulator.jobs(place.accountId, place.region).filter((job) => job.type === 'LAUNCH'),
  };
};
