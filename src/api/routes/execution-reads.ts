import { createRoute } from '@hono/zod-openapi';
import { etag } from 'hono/etag';
import { sha1 } from 'hono/utils/crypto';
import { z } from 'zod';
import { executionStatusSchema, serverOutcomeSchema } from '../../domain/model/execution.ts';
import type { Catalog } from '../../engine/catalog.ts';
import type { ExecutionService } from '../../engine/execution-service.ts';
import { eventPageSchema, executionPageSchema, executionSchema, pageLimits, serverPageSchema } from '../contract.ts';
import { invalidInput, notFound, sendProblem } from '../problems.ts';
import {
  type ApiApp,
  answers,
  idParam,
  jsonContent,
  pageBody,
  pageQuery,
  pageRequest,
  present,
  problemResponse,
  serverPageQuery,
} from './conventions.ts';

/** Executions and clean-ups are runs on the same engine: they are read in the same way, at addresses of their own. */
export interface RunKind {
  readonly address: '/api/executions' | '/api/clean-ups';
  readonly noun: 'execution' | 'clean-up';
  readonly purpose: 'LAUNCH' | 'CLEAN_UP';
}

export const executionKind: RunKind = { address: '/api/executions', noun: 'execution', purpose: 'LAUNCH' };
export const cleanUpKind: RunKind = { address: '/api/clean-ups', noun: 'clean-up', purpose: 'CLEAN_UP' };

/** Every run is found under `/api/executions`; under `/api/clean-ups` only those that are one. */
export const findRun = async (executions: ExecutionService, { purpose }: RunKind, executionId: string) => {
  const execution = await executions.get(executionId);
  return purpose === 'CLEAN_UP' && execution?.purpose !== 'CLEAN_UP' ? undefined : execution;
};

/**
 * Of what is told in JSON. The view of an execution that has not changed is the same object, and hashed once. Undefined
 * where nothing can hash (a browser's page without TLS).
 */
const entityTags = new WeakMap<object, Promise<string | undefined>>();
const entityTagOf = (told: object): Promise<string | undefined> => {
  const tag = entityTags.get(told) ?? hashed(JSON.stringify(told));
  entityTags.set(told, tag);
  return tag;
};

const hashed = async (text: string): Promise<string | undefined> => {
  const hash = await sha1(text);
  return hash === null ? undefined : `"${hash}"`;
};

export const runParams = z.object({ executionId: idParam });

const routesOf = ({ address, noun }: RunKind) => ({
  list: createRoute({
    method: 'get',
    path: address,
    summary: `Every ${noun}, newest first`,
    description: 'With `status` or `planId` a page may be short although more follows: go on while there is `next`.',
    request: {
      query: pageQuery(pageLimits.executions).extend({
        status: executionStatusSchema.optional(),
        planId: idParam.optional(),
      }),
    },
    responses: answers(executionPageSchema, 'A page'),
  }),
  get: createRoute({
    method: 'get',
    path: `${address}/{executionId}`,
    summary: `One ${noun} without its servers; with an ETag that changes when anything of it does`,
    middleware: [etag()],
    request: { params: runParams },
    responses: {
      200: { ...jsonContent(executionSchema, `The ${noun}`), headers: z.object({ etag: z.string() }) },
      304: { description: 'Unchanged: the ETag of `If-None-Match` still holds' },
      default: problemResponse,
    },
  }),
  servers: createRoute({
    method: 'get',
    path: `${address}/{executionId}/servers`,
    summary: `The servers of the ${noun}, in the order of waves and jobs`,
    request: {
      params: runParams,
      query: serverPageQuery(pageLimits.servers, 100).extend({
        waveNumber: z.coerce.number().int().nonnegative().max(999).optional(),
        outcome: serverOutcomeSchema.optional(),
      }),
    },
    responses: answers(serverPageSchema, 'A page'),
  }),
  events: createRoute({
    method: 'get',
    path: `${address}/{executionId}/events`,
    summary: `The history of the ${noun}, oldest first; \`after\` is a sequence number`,
    request: {
      params: runParams,
      query: z.strictObject({
        after: z.coerce.number().int().nonnegative().max(999_999_999).default(0),
        limit: z.coerce.number().int().min(1).max(pageLimits.events).default(100),
      }),
    },
    responses: answers(eventPageSchema, 'A page'),
  }),
});

export interface RunPorts {
  readonly executions: ExecutionService;
  readonly catalog: Catalog;
}

export function registerRunReads(app: ApiApp, { executions, catalog }: RunPorts, kind: RunKind): void {
  const routes = routesOf(kind);
  const { noun, purpose } = kind;

  app.openapi(routes.list, async (c) => {
    const { status, planId, ...page } = c.req.valid('query');
    const found = await executions.list({ ...pageRequest(page), purpose, ...present({ status, planId }) });
    // A plan that was deleted has its executions and its versions still.
    const isUnknown =
      found.items.length === 0 &&
      planId !== undefined &&
      (await catalog.listPlanVersions(planId, { limit: 1 })).items.length === 0;
    return isUnknown
      ? sendProblem(
          c,
          invalidInput([{ path: ['query', 'planId'], message: `there never was a recovery plan ${planId}` }]),
        )
      : c.json(pageBody(found), 200);
  });

  app.openapi(routes.get, async (c) => {
    const execution = await findRun(executions, kind, c.req.valid('param').executionId);
    if (execution === undefined) return sendProblem(c, notFound(noun));
    const tag = await entityTagOf(execution);
    if (tag !== undefined) c.header('etag', tag);
    return c.json(execution, 200);
  });

  app.openapi(routes.servers, async (c) => {
    const { executionId } = c.req.valid('param');
    const { waveNumber, outcome, ...page } = c.req.valid('query');
    if (purpose === 'CLEAN_UP' && !(await findRun(executions, kind, executionId))) {
      return sendProblem(c, notFound(noun));
    }
    const found = await executions.servers(executionId, { ...pageRequest(page), ...present({ waveNumber, outcome }) });
    if (found?.items.length === 0 && waveNumber !== undefined) {
      const waves = (await executions.get(executionId))?.waves ?? [];
      if (waves.length > 0 && !waves.some((wave) => wave.waveNumber === waveNumber)) {
        const known = `known are 0 to ${waves.length - 1}`;
        const message = `the ${noun} has no wave ${waveNumber}; ${known}`;
        return sendProblem(c, invalidInput([{ path: ['query', 'waveNumber'], message }]));
      }
    }
    return found ? c.json(pageBody(found), 200) : sendProblem(c, notFound(noun));
  });

  app.openapi(routes.events, async (c) => {
    const { executionId } = c.req.valid('param');
    const query = c.req.valid('query');
    if (purpose === 'CLEAN_UP' && !(await findRun(executions, kind, executionId))) {
      return sendProblem(c, notFound(noun));
    }
    const events = await executions.events(executionId, query);
    if (events === undefined) return sendProblem(c, notFound(noun));
    const items = [...events];
    const last = events.at(-1);
    const next = last !== undefined && events.length === query.limit ? { next: last.sequence } : {};
    return c.json({ items, ...next }, 200);
  });
}
