/** What a start answers, be it of a plan, a follow-up or a clean-up. */
import type { Context } from 'hono';
import { z } from 'zod';
import type { RelatedRunResult } from '../../engine/execution-service.ts';
import { auditedStart } from '../audited.ts';
import { startResponseSchema } from '../contract.ts';
import { actionNotAllowed, idempotencyMismatch, notFound, sendProblem } from '../problems.ts';
import { refusedProblem } from '../refused-problem.ts';
import { type ApiEnvironment, jsonContent } from './conventions.ts';

export const idempotencyHeader = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'at most 255 visible ASCII characters')
    .optional(),
});

export const startedResponse = {
  ...jsonContent(startResponseSchema, 'Started, or being checked'),
  headers: z.object({ location: z.string() }),
};

/** The key in the engine's terms. */
export const keyOf = (headers: z.output<typeof idempotencyHeader>) => {
  const idempotencyKey = headers['idempotency-key'];
  return idempotencyKey === undefined ? {} : { idempotencyKey };
};

export function answerStart(
  c: Context<ApiEnvironment>,
  result: RelatedRunResult,
  { action, address }: { readonly action: string; readonly address: '/api/executions' | '/api/clean-ups' },
) {
  if (result.kind === 'started' || result.kind === 'refused') {
    const hasVerdict = result.kind === 'refused' || result.verdict !== undefined;
    c.set('audited', auditedStart(result.executionId, hasVerdict, result.repeated));
  }
  switch (result.kind) {
    case 'started': {
      const { executionId, verdict, repeated } = result;
      const body = { executionId, repeated, ...(verdict !== undefined && { verdict }) };
      return c.json(body, 202, { location: `${address}/${executionId}` });
    }
    case 'refused':
      return sendProblem(c, refusedProblem(result.executionId, result.refusals));
    case 'not-found':
      return sendProblem(c, notFound('execution'));
    case 'not-allowed':
      return sendProblem(c, actionNotAllowed(action, result));
    case 'idempotency-mismatch':
      return sendProblem(c, idempotencyMismatch());
  }
}
