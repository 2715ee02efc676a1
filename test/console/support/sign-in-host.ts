/**
 * Breakwater's console as AWS serves it: its files, `config.json` and the content security policy of one host, the API
 * behind a gateway that lets in who carries a token of the sign-in, and on another host that sign-in. It checks what it
 * is given (RFC 6749, RFC 7636), as Cognito does.
 */
import { createHash } from 'node:crypto';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { contentSecurityPolicyOf } from '../../../infra/src/content-security-policy.ts';
import { consoleFolder } from '../../../src/entry/console-folder.ts';

const clientId = 'client-1';
const tokenSeconds = 3600;

export interface SignInHost {
  /** Of the console. */
  readonly url: string;
  /** What the sign-in was asked for, in order: `authorize`, `authorization_code`, `refresh_token`, `logout`. */
  readonly asked: string[];
  /** From now on it sends people back with a state that is not theirs. */
  forgeState(): void;
  /** No token is exchanged for a next one any more. */
  revoke(): void;
  /** It answers 503 to whoever wants a token, or does so no longer. */
  breakDown(isDown: boolean): void;
  /** Tokens that were issued so far are too old for the gateway once the next one is asked for: the time of a tab leaps, and ours does not. */
  expire(): void;
  close(): Promise<void>;
}

interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

const listen = (app: Hono): Promise<Listening> =>
  new Promise((resolve) => {
    const server = serve({ fetch: app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }) =>
      resolve({
        url: `http://127.0.0.1:${port}`,
        close: () =>
          new Promise((closed) => {
            server.close(() => closed());
            // A page that is still open keeps asking over the connections that it has.
            if ('closeAllConnections' in server) server.closeAllConnections();
          }),
      }),
    );
  });

/** `api`: a server, and a token that it knows. */
export const startSignInHost = async (api: { readonly url: string; readonly token: string }): Promise<SignInHost> => {
  const asked: string[] = [];
  const challenges = new Map<string, string>();
  const refreshTokens = new Set<string>();
  const idTokens = new Set<string>();
  let ending: readonly string[] = [];
  let isForging = false;
  let isBroken = false;
  let consoleUrl = '';

  const signIn = new Hono();
  signIn.use(async (c, next) => {
    await next();
    c.header('access-control-allow-origin', consoleUrl);
  });
  signIn.get('/oauth2/authorize', (c) => {
    asked.push('authorize');
    const query = c.req.query();
    const isAsAgreed =
      query['response_type'] === 'code' &&
      query['client_id'] === clientId &&
      query['redirect_uri'] === `${consoleUrl}/` &&
      query['code_challenge_method'] === 'S256';
    if (!isAsAgreed) return c.text('invalid_request', 400);
    const code = `code-${challenges.size}`;
    challenges.set(code, query['code_challenge'] ?? '');
    const state = isForging ? 'of-somebody-else' : (query['state'] ?? '');
    return c.redirect(`${consoleUrl}/?${new URLSearchParams({ code, state }).toString()}`);
  });
  signIn.post('/oauth2/token', async (c) => {
    const form = new URLSearchParams(await c.req.text());
    const grant = form.get('grant_type') ?? '';
    asked.push(grant);
    if (isBroken) return c.json({ error: 'temporarily_unavailable' }, 503);
    const issue = (): { readonly id_token: string; readonly expires_in: number } => {
      const idToken = `id-${asked.length}`;
      idTokens.add(idToken);
      return { id_token: idToken, expires_in: tokenSeconds };
    };
    if (grant === 'refresh_token') {
      for (const idToken of ending) idTokens.delete(idToken);
      return refreshTokens.has(form.get('refresh_token') ?? '')
        ? c.json(issue())
        : c.json({ error: 'invalid_grant' }, 400);
    }
    const code = form.get('code') ?? '';
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isOwner = challenges.get(code) === proof && form.get('redirect_uri') === `${consoleUrl}/`;
    challenges.set(code, 'used');
    if (!isOwner) return c.json({ error: 'invalid_grant' }, 400);
    refreshTokens.add('refresh-1');
    return c.json({ ...issue(), refresh_token: 'refresh-1' });
  });
  signIn.post('/oauth2/revoke', async (c) => {
    asked.push('revoke');
    refreshTokens.delete(new URLSearchParams(await c.req.text()).get('token') ?? '');
    return c.body(null, 200);
  });
  signIn.get('/logout', (c) => {
    asked.push('logout');
    const back = c.req.query('logout_uri');
    return back === `${consoleUrl}/` ? c.redirect(back) : c.text('invalid_request', 400);
  });
  const signInHost = await listen(signIn);

  const site = new Hono();
  site.use(async (c, next) => {
    await next();
    c.header('content-security-policy', contentSecurityPolicyOf(signInHost.url));
  });
  site.get('/config.json', (c) => c.json({ signInUrl: signInHost.url, clientId }));
  site.all('/api/*', async (c) => {
    const token = /^Bearer (.+)$/.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
    // In the gateway's own words, which are not those of the API.
    if (!idTokens.has(token)) return c.json({ message: 'Unauthorized' }, 401);
    const headers = new Headers(c.req.raw.headers);
    headers.set('authorization', `Bearer ${api.token}`);
    headers.delete('host');
    const { pathname, search } = new URL(c.req.url);
    const { method } = c.req;
    const body = method === 'GET' || method === 'HEAD' ? undefined : await c.req.text();
    return fetch(`${api.url}${pathname}${search}`, { method, headers, ...(body === undefined ? {} : { body }) });
  });
  site.use(serveStatic({ root: consoleFolder }));
  site.get('*', serveStatic({ root: consoleFolder, path: 'index.html' }));
  const consoleHost = await listen(site);
  consoleUrl = consoleHost.url;

  return {
    url: consoleUrl,
    asked,
    forgeState: () => {
      isForging = true;
    },
    revoke: () => refreshTokens.clear(),
    breakDown: (isDown) => {
      isBroken = isDown;
    },
    expire: () => {
      ending = [...idTokens];
    },
    close: async () => {
      await consoleHost.close();
      await signInHost.close();
    },
  };
};
