import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import { accountIdSchema } from '../../domain/model/identifiers.ts';
import type { Accounts } from '../../engine/accounts.ts';
import type { Catalog } from '../../engine/catalog.ts';
import { accountCheckSchema, accountPageSchema, accountPutSchema, accountSchema } from '../account-contract.ts';
import { auditedSave } from '../audited.ts';
import { notFound, sendProblem } from '../problems.ts';
import { answerUnchanged } from './change-answers.ts';
import { type ApiApp, answers, jsonBody, jsonContent, problemResponse, versionQuery } from './conventions.ts';

const address = '/api/accounts';
const params = z.object({ accountId: accountIdSchema });

const listRoute = createRoute({
  method: 'get',
  path: address,
  summary: 'The accounts that servers are recovered in, and how each is reached',
  responses: answers(accountPageSchema, 'All of them'),
});

const getRoute = createRoute({
  method: 'get',
  path: `${address}/{accountId}`,
  summary: 'One account',
  request: { params },
  responses: answers(accountSchema, 'The account'),
});

const putRoute = createRoute({
  method: 'put',
  path: `${address}/{accountId}`,
  summary: 'Changes an account; `version` is the one that was seen',
  request: { params, body: jsonBody(accountPutSchema) },
  responses: answers(accountSchema, 'Saved'),
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
  summary: 'Takes an account out of the registry: nothing is recovered there any more. Not while a group names it',
  request: { params, query: versionQuery },
  responses: { 204: { description: 'Taken out' }, default: problemResponse },
});

const checkRoute = createRoute({
  method: 'get',
  path: `${address}/{accountId}/check`,
  summary: 'Asks AWS in each Region of the account, now: what works, and what not',
  request: { params },
  responses: answers(accountCheckSchema, 'By Region'),
});

export function registerAccounts(
  app: ApiApp,
  { accounts, catalog }: { readonly accounts: Accounts; readonly catalog: Catalog },
): void {
  app.openapi(listRoute, async (c) => c.json({ items: [...(await catalog.listAccounts())] }, 200));

  app.openapi(getRoute, async (c) => {
    const account = await catalog.getAccount(c.req.valid('param').accountId);
    return account === undefined ? sendProblem(c, notFound('account')) : c.json(account, 200);
  });

  app.openapi(registerRoute, async (c) => {
    const definition = { ...c.req.valid('param'), ...c.req.valid('json') };
    const result = await catalog.putAccount(definition, c.get('actor'));
    if (result.kind !== 'saved') return answerUnchanged(c, result, 'account');
    c.set('audited', auditedSave(result.applied));
    return c.json(result.value, 201);
  });

  app.openapi(putRoute, async (c) => {
    const { version, ...fields } = c.req.valid('json');
    const definition = { ...c.req.valid('param'), ...fields };
    const result = await catalog.putAccount(definition, c.get('actor'), version);
    if (result.kind !== 'saved') return answerUnchanged(c, result, 'account');
    c.set('audited', auditedSave(result.applied));
    return c.json(result.value, 200);
  });

  app.openapi(deleteRoute, async (c) => {
    const seen = { id: c.req.valid('param').accountId, version: c.req.valid('query').version };
    const result = await catalog.deleteAccount(seen);
    return result.kind === 'deleted' ? c.body(null, 204) : answerUnchanged(c, result, 'account');
  });

  app.openapi(checkRoute, async (c) => {
    const regions = await accounts.check(c.req.valid('param').accountId);
    return regions === undefined ? sendProblem(c, notFound('account')) : c.json({ regions: [...regions] }, 200);
  });
}
