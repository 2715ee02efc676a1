import { createRoute } from '@hono/zod-openapi';
import { etag } from 'hono/etag';
import { z } from 'zod';
import { describeEvent } from '../../domain/describe-event.ts';
import type { Catalog } from '../../engine/catalog.ts';
import type { ExecutionService } from '../../engine/execution-service.ts';
import {
  eventPageSchema,
  executionPageSchema,
  executionSchema,
  pageLimits,
  serverPageSchema,
  startRequestSchema,
  startResponseSchema,
} from '../contract.ts';
import { executionRefused, idempotencyMismatch, notFound, sendProblem } from '../problems.ts';
import {
  type ApiApp,
  idParam,
  jsonBody,
  jsonContent,
  pageBody,
  pageQuery,
  pageRequest,
  problemResponse,
  rejectInvalid,
} from './conventions.ts';

const startRoute = createRoute({
  method: 'post',
  path: '/api/executions',
  summary: 'Starts a drill or a recovery; answers when the checks before it are done, or after a few seconds',
  request: {
    headers: z.object({
      'idempotency-key': z
        .string()
        .regex(/^[\x21-\x7e]{1,255}$/, 'at most 255 visible ASCII characters')
        .optional(),
    }),
    body: jsonBody(startRequestSchema),
  },
  responses: {
    202: {
      ...jsonContent(startResponseSchema, 'Started, or being checked'),
      headers: z.object({ location: z.string() }),
    },
    default: problemResponse,
  },
});

const executionParams = z.object({ executionId: idParam });

const listRoute = createRoute({
  method: 'get',
  path: '/api/executions',
  summary: 'Executions, newest first',
  request: { query: pageQuery(pageLimits.executions) },
  responses: { 200: jsonContent(executionPageSchema, 'A page'), default: problemResponse },
});

const getRoute = createRoute({
  method: 'get',
  path: '/api/executions/{executionId}',
  summary: 'One execution without its servers; with an ETag that changes when anything of it does',
  middleware: [etag()],
  request: { params: executionParams },
  responses: { 200: jsonContent(executionSchema, 'The execution'), default: problemResponse },
});

const serversRoute = createRoute({
  method: 'get',
  path: '/api/executions/{executionId}/servers',
  summary: 'The servers of an execution, in the order of waves and jobs',
  request: { params: executionParams, query: pageQuery(pageLimits.servers, 100) },
  responses: { 200: jsonContent(serverPageSchema, 'A page'), default: problemResponse },
});

const eventsRoute = createRoute({
  method: 'get',
  path: '/api/executions/{executionId}/events',
  summary: 'The history of an execution, oldest first; `after` is a sequence number',
  request: {
    params: executionParams,
    query: z.strictObject({
      after: z.coerce.number().int().nonnegative().default(0),
      limit: z.coerce.number().int().min(1).max(pageLimits.events).default(100),
    }),
  },
  responses: { 200: jsonContent(eventPageSchema, 'A page'), default: problemResponse },
});

export function registerExecutions(app: ApiApp, executions: ExecutionService, catalog: Catalog): void {
  app.openapi(
    startRoute,
    async (c) => {
      const { planId, planName, executionType, acceptedInstanceDeletions } = c.req.valid('json');
      const idempotencyKey = c.req.valid('header')['idempotency-key'];
      const wantedId = planId ?? (await catalog.findPlan(planName ?? ''))?.planId;
      if (wantedId === undefined) return sendProblem(c, notFound(`recovery plan "${planName}"`));
      const result = await executions.start({
        planId: wantedId,
        executionType,
        acceptedInstanceDeletions,
        initiatedBy: c.get('actor'),
        ...(idempotencyKey !== undefined && { idempotencyKey }),
      });
      switch (result.kind) {
        case 'started': {
          const { executionId, verdict, repeated } = result;
          const body = { executionId, repeated, ...(verdict !== undefined && { verdict }) };
          return c.json(body, 202, { location: `/api/executions/${executionId}` });
        }
        case 'refused':
          return sendProblem(c, executionRefused(result.executionId, result.refusals));
        case 'plan-not-found':
          return sendProblem(c, notFound('recovery plan'));
        case 'idempotency-mismatch':
          return sendProblem(c, idempotencyMismatch());
      }
    },
    rejectInvalid(startRequestSchema),
  );

  app.openapi(listRoute, async (c) => {
    const page = await executions.list(pageRequest(c.req.valid('query')));
    return c.json(pageBody(page), 200);
  });

  app.openapi(getRoute, async (c) => {
    const execution = await executions.get(c.req.valid('param').executionId);
    return execution ? c.json(execution, 200) : sendProblem(c, notFound('execution'));
  });

  app.openapi(serversRoute, async (c) => {
    const page = await executions.servers(c.req.valid('param').executionId, pageRequest(c.req.valid('query')));
    return page ? c.json(pageBody(page), 200) : sendProblem(c, notFound('execution'));
  });

  app.openapi(eventsRoute, async (c) => {
    const { executionId } = c.req.valid('param');
    const query = c.req.valid('query');
    const [events, execution] = await Promise.all([executions.events(executionId, query), executions.get(executionId)]);
    if (events === undefined || execution === undefined) return sendProblem(c, notFound('execution'));
    const items = events.map((event) => ({ ...event, message: describeEvent(event, execution.waves) }));
    const last = events.at(-1);
    const next = last !== undefined && events.length === query.limit ? { next: last.sequence } : {};
    return c.json({ items, ...next }, 200);
  });
}
