import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { TestMessages } from '../../engine/test-message.ts';
import { auditedParts } from '../audited.ts';
import { messageTestsSchema } from '../contract.ts';
import { notFound, sendProblem } from '../problems.ts';
import { type ApiApp, answers, idParam } from './conventions.ts';

const testRoute = createRoute({
  method: 'post',
  path: '/api/recovery-plans/{planId}/test-messages',
  summary: 'Sends a test message to everybody who is told of the plan, and says what each receiver answered',
  request: { params: z.object({ planId: idParam }) },
  responses: answers(messageTestsSchema, 'What came of it; empty: the plan tells nobody'),
});

export function registerTestMessages(app: ApiApp, testMessages: TestMessages): void {
  app.openapi(testRoute, async (c) => {
    const items = await testMessages(c.req.valid('param').planId, c.get('actor'));
    if (items === undefined) return sendProblem(c, notFound('recovery plan'));
    const failed = items.filter(({ result }) => result === 'failed').map(({ to }) => to);
    c.set('audited', auditedParts({ sent: items.length - failed.length }, failed));
    return c.json({ items: [...items] }, 200);
  });
}
