import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { z } from 'zod';
import { isFinalExecution } from '../../domain/statuses.ts';
import type { ExecutionService, OperatorCommand } from '../../engine/execution-service.ts';
import {
  cancelRequestSchema,
  keepRequestSchema,
  pauseRequestSchema,
  resumeRequestSchema,
  retryRequestSchema,
  skipRequestSchema,
} from '../command-requests.ts';
import { executionSchema } from '../contract.ts';
import { actionNotAllowed, notFound, sendProblem, waveNotNamed } from '../problems.ts';
import {
  type ApiApp,
  type ApiEnvironment,
  answers,
  jsonBody,
  jsonContent,
  present,
  problemResponse,
} from './conventions.ts';
import { runParams } from './execution-reads.ts';
import { answerStart, idempotencyHeader, keyOf, startedResponse } from './start-answers.ts';

const commandRoute = <Schema extends z.ZodType, Command extends Exclude<OperatorCommand['type'], 'retry'>>(
  command: Command,
  summary: string,
  schema: Schema,
  bodyRequired = false,
) =>
  createRoute({
    method: 'post',
    path: `/api/executions/{executionId}/${command}`,
    summary,
    request: { params: runParams, body: jsonBody(schema, bodyRequired) },
    responses: answers(executionSchema, 'The execution as it is now'),
  });

const pauseRoute = commandRoute('pause', 'Holds back every wave that has not started', pauseRequestSchema);
const resumeRoute = commandRoute(
  'resume',
  'Opens the gate of a wave, approves an action of it, or ends a requested pause',
  resumeRequestSchema,
);
const cancelRoute = commandRoute(
  'cancel',
  'Starts nothing more; jobs that run in DRS cannot be stopped and are watched to their end',
  cancelRequestSchema,
);
const skipRoute = commandRoute(
  'skip',
  'Goes on without failed servers of a wave, or without a whole wave',
  skipRequestSchema,
  true,
);

const keepRoute = createRoute({
  method: 'post',
  path: '/api/executions/{executionId}/keep',
  summary: 'Keeps the instances of a drill longer than its plan says (drillTtlHours)',
  description:
    'For so many hours from now, or, without, until somebody cleans up. Never for less than it is kept already.',
  request: { params: runParams, body: jsonBody(keepRequestSchema, false) },
  responses: answers(executionSchema, 'The execution as it is now'),
});

const retryRoute = createRoute({
  method: 'post',
  path: '/api/executions/{executionId}/retry',
  summary: 'Launches again what is not up, and only that',
  description:
    'While it runs: the failed servers of the named wave, as a new attempt (200). When it is over: a follow-up, an ' +
    'execution of its own over what failed and what never started (202). What is up is never launched again.',
  request: { headers: idempotencyHeader, params: runParams, body: jsonBody(retryRequestSchema, false) },
  responses: {
    200: jsonContent(executionSchema, 'The wave is tried again: the execution as it is now'),
    202: startedResponse,
    default: problemResponse,
  },
});

export async function answerCommand(
  c: Context<ApiEnvironment>,
  executions: ExecutionService,
  executionId: string,
  command: OperatorCommand,
) {
  const result = await executions.command(executionId, command, c.get('actor'));
  switch (result.kind) {
    case 'accepted':
      return c.json(result.execution, 200);
    case 'not-found':
      return sendProblem(c, notFound('execution'));
    case 'not-allowed':
      return sendProblem(c, actionNotAllowed(command.type, result));
  }
}

export function registerExecutionCommands(app: ApiApp, executions: ExecutionService): void {
  app.openapi(pauseRoute, (c) => answerCommand(c, executions, c.req.valid('param').executionId, { type: 'pause' }));
  app.openapi(resumeRoute, (c) => {
    const { waveNumber, actionName, attempt } = c.req.valid('json');
    const command = { type: 'resume', ...present({ waveNumber, actionName, attempt }) } as const;
    return answerCommand(c, executions, c.req.valid('param').executionId, command);
  });
  app.openapi(cancelRoute, (c) => {
    // Without a body nothing is filled in for us.
    const reason = c.req.valid('json').reason ?? '';
    return answerCommand(c, executions, c.req.valid('param').executionId, { type: 'cancel', reason });
  });
  app.openapi(skipRoute, (c) => {
    const { waveNumber, sourceServerIds, reason } = c.req.valid('json');
    const command = { type: 'skip', waveNumber, reason, ...present({ sourceServerIds }) } as const;
    return answerCommand(c, executions, c.req.valid('param').executionId, command);
  });
  app.openapi(keepRoute, async (c) => {
    const { hours } = c.req.valid('json');
    const request = { actor: c.get('actor'), ...present({ hours }) };
    const result = await executions.keep(c.req.valid('param').executionId, request);
    if (result.kind === 'not-found') return sendProblem(c, notFound('execution'));
    if (result.kind === 'not-allowed') return sendProblem(c, actionNotAllowed('keep', result));
    return c.json(result.execution, 200);
  });
  registerRetry(app, executions);
}

function registerRetry(app: ApiApp, executions: ExecutionService): void {
  app.openapi(retryRoute, async (c) => {
    const { executionId } = c.req.valid('param');
    const { waveNumber, acceptedInstanceDeletions } = c.req.valid('json');
    if (waveNumber !== undefined) return answerCommand(c, executions, executionId, { type: 'retry', waveNumber });
    const execution = await executions.get(executionId);
    if (execution !== undefined && !isFinalExecution(execution.status)) return sendProblem(c, waveNotNamed());
    const result = await executions.followUp(executionId, {
      initiatedBy: c.get('actor'),
      acceptedInstanceDeletions: acceptedInstanceDeletions ?? [],
      ...keyOf(c.req.valid('header')),
    });
    return answerStart(c, result, { action: 'follow it up', address: '/api/executions' });
  });
}
