import { createRoute } from '@hono/zod-openapi';
import { permissionsOf } from '../../domain/permissions.ts';
import { meSchema } from '../contract.ts';
import { type ApiApp, answers } from './conventions.ts';

const meRoute = createRoute({
  method: 'get',
  path: '/api/me',
  summary: 'Who the caller is taken for, and what they may do',
  responses: answers(meSchema, 'The caller'),
});

export function registerMe(app: ApiApp): void {
  app.openapi(meRoute, (c) => {
    const roles = c.get('roles');
    return c.json({ actor: c.get('actor'), roles: [...roles], permissions: [...permissionsOf(roles)] }, 200);
  });
}
