import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { z } from 'zod';
import { accountIdSchema, regionSchema } from '../../domain/model/identifiers.ts';
import { extensionPrerequisite } from '../../domain/model/staging.ts';
import type { Accounts } from '../../engine/accounts.ts';
import type { StagingAnswer } from '../../engine/staging.ts';
import {
  extendRequestSchema,
  extendResponseSchema,
  extensibleServersSchema,
  stagingAccountsSchema,
} from '../account-contract.ts';
import { auditedParts } from '../audited.ts';
import { awsFailed, invalidInput, notFound, sendProblem } from '../problems.ts';
import { type ApiApp, type ApiEnvironment, answers, jsonBody } from './conventions.ts';

const address = '/api/accounts/{accountId}';
const params = z.object({ accountId: accountIdSchema });
const asksAws = 'Asks AWS now.';

const listRoute = createRoute({
  method: 'get',
  path: `${address}/staging-accounts`,
  summary: 'The staging accounts of an account, by Region: those that its entry names, and those that DRS lists',
  description: asksAws,
  request: { params },
  responses: answers(stagingAccountsSchema, 'By Region'),
});

const extensibleRoute = createRoute({
  method: 'get',
  path: `${address}/extensible-servers`,
  summary: 'The servers of a staging account that can be extended into this account',
  description: asksAws,
  request: { params, query: z.strictObject({ region: regionSchema, stagingAccountId: accountIdSchema }) },
  responses: answers(extensibleServersSchema, 'All of them'),
});

const extendRoute = createRoute({
  method: 'post',
  path: `${address}/extended-servers`,
  summary: 'Extends servers of a staging account into this account: they are then recovered here',
  description: `${asksAws} Each server by itself: what failed is told in the words of AWS, and may be sent again.`,
  request: { params, body: jsonBody(extendRequestSchema) },
  responses: answers(extendResponseSchema, 'What became of each'),
});

export function registerStaging(app: ApiApp, { staging }: Pick<Accounts, 'staging'>): void {
  app.openapi(listRoute, async (c) => {
    const answer = await staging.accounts(c.req.valid('param').accountId);
    return answer.kind === 'answer' ? c.json({ regions: [...answer.value] }, 200) : unanswered(c, answer);
  });

  app.openapi(extensibleRoute, async (c) => {
    const { region, stagingAccountId } = c.req.valid('query');
    const answer = await staging.extensible({ ...c.req.valid('param'), region }, stagingAccountId);
    if (answer.kind !== 'answer') return unanswered(c, answer);
    const items = answer.value.map((server) => ({ ...server, tags: { ...server.tags } }));
    return c.json({ items, prerequisite: extensionPrerequisite }, 200);
  });

  app.openapi(extendRoute, async (c) => {
    const { region, arns } = c.req.valid('json');
    const answer = await staging.extend({ ...c.req.valid('param'), region }, arns);
    if (answer.kind !== 'answer') return unanswered(c, answer);
    const failed = answer.value.filter(({ result }) => result === 'FAILED').map(({ arn }) => arn);
    c.set('audited', auditedParts({ extended: answer.value.length - failed.length }, failed));
    return c.json({ servers: [...answer.value], prerequisite: extensionPrerequisite }, 200);
  });
}

const unanswered = (
  c: Context<ApiEnvironment>,
  answer: Exclude<StagingAnswer<unknown>, { readonly kind: 'answer' }>,
) => {
  switch (answer.kind) {
    case 'not-found':
      return sendProblem(c, notFound('account'));
    case 'not-named':
      return sendProblem(c, invalidInput([{ path: [], message: answer.message }]));
    case 'failed':
      return sendProblem(c, awsFailed(answer.failure));
  }
};
