import { createRoute } from '@hono/zod-openapi';
import type { Accounts } from '../../engine/accounts.ts';
import { capacityResponseSchema } from '../contract.ts';
import { type ApiApp, answers } from './conventions.ts';

const capacityRoute = createRoute({
  method: 'get',
  path: '/api/capacity',
  summary: "What is in use of DRS's quotas in every Region of every registered account",
  description:
    'Asks AWS, unless it was asked within the last minute. A Region that did not answer is FAILED with the words of AWS, and never empty.',
  responses: answers(capacityResponseSchema, 'By account and Region'),
});

export function registerCapacity(app: ApiApp, accounts: Accounts): void {
  app.openapi(capacityRoute, async (c) => c.json(await accounts.capacity(), 200));
}
