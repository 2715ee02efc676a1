import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { accountIdSchema } from '../../domain/model/identifiers.ts';
import type { AccountChange, Accounts } from '../../engine/accounts.ts';
import { accountCheckSchema, accountPageSchema, accountPutSchema, accountSchema } from '../contract.ts';
import { invalidInput, notFound, sendProblem, versionConflict } from '../problems.ts';
import { type ApiApp, jsonBody, jsonContent, problemResponse, versionQuery } from './conventions.ts';

const address = '/api/accounts';
const params = z.object({ accountId: accountIdSchema });

const listRoute = createRoute({
  method: 'get',
  path: address,
  summary: 'The accounts that servers are recovered in, and how each is reached',
  responses: { 200: jsonContent(accountPageSchema, 'All of them'), default: problemResponse },
});

const putRoute = createRoute({
  method: 'put',
  path: `${address}/{accountId}`,
  summary: 'Changes an account; `version` is the one that was seen',
  request: { params, body: jsonBody(accountPutSchema) },
  responses: { 200: jsonContent(accountSchema, 'Saved'), default: problemResponse },
});

const registerRoute = createRoute({
  method: 'post',
  path: `${address}/{accountId}`,
  summary: 'Registers an account',
  request: { params, body: jsonBody(accountPutSchema.omit({ version: true })) },
  responses: { 201: jsonContent(accountSchema, 'Registered'), default: problemResponse },
});

const deleteRoute = createRoute({
  method: 'delete',
  path: `${address}/{accountId}`,
  summary: 'Takes an account out of the registry: nothing is recovered there any more',
  request: { params, query: versionQuery },
  responses: { 204: { description: 'Taken out' }, default: problemResponse },
});

const checkRoute = createRoute({
  method: 'get',
  path: `${address}/{accountId}/check`,
  summary: 'Asks DRS in each Region of the account, now: what works, and what not',
  request: { params },
  responses: { 200: jsonContent(accountCheckSchema, 'By Region'), default: problemResponse },
});

const problemOf = (change: Exclude<AccountChange, { kind: 'saved' | 'deleted' }>) => {
  switch (change.kind) {
    case 'not-found':
      return notFound('account');
    case 'conflict':
      return versionConflict('account', change.currentVersion);
    case 'role-of-other-account':
      return invalidInput([{ path: ['roleArn'], message: 'is a role of another account' }]);
  }
};

export function registerAccounts(app: ApiApp, accounts: Accounts): void {
  app.openapi(listRoute, async (c) => c.json({ items: [...(await accounts.list())] }, 200));

  app.openapi(registerRoute, async (c) => {
    const draft = { ...c.req.valid('param'), ...c.req.valid('json') };
    const change = await accounts.put(draft, c.get('actor'));
    if (change.kind === 'saved') return c.json(change.account, 201);
    if (change.kind === 'deleted') throw new Error('bug: nothing was deleted');
    return sendProblem(c, problemOf(change));
  });

  app.openapi(putRoute, async (c) => {
    const { version, ...fields } = c.req.valid('json');
    const draft = { ...c.req.valid('param'), ...fields };
    const change = await accounts.put(draft, c.get('actor'), version);
    if (change.kind === 'saved') return c.json(change.account, 200);
    if (change.kind === 'deleted') throw new Error('bug: nothing was deleted');
    return sendProblem(c, problemOf(change));
  });

  app.openapi(deleteRoute, async (c) => {
    const change = await accounts.remove(c.req.valid('param').accountId, c.req.valid('query').version);
    if (change.kind === 'deleted') return c.body(null, 204);
    if (change.kind === 'saved') throw new Error('bug: nothing was saved');
    return sendProblem(c, problemOf(change));
  });

  app.openapi(checkRoute, async (c) => {
    const regions = await accounts.check(c.req.valid('param').accountId);
    return regions === undefined ? sendProblem(c, notFound('account')) : c.json({ regions: [...regions] }, 200);
  });
}
