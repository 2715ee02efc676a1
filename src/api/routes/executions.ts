import { createRoute } from '@hono/zod-openapi';
import { givenPoints } from '../../domain/model/point-in-time.ts';
import { secondsBetween } from '../../domain/time.ts';
import type { Catalog } from '../../engine/catalog.ts';
import type { ExecutionService } from '../../engine/execution-service.ts';
import type { Clock } from '../../ports/clock.ts';
import { pageLimits, recoveryInstancePageSchema, startRequestSchema } from '../contract.ts';
import { notFound, planChanged, sendProblem } from '../problems.ts';
import {
  type ApiApp,
  answers,
  jsonBody,
  pageBody,
  pageRequest,
  present,
  problemResponse,
  serverPageQuery,
} from './conventions.ts';
import { executionKind, registerRunReads, runParams } from './execution-reads.ts';
import { answerStart, idempotencyHeader, keyOf, startedResponse } from './start-answers.ts';

const startRoute = createRoute({
  method: 'post',
  path: '/api/executions',
  summary: 'Starts a drill or a recovery; answers when the checks before it are done, or after a few seconds',
  request: { headers: idempotencyHeader, body: jsonBody(startRequestSchema) },
  responses: { 202: startedResponse, default: problemResponse },
});

const instancesRoute = createRoute({
  method: 'get',
  path: '/api/executions/{executionId}/recovery-instances',
  summary: 'The instances that the execution launched, as they were last observed',
  description:
    'From the record: AWS is not asked. An instance that a clean-up of the execution has terminated names the clean-up.',
  request: { params: runParams, query: serverPageQuery(pageLimits.servers, 100) },
  responses: answers(recoveryInstancePageSchema, 'A page'),
});

export interface ExecutionRoutePorts {
  readonly executions: ExecutionService;
  readonly catalog: Catalog;
  readonly clock?: Clock;
}

export function registerExecutions(app: ApiApp, { executions, catalog, clock }: ExecutionRoutePorts): void {
  app.openapi(startRoute, async (c) => {
    const { planId, planName, planVersion, executionType, acceptedInstanceDeletions, ...points } = c.req.valid('json');
    const pointsInTime = givenPoints(points);
    const wantedId = planId ?? (await catalog.findPlan(planName ?? ''))?.planId;
    if (wantedId === undefined) return sendProblem(c, notFound(`recovery plan "${planName}"`));
    const result = await executions.start({
      planId: wantedId,
      executionType,
      acceptedInstanceDeletions,
      ...present({ planVersion }),
      ...(pointsInTime === undefined ? {} : { pointsInTime }),
      initiatedBy: c.get('actor'),
      ...keyOf(c.req.valid('header')),
    });
    if (result.kind === 'plan-not-found') return sendProblem(c, notFound('recovery plan'));
    return result.kind === 'plan-changed'
      ? sendProblem(c, planChanged(result))
      : answerStart(c, result, { action: 'start', address: '/api/executions' });
  });

  registerRunReads(app, { executions, catalog }, executionKind);

  app.openapi(instancesRoute, async (c) => {
    const query = pageRequest(c.req.valid('query'));
    const page = await executions.recoveryInstances(c.req.valid('param').executionId, query);
    if (page === undefined) return sendProblem(c, notFound('execution'));
    const now = clock?.now();
    const items = page.items.map((instance) => {
      const since = instance.observed?.launchTime;
      return now === undefined ||
        since === undefined ||
        instance.terminatedBy !== undefined ||
        instance.gone !== undefined
        ? instance
        : { ...instance, ageSeconds: Math.max(0, Math.round(secondsBetween(since, now))) };
    });
    return c.json(pageBody({ ...page, items }), 200);
  });
}
