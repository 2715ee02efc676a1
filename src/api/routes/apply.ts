import { createRoute } from '@hono/zod-openapi';
import type { AppliedDocument } from '../../domain/model/plan-file.ts';
import { permissionOfChange, permissionsOf } from '../../domain/permissions.ts';
import type { Catalog } from '../../engine/catalog.ts';
import { auditedChanges } from '../audited.ts';
import { applyRequestSchema, applyResponseSchema } from '../contract.ts';
import { busy, changesForbidden, invalidInput, pruneInUse, sendProblem } from '../problems.ts';
import { type ApiApp, answers, jsonBody, present } from './conventions.ts';

const applyRoute = createRoute({
  method: 'post',
  path: '/api/apply',
  summary: 'Saves settings, accounts, protection groups and recovery plans by id or name: all documents or none',
  description:
    'The documents are those of a plan file. With `dryRun` everything is checked (without `prune` also launch settings that no document changes) and nothing is saved, which needs no permission but to look. Saving needs the permissions of the documents that really change. With `prune` the accounts, groups and plans that no document says are removed, unless one of them is in use: then nothing is saved.',
  request: { body: jsonBody(applyRequestSchema) },
  responses: answers(applyResponseSchema, 'Saved; or, with dryRun, what would be'),
});

export function registerApply(app: ApiApp, catalog: Catalog): void {
  app.openapi(applyRoute, async (c) => {
    const { documents, dryRun, prune, removes } = c.req.valid('json');
    const held = permissionsOf(c.get('roles'));
    const mayChange = (change: AppliedDocument) => held.includes(permissionOfChange(change));
    const options = { actor: c.get('actor'), dryRun, prune, mayChange, ...present({ removes }) };
    const result = await catalog.apply(documents, options);
    switch (result.kind) {
      case 'applied':
        if (!dryRun) c.set('audited', auditedChanges(result.results));
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
      case 'not-allowed':
        return sendProblem(c, changesForbidden(result.changes));
      case 'busy':
        return sendProblem(c, busy());
    }
  });
}
