import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { nameSchema } from '../../domain/model/identifiers.ts';
import type { Catalog } from '../../engine/catalog.ts';
import {
  applyRequestSchema,
  applyResponseSchema,
  groupPageSchema,
  groupSchema,
  pageLimits,
  planPageSchema,
  planSchema,
} from '../contract.ts';
import { busy, invalidInput, notFound, sendProblem } from '../problems.ts';
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

const applyRoute = createRoute({
  method: 'post',
  path: '/api/apply',
  summary: 'Saves protection groups and recovery plans by name: all documents or none',
  request: { body: jsonBody(applyRequestSchema) },
  responses: { 200: jsonContent(applyResponseSchema, 'Saved'), default: problemResponse },
});

const listGroupsRoute = createRoute({
  method: 'get',
  path: '/api/protection-groups',
  summary: 'Protection groups, oldest first',
  request: { query: pageQuery(pageLimits.catalog).extend({ groupName: nameSchema.optional() }) },
  responses: { 200: jsonContent(groupPageSchema, 'A page'), default: problemResponse },
});

const getGroupRoute = createRoute({
  method: 'get',
  path: '/api/protection-groups/{groupId}',
  summary: 'One protection group',
  request: { params: z.object({ groupId: idParam }) },
  responses: { 200: jsonContent(groupSchema, 'The group'), default: problemResponse },
});

const listPlansRoute = createRoute({
  method: 'get',
  path: '/api/recovery-plans',
  summary: 'Recovery plans without their waves, oldest first',
  request: { query: pageQuery(pageLimits.catalog).extend({ planName: nameSchema.optional() }) },
  responses: { 200: jsonContent(planPageSchema, 'A page'), default: problemResponse },
});

const getPlanRoute = createRoute({
  method: 'get',
  path: '/api/recovery-plans/{planId}',
  summary: 'The newest version of a recovery plan, or the one asked for',
  request: {
    params: z.object({ planId: idParam }),
    query: z.strictObject({ version: z.coerce.number().int().positive().max(99_999_999).optional() }),
  },
  responses: { 200: jsonContent(planSchema, 'The plan'), default: problemResponse },
});

export function registerCatalog(app: ApiApp, catalog: Catalog): void {
  app.openapi(
    applyRoute,
    async (c) => {
      const result = await catalog.apply(c.req.valid('json').documents, { actor: c.get('actor') });
      switch (result.kind) {
        case 'applied':
          return c.json({ results: [...result.results] }, 200);
        case 'invalid':
          return sendProblem(
            c,
            invalidInput(
              result.errors.map(({ documentIndex, path, message }) => ({
                path: ['documents', documentIndex, ...path],
                message,
              })),
            ),
          );
        case 'busy':
          return sendProblem(c, busy());
      }
    },
    rejectInvalid(applyRequestSchema),
  );

  app.openapi(listGroupsRoute, async (c) => {
    const { groupName, ...page } = c.req.valid('query');
    if (groupName === undefined) return c.json(pageBody(await catalog.listGroups(pageRequest(page))), 200);
    const group = await catalog.findGroup(groupName);
    return c.json({ items: group ? [group] : [] }, 200);
  });

  app.openapi(getGroupRoute, async (c) => {
    const group = await catalog.getGroup(c.req.valid('param').groupId);
    return group ? c.json(group, 200) : sendProblem(c, notFound('protection group'));
  });

  app.openapi(listPlansRoute, async (c) => {
    const { planName, ...page } = c.req.valid('query');
    if (planName === undefined) return c.json(pageBody(await catalog.listPlans(pageRequest(page))), 200);
    const plan = await catalog.findPlan(planName);
    if (plan === undefined) return c.json({ items: [] }, 200);
    const { waves, ...rest } = plan;
    return c.json({ items: [{ ...rest, waveCount: waves.length }] }, 200);
  });

  app.openapi(getPlanRoute, async (c) => {
    const plan = await catalog.getPlan(c.req.valid('param').planId, c.req.valid('query').version);
    return plan ? c.json(plan, 200) : sendProblem(c, notFound('recovery plan, or no such version of it'));
  });
}
