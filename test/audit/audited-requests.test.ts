/** Every change, every action and every refused attempt is in the audit log: who, when, from where, what, with what result. */
import { describe, expect, test } from 'vitest';
import { createAccessTokens } from '../../src/api/access-tokens.ts';
import { auditedReads, isAudited, readsWithBody } from '../../src/api/audit.ts';
import { bearerToken } from '../../src/api/authenticate.ts';
import { auditPageSchema, bodyBytesMax, createdTokenSchema } from '../../src/api/contract.ts';
import { routeNeeds } from '../../src/api/route-permissions.ts';
import { createSessions } from '../../src/api/sessions.ts';
import type { Role } from '../../src/domain/permissions.ts';
import { createAuditLog } from '../../src/engine/audit-log.ts';
import { openApi, setUpApi, token } from '../api/set-up.ts';
import { openRig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { openShop, shopEstate } from '../support/shop.ts';

const setUp = () => {
  const rig = openRig({ estate: shopEstate });
  let made = 0;
  const newSecret = () => {
    made += 1;
    return `nobody-may-read-${String(made).padStart(27, '0')}`;
  };
  const ids = createSeededIds(3);
  const tokens = createAccessTokens({ store: rig.store, clock: rig.clock, ids, newSecret });
  const sessions = createSessions({ store: rig.store, clock: rig.clock, newSecret, tokens });
  const held = { ...sessions, find: (secret: string) => rig.clock.hold(sessions.find(secret)) };
  const server = openApi(rig, {
    tokens,
    sessions: held,
    authenticate: bearerToken({ token, actor: 'operator', named: tokens }),
    addressOf: () => '192.0.2.7',
  });
  const logged = async (query = '') =>
    auditPageSchema.parse((await server.call('GET', `/api/audit-log${query}`)).body).items;
  const newest = async () => {
    const [entry] = await logged('?limit=1');
    if (entry === undefined) throw new Error('nothing is in the audit log');
    return entry;
  };
  const newToken = async (tokenName: string, role: Role) =>
    createdTokenSchema.parse((await server.call('POST', '/api/tokens', { tokenName, role })).body);
  const as =
    (secret: string) =>
    (method: string, path: string, body?: unknown, headers = {}) =>
      server.call(method, path, body, { authorization: `Bearer ${secret}`, ...headers });
  return { ...server, rig, shop: openShop(rig), logged, newest, newToken, as, made: () => made, sessions };
};

const webhookUrl = 'https://hooks.example.com/T0/path-nobody-may-read';
const groupDocument = {
  kind: 'ProtectionGroup',
  groupName: 'db',
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Application: 'Shop', Tier: 'db' } },
};
const planDocument = {
  kind: 'RecoveryPlan',
  planName: 'blog',
  waves: [{ waveName: 'database', protectionGroups: ['db'], pauseBeforeWave: true }],
  notifications: { webhookUrl },
};

describe('the audit log has', () => {
  test('a change of the catalog: what was saved, by its names and its new ids', async () => {
    const { call, newest, rig } = setUp();
    const applied = await call(
      'POST',
      '/api/apply',
      { documents: [groupDocument, planDocument] },
      { 'user-agent': 'ci/1' },
    );
    const ids = applied.body.results.map(({ id }: { id: string }) => id);
    expect(await newest()).toEqual({
      auditId: expect.stringMatching(/^audit-/),
      time: rig.clock.now(),
      actor: 'operator',
      roles: ['Admin'],
      address: '192.0.2.7',
      client: 'ci/1',
      route: 'POST /api/apply',
      resources: ['db', ids[0], 'blog', ids[1]],
      detail: { created: 'ProtectionGroup "db" (version 1); RecoveryPlan "blog" (version 1)', unchanged: 0 },
      result: 'done',
      status: 200,
    });
  });

  test('a start from a point in time, with each of its times', async () => {
    const { call, newest } = setUp();
    const pointInTime = '2026-11-01T03:00:00.000Z';
    const wavePointsInTime = [{ waveNumber: 1, pointInTime }];
    await call('POST', '/api/executions', { planName: 'none', executionType: 'DRILL', pointInTime, wavePointsInTime });
    expect(await newest()).toMatchObject({ detail: { pointInTime, wavePointsInTime: `wave 1: ${pointInTime}` } });
  });

  test('an action on an execution, and one that was not possible, with its reason', async () => {
    const { call, newest, shop, rig } = setUp();
    const executionId = await shop.awaitingDecision();
    await call('POST', `/api/executions/${executionId}/cancel`, { reason: 'wrong region' });
    expect(await newest()).toMatchObject({
      route: 'POST /api/executions/{executionId}/cancel',
      resources: expect.arrayContaining([executionId]),
      detail: { reason: 'wrong region' },
      result: 'done',
    });
    await rig.runToEnd(executionId);
    await call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 });
    expect(await newest()).toMatchObject({
      resources: expect.arrayContaining([executionId]),
      detail: { waveNumber: 1 },
      result: 'refused',
      status: 409,
      code: 'ACTION_NOT_ALLOWED',
    });
  });

  test('a start that was refused, under the execution that holds the reasons', async () => {
    const { call, newest } = setUp();
    const unmatched = { ...groupDocument, groupName: 'none', selection: { tags: { Tier: 'of-nobody' } } };
    const plan = { ...planDocument, waves: [{ waveName: 'a', protectionGroups: ['none'] }] };
    await call('POST', '/api/apply', { documents: [unmatched, plan] });
    const refused = await call('POST', '/api/executions', { planName: 'blog', executionType: 'RECOVERY' });
    expect(refused.status).toBe(409);
    expect(await newest()).toMatchObject({
      resources: ['blog', refused.body.executionId],
      detail: { executionType: 'RECOVERY' },
      result: 'refused',
      code: 'EXECUTION_REFUSED',
    });
  });

  test('an attempt without the permission, also to read', async () => {
    const { newest, newToken, as } = setUp();
    const ana = as((await newToken('ana', 'Operator')).secret);
    await ana('DELETE', '/api/accounts/111122223333?version=1');
    const refused = { actor: 'ana', roles: ['Operator'], result: 'refused', status: 403, code: 'FORBIDDEN' };
    expect(await newest()).toMatchObject({ ...refused, resources: ['111122223333'] });
    await ana('GET', '/api/audit-log');
    expect(await newest()).toMatchObject({ ...refused, route: 'GET /api/audit-log' });
  });

  test('what somebody tried without the permission, and on what: also what stands in the body alone', async () => {
    const { call, newest, newToken, as } = setUp();
    await call('POST', '/api/apply', { documents: [groupDocument, planDocument] });
    const planId = (await call('GET', '/api/recovery-plans')).body.items[0].planId;
    const ro = as((await newToken('ro', 'ReadOnly')).secret);
    await ro('POST', '/api/executions', { planName: 'Blog', executionType: 'RECOVERY' });
    const refused = { actor: 'ro', result: 'refused', code: 'FORBIDDEN', route: 'POST /api/executions' };
    expect(await newest()).toMatchObject({
      ...refused,
      resources: ['Blog'],
      detail: { executionType: 'RECOVERY', why: 'This needs the permission start-recovery' },
    });
    await ro('POST', '/api/executions', { planId, executionType: 'DRILL' });
    expect(await newest()).toMatchObject({ ...refused, resources: [planId, 'blog'] });
    const secretly = { planName: 'blog', notifications: { webhookUrl }, reason: 'x'.repeat(bodyBytesMax) };
    await ro('POST', '/api/executions', secretly);
    expect(await newest(), 'nothing of a body that is larger than any').toMatchObject({ ...refused, resources: [] });
    await as('bwt_made-up-token')('POST', '/api/executions', { planName: 'blog' });
    expect(await newest(), 'nothing of somebody unknown').toMatchObject({ status: 401, resources: [], detail: {} });
  });

  test('all that was done about a plan, by its name: starts, commands, follow-ups, clean-ups, and what was refused', async () => {
    const { call, logged, shop, rig } = setUp();
    const executionId = await shop.awaitingDecision();
    const { planName } = await rig.get(executionId);
    const path = `/api/executions/${executionId}`;
    await call('POST', `${path}/pause`);
    await call('POST', `${path}/resume`, { waveNumber: 7 });
    await call('POST', `${path}/cancel`, { reason: 'wrong region' });
    await rig.runToEnd(executionId);
    await call('POST', '/api/clean-ups', { executionId, confirmedPlanName: 'another' });
    await call('POST', '/api/clean-ups', { executionId, confirmedPlanName: planName });
    await call('POST', `${path}/retry`, {});
    const found = (await logged(`?resource=${encodeURIComponent(planName.toUpperCase())}`)).reverse();
    expect(found.map(({ route, result }) => `${route.replace('{executionId}', '…')} ${result}`)).toEqual([
      'POST /api/executions/…/pause done',
      'POST /api/executions/…/resume refused',
      'POST /api/executions/…/cancel done',
      'POST /api/clean-ups refused',
      'POST /api/clean-ups done',
      'POST /api/executions/…/retry refused',
    ]);
    expect((await logged('?result=refused')).every(({ result }) => result === 'refused')).toBe(true);
    expect(await logged('?result=refused')).toHaveLength(3);
    expect(await logged('?result=unanswered')).toEqual([]);
  });

  test('a sign-in that failed, by token, session or link; and one that did not, with who it was', async () => {
    const { call, as, newest, logged, sessions } = setUp();
    await as('bwt_made-up-token')('GET', '/api/plans-of-mine');
    expect(await newest()).toMatchObject({ roles: [], result: 'refused', status: 401, code: 'UNAUTHORIZED' });
    expect(Object.keys(await newest())).not.toContain('actor');
    await call('GET', '/api/me', undefined, { authorization: '', cookie: 'breakwater-session-7700=made-up' });
    expect(await newest()).toMatchObject({ route: 'GET /api/me', status: 401 });
    await call('POST', '/api/sessions', { code: 'made-up-code-000000000' }, { authorization: '' });
    expect(await newest()).toMatchObject({ route: 'POST /api/sessions', code: 'SIGN_IN_CODE_INVALID' });
    const { code } = await sessions.createCode({ actor: 'ana', roles: ['Operator'] });
    await call('POST', '/api/sessions', { code }, { authorization: '' });
    expect(await newest()).toMatchObject({ actor: 'ana', route: 'POST /api/sessions', result: 'done', status: 201 });
    const before = (await logged()).length;
    await call('GET', '/api/me', undefined, { authorization: '' });
    expect(await logged(), 'a page that asks whether somebody is signed in').toHaveLength(before);
  });

  test('no secret: no token, code, webhook address or key of what was sent and answered', async () => {
    const { call, as, newToken, logged, sessions } = setUp();
    const { secret } = await newToken('ana', 'Admin');
    await call('POST', '/api/apply', { documents: [groupDocument, planDocument] });
    await call('GET', '/api/webhook-key');
    await call('POST', '/api/sign-in-codes');
    const { code } = await sessions.createCode({ actor: 'ana', roles: ['Operator'] });
    await call('POST', '/api/sessions', { code }, { authorization: '' });
    // Put where a name belongs, by mistake.
    await call('DELETE', `/api/tokens/${secret}`);
    await call('POST', '/api/executions/exec-1/cancel', { reason: `with ${secret}` });
    await as(secret)('POST', '/api/executions', { planName: secret, executionType: 'DRILL' }, { 'user-agent': secret });
    const entries = await logged();
    expect(entries.map(({ route }) => route)).toEqual([
      'POST /api/executions',
      'POST /api/executions/{executionId}/cancel',
      'DELETE /api/tokens/{tokenId}',
      'POST /api/sessions',
      'POST /api/sign-in-codes',
      'GET /api/webhook-key',
      'POST /api/apply',
      'POST /api/tokens',
    ]);
    const text = JSON.stringify(entries);
    for (const part of ['nobody-may-read', 'kkkkkkkk', token]) expect(text).not.toContain(part);
    expect(text).toContain('bwt_…');
  });
});

test('nothing is done that cannot be written down first', async () => {
  const rig = openRig({ estate: shopEstate });
  const broken = createAuditLog({
    store: { ...rig.store, transact: () => Promise.reject(new Error('disk full')) },
    clock: rig.clock,
    ids: createSeededIds(1),
  });
  const { call, reported } = openApi(rig, { audit: broken });
  expect((await call('POST', '/api/apply', { documents: [groupDocument] })).status).toBe(500);
  expect(reported).toHaveLength(1);
  expect((await rig.catalog.listGroups({ limit: 10 })).items).toEqual([]);
  expect((await call('GET', '/api/protection-groups')).status, 'reading goes on').toBe(200);
});

test('a process that dies between the change and its answer leaves an entry that says so', async () => {
  const { rig, call, catalog } = setUpApi();
  const audit = createAuditLog({ store: rig.store, clock: rig.clock, ids: createSeededIds(1) });
  const never = new Promise<never>(() => undefined);
  const dying = openApi(rig, { audit: { ...audit, complete: () => never } });
  void dying.call('POST', '/api/apply', { documents: [groupDocument] });
  await rig.clock.advance(60);
  expect((await catalog.listGroups({ limit: 10 })).items).toMatchObject([{ groupName: 'db' }]);
  const { items } = auditPageSchema.parse((await call('GET', '/api/audit-log?resource=db')).body);
  expect(items).toMatchObject([{ actor: 'ana', route: 'POST /api/apply', result: 'unanswered' }]);
});

test('every route that is not a mere read is audited', () => {
  const routes = Object.keys(routeNeeds);
  expect(routes.filter((route) => !isAudited(route) && !route.startsWith('GET ')).toSorted()).toEqual(
    readsWithBody.toSorted(),
  );
  expect(routes).toEqual(expect.arrayContaining([...readsWithBody, ...auditedReads]));
});

test.each(['from=yesterday', 'until=2026-13-01', 'limit=501', 'who=', 'result=fine'])(
  'a filter that means nothing is refused: %s',
  async (query) => {
    const { call } = setUpApi();
    expect((await call('GET', `/api/audit-log?${query}`)).status).toBe(422);
  },
);

test('a time of any zone and a date are understood', async () => {
  const { call, rig, logged } = setUp();
  await call('POST', '/api/apply', { documents: [groupDocument] });
  const day = rig.clock.now().slice(0, 10);
  expect(await logged(`?from=${day}`)).toHaveLength(1);
  expect(await logged(`?until=${day}`)).toHaveLength(0);
  expect(await logged(`?from=${encodeURIComponent(`${day}T23:59:59+01:00`)}`)).toHaveLength(0);
});
