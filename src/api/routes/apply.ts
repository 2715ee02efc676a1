import { createRoute } from '@hono/zod-openapi';
import type { DocumentKind } from '../../domain/model/plan-file.ts';
import { type Permission, permissionsOf, type Role } from '../../domain/permissions.ts';
import type { Catalog } from '../../engine/catalog.ts';
import { applyRequestSchema, applyResponseSchema } from '../contract.ts';
import { busy, forbidden, invalidInput, pruneInUse, sendProblem } from '../problems.ts';
import { accountApplyNeed, pruneNeed, settingsApplyNeed } from '../route-permissions.ts';
import { type ApiApp, answers, jsonBody, present } from './conventions.ts';

const applyRoute = createRoute({
  method: 'post',
  path: '/api/apply',
  summary: 'Saves settings, accounts, protection groups and recovery plans by id or name: all documents or none',
  description:
    'The documents are those of a plan file. With `dryRun` everything is checked and nothing is saved. With `prune` the accounts, groups and plans that no document says are removed, unless one of them is in use: then nothing is saved.',
  request: { body: jsonBody(applyRequestSchema) },
  responses: answers(applyResponseSchema, 'Saved; or, with dryRun, what would be'),
});

/** Accounts are more than groups and plans: whoever may register one says whose servers are reached. */
const missingFor = (documents: readonly unknown[], prune: boolean, roles: readonly Role[]): readonly Permission[] => {
  const held = permissionsOf(roles);
  const needed = new Set([
    ...(documents.some((document) => isOf(document, 'Account')) ? accountApplyNeed : []),
    ...(documents.some((document) => isOf(document, 'Settings')) ? settingsApplyNeed : []),
    ...(prune ? pruneNeed : []),
  ]);
  return [...needed].filter((permission) => !held.includes(permission));
};

const isOf = (document: unknown, kind: DocumentKind): boolean =>
  typeof document === 'object' && document !== null && 'kind' in document && document.kind === kind;

export function registerApply(app: ApiApp, catalog: Catalog): void {
  app.openapi(applyRoute, async (c) => {
    const { documents, dryRun, prune, removes } = c.req.valid('json');
    const missing = missingFor(documents, prune, c.get('roles'));
    if (missing.length > 0) return sendProblem(c, forbidden(missing));
    const result = await catalog.apply(documents, { actor: c.get('actor'), dryRun, prune, ...present({ removes }) });
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
      case 'in-use':
        return sendProblem(c, pruneInUse(result.by));
      case 'not-as-seen':
        return sendProblem(c, invalidInput(result.errors));
      case 'busy':
        return sendProblem(c, busy());
    }
  });
}
