import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import { givenPoints } from '../../domain/model/point-in-time.ts';
import type { Catalog } from '../../engine/catalog.ts';
import type { EstateQueries } from '../../engine/estate-queries.ts';
import {
  checkRequestSchema,
  checkResponseSchema,
  jobLogSchema,
  resolveRequestSchema,
  resolveResponseSchema,
} from '../contract.ts';
import { awsFailed, jobNotStarted, notFound, sendProblem } from '../problems.ts';
import { type ApiApp, answers, idParam, jsonBody } from './conventions.ts';
import { runParams } from './execution-reads.ts';

/** The only reads that ask AWS while the caller waits; each says so. */
const asksAws = 'Asks AWS now: slow as AWS is, and 502 or 503 when it refuses or cannot answer.';
const cutsTags = `${asksAws} Of more than ${limits.serversWithAllTags} servers, only the tags that something selects by are told (\`tagKeys\`); all of them are in \`GET /api/source-servers\`.`;

const resolveGroupRoute = createRoute({
  method: 'get',
  path: '/api/protection-groups/{groupId}/resolve',
  summary: 'What a protection group matches now, in which state, and what of it is taken',
  description: cutsTags,
  request: { params: z.object({ groupId: idParam }) },
  responses: answers(resolveResponseSchema, 'What it matches'),
});

const resolveRoute = createRoute({
  method: 'post',
  path: '/api/protection-groups/resolve',
  summary: 'The same for a selection that is not saved: nothing is',
  description: cutsTags,
  request: { body: jsonBody(resolveRequestSchema) },
  responses: answers(resolveResponseSchema, 'What it matches'),
});

const jobLogRoute = createRoute({
  method: 'get',
  path: '/api/executions/{executionId}/job-logs',
  summary: 'The log that DRS keeps of one job, in its own words',
  description: asksAws,
  request: { params: runParams, query: z.strictObject({ jobKey: z.string().min(1).max(200) }) },
  responses: answers(jobLogSchema, 'The log'),
});

const checkRoute = createRoute({
  method: 'post',
  path: '/api/recovery-plans/{planId}/check',
  summary:
    'What a start of the plan would do and meet now: servers of each wave, what refuses it, what it would delete',
  description:
    'Asks AWS now, by the checks of a start. Nothing is started, held or saved. What AWS did not answer is in `unknown`.',
  request: { params: z.object({ planId: idParam }), body: jsonBody(checkRequestSchema) },
  responses: answers(checkResponseSchema, 'What was found'),
});

export function registerEstate(app: ApiApp, { estate, catalog }: { estate: EstateQueries; catalog: Catalog }): void {
  app.openapi(resolveGroupRoute, async (c) => {
    const group = await catalog.getGroup(c.req.valid('param').groupId);
    if (group === undefined) return sendProblem(c, notFound('protection group'));
    const { accountId, region, selection } = group;
    const answer = await estate.resolve({ accountId, region, selection });
    return answer.ok ? c.json(answer.value, 200) : sendProblem(c, awsFailed(answer.failure));
  });

  app.openapi(resolveRoute, async (c) => {
    const answer = await estate.resolve(c.req.valid('json'));
    return answer.ok ? c.json(answer.value, 200) : sendProblem(c, awsFailed(answer.failure));
  });

  app.openapi(checkRoute, async (c) => {
    const { acceptedInstanceDeletions, executionType, ...points } = c.req.valid('json');
    const accepted = new Set(acceptedInstanceDeletions);
    const check = await estate.checkPlan(c.req.valid('param').planId, accepted, givenPoints(points), executionType);
    return check ? c.json(check, 200) : sendProblem(c, notFound('recovery plan'));
  });

  app.openapi(jobLogRoute, async (c) => {
    const { jobKey } = c.req.valid('query');
    const answer = await estate.jobLog(c.req.valid('param').executionId, jobKey);
    switch (answer.kind) {
      case 'log':
        return c.json({ jobKey, jobId: answer.jobId, items: [...answer.items] }, 200);
      case 'not-found':
        return sendProblem(c, notFound('execution, or no such job of it'));
      case 'no-job':
        return sendProblem(c, jobNotStarted());
      case 'failed':
        return sendProblem(c, awsFailed(answer.failure));
    }
  });
}
