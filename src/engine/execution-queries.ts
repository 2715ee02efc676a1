/** Reads for people and programs: from the store alone, no call to AWS. */
import type { ExecutionEvent } from '../domain/model/event.ts';
import type { Purpose } from '../domain/model/execution.ts';
import type { ExecutionSummary, ExecutionView, ServerView } from '../domain/model/execution-view.ts';
import type { ScopeObservation } from '../domain/model/observation.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { currentServers, holdsReservation } from '../domain/statuses.ts';
import type { ItemReader } from '../ports/item-store.ts';
import type { ExecutionService, PageOf, PageRequest } from './execution-service.ts';
import { viewExecution, viewServers } from './execution-view.ts';
import { ALL_CLEAN_UPS, ALL_EXECUTIONS, headerBodySchema } from './store/execution-items.ts';
import { type LoadedExecution, readConsistently, readEvents, readHeader } from './store/execution-reader.ts';
import { readJobObservation, readObservations, readScopeObservation } from './store/observation-store.ts';

export type ExecutionQueries = Pick<ExecutionService, 'get' | 'list' | 'servers' | 'events'>;

export const createExecutionQueries = (reader: ItemReader): ExecutionQueries => ({
  get: async (executionId) => {
    const loaded = await readConsistently(reader, executionId);
    return loaded && viewLoaded(reader, loaded);
  },
  list: (page) => listExecutions(reader, page),
  servers: (executionId, page) => listServers(reader, executionId, page),
  events: async (executionId, { after, limit }): Promise<readonly ExecutionEvent[] | undefined> => {
    const header = await readHeader(reader, executionId);
    return header && readEvents(reader, executionId, after, limit);
  },
});

export const viewLoaded = async (reader: ItemReader, loaded: LoadedExecution): Promise<ExecutionView> => {
  const running = loaded.state.jobs.filter(holdsReservation);
  const places = new Map(running.map((job) => [scopeKey(job), { accountId: job.accountId, region: job.region }]));
  const [observations, scopes] = await Promise.all([
    readObservations(reader, loaded.state.header.executionId),
    Promise.all([...places.values()].map((scope) => readScopeObservation(reader, scope))),
  ]);
  const seen = scopes.filter((scope): scope is ScopeObservation => scope !== undefined);
  return viewExecution(loaded, observations, seen);
};

const listExecutions = async (
  reader: ItemReader,
  page: PageRequest & { readonly purpose?: Purpose },
): Promise<PageOf<ExecutionSummary>> => {
  const found = await reader.queryIndex({
    table: 'executions',
    index: 'list',
    partition: page.purpose === 'CLEAN_UP' ? ALL_CLEAN_UPS : ALL_EXECUTIONS,
    descending: true,
    limit: page.limit,
    ...(page.after === undefined ? {} : { after: page.after }),
  });
  return {
    items: found.items.map((item) => headerBodySchema.parse(item.body).header),
    ...(found.next === undefined ? {} : { next: found.next }),
  };
};

/** In wave and job order; the cursor is `jobKey:position`. */
const listServers = async (
  reader: ItemReader,
  executionId: string,
  page: PageRequest,
): Promise<PageOf<ServerView> | undefined> => {
  const loaded = await readConsistently(reader, executionId);
  if (loaded === undefined) return undefined;
  const { jobs } = loaded.state;
  // A server that was tried again stands once, where its last attempt is.
  const current = new Set(
    loaded.state.waves
      .flatMap((wave) => currentServers(loaded.state, wave.waveNumber))
      .map(({ job, server }) => `${job.jobKey}#${server.sourceServerId}`),
  );
  const [afterJob = '', afterPosition = '-1'] = page.after?.split(':') ?? [];
  const items: ServerView[] = [];
  for (const job of jobs) {
    if (job.jobKey < afterJob) continue;
    const from = job.jobKey === afterJob ? Number.parseInt(afterPosition, 10) + 1 : 0;
    const observation = await readJobObservation(reader, executionId, job.jobKey);
    const servers = viewServers(loaded.state, job, observation);
    for (let position = from; position < servers.length; position += 1) {
      const server = servers[position];
      if (server === undefined || !current.has(`${job.jobKey}#${server.sourceServerId}`)) continue;
      if (items.length === page.limit) {
        const last = items.at(-1);
        return last === undefined ? { items } : { items, next: cursorBefore(job.jobKey, position, jobs) };
      }
      items.push(server);
    }
  }
  return { items };
};

/** The cursor after the server that stands just before this one. */
const cursorBefore = (
  jobKey: string,
  position: number,
  jobs: readonly { jobKey: string; servers: readonly unknown[] }[],
): string => {
  if (position > 0) return `${jobKey}:${position - 1}`;
  const index = jobs.findIndex((job) => job.jobKey === jobKey);
  const previous = jobs[index - 1];
  return previous === undefined ? `${jobKey}:-1` : `${previous.jobKey}:${previous.servers.length - 1}`;
};
