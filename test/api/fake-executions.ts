import type { ExecutionEvent } from '../../src/domain/model/event.ts';
import type { ExecutionView, ServerView } from '../../src/domain/model/execution-view.ts';
import type {
  CleanUpRequest,
  CommandResult,
  ExecutionService,
  FollowUpRequest,
  OperatorCommand,
  RelatedRunResult,
  StartRequest,
  StartResult,
} from '../../src/engine/execution-service.ts';
import { viewLaunchedInstance } from '../../src/engine/launched-instances.ts';

interface FakeExecution {
  view: ExecutionView;
  servers: ServerView[];
  events: ExecutionEvent[];
}

/** An engine whose answers a test sets: the API and the CLI are tested against what the engine may say. */
export interface FakeExecutions extends ExecutionService {
  readonly executions: Map<string, FakeExecution>;
  readonly started: StartRequest[];
  readonly commands: { readonly executionId: string; readonly command: OperatorCommand; readonly actor: string }[];
  readonly followUps: { readonly executionId: string; readonly request: FollowUpRequest }[];
  readonly cleanUps: { readonly executionId: string; readonly request: CleanUpRequest }[];
  put(view: ExecutionView, servers?: readonly ServerView[], events?: readonly ExecutionEvent[]): void;
  /** What the next start answers. */
  startResult: StartResult;
  /** What the next follow-up or clean-up answers. */
  relatedResult: RelatedRunResult;
  /** What the next command answers; the present execution when absent. */
  commandResult: CommandResult | undefined;
}

export function createFakeExecutions(): FakeExecutions {
  const executions = new Map<string, FakeExecution>();
  const fake: FakeExecutions = {
    executions,
    started: [],
    commands: [],
    followUps: [],
    cleanUps: [],
    startResult: { kind: 'started', executionId: 'exec-000001', verdict: 'BEGUN', repeated: false },
    relatedResult: { kind: 'started', executionId: 'exec-000002', verdict: 'BEGUN', repeated: false },
    commandResult: undefined,
    put: (view, servers = [], events = []) => {
      executions.set(view.executionId, { view, servers: [...servers], events: [...events] });
    },
    start: async (request) => {
      fake.started.push(request);
      return fake.startResult;
    },
    command: async (executionId, command, actor) => {
      fake.commands.push({ executionId, command, actor });
      const execution = executions.get(executionId);
      if (execution === undefined) return { kind: 'not-found' };
      return fake.commandResult ?? { kind: 'accepted', execution: execution.view };
    },
    followUp: async (executionId, request) => {
      fake.followUps.push({ executionId, request });
      return executions.has(executionId) ? fake.relatedResult : { kind: 'not-found' };
    },
    cleanUp: async (executionId, request) => {
      fake.cleanUps.push({ executionId, request });
      return executions.has(executionId) ? fake.relatedResult : { kind: 'not-found' };
    },
    get: async (executionId) => executions.get(executionId)?.view,
    list: async ({ after, limit, purpose = 'LAUNCH', status, planId }) => {
      const views = [...executions.values()].map(({ view }) => view).reverse();
      const found = views.filter(
        (view) =>
          (view.purpose ?? 'LAUNCH') === purpose &&
          (status === undefined || view.status === status) &&
          (planId === undefined || view.planId === planId),
      );
      return pageOf(found, after, limit);
    },
    servers: async (executionId, { after, limit, waveNumber, outcome }) => {
      const found = executions
        .get(executionId)
        ?.servers.filter(
          (server) =>
            (waveNumber === undefined || server.waveNumber === waveNumber) &&
            (outcome === undefined || server.outcome === outcome),
        );
      return found && pageOf(found, after, limit);
    },
    recoveryInstances: async (executionId, { after, limit }) => {
      const launched = executions.get(executionId)?.servers.filter(({ outcome }) => outcome === 'LAUNCHED');
      return (
        launched &&
        pageOf(
          launched.map((server) => viewLaunchedInstance(server, undefined, new Map())),
          after,
          limit,
        )
      );
    },
    events: async (executionId, { after, limit }) =>
      executions
        .get(executionId)
        ?.events.filter(({ sequence }) => sequence > after)
        .slice(0, limit),
  };
  return fake;
}

function pageOf<T>(all: readonly T[], after: string | undefined, limit: number) {
  const from = after === undefined ? 0 : Number(after.slice(-17));
  const items = all.slice(from, from + limit);
  return from + limit < all.length
    ? { items, next: `w000-a1-j000:s-${String(from + limit).padStart(17, '0')}` }
    : { items };
}
