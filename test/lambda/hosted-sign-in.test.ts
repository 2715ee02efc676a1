/** The console's sign-in in AWS, against a Cognito that checks what it is given (RFC 6749 and RFC 7636). */
import { describe, expect, it } from 'vitest';
import { createHostedSignIn } from '../../src/api/hosted-sign-in.ts';
import { CONSOLE, openCognito, SIGN_IN, TOKEN_SECONDS } from '../support/cognito.ts';

const setUp = ({ isInAws = true } = {}) => {
  const kept = new Map<string, string>();
  let nowMs = 0;
  const { fetch, atPage: atCognito, asked, refreshTokens } = openCognito({ isInAws });
  const signIn = createHostedSignIn({
    origin: CONSOLE,
    fetch,
    storage: {
      getItem: (name) => kept.get(name) ?? null,
      setItem: (name, value) => void kept.set(name, value),
      removeItem: (name) => void kept.delete(name),
    },
    nowMs: () => nowMs,
  });
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
    pass(TOKEN_SECONDS - 30);
    asked.length = 0;
    expect(await Promise.all([signIn.token(), signIn.token(), signIn.token()])).toEqual(['id-2', 'id-2', 'id-2']);
    expect(asked).toEqual([`${SIGN_IN}/oauth2/token`]);
    refreshTokens.clear();
    pass(TOKEN_SECONDS);
    expect(await signIn.token()).toBeUndefined();
  });

  it('ends here and at Cognito', async () => {
    const { signIn, atCognito, kept, refreshTokens } = setUp();
    await signIn.finish(atCognito(await signIn.begin('/')));
    expect(refreshTokens.size).toBe(1);
    const leave = new URL((await signIn.end()) ?? '');
    expect(`${leave.origin}${leave.pathname}`).toBe(`${SIGN_IN}/logout`);
    expect(leave.searchParams.get('logout_uri')).toBe(`${CONSOLE}/`);
    expect(kept.size).toBe(0);
    expect(refreshTokens.size).toBe(0);
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
