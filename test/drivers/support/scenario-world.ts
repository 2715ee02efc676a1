/** What the scenarios of the driver protocol need of a world: in one process, or of functions that are deployed. */
import type { OperatorCommand, StartRequest } from '../../../src/engine/execution-service.ts';
import type { Operations } from '../../../src/engine/operations.ts';
import type { ItemStore } from '../../../src/ports/item-store.ts';
import type { StateMachine } from '../../../src/ports/state-machine.ts';
import type { VirtualClock } from '../../support/virtual-clock.ts';
import {
  createProcess,
  createWorld,
  createWorldOn,
  type OpenAws,
  type OpenStore,
  saveDrill,
  type WaveDraft,
  type World,
  type WorldAws,
} from './world.ts';

export interface ScenarioProcess {
  readonly executions: {
    start(request: StartRequest): Promise<{ readonly kind: string; readonly executionId?: string }>;
    command(executionId: string, command: OperatorCommand, actor: string): Promise<{ readonly kind: string }>;
    get(executionId: string): Promise<unknown>;
  };
  readonly engine: {
    readonly operations: Omit<Operations, 'poll'>;
    findAndRepair(): Promise<readonly { readonly result: string }[]>;
  };
  readonly machine: StateMachine & { stop(): Promise<void> };
  readonly taskErrors: readonly unknown[];
}

export interface ScenarioWorld {
  readonly clock: VirtualClock;
  readonly store: ItemStore;
  /** Of the plan's waves, in order. */
  readonly servers: readonly string[];
  readonly planId: string;
  readonly aws: Pick<WorldAws, 'jobs'>;
  createProcess(options?: { readonly stateMachine?: StateMachine }): ScenarioProcess;
  /** Another plan over the same servers, from the first on. */
  saveDrill(planName: string, waves: readonly WaveDraft[]): Promise<string>;
}

export interface ScenarioLimits {
  readonly turnsPerDriver?: number;
}

/** With a plan of these waves, of so many servers each; and, where told, with limits that are not the product's. */
export type OpenWorld = (waves: readonly WaveDraft[], limits?: ScenarioLimits) => Promise<ScenarioWorld>;

const LAUNCH_SECONDS = 280;

/** The engine and the embedded driver, in this process, on a map of jobs; in memory unless told. */
export const openEmbedded =
  (openStore?: OpenStore): OpenWorld =>
  async (waves, limits) =>
    embeddedIn(await createWorld(waves, LAUNCH_SECONDS, openStore), limits);

/** The same in memory, on another AWS. */
export const openEmbeddedOn =
  (openAws: OpenAws): OpenWorld =>
  async (waves, limits) =>
    embeddedIn(await createWorldOn(openAws, waves), limits);

const embeddedIn = (world: World<WorldAws>, limits: ScenarioLimits = {}): ScenarioWorld => ({
  ...world,
  createProcess: (options) => {
    const process = createProcess(world, { ...options, ...limits });
    return {
      ...process,
      executions: {
        ...process.executions,
        start: async (request) => {
          const result = await process.executions.start(request);
          return 'executionId' in result ? result : { kind: result.kind };
        },
      },
    };
  },
  saveDrill: (planName, drafts) => saveDrill(world, planName, drafts),
});
