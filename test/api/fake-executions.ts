import type { ExecutionEvent } from '../../src/domain/model/event.ts';
import type { ExecutionView, ServerView } from '../../src/domain/model/execution-view.ts';
import type {
  CommandResult,
  ExecutionService,
  OperatorCommand,
  StartRequest,
  StartResult,
} from '../../src/engine/execution-service.ts';

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
  put(view: ExecutionView, servers?: readonly ServerView[], events?: readonly ExecutionEvent[]): void;
  /** What the next start answers. */
  startResult: StartResult;
  /** What the next command answers; the present execution when absent. */
  commandResult: CommandResult | undefined;
}

export function createFakeExecutions(): FakeExecutions {
  const executions = new Map<string, FakeExecution>();
  const fake: FakeExecutions = {
    executions,
    started: [],
    commands: [],
    startResult: { kind: 'started', executionId: 'exec-000001', verdict: 'BEGUN', repeated: false },
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
    followUp: async () => (fake.startResult.kind === 'plan-not-found' ? { kind: 'not-found' } : fake.startResult),
    cleanUp: async () => (fake.startResult.kind === 'plan-not-found' ? { kind: 'not-found' } : fake.startResult),
    get: async (executionId) => executions.get(executionId)?.view,
    list: async ({ after, limit }) => pageOf([...executions.values()].map(({ view }) => view).reverse(), after, limit),
    servers: async (executionId, { after, limit }) => {
      const execution = executions.get(executionId);
      return execution && pageOf(execution.servers, after, limit);
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
  const from = after === undefined ? 0 : Number(after);
  const items = all.slice(from, from + limit);
  return from + limit < all.length ? { items, next: String(from + limit) } : { items };
}
