import { createRoute } from '@hono/zod-openapi';
import { webhookKeySchema } from '../contract.ts';
import { type ApiApp, jsonContent, problemResponse } from './conventions.ts';

const keyRoute = createRoute({
  method: 'get',
  path: '/api/webhook-key',
  summary: 'The key that signs the webhooks of this server: for those who receive them',
  responses: { 200: jsonContent(webhookKeySchema, 'The key'), default: problemResponse },
});

export function registerWebhookKey(app: ApiApp, webhookKey: () => Promise<string>): void {
  app.openapi(keyRoute, async (c) => c.json({ key: await webhookKey() }, 200));
}
