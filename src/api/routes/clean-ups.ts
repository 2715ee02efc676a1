import { createRoute } from '@hono/zod-openapi';
import { cancelRequestSchema, cleanUpRequestSchema } from '../command-requests.ts';
import { executionSchema } from '../contract.ts';
import { notFound, sendProblem } from '../problems.ts';
import { type ApiApp, answers, jsonBody, problemResponse } from './conventions.ts';
import { answerCommand } from './execution-commands.ts';
import { cleanUpKind, findRun, type RunPorts, registerRunReads, runParams } from './execution-reads.ts';
import { answerStart, idempotencyHeader, keyOf, startedResponse } from './start-answers.ts';

const startRoute = createRoute({
  method: 'post',
  path: '/api/clean-ups',
  summary: 'Terminates the instances that an execution launched, and no others',
  description:
    'Only what still is what the execution launched; the rest is left alone and named. Safe to repeat: what is gone is done.',
  request: { headers: idempotencyHeader, body: jsonBody(cleanUpRequestSchema) },
  responses: { 202: startedResponse, default: problemResponse },
});

const cancelRoute = createRoute({
  method: 'post',
  path: '/api/clean-ups/{executionId}/cancel',
  summary: 'Terminates nothing more; jobs that run in DRS cannot be stopped and are watched to their end',
  request: { params: runParams, body: jsonBody(cancelRequestSchema, false) },
  responses: answers(executionSchema, 'The clean-up as it is now'),
});

export function registerCleanUps(app: ApiApp, { executions, catalog }: RunPorts): void {
  app.openapi(startRoute, async (c) => {
    const { executionId, ...request } = c.req.valid('json');
    const result = await executions.cleanUp(executionId, {
      ...request,
      initiatedBy: c.get('actor'),
      ...keyOf(c.req.valid('header')),
    });
    return answerStart(c, result, { action: 'clean up', address: '/api/clean-ups' });
  });

  registerRunReads(app, { executions, catalog }, cleanUpKind);

  app.openapi(cancelRoute, async (c) => {
    const { executionId } = c.req.valid('param');
    if (!(await findRun(executions, cleanUpKind, executionId))) return sendProblem(c, notFound('clean-up'));
    return answerCommand(c, executions, executionId, { type: 'cancel', reason: c.req.valid('json').reason ?? '' });
  });
}
