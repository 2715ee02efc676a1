import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { nameSchema } from '../../domain/model/identifiers.ts';
import type { Catalog } from '../../engine/catalog.ts';
import { auditedSave } from '../audited.ts';
import { pageLimits, planCreateSchema, planPageSchema, planSchema, planUpdateSchema } from '../contract.ts';
import { notFound, sendProblem } from '../problems.ts';
import { answerUnchanged } from './change-answers.ts';
import {
  type ApiApp,
  answers,
  idParam,
  jsonBody,
  jsonContent,
  pageBody,
  pageQuery,
  pageRequest,
  problemResponse,
  versionQuery,
} from './conventions.ts';
import { planFor } from './plan-secrets.ts';

const address = '/api/recovery-plans';
const params = z.object({ planId: idParam });

const listRoute = createRoute({
  method: 'get',
  path: address,
  summary: 'Recovery plans without their waves, oldest first',
  request: { query: pageQuery(pageLimits.catalog).extend({ planName: nameSchema.optional() }) },
  responses: answers(planPageSchema, 'A page'),
});

const getRoute = createRoute({
  method: 'get',
  path: `${address}/{planId}`,
  summary: 'The newest version of a recovery plan, or the one asked for',
  request: { params, query: versionQuery.partial() },
  responses: answers(planSchema, 'The plan'),
});

const versionsRoute = createRoute({
  method: 'get',
  path: `${address}/{planId}/versions`,
  summary: 'Every saved version of a recovery plan, newest first; those of a deleted plan are kept',
  request: { params, query: pageQuery(pageLimits.catalog) },
  responses: answers(planPageSchema, 'A page'),
});

const createPlanRoute = createRoute({
  method: 'post',
  path: address,
  summary: 'Saves a new recovery plan; groups and waves are called by their names, as in a plan file',
  request: { body: jsonBody(planCreateSchema) },
  responses: {
    201: { ...jsonContent(planSchema, 'Saved'), headers: z.object({ location: z.string() }) },
    default: problemResponse,
  },
});

const updateRoute = createRoute({
  method: 'put',
  path: `${address}/{planId}`,
  summary: 'Saves another version of a recovery plan; `version` is the one that was seen',
  request: { params, body: jsonBody(planUpdateSchema) },
  responses: answers(planSchema, 'Saved, or as it was when it says the same'),
});

const deleteRoute = createRoute({
  method: 'delete',
  path: `${address}/{planId}`,
  summary: 'Deletes a recovery plan of which nothing runs; `version` is the one that was seen',
  description: 'Executions have a copy of their own, and its saved versions stay readable by their numbers.',
  request: { params, query: versionQuery },
  responses: { 204: { description: 'Deleted' }, default: problemResponse },
});

export function registerPlans(app: ApiApp, catalog: Catalog): void {
  registerPlanReads(app, catalog);

  app.openapi(createPlanRoute, async (c) => {
    const result = await catalog.putPlan({ kind: 'RecoveryPlan', ...c.req.valid('json') }, c.get('actor'));
    if (result.kind !== 'saved') return answerUnchanged(c, result, 'recovery plan');
    c.set('audited', auditedSave(result.applied));
    return c.json(planFor(c, result.value), 201, { location: `${address}/${result.value.planId}` });
  });

  app.openapi(updateRoute, async (c) => {
    const { version, ...definition } = c.req.valid('json');
    const seen = { id: c.req.valid('param').planId, version };
    const result = await catalog.putPlan({ kind: 'RecoveryPlan', ...definition }, c.get('actor'), seen);
    if (result.kind !== 'saved') return answerUnchanged(c, result, 'recovery plan');
    c.set('audited', auditedSave(result.applied));
    return c.json(planFor(c, result.value), 200);
  });

  app.openapi(deleteRoute, async (c) => {
    const { version } = c.req.valid('query');
    const result = await catalog.deletePlan({ id: c.req.valid('param').planId, version });
    return result.kind === 'deleted' ? c.body(null, 204) : answerUnchanged(c, result, 'recovery plan');
  });
}

function registerPlanReads(app: ApiApp, catalog: Catalog): void {
  app.openapi(listRoute, async (c) => {
    const { planName, ...page } = c.req.valid('query');
    if (planName === undefined) {
      const listed = pageBody(await catalog.listPlans(pageRequest(page)));
      return c.json({ ...listed, items: listed.items.map((plan) => planFor(c, plan)) }, 200);
    }
    const plan = await catalog.findPlan(planName);
    if (plan === undefined) return c.json({ items: [] }, 200);
    const { waves, ...rest } = planFor(c, plan);
    return c.json({ items: [{ ...rest, waveCount: waves.length }] }, 200);
  });

  app.openapi(getRoute, async (c) => {
    const plan = await catalog.getPlan(c.req.valid('param').planId, c.req.valid('query').version);
    return plan ? c.json(planFor(c, plan), 200) : sendProblem(c, notFound('recovery plan, or no such version of it'));
  });

  app.openapi(versionsRoute, async (c) => {
    const query = c.req.valid('query');
    const page = await catalog.listPlanVersions(c.req.valid('param').planId, pageRequest(query));
    const isUnknown = page.items.length === 0 && query.after === undefined;
    return isUnknown
      ? sendProblem(c, notFound('recovery plan'))
      : c.json(pageBody({ ...page, items: page.items.map((plan) => planFor(c, plan)) }), 200);
  });
}
