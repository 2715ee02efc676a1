import { createRoute } from '@hono/zod-openapi';
import { healthSchema } from '../contract.ts';
import { type ApiApp, jsonContent } from './conventions.ts';

const healthRoute = createRoute({
  method: 'get',
  path: '/api/health',
  summary: 'Whether the server answers; needs no token',
  security: [],
  responses: { 200: jsonContent(healthSchema, 'It answers') },
});

export function registerHealth(app: ApiApp, version: string): void {
  app.openapi(healthRoute, (c) => c.json({ status: 'ok' as const, version }, 200));
}
