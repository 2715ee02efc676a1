import { createRoute } from '@hono/zod-openapi';
import { type Permission, permissionsOf, type Role } from '../../domain/permissions.ts';
import type { Catalog } from '../../engine/catalog.ts';
import { applyRequestSchema, applyResponseSchema } from '../contract.ts';
import { busy, forbidden, invalidInput, sendProblem } from '../problems.ts';
import { accountApplyNeed } from '../route-permissions.ts';
import { type ApiApp, answers, jsonBody } from './conventions.ts';

const applyRoute = createRoute({
  method: 'post',
  path: '/api/apply',
  summary: 'Saves accounts, protection groups and recovery plans by id or name: all documents or none',
  description: 'The documents are those of a plan file. With `dryRun` everything is checked and nothing is saved.',
  request: { body: jsonBody(applyRequestSchema) },
  responses: answers(applyResponseSchema, 'Saved; or, with dryRun, what would be'),
});

/** Accounts are more than groups and plans: whoever may register one says whose servers are reached. */
const missingFor = (documents: readonly unknown[], roles: readonly Role[]): readonly Permission[] => {
  const held = permissionsOf(roles);
  return documents.some(isAccount) ? accountApplyNeed.filter((permission) => !held.includes(permission)) : [];
};

const isAccount = (document: unknown): boolean =>
  typeof document === 'object' && document !== null && 'kind' in document && document.kind === 'Account';

export function registerApply(app: ApiApp, catalog: Catalog): void {
  app.openapi(applyRoute, async (c) => {
    const { documents, dryRun } = c.req.valid('json');
    const missing = missingFor(documents, c.get('roles'));
    if (missing.length > 0) return sendProblem(c, forbidden(missing));
    const result = await catalog.apply(documents, { actor: c.get('actor'), dryRun });
    switch (result.kind) {
      case 'applied':
        return c.json({ results: [...result.results] }, 200);
      case 'invalid': {
        const errors = result.errors.map(({ documentIndex, path, message }) => ({
          path: ['documents', documentIndex, ...path],
          message,
        }));
        return sendProblem(c, invalidInput(errors));
      }
      case 'busy':
        return sendProblem(c, busy());
    }
  });
}
