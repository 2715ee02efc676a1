import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { limits } from '../../domain/limits.ts';
import { accountIdSchema, regionSchema, sourceServerIdSchema } from '../../domain/model/identifiers.ts';
import type { Accounts } from '../../engine/accounts.ts';
import type { PageOf } from '../../engine/execution-service.ts';
import { auditedPlaces } from '../audited.ts';
import {
  inventoryInstancePageSchema,
  inventoryResponseSchema,
  inventoryServerPageSchema,
  pageLimits,
  planOverlapsResponseSchema,
  refreshBodySchema,
  refreshResponseSchema,
} from '../contract.ts';
import { invalidInput, notFound, sendProblem } from '../problems.ts';
import {
  type ApiApp,
  type ApiEnvironment,
  answers,
  idParam,
  jsonBody,
  pageBody,
  pageQuery,
  pageRequest,
  present,
} from './conventions.ts';

const stored = 'From the inventory: AWS is not asked. Each row says how old it is.';

/** What is no cursor of ours is refused: it would answer with rows from anywhere. */
export const cursorOf = (id: string) =>
  z
    .string()
    .regex(new RegExp(`^\\d{12}/[a-z0-9-]{1,40}/${id}$`), 'expected the `next` of the page before')
    .optional();

const tagSchema = z
  .string()
  .max(600)
  .regex(/^[^=]+=/, 'a tag is key=value');

/** A key ends at the first `=`; a value may hold more. */
const keyOf = (tag: string): string => tag.slice(0, tag.indexOf('='));

const where = { accountId: accountIdSchema.optional(), region: regionSchema.optional() };

const serversRoute = createRoute({
  method: 'get',
  path: '/api/source-servers',
  summary: 'Source servers of every registered account and Region, by account, Region and id',
  description: `${stored} All that is given must hold. Who holds a server is as of now.`,
  request: {
    query: pageQuery(pageLimits.servers, 100).extend({
      ...where,
      after: cursorOf('s-[0-9a-f]{17}'),
      name: z.string().min(1).max(256).optional().describe('Part of the name, the host name or the id, ignoring case'),
      tag: z
        .union([tagSchema, z.array(tagSchema).max(limits.tagsPerServer)])
        .refine((tags) => new Set([tags].flat().map(keyOf)).size === [tags].flat().length, 'a key is named twice')
        .optional()
        .describe('`key=value`, compared exactly; repeated: all of them'),
      state: z.string().min(1).max(64).optional().describe('DRS DataReplicationState, ignoring case'),
      lagOverSeconds: z.coerce
        .number()
        .int()
        .min(0)
        .max(1e9)
        .optional()
        .describe('Lags by more, or DRS does not say by how much'),
    }),
  },
  responses: answers(inventoryServerPageSchema, 'A page'),
});

const instancesRoute = createRoute({
  method: 'get',
  path: '/api/recovery-instances',
  summary: 'Recovery instances of every registered account and Region, by account, Region and id',
  description: `${stored} All that is given must hold.`,
  request: {
    query: pageQuery(pageLimits.servers, 100).extend({
      ...where,
      after: cursorOf('[A-Za-z0-9-]{1,64}'),
      sourceServerId: sourceServerIdSchema.optional(),
      name: z
        .string()
        .min(1)
        .max(256)
        .optional()
        .describe("Part of the source server's name, of its id or of the instance's, ignoring case"),
      state: z.string().min(1).max(64).optional().describe('DRS EC2InstanceState, ignoring case'),
      isDrill: z
        .enum(['true', 'false'])
        .optional()
        .describe('`true`: launched by a drill. `false`: live, or DRS does not say'),
    }),
  },
  responses: answers(inventoryInstancePageSchema, 'A page'),
});

const stateRoute = createRoute({
  method: 'get',
  path: '/api/inventory',
  summary: 'How old the inventory of each account and Region is, and why where it is not newer',
  responses: answers(inventoryResponseSchema, 'By account and Region'),
});

const overlapsRoute = createRoute({
  method: 'get',
  path: '/api/recovery-plans/{planId}/overlaps',
  summary: 'Other plans that launch the same servers: allowed, and whichever starts first holds them',
  description: 'By the inventory: AWS is not asked. What it has not seen is named.',
  request: { params: z.object({ planId: idParam }) },
  responses: answers(planOverlapsResponseSchema, 'By plan'),
});

const refreshRoute = createRoute({
  method: 'post',
  path: '/api/inventory/refresh',
  summary: 'Refreshes the inventory: all of it, an account, a Region, or one Region of an account',
  description:
    'Asks AWS for some seconds, and answers how far it is. Send it again with its `since` until `pendingCount` is 0. An account and Region that fails keeps what it had, with the words of AWS.',
  request: { body: jsonBody(refreshBodySchema) },
  responses: answers(refreshResponseSchema, 'How far it is'),
});

export function registerInventory(app: ApiApp, { inventory }: Accounts): void {
  app.openapi(serversRoute, async (c) => {
    const { accountId, region, name, tag, state, lagOverSeconds, ...page } = c.req.valid('query');
    const tags = tag === undefined ? undefined : tagsOf([tag].flat());
    const search = present({ accountId, region, name, tags, state, lagOverSeconds });
    return answerPage(c, inventory, search, await inventory.servers(search, pageRequest(page)));
  });

  app.openapi(instancesRoute, async (c) => {
    const { accountId, region, sourceServerId, name, state, isDrill, ...page } = c.req.valid('query');
    const of = present({ accountId, region, sourceServerId });
    const more = present({ name, state, isDrill: isDrill === undefined ? undefined : isDrill === 'true' });
    const found = await inventory.instances({ ...of, ...more }, pageRequest(page));
    return answerPage(c, inventory, { ...of, ...present({ instanceState: state }) }, found);
  });

  app.openapi(stateRoute, async (c) => c.json({ scopes: await inventory.scopes() }, 200));

  app.openapi(overlapsRoute, async (c) => {
    const found = await inventory.planOverlaps(c.req.valid('param').planId);
    return found === undefined ? sendProblem(c, notFound('recovery plan')) : c.json(found, 200);
  });

  app.openapi(refreshRoute, async (c) => {
    const request = c.req.valid('json');
    const unknown = await inventory.unknownFilters(present(request));
    if (unknown.length > 0) return sendProblem(c, invalidInput(unknown));
    const answer = await inventory.refresh(request);
    const failed = answer.scopes.filter(({ result }) => result === 'FAILED');
    c.set('audited', auditedPlaces({}, failed));
    return c.json(answer, 200);
  });
}

/** An empty page says that there is none; not of a place or a value that nothing has. */
export const answerPage = async <T>(
  c: Context<ApiEnvironment>,
  inventory: Accounts['inventory'],
  search: Parameters<Accounts['inventory']['unknownFilters']>[0],
  page: PageOf<T>,
) => {
  const unknown = page.items.length > 0 ? [] : await inventory.unknownFilters(search, true);
  if (unknown.length === 0) return c.json(pageBody(page), 200);
  return sendProblem(c, invalidInput(unknown.map(({ path, message }) => ({ path: ['query', ...path], message }))));
};

const tagsOf = (tags: readonly string[]): Record<string, string> =>
  Object.fromEntries(tags.map((tag) => [keyOf(tag), tag.slice(keyOf(tag).length + 1)]));
