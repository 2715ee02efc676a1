import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import type { ExecutionService, OperatorCommand } from '../../engine/execution-service.ts';
import { cancelRequestSchema, executionSchema, pauseRequestSchema, resumeRequestSchema } from '../contract.ts';
import { actionNotAllowed, notFound, sendProblem } from '../problems.ts';
import {
  type ApiApp,
  type ApiEnvironment,
  idParam,
  jsonBody,
  jsonContent,
  problemResponse,
  rejectInvalid,
} from './conventions.ts';

const commandRoute = <Schema extends z.ZodType, Command extends OperatorCommand['type']>(
  command: Command,
  summary: string,
  schema: Schema,
) =>
  createRoute({
    method: 'post',
    path: `/api/executions/{executionId}/${command}`,
    summary,
    request: { params: z.object({ executionId: idParam }), body: jsonBody(schema, false) },
    responses: { 200: jsonContent(executionSchema, 'The execution as it is now'), default: problemResponse },
  });

const pauseRoute = commandRoute('pause', 'Holds back every wave that has not started', pauseRequestSchema);
const resumeRoute = commandRoute('resume', 'Opens the gate of a wave, or ends a requested pause', resumeRequestSchema);
const cancelRoute = commandRoute(
  'cancel',
  'Starts nothing more; jobs that run in DRS cannot be stopped and are watched to their end',
  cancelRequestSchema,
);

export function registerExecutionCommands(app: ApiApp, executions: ExecutionService): void {
  const send = async (c: Context<ApiEnvironment>, executionId: string, command: OperatorCommand) => {
    const result = await executions.command(executionId, command, c.get('actor'));
    switch (result.kind) {
      case 'accepted':
        return c.json(result.execution, 200);
      case 'not-found':
        return sendProblem(c, notFound('execution'));
      case 'not-allowed':
        return sendProblem(c, actionNotAllowed(command.type, result.reason, result.allowed));
    }
  };

  app.openapi(
    pauseRoute,
    (c) => send(c, c.req.valid('param').executionId, { type: 'pause' }),
    rejectInvalid(pauseRequestSchema),
  );
  app.openapi(
    resumeRoute,
    (c) => {
      const { waveNumber } = c.req.valid('json');
      return send(c, c.req.valid('param').executionId, {
        type: 'resume',
        ...(waveNumber !== undefined && { waveNumber }),
      });
    },
    rejectInvalid(resumeRequestSchema),
  );
  app.openapi(
    cancelRoute,
    // Without a body nothing is filled in for us.
    (c) => send(c, c.req.valid('param').executionId, { type: 'cancel', reason: c.req.valid('json').reason ?? '' }),
    rejectInvalid(cancelRequestSchema),
  );
}
