/** Named tokens: a key for each person and program, with one role, and nothing left of it when it is revoked. */
import { describe, expect, test } from 'vitest';
import { createAccessTokens } from '../../src/api/access-tokens.ts';
import { bearerToken } from '../../src/api/authenticate.ts';
import { createdTokenSchema, signInCodeSchema } from '../../src/api/contract.ts';
import { createSessions } from '../../src/api/sessions.ts';
import type { Role } from '../../src/domain/permissions.ts';
import { openRig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { openApi, setUpApi, token } from './set-up.ts';

const ownOrigin = 'http://127.0.0.1:7700';

function setUp() {
  const rig = openRig();
  let made = 0;
  const newSecret = () => {
    made += 1;
    return `secret-${String(made).padStart(36, '0')}`;
  };
  const ports = { store: rig.store, clock: rig.clock, newSecret };
  const tokens = createAccessTokens({ ...ports, ids: createSeededIds(1) });
  const sessions = createSessions({ ...ports, tokens });
  // Secrets are hashed on another thread: time stands still meanwhile.
  const held = { ...sessions, find: (secret: string) => rig.clock.hold(sessions.find(secret)) };
  const server = openApi(rig, {
    tokens,
    sessions: held,
    authenticate: bearerToken({ token, actor: 'operator', named: tokens }),
  });
  const create = async (tokenName: string, role: Role) => {
    const answer = await server.call('POST', '/api/tokens', { tokenName, role });
    expect(answer.status, answer.text).toBe(201);
    return createdTokenSchema.parse(answer.body);
  };
  const as = (secret: string) => (method: string, path: string, body?: unknown) =>
    server.call(method, path, body, { authorization: `Bearer ${secret}` });
  return { ...server, create, as, store: rig.store, tokens };
}

const group = {
  groupName: 'db',
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Tier: 'db' } },
};

describe('a named token', () => {
  test('lets its holder in under its name, with its role and no more', async () => {
    const { create, as } = setUp();
    const ana = as((await create('ana', 'ReadOnly')).secret);
    expect((await ana('GET', '/api/me')).body).toMatchObject({ actor: 'ana', roles: ['ReadOnly'] });
    expect((await ana('GET', '/api/executions')).status).toBe(200);
    expect((await ana('POST', '/api/protection-groups', group)).body).toMatchObject({ code: 'FORBIDDEN' });
    const paul = as((await create('paul', 'PlanManager')).secret);
    expect((await paul('POST', '/api/protection-groups', group)).body).toMatchObject({ updatedBy: 'paul' });
  });

  test('makes no other token, unless it is an Admin: nobody raises their own rights', async () => {
    const { create, as } = setUp();
    for (const role of ['RecoveryManager', 'PlanManager', 'Operator', 'ReadOnly', 'Auditor'] as const) {
      const call = as((await create(`of-${role}`, role)).secret);
      const { status } = await call('POST', '/api/tokens', { tokenName: 'more', role: 'Admin' });
      expect([role, status]).toEqual([role, 403]);
    }
    const admin = as((await create('admin', 'Admin')).secret);
    const made = await admin('POST', '/api/tokens', { tokenName: 'more', role: 'Admin' });
    expect(made.body).toMatchObject({ token: { createdBy: 'admin' } });
  });

  test('is listed without its secret, which is nowhere in the store either', async () => {
    const { create, call, store } = setUp();
    const kept: unknown[] = [];
    const transact = store.transact.bind(store);
    store.transact = (writes) => {
      kept.push(writes);
      return transact(writes);
    };
    const { secret, token: made } = await create('ana', 'Operator');
    const listed = await call('GET', '/api/tokens');
    expect(listed.body).toEqual({ items: [made] });
    expect(listed.text).not.toContain('ecret');
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain(secret.slice(4));
  });

  test('lets nobody in from the moment that it is revoked, nor does a browser that was signed in with it', async () => {
    const { create, as, call, api } = setUp();
    const { secret, token: made } = await create('ana', 'Operator');
    const ana = as(secret);
    const { code } = signInCodeSchema.parse((await ana('POST', '/api/sign-in-codes')).body);
    const unused = signInCodeSchema.parse((await ana('POST', '/api/sign-in-codes')).body);
    const signIn = (with_: string) =>
      api.fetch(
        new Request(`${ownOrigin}/api/sessions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ code: with_ }),
        }),
      );
    const cookie = ((await signIn(code)).headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const bySession = () => api.fetch(new Request(`${ownOrigin}/api/me`, { headers: { cookie } }));
    expect(await (await bySession()).json()).toMatchObject({ actor: 'ana', roles: ['Operator'] });

    expect((await call('DELETE', `/api/tokens/${made.tokenId}`)).status).toBe(204);
    expect((await ana('GET', '/api/me')).status).toBe(401);
    expect((await bySession()).status).toBe(401);
    expect((await signIn(unused.code)).status).toBe(401);
    // Another one of that name is another one.
    await create('ana', 'Admin');
    expect((await bySession()).status).toBe(401);
    expect((await call('DELETE', `/api/tokens/${made.tokenId}`)).status).toBe(404);
  });

  test.each([
    'operator',
    'Engine',
    'Breakwater',
    'BREAKWATER',
    'automation:x',
    '',
    'a b',
    '-ana',
    'ana\n',
    `${'x'.repeat(65)}`,
  ])('cannot be called %j: the history says who did what', async (tokenName) => {
    const { call } = setUp();
    const answer = await call('POST', '/api/tokens', { tokenName, role: 'Operator' });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: ['tokenName'] }] } });
  });

  test('that was called so before the name was reserved is still listed, and can be revoked', async () => {
    const { call, tokens } = setUp();
    const made = await tokens.create({ tokenName: 'Breakwater', role: 'Operator', createdBy: 'operator' });
    if (made.kind !== 'created') throw new Error(made.kind);
    expect((await call('GET', '/api/tokens')).body).toMatchObject({ items: [{ tokenName: 'Breakwater' }] });
    expect((await call('DELETE', `/api/tokens/${made.token.tokenId}`)).status).toBe(204);
  });

  test.each(['Breakwater', 'BREAKWATER'])(
    'that was called %s before the name was reserved is a token in the history, and not the server itself',
    async (tokenName) => {
      const { as, tokens } = setUp();
      const made = await tokens.create({ tokenName, role: 'Operator', createdBy: 'operator' });
      if (made.kind !== 'created') throw new Error(made.kind);
      expect((await as(made.secret)('GET', '/api/me')).body).toMatchObject({ actor: `token:${tokenName}` });
    },
  );

  test('has its name alone, upper and lower case being the same', async () => {
    const { create, call } = setUp();
    await create('ana', 'Operator');
    const again = await call('POST', '/api/tokens', { tokenName: 'Ana', role: 'Admin' });
    expect(again).toMatchObject({ status: 409, body: { code: 'NAME_TAKEN' } });
  });

  test.each(['bwt_', 'bwt_made-up', `bwt_${'0'.repeat(43)}`, 'secret-000000000000000000000000000000000001'])(
    'cannot be made up: %j lets nobody in',
    async (secret) => {
      const { create, as } = setUp();
      await create('ana', 'Admin');
      expect((await as(secret)('GET', '/api/me')).status).toBe(401);
    },
  );
});

test('a server whose people sign in elsewhere has no tokens of its own', async () => {
  const { call } = setUpApi();
  expect((await call('GET', '/api/tokens')).body).toMatchObject({ code: 'NO_TOKENS' });
  expect((await call('POST', '/api/tokens', { tokenName: 'ana', role: 'Admin' })).status).toBe(404);
  expect((await call('DELETE', '/api/tokens/token-1')).status).toBe(404);
});
