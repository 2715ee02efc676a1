import { createRoute } from '@hono/zod-openapi';
import { accountIdSchema, regionSchema } from '../../domain/model/identifiers.ts';
import { tagSyncResultSchema } from '../../domain/model/tag-sync.ts';
import type { Accounts } from '../../engine/accounts.ts';
import { auditedPlaces } from '../audited.ts';
import {
  pageLimits,
  refreshBodySchema,
  tagSyncAnswerResponseSchema,
  tagSyncResponseSchema,
  tagSyncScheduleBodySchema,
  tagSyncServerPageSchema,
} from '../contract.ts';
import { invalidInput, sendProblem, versionConflict } from '../problems.ts';
import { type ApiApp, answers, jsonBody, pageQuery, pageRequest, present } from './conventions.ts';
import { answerPage, cursorOf } from './inventory.ts';

const stateRoute = createRoute({
  method: 'get',
  path: '/api/tag-sync',
  summary: 'How often tags of EC2 instances are copied to their source servers, and how the last runs ended',
  responses: answers(tagSyncResponseSchema, 'By account and Region'),
});

const scheduleRoute = createRoute({
  method: 'put',
  path: '/api/tag-sync',
  summary: 'Sets how often: every 1 to 24 hours, or on demand alone; `version` is the one that was seen',
  request: { body: jsonBody(tagSyncScheduleBodySchema) },
  responses: answers(tagSyncResponseSchema, 'As it is now'),
});

const serversRoute = createRoute({
  method: 'get',
  path: '/api/tag-sync/servers',
  summary: 'What the last runs did to each source server, by account, Region and id',
  request: {
    query: pageQuery(pageLimits.servers, 100).extend({
      accountId: accountIdSchema.optional(),
      region: regionSchema.optional(),
      after: cursorOf('s-[0-9a-f]{17}'),
      result: tagSyncResultSchema.optional(),
    }),
  },
  responses: answers(tagSyncServerPageSchema, 'A page'),
});

const runRoute = createRoute({
  method: 'post',
  path: '/api/tag-sync/run',
  summary: 'Copies tags of EC2 instances to their source servers now, where they differ',
  description:
    'Works for some seconds, and answers how far it is. Send it again with its `since` until `pendingCount` is 0: it goes on where it stands. Tags of source servers are never taken away.',
  request: { body: jsonBody(refreshBodySchema) },
  responses: answers(tagSyncAnswerResponseSchema, 'How far it is'),
});

export function registerTagSync(app: ApiApp, { tagSync, inventory }: Accounts): void {
  app.openapi(stateRoute, async (c) => c.json(await tagSync.state(), 200));

  app.openapi(scheduleRoute, async (c) => {
    const result = await tagSync.setSchedule(c.req.valid('json'));
    return result.kind === 'saved'
      ? c.json(await tagSync.state(), 200)
      : sendProblem(c, versionConflict('schedule of copying tags', result.currentVersion));
  });

  app.openapi(serversRoute, async (c) => {
    const { accountId, region, result, ...page } = c.req.valid('query');
    const where = present({ accountId, region });
    const found = await tagSync.servers({ ...where, ...present({ result }) }, pageRequest(page));
    return answerPage(c, inventory, where, found);
  });

  app.openapi(runRoute, async (c) => {
    const request = c.req.valid('json');
    const unknown = await inventory.unknownFilters(present(request));
    if (unknown.length > 0) return sendProblem(c, invalidInput(unknown));
    const answer = await tagSync.run(request);
    const copied = answer.scopes.reduce((sum, { counts }) => sum + counts.copied, 0);
    const failed = answer.scopes.filter(({ result, counts }) => result === 'FAILED' || counts.failed > 0);
    c.set('audited', auditedPlaces({ copied }, failed));
    return c.json(answer, 200);
  });
}
