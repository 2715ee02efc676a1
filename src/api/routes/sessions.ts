import { createRoute } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { sessionRequestSchema, sessionSchema, signInCodeSchema } from '../contract.ts';
import { badSignInCode, noSessionsHere, originNotAllowed, sendProblem, tokenNeeded } from '../problems.ts';
import { isFromOwnPage, sessionCookieOf, sessionSecretOf } from '../session-cookie.ts';
import type { Sessions } from '../sessions.ts';
import { type ApiApp, jsonBody, jsonContent, problemResponse } from './conventions.ts';

const codeRoute = createRoute({
  method: 'post',
  path: '/api/sign-in-codes',
  summary: 'A code that signs a browser in: once, within minutes. Needs the token; a session is not enough',
  responses: { 201: jsonContent(signInCodeSchema, 'The code'), default: problemResponse },
});
const signInRoute = createRoute({
  method: 'post',
  path: '/api/sessions',
  summary: 'Exchanges a code for a session, kept in a cookie that scripts cannot read; needs no token',
  security: [],
  request: { body: jsonBody(sessionRequestSchema) },
  responses: { 201: jsonContent(sessionSchema, 'Signed in'), default: problemResponse },
});
const signOutRoute = createRoute({
  method: 'delete',
  path: '/api/session',
  summary: 'Signs out: the session is over, wherever its cookie may lie',
  responses: { 204: { description: 'Signed out' }, default: problemResponse },
});

/** Without `sessions` something else signs people in. */
export function registerSessions(app: ApiApp, sessions: Sessions | undefined): void {
  app.openapi(codeRoute, async (c) => {
    if (sessions === undefined) return sendProblem(c, noSessionsHere());
    if (c.get('bySession')) return sendProblem(c, tokenNeeded());
    const tokenId = c.get('tokenId');
    const caller = { actor: c.get('actor'), roles: c.get('roles'), ...(tokenId !== undefined && { tokenId }) };
    return c.json(await sessions.createCode(caller), 201);
  });

  app.openapi(signInRoute, async (c) => {
    if (sessions === undefined) return sendProblem(c, noSessionsHere());
    // A page of somebody else would sign this browser in as somebody else. Whoever is no browser names no origin.
    if (c.req.header('origin') !== undefined && !isFromOwnPage(c.req.raw)) return sendProblem(c, originNotAllowed());
    const session = await sessions.signIn(c.req.valid('json').code);
    if (session === undefined) return sendProblem(c, badSignInCode());
    const { secret, actor, expiresTime } = session;
    setCookie(c, sessionCookieOf(c), secret, { ...cookieOptions(c), expires: new Date(expiresTime) });
    return c.json({ actor, expiresTime }, 201);
  });

  app.openapi(signOutRoute, async (c) => {
    const secret = sessionSecretOf(c);
    if (secret !== undefined) await sessions?.end(secret);
    deleteCookie(c, sessionCookieOf(c), cookieOptions(c));
    return c.body(null, 204);
  });
}

const cookieOptions = (c: Context) => ({
  path: '/',
  httpOnly: true,
  sameSite: 'Strict' as const,
  secure: new URL(c.req.url).protocol === 'https:',
});
