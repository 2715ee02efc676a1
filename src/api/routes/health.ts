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

interface HealthPorts {
  readonly version: string;
  /** Known once the server listens. */
  readonly commandFlags?: () => string;
}

export function registerHealth(app: ApiApp, { version, commandFlags }: HealthPorts): void {
  app.openapi(healthRoute, (c) =>
    c.json({ status: 'ok' as const, version, commandFlags: commandFlags?.() ?? '' }, 200),
  );
}
