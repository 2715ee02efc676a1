/** The console's sign-in in AWS, against a Cognito that checks what it is given (RFC 6749 and RFC 7636). */
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createHostedSignIn } from '../../console/src/data/hosted-sign-in.ts';

const ORIGIN = 'https://console.example.com';
const SIGN_IN = 'https://breakwater-1.auth.eu-west-1.amazoncognito.com';
const CLIENT = 'client-1';
const SECONDS = 3600;

const json = (value: unknown, status = 200): Response => Response.json(value, { status });

const setUp = ({ isInAws = true } = {}) => {
  const kept = new Map<string, string>();
  let nowMs = 0;
  let issued = 0;
  const challenges = new Map<string, string>();
  const refreshTokens = new Set<string>();
  const asked: string[] = [];
  const tokenAnswer = (form: URLSearchParams): Response => {
    if (form.get('client_id') !== CLIENT) return json({ error: 'invalid_client' }, 400);
    issued += 1;
    const tokens = { id_token: `id-${issued}`, expires_in: SECONDS };
    if (form.get('grant_type') === 'refresh_token') {
      return refreshTokens.has(form.get('refresh_token') ?? '') ? json(tokens) : json({ error: 'invalid_grant' }, 400);
    }
    const code = form.get('code') ?? '';
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRight = challenges.get(code) === proof && form.get('redirect_uri') === `${ORIGIN}/`;
    challenges.delete(code);
    if (!isRight) return json({ error: 'invalid_grant' }, 400);
    refreshTokens.add('refresh-1');
    return json({ ...tokens, refresh_token: 'refresh-1' });
  };
  const fetch = async (url: string, init?: RequestInit): Promise<Response> => {
    asked.push(url);
    if (url === `${ORIGIN}/config.json`) {
      // A server of one's own answers every unknown address with its page.
      return isInAws
        ? json({ signInUrl: SIGN_IN, clientId: CLIENT })
        : new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } });
    }
    if (url === `${SIGN_IN}/oauth2/token`) return tokenAnswer(new URLSearchParams(z.string().parse(init?.body)));
    throw new Error(`unexpected ${url}`);
  };
  const signIn = createHostedSignIn({
    origin: ORIGIN,
    fetch,
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
    nowMs: () => nowMs,
  });
  /** A person signs in at Cognito's page: where it sends the browser. */
  const atCognito = (address: string): string => {
    const url = new URL(address);
    expect(`${url.origin}${url.pathname}`).toBe(`${SIGN_IN}/oauth2/authorize`);
    expect(url.searchParams.get('response_type')).toBe('code');
    expect(url.searchParams.get('client_id')).toBe(CLIENT);
    expect(url.searchParams.get('redirect_uri')).toBe(`${ORIGIN}/`);
    expect(url.searchParams.get('code_challenge_method')).toBe('S256');
    const code = `code-${challenges.size}`;
    challenges.set(code, url.searchParams.get('code_challenge') ?? '');
    return `?code=${code}&state=${url.searchParams.get('state')}`;
  };
  return { signIn, atCognito, asked, refreshTokens, kept, pass: (seconds: number) => (nowMs += seconds * 1000) };
};

describe('the sign-in of the console in AWS', () => {
  it('goes to Cognito and comes back to the page where it was begun, with a token for the API', async () => {
    const { signIn, atCognito } = setUp();
    expect(await signIn.token()).toBeUndefined();
    const answer = atCognito(await signIn.begin('/executions/exec-1?tab=events'));
    expect(await signIn.finish(answer)).toBe('/executions/exec-1?tab=events');
    expect(await signIn.token()).toBe('id-1');
  });

  it('takes no answer that it did not ask for, and none twice', async () => {
    const { signIn, atCognito } = setUp();
    const answer = atCognito(await signIn.begin('/'));
    expect(await signIn.finish('?code=code-0&state=of-somebody-else')).toBeUndefined();
    expect(await signIn.token()).toBeUndefined();
    expect(await signIn.finish(answer)).toBe('/');
    expect(await signIn.finish(answer)).toBeUndefined();
    expect(await signIn.token()).toBe('id-1');
  });

  it('renews the token once for all that find it old, and is over when Cognito says so', async () => {
    const { signIn, atCognito, asked, refreshTokens, pass } = setUp();
    await signIn.finish(atCognito(await signIn.begin('/')));
    pass(SECONDS - 30);
    asked.length = 0;
    expect(await Promise.all([signIn.token(), signIn.token(), signIn.token()])).toEqual(['id-2', 'id-2', 'id-2']);
    expect(asked).toEqual([`${SIGN_IN}/oauth2/token`]);
    refreshTokens.clear();
    pass(SECONDS);
    expect(await signIn.token()).toBeUndefined();
  });

  it('ends here and at Cognito', async () => {
    const { signIn, atCognito, kept } = setUp();
    await signIn.finish(atCognito(await signIn.begin('/')));
    const leave = new URL((await signIn.end()) ?? '');
    expect(`${leave.origin}${leave.pathname}`).toBe(`${SIGN_IN}/logout`);
    expect(leave.searchParams.get('logout_uri')).toBe(`${ORIGIN}/`);
    expect(kept.size).toBe(0);
    expect(await signIn.token()).toBeUndefined();
  });

  it('is not there on a server of one’s own, where nothing is asked before somebody is not signed in', async () => {
    const { signIn, asked } = setUp({ isInAws: false });
    expect(await signIn.token()).toBeUndefined();
    expect(await signIn.finish('?filter=x')).toBeUndefined();
    expect(await signIn.end()).toBeUndefined();
    expect(asked).toEqual([]);
    expect(await signIn.isThere()).toBe(false);
  });
});
