/** Reads for people and programs: from the store alone, no call to AWS. */
import type { z } from 'zod';
import { automaticCleanUpAsItStands, can } from '../domain/can.ts';
import { describeEvent } from '../domain/describe-event.ts';
import type { AutomaticCleanUp } from '../domain/model/automatic-clean-up.ts';
import type { ExecutionHeader } from '../domain/model/execution.ts';
import {
  type AttemptView,
  type ExecutionSummary,
  type ExecutionView,
  executionSummarySchema,
  type LaunchedInstanceView,
  type ServerView,
} from '../domain/model/execution-view.ts';
import type { ScopeObservation } from '../domain/model/observation.ts';
import { scopeKey } from '../domain/model/scope.ts';
import { currentServers, holdsReservation } from '../domain/statuses.ts';
import type { Clock } from '../ports/clock.ts';
import type { ItemReader } from '../ports/item-store.ts';
import { type CleanUpsOf, placeOf, readCleanUps, readCleanUpsBefore } from './clean-ups-of.ts';
import { attemptsKey, earlierAttempts, viewAttempt } from './earlier-attempts.ts';
import type {
  ExecutionFilter,
  ExecutionService,
  PageOf,
  PageRequest,
  ServerFilter,
  ToldEvent,
} from './execution-service.ts';
import { viewExecution, viewServers } from './execution-view.ts';
import { type FollowUpOf, readFollowUp, readOpenFollowUp } from './follow-up-of.ts';
import { goneByCleanUp, goneByInventory, type SeenPorts } from './gone-instances.ts';
import { createKeptViews } from './kept-views.ts';
import { readFates, viewLaunchedInstance } from './launched-instances.ts';
import { readAutomaticCleanUps } from './store/automatic-clean-up-item.ts';
import { ALL_CLEAN_UPS, ALL_EXECUTIONS, headerBodySchema } from './store/execution-items.ts';
import { type LoadedExecution, readEvents, readExecution } from './store/execution-reader.ts';
import { notingReader } from './store/noting-reader.ts';
import { readJobObservation, readObservations, readScopeObservation } from './store/observation-store.ts';

export type ExecutionQueries = Pick<ExecutionService, 'get' | 'list' | 'servers' | 'recoveryInstances' | 'events'>;

/** `clock`: how old what the inventory saw may be. */
export const createExecutionQueries = (reader: ItemReader, clock: Pick<Clock, 'now'>): ExecutionQueries => ({
  get: createGet(reader),
  list: (page) => listExecutions(reader, page),
  servers: (executionId, page) => listServers({ reader, clock }, executionId, page),
  recoveryInstances: (executionId, page) => listInstances({ reader, clock }, executionId, page),
  events: async (executionId, { after, limit }): Promise<readonly ToldEvent[] | undefined> => {
    const [loaded, events] = await Promise.all([
      readExecution(reader, executionId),
      readEvents(reader, executionId, after, limit),
    ]);
    return loaded && events.map((event) => ({ ...event, message: describeEvent(event, loaded.state) }));
  },
});

/** The same view, frozen, while nothing of the execution has changed in a store that gives the same bodies then. */
const createGet = (reader: ItemReader): ExecutionQueries['get'] => {
  const keptView = createKeptViews<ExecutionView>();
  return async (executionId) => {
    const noting = notingReader(reader);
    const loaded = await readExecution(noting.reader, executionId);
    if (loaded === undefined) return undefined;
    const view = await readView(noting.reader, loaded);
    return keptView(executionId, noting.bodies, view);
  };
};

export const viewLoaded = async (reader: ItemReader, loaded: LoadedExecution): Promise<ExecutionView> =>
  (await readView(reader, loaded))();

/** Reads all that the view is made of. */
const readView = async (reader: ItemReader, loaded: LoadedExecution): Promise<() => ExecutionView> => {
  const running = loaded.state.jobs.filter(holdsReservation);
  const places = new Map(running.map((job) => [scopeKey(job), { accountId: job.accountId, region: job.region }]));
  const { executionId } = loaded.state.header;
  const [observations, automatic, scopes, cleanUps, { cleanUpsBefore, followUp, openFollowUp }] = await Promise.all([
    readObservations(reader, executionId),
    readAutomaticCleanUps(reader, mayCleanUpByItself(loaded.state.header) ? [executionId] : []),
    Promise.all([...places.values()].map((scope) => readScopeObservation(reader, scope))),
    cleanUpsOf(reader, loaded),
    followUpOf(reader, loaded),
  ]);
  const seen = scopes.filter((scope): scope is ScopeObservation => scope !== undefined);
  const after = {
    cleanUps: cleanUps.views,
    cleanUpsBefore,
    followUp: followUp.view,
    openFollowUp,
    automaticCleanUp: automatic.get(executionId),
  };
  return () => viewExecution(loaded, observations, seen, after);
};

const noCleanUps: CleanUpsOf = { views: [], terminations: new Map(), gone: new Map() };

/** Only what is over, and launched something, is cleaned up: nothing else costs this read. */
const cleanUpsOf = async (reader: ItemReader, { state }: LoadedExecution): Promise<CleanUpsOf> =>
  can('cleanUp', state).allowed ? readCleanUps(reader, state.header.executionId) : noCleanUps;

/** Only what is over, and left something, is followed up. */
const followUpOf = async (reader: ItemReader, { state }: LoadedExecution) => {
  if (!can('followUp', state).allowed) return { followUp: {}, openFollowUp: undefined, cleanUpsBefore: [] };
  const { executionId, relatedExecutionId } = state.header;
  const followUp: FollowUpOf = await readFollowUp(reader, executionId);
  return {
    followUp,
    openFollowUp: followUp.view && (await readOpenFollowUp(reader, executionId)),
    cleanUpsBefore: await readCleanUpsBefore(reader, relatedExecutionId),
  };
};

const mayCleanUpByItself = ({ drillTtlHours, endTime }: ExecutionHeader): boolean =>
  drillTtlHours !== undefined && endTime !== undefined;

export const listExecutions = async (
  reader: ItemReader,
  { after, limit, ...filter }: PageRequest & ExecutionFilter,
): Promise<PageOf<ExecutionSummary>> => {
  const items: ExecutionSummary[] = [];
  let cursor = after;
  // What the index cannot filter is left out here; after so many pages a short one says "more may follow".
  for (let pages = 0; pages < FILTERED_PAGES_MAX; pages += 1) {
    const found = await reader.queryIndex({
      table: 'executions',
      ...indexOf(filter),
      descending: true,
      limit: limit - items.length,
      ...(cursor === undefined ? {} : { after: cursor }),
    });
    const listed = found.items.map((item) => headerBodySchema.parse(item.body));
    items.push(
      ...(await summariesOf(
        reader,
        listed.filter(({ header }) => matches(header, filter)),
      )),
    );
    cursor = found.next;
    if (cursor === undefined || items.length === limit) break;
  }
  return { items, ...(cursor === undefined ? {} : { next: cursor }) };
};

/** The summary's fields alone: a header may carry a hundred refusals. */
const summariesOf = async (
  reader: ItemReader,
  listed: readonly z.infer<typeof headerBodySchema>[],
): Promise<readonly ExecutionSummary[]> => {
  const ending = listed.map(({ header }) => header).filter(mayCleanUpByItself);
  const cleanUps = await readAutomaticCleanUps(
    reader,
    ending.map(({ executionId }) => executionId),
  );
  const scheduled = [...cleanUps.values()].filter(({ state }) => state === 'SCHEDULED');
  const coming = new Map(
    await Promise.all(scheduled.map(async (each) => [each.executionId, await asItStands(reader, each)] as const)),
  );
  return listed.map(({ header, waitsForPerson }) => {
    const cleanUp = coming.get(header.executionId);
    return {
      ...executionSummarySchema.parse(header),
      ...(waitsForPerson === undefined ? {} : { waitsForPerson }),
      ...(cleanUp?.state === 'SCHEDULED' ? { cleansUpTime: cleanUp.dueTime } : {}),
    };
  });
};

/** As the page of the execution says it. Until somebody has cleaned up before its time that is one query. */
const asItStands = async (reader: ItemReader, cleanUp: AutomaticCleanUp): Promise<AutomaticCleanUp> => {
  const { views } = await readCleanUps(reader, cleanUp.executionId);
  const loaded = views.length === 0 ? undefined : await readExecution(reader, cleanUp.executionId);
  return loaded === undefined ? cleanUp : automaticCleanUpAsItStands(cleanUp, loaded.state, views);
};

const FILTERED_PAGES_MAX = 20;

/** The narrowest index: a plan has fewer executions than a status. */
const indexOf = ({ planId, status, purpose }: ExecutionFilter) => {
  if (planId !== undefined) return { index: 'plan', partition: planId } as const;
  if (status !== undefined) return { index: 'status', partition: status } as const;
  return { index: 'list', partition: purpose === 'CLEAN_UP' ? ALL_CLEAN_UPS : ALL_EXECUTIONS } as const;
};

const matches = (header: ExecutionHeader, { planId, status, purpose = 'LAUNCH' }: ExecutionFilter): boolean =>
  (header.purpose ?? 'LAUNCH') === purpose &&
  (status === undefined || header.status === status) &&
  (planId === undefined || header.planId === planId);

const listServers = async (
  ports: SeenPorts,
  executionId: string,
  page: PageRequest & ServerFilter,
): Promise<PageOf<ServerView> | undefined> => {
  const { reader } = ports;
  const loaded = await readExecution(reader, executionId);
  if (loaded === undefined) return undefined;
  const [{ items, next }, cleanUps] = await Promise.all([
    pageServers(reader, loaded, page),
    cleanUpsOf(reader, loaded),
  ]);
  const { terminations } = cleanUps;
  const up = items.filter((server) => server.outcome === 'LAUNCHED' && !terminations.has(placeOf(server)));
  const seen = await goneByInventory(ports, loaded.state, up);
  const gone = new Map([...seen, ...goneByCleanUp(loaded.state, cleanUps, up)]);
  return {
    items: items.map((server) => {
      const terminatedBy = server.outcome === 'LAUNCHED' ? terminations.get(placeOf(server)) : undefined;
      const goneSince = gone.get(placeOf(server));
      if (terminatedBy !== undefined) return { ...server, terminatedBy };
      return goneSince === undefined ? server : { ...server, gone: goneSince };
    }),
    ...(next === undefined ? {} : { next }),
  };
};

const listInstances = async (
  ports: SeenPorts,
  executionId: string,
  page: PageRequest,
): Promise<PageOf<LaunchedInstanceView> | undefined> => {
  const { reader } = ports;
  const loaded = await readExecution(reader, executionId);
  if (loaded === undefined) return undefined;
  const { items, next } = await pageServers(reader, loaded, { ...page, outcome: 'LAUNCHED' });
  const found = await readFates(reader, loaded.state, items);
  const left = items.filter(
    (server) => !found.terminations.has(placeOf(server)) && !found.replacements.has(placeOf(server)),
  );
  const seen = await goneByInventory(ports, loaded.state, left);
  const fates = { ...found, gone: new Map([...seen, ...found.gone]) };
  const jobs = new Map(loaded.state.jobs.map((job) => [job.jobKey, job]));
  return {
    items: items.map((server) => viewLaunchedInstance(server, jobs.get(server.jobKey), fates)),
    ...(next === undefined ? {} : { next }),
  };
};

/**
 * In the order of job keys, then of server ids: neither changes when a job is split. The cursor is the last server shown,
 * `jobKey:sourceServerId`.
 */
const pageServers = async (
  reader: ItemReader,
  { state }: LoadedExecution,
  { after, limit, waveNumber, outcome }: PageRequest & ServerFilter,
): Promise<PageOf<ServerView>> => {
  // A server that was tried again stands once, where its last attempt is.
  const current = new Set(
    state.waves
      .flatMap((wave) => currentServers(state, wave.waveNumber))
      .map(({ job, server }) => `${job.jobKey}:${server.sourceServerId}`),
  );
  const earlier = earlierAttempts(state);
  const items: ServerView[] = [];
  let last: string | undefined;
  const [afterJob = '', afterServer = ''] = after?.split(':') ?? [];
  for (const job of state.jobs) {
    if (waveNumber !== undefined && job.waveNumber !== waveNumber) continue;
    if (job.jobKey < afterJob) continue;
    const observation = await readJobObservation(reader, state.header.executionId, job.jobKey);
    for (const server of byId(viewServers(state, job, observation))) {
      const place = `${job.jobKey}:${server.sourceServerId}`;
      const wasShown = job.jobKey === afterJob && server.sourceServerId <= afterServer;
      if (wasShown || !current.has(place)) continue;
      if (outcome !== undefined && server.outcome !== outcome) continue;
      if (items.length === limit && last !== undefined) return { items, next: last };
      items.push(await withEarlier(reader, state.header.executionId, server, earlier));
      last = place;
    }
  }
  return { items };
};

/** Only what was retried costs a read of what was seen before. */
const withEarlier = async (
  reader: ItemReader,
  executionId: string,
  server: ServerView,
  earlier: ReturnType<typeof earlierAttempts>,
): Promise<ServerView> => {
  const attempts = earlier.get(attemptsKey(server.waveNumber, server.sourceServerId)) ?? [];
  if (attempts.length === 0) return server;
  const views: AttemptView[] = [];
  for (const attempt of attempts) {
    views.push(viewAttempt(attempt, await readJobObservation(reader, executionId, attempt.job.jobKey)));
  }
  return { ...server, earlierAttempts: views };
};

const byId = (servers: readonly ServerView[]): readonly ServerView[] =>
  [...servers].sort((a, b) => (a.sourceServerId < b.sourceServerId ? -1 : 1));
