/** Signing a browser in, and what an attacker may try against it. */
import { describe, expect, test } from 'vitest';
import { loopbackHosts } from '../../src/api/app.ts';
import { signInCodeSchema } from '../../src/api/contract.ts';
import { createSessions } from '../../src/api/sessions.ts';
import { openRig } from '../support/rig.ts';
import { openApi, setUpApi, token } from './set-up.ts';

const ownOrigin = 'http://127.0.0.1:7700';
const json = { 'content-type': 'application/json' };

function setUp() {
  const rig = openRig();
  let made = 0;
  const sessions = createSessions({
    store: rig.store,
    clock: rig.clock,
    newSecret: () => {
      made += 1;
      return `secret-${String(made).padStart(20, '0')}`;
    },
  });
  // Secrets are hashed on another thread: time stands still meanwhile.
  const held = { ...sessions, find: (secret: string) => rig.clock.hold(sessions.find(secret)) };
  const { api } = openApi(rig, { sessions: held, allowedHosts: loopbackHosts });
  const send = (method: string, path: string, headers: Record<string, string> = {}, body?: unknown) =>
    api.fetch(
      new Request(`${ownOrigin}${path}`, {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
  const newCode = async (): Promise<string> => {
    const answer = await send('POST', '/api/sign-in-codes', { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(201);
    return signInCodeSchema.parse(await answer.json()).code;
  };
  const exchange = (code: string) => send('POST', '/api/sessions', json, { code });
  /** The cookie as the browser sends it back. */
  const signIn = async (): Promise<string> => {
    const answer = await exchange(await newCode());
    expect(answer.status).toBe(201);
    return (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  };
  return { store: rig.store, clock: rig.clock, send, newCode, exchange, signIn };
}

describe('a code', () => {
  test('is exchanged for a session that scripts cannot read and other sites cannot use', async () => {
    const { exchange, newCode } = setUp();
    const answer = await exchange(await newCode());
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ actor: 'ana', expiresTime: expect.stringMatching(/^\d{4}-.*Z$/) });
    const [pair, ...attributes] = (answer.headers.get('set-cookie') ?? '').split('; ');
    expect(pair).toMatch(/^breakwater-session-7700=secret-\d+$/);
    expect(attributes).toEqual(expect.arrayContaining(['HttpOnly', 'SameSite=Strict', 'Path=/']));
  });

  test('works once', async () => {
    const { exchange, newCode } = setUp();
    const code = await newCode();
    expect((await exchange(code)).status).toBe(201);
    const again = await exchange(code);
    expect([again.status, again.headers.get('set-cookie')]).toEqual([401, null]);
    expect(await again.json()).toMatchObject({ code: 'SIGN_IN_CODE_INVALID', remedy: expect.stringContaining('open') });
  });

  test('lets one in when it comes twice at the same moment', async () => {
    const { exchange, newCode } = setUp();
    const code = await newCode();
    const answers = await Promise.all([exchange(code), exchange(code), exchange(code)]);
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 401, 401]);
  });

  test('is too old after ten minutes', async () => {
    const { exchange, newCode, clock } = setUp();
    const [young, old] = [await newCode(), await newCode()];
    await clock.advance(599);
    expect((await exchange(young)).status).toBe(201);
    await clock.advance(1);
    expect((await exchange(old)).status).toBe(401);
  });

  test.each(['', 'x', 'secret-99999999999999999999', `${'x'.repeat(300)}`, '../../session'])(
    'cannot be guessed: %j signs nobody in',
    async (code) => {
      const { exchange, newCode } = setUp();
      await newCode();
      const answer = await exchange(code);
      expect([401, 422]).toContain(answer.status);
      expect(answer.headers.get('set-cookie')).toBeNull();
    },
  );

  test('is given to whoever holds the token, and not to a session', async () => {
    const { send, signIn } = setUp();
    expect((await send('POST', '/api/sign-in-codes')).status).toBe(401);
    const cookie = await signIn();
    const answer = await send('POST', '/api/sign-in-codes', { cookie, origin: ownOrigin });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'TOKEN_NEEDED' });
  });

  test('is no session, nor a session a code', async () => {
    const { send, newCode, signIn, exchange } = setUp();
    const cookie = `breakwater-session-7700=${await newCode()}`;
    expect((await send('GET', '/api/me', { cookie })).status).toBe(401);
    expect((await exchange((await signIn()).split('=')[1] ?? '')).status).toBe(401);
  });
});

describe('a session', () => {
  test('reads, and acts in the name of who signed in', async () => {
    const { send, signIn } = setUp();
    const cookie = await signIn();
    const who = await send('GET', '/api/me', { cookie });
    expect(await who.json()).toMatchObject({ actor: 'ana' });
    const group = {
      groupName: 'db',
      accountId: '111122223333',
      region: 'us-east-1',
      selection: { tags: { Tier: 'db' } },
    };
    const saved = await send('POST', '/api/protection-groups', { ...json, cookie, origin: ownOrigin }, group);
    expect(saved.status).toBe(201);
  });

  test.each([
    ['another port of this machine', 'http://127.0.0.1:3000'],
    ['another name of this machine', 'http://localhost:7700'],
    ['a website', 'https://evil.example'],
    ['a page without an origin', 'null'],
    ['nobody who says so', undefined],
    ['a look-alike', 'http://127.0.0.1:7700.evil.example'],
  ])('does nothing for %s', async (_, origin) => {
    const { send, signIn } = setUp();
    const headers = { ...json, cookie: await signIn(), ...(origin !== undefined && { origin }) };
    for (const [method, path] of [
      ['POST', '/api/executions'],
      ['PUT', '/api/protection-groups/grp-1'],
      ['DELETE', '/api/session'],
    ] as const) {
      const answer = await send(method, path, headers, method === 'DELETE' ? undefined : {});
      expect([method, answer.status]).toEqual([method, 403]);
      expect(await answer.json()).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' });
    }
    expect((await send('GET', '/api/me', headers)).status).toBe(200);
  });

  test('shows no answer to other websites: there are no CORS headers', async () => {
    const { send, signIn } = setUp();
    const cookie = await signIn();
    const answer = await send('GET', '/api/executions', { cookie, origin: 'https://evil.example' });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect((await send('OPTIONS', '/api/executions', { origin: 'https://evil.example' })).status).not.toBe(204);
  });

  test('ends at sign-out, also for who kept the cookie', async () => {
    const { send, signIn } = setUp();
    const cookie = await signIn();
    const other = await signIn();
    const out = await send('DELETE', '/api/session', { cookie, origin: ownOrigin });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toMatch(/^breakwater-session-7700=;.*Max-Age=0/);
    expect((await send('GET', '/api/me', { cookie })).status).toBe(401);
    expect((await send('GET', '/api/me', { cookie: other })).status).toBe(200);
  });

  test('ends after twelve hours', async () => {
    const { send, signIn, clock } = setUp();
    const cookie = await signIn();
    await clock.advance(12 * 3600 - 1);
    expect((await send('GET', '/api/me', { cookie })).status).toBe(200);
    await clock.advance(1);
    expect((await send('GET', '/api/me', { cookie })).status).toBe(401);
  });

  test.each(['', 'x', `${'x'.repeat(5000)}`, '%00', 'secret-00000000000000000001 '])(
    'cannot be made up: %j',
    async (secret) => {
      const { send, signIn } = setUp();
      await signIn();
      const answer = await send('GET', '/api/executions', { cookie: `breakwater-session-7700=${secret}` });
      expect(answer.status).toBe(401);
    },
  );

  test('is nowhere in the store: who reads the database cannot become anybody', async () => {
    const { signIn, newCode, store } = setUp();
    const kept: unknown[] = [];
    const transact = store.transact.bind(store);
    store.transact = (writes) => {
      kept.push(writes);
      return transact(writes);
    };
    const cookie = await signIn();
    const code = await newCode();
    const text = JSON.stringify(kept);
    expect(kept.length).toBeGreaterThan(2);
    expect(text).not.toContain(cookie.split('=')[1]);
    expect(text).not.toContain(code);
  });
});

test('a server whose people are signed in by something else gives no codes', async () => {
  const { call } = setUpApi();
  expect((await call('POST', '/api/sign-in-codes')).body).toMatchObject({ code: 'NO_SESSIONS' });
  expect((await call('POST', '/api/sessions', { code: 'secret-00000000000000000001' })).status).toBe(404);
  expect((await call('DELETE', '/api/session')).status).toBe(204);
});
