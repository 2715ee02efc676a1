import { createRoute } from '@hono/zod-openapi';
import type { Catalog } from '../../engine/catalog.ts';
import { applyRequestSchema, applyResponseSchema } from '../contract.ts';
import { busy, invalidInput, sendProblem } from '../problems.ts';
import { type ApiApp, answers, jsonBody } from './conventions.ts';

const applyRoute = createRoute({
  method: 'post',
  path: '/api/apply',
  summary: 'Saves protection groups and recovery plans by name: all documents or none',
  description: 'The documents are those of a plan file. With `dryRun` everything is checked and nothing is saved.',
  request: { body: jsonBody(applyRequestSchema) },
  responses: answers(applyResponseSchema, 'Saved; or, with dryRun, what would be'),
});

export function registerApply(app: ApiApp, catalog: Catalog): void {
  app.openapi(applyRoute, async (c) => {
    const { documents, dryRun } = c.req.valid('json');
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
