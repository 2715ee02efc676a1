import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import type { AccessTokens } from '../access-tokens.ts';
import { createdTokenSchema, tokenCreateSchema, tokenListSchema } from '../contract.ts';
import { nameTaken, noTokensHere, notFound, sendProblem, tooManyTokens } from '../problems.ts';
import { type ApiApp, answers, idParam, jsonBody, jsonContent, problemResponse } from './conventions.ts';

const address = '/api/tokens';

const listRoute = createRoute({
  method: 'get',
  path: address,
  summary: 'Named tokens and their roles; never their secrets',
  responses: answers(tokenListSchema, 'All of them'),
});

const createTokenRoute = createRoute({
  method: 'post',
  path: address,
  summary: 'A new token with a role. Its secret is in this answer, and never shown again',
  request: { body: jsonBody(tokenCreateSchema) },
  responses: { 201: jsonContent(createdTokenSchema, 'Created'), default: problemResponse },
});

const revokeRoute = createRoute({
  method: 'delete',
  path: `${address}/{tokenId}`,
  summary: 'Revokes a token: it, and every session that was opened with it, lets nobody in any more',
  request: { params: z.object({ tokenId: idParam }) },
  responses: { 204: { description: 'Revoked' }, default: problemResponse },
});

/** Without `tokens` something else says who people are. */
export function registerTokens(app: ApiApp, tokens: AccessTokens | undefined): void {
  app.openapi(listRoute, async (c) =>
    tokens === undefined ? sendProblem(c, noTokensHere()) : c.json({ items: [...(await tokens.list())] }, 200),
  );

  app.openapi(createTokenRoute, async (c) => {
    if (tokens === undefined) return sendProblem(c, noTokensHere());
    const { tokenName, role } = c.req.valid('json');
    const result = await tokens.create({ tokenName, role, createdBy: c.get('actor') });
    switch (result.kind) {
      case 'created':
        return c.json({ token: result.token, secret: result.secret }, 201);
      case 'name-taken':
        return sendProblem(c, nameTaken('token', tokenName));
      case 'too-many':
        return sendProblem(c, tooManyTokens());
    }
  });

  app.openapi(revokeRoute, async (c) => {
    if (tokens === undefined) return sendProblem(c, noTokensHere());
    const revoked = await tokens.revoke(c.req.valid('param').tokenId);
    if (revoked === undefined) return sendProblem(c, notFound('token'));
    c.set('audited', { resources: [revoked.tokenName] });
    return c.body(null, 204);
  });
}
