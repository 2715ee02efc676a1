/** A Cognito that checks what it is given (RFC 6749, RFC 7636 and RFC 7009), and the console's `config.json` that names it. */
import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { z } from 'zod';

export const CONSOLE = 'https://console.example.com';
export const SIGN_IN = 'https://breakwater-1.auth.eu-west-1.amazoncognito.com';
const CLIENT = 'client-1';
/** How long an id token holds. */
export const TOKEN_SECONDS = 3600;

const json = (value: unknown, status = 200): Response => Response.json(value, { status });

export const openCognito = ({ isInAws = true, redirectUri = /^https:\/\/console\.example\.com\/$/ } = {}) => {
  const challenges = new Map<string, { readonly challenge: string; readonly redirectUri: string }>();
  const refreshTokens = new Set<string>();
  const asked: string[] = [];
  let issued = 0;
  const tokenAnswer = (form: URLSearchParams): Response => {
    if (form.get('client_id') !== CLIENT) return json({ error: 'invalid_client' }, 400);
    issued += 1;
    const tokens = { id_token: `id-${issued}`, expires_in: TOKEN_SECONDS };
    if (form.get('grant_type') === 'refresh_token') {
      return refreshTokens.has(form.get('refresh_token') ?? '') ? json(tokens) : json({ error: 'invalid_grant' }, 400);
    }
    const code = form.get('code') ?? '';
    const begun = challenges.get(code);
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    challenges.delete(code);
    if (begun?.challenge !== proof || begun.redirectUri !== form.get('redirect_uri')) {
      return json({ error: 'invalid_grant' }, 400);
    }
    refreshTokens.add('refresh-1');
    return json({ ...tokens, refresh_token: 'refresh-1' });
  };
  const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    asked.push(url);
    if (url === `${CONSOLE}/config.json`) {
      // A server of one's own answers every unknown address with its page.
      return isInAws
        ? json({ signInUrl: SIGN_IN, clientId: CLIENT })
        : new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
    }
    const form = new URLSearchParams(z.string().parse(init?.body));
    if (url === `${SIGN_IN}/oauth2/token`) return tokenAnswer(form);
    if (url === `${SIGN_IN}/oauth2/revoke`) {
      refreshTokens.delete(form.get('token') ?? '');
      return new Response(null);
    }
    throw new Error(`unexpected ${url}`);
  };
  /** A person signs in at Cognito's page: what it adds to the address to which it sends the browser. */
  const atPage = (address: string): string => {
    const url = new URL(address);
    expect(`${url.origin}${url.pathname}`).toBe(`${SIGN_IN}/oauth2/authorize`);
    expect(url.searchParams.get('response_type')).toBe('code');
    expect(url.searchParams.get('client_id')).toBe(CLIENT);
    expect(url.searchParams.get('redirect_uri')).toMatch(redirectUri);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    const code = `code-${challenges.size}`;
    challenges.set(code, {
      challenge: url.searchParams.get('code_challenge') ?? '',
      redirectUri: url.searchParams.get('redirect_uri') ?? '',
    });
    return `?code=${code}&state=${url.searchParams.get('state')}`;
  };
  return { fetch, atPage, asked, refreshTokens };
};
