import { describe, expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createCatalog } from '../../src/engine/catalog.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { setUpApi } from './set-up.ts';

const group = (groupName: string, tier = groupName) => ({
  groupName,
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Tier: tier } },
});
const plan = (planName: string, ...groups: string[]) => ({
  planName,
  waves: groups.map((name) => ({ waveName: name, protectionGroups: [name] })),
});

const home = { accountName: 'home', regions: ['us-east-1'] };

async function setUp() {
  const api = setUpApi();
  await api.call('POST', '/api/accounts/111122223333', home);
  const save = async (path: string, body: object) => (await api.call('POST', path, body)).body;
  const db = await save('/api/protection-groups', group('db'));
  const web = await save('/api/protection-groups', group('web'));
  const shop = await save('/api/recovery-plans', plan('shop', 'db'));
  return { ...api, db, web, shop };
}

describe('a new group or plan', () => {
  test('answers 201 with its address, and is read there', async () => {
    const { call } = setUpApi();
    await call('POST', '/api/accounts/111122223333', home);
    const answer = await call('POST', '/api/protection-groups', group('db'));
    expect([answer.status, answer.body.version, answer.body.updatedBy]).toEqual([201, 1, 'ana']);
    expect((await call('GET', answer.headers.get('location') ?? '')).body).toEqual(answer.body);
    const saved = await call('POST', '/api/recovery-plans', plan('shop', 'DB'));
    expect([saved.status, saved.body.waves[0].protectionGroupIds]).toEqual([201, [answer.body.groupId]]);
  });

  test('with a name that there is, in whatever case, is refused and changes nothing', async () => {
    const { call, db } = await setUp();
    const { status, body } = await call('POST', '/api/protection-groups', group('DB', 'other'));
    expect([status, body.code]).toEqual([409, 'NAME_TAKEN']);
    expect((await call('GET', `/api/protection-groups/${db.groupId}`)).body).toEqual(db);
  });

  test('plan with an unknown group is refused at that field', async () => {
    const { call } = await setUp();
    const { status, body } = await call('POST', '/api/recovery-plans', plan('blog', 'db', 'webb'));
    expect([status, body.errors[0].path]).toEqual([422, ['waves', 1, 'protectionGroups', 0]]);
    expect(body.errors[0].message).toContain('web');
  });
});

describe('a change', () => {
  test('of what the caller has seen is saved as the next version', async () => {
    const { call, db, shop } = await setUp();
    const changed = await call('PUT', `/api/protection-groups/${db.groupId}`, { ...group('db', 'data'), version: 1 });
    expect([changed.status, changed.body.version, changed.body.selection]).toEqual([
      200,
      2,
      { tags: { Tier: 'data' } },
    ]);
    const again = await call('PUT', `/api/recovery-plans/${shop.planId}`, { ...plan('shop', 'db', 'web'), version: 1 });
    expect([again.status, again.body.version, again.body.waves.length]).toEqual([200, 2, 2]);
  });

  test('of something newer is refused, and the present version is named', async () => {
    const { call, db } = await setUp();
    await call('PUT', `/api/protection-groups/${db.groupId}`, { ...group('db', 'data'), version: 1 });
    const { status, body } = await call('PUT', `/api/protection-groups/${db.groupId}`, {
      ...group('db', 'x'),
      version: 1,
    });
    expect([status, body.code, body.currentVersion]).toEqual([409, 'VERSION_CONFLICT', 2]);
    expect((await call('GET', `/api/protection-groups/${db.groupId}`)).body.selection).toEqual({
      tags: { Tier: 'data' },
    });
  });

  test('of the name keeps the id: plans go on calling the group, and the old name is free', async () => {
    const { call, db, shop } = await setUp();
    await call('PUT', `/api/protection-groups/${db.groupId}`, { ...group('databases'), version: 1 });
    expect((await call('GET', `/api/recovery-plans/${shop.planId}`)).body.waves[0].protectionGroupIds).toEqual([
      db.groupId,
    ]);
    expect((await call('GET', '/api/protection-groups?groupName=databases')).body.items).toHaveLength(1);
    expect((await call('GET', '/api/protection-groups?groupName=db')).body.items).toEqual([]);
    expect((await call('POST', '/api/protection-groups', group('db'))).status).toBe(201);
    const taken = await call('PUT', `/api/protection-groups/${db.groupId}`, { ...group('web'), version: 2 });
    expect([taken.status, taken.body.code]).toEqual([409, 'NAME_TAKEN']);
  });

  test('without a version is refused at that field; of nothing, 404', async () => {
    const { call, db } = await setUp();
    const { body } = await call('PUT', `/api/protection-groups/${db.groupId}`, group('db'));
    expect(body.errors[0].path).toEqual(['version']);
    expect((await call('PUT', '/api/protection-groups/group-9', { ...group('x'), version: 1 })).status).toBe(404);
  });

  test('leaves every earlier version of a plan readable', async () => {
    const { call, shop } = await setUp();
    await call('PUT', `/api/recovery-plans/${shop.planId}`, { ...plan('shop', 'web'), version: 1 });
    const { body } = await call('GET', `/api/recovery-plans/${shop.planId}/versions`);
    expect(body.items.map((item: { version: number }) => item.version)).toEqual([2, 1]);
    const paged = await call('GET', `/api/recovery-plans/${shop.planId}/versions?limit=1`);
    expect([paged.body.items[0].version, typeof paged.body.next]).toEqual([2, 'string']);
    expect((await call('GET', '/api/recovery-plans/plan-9/versions')).status).toBe(404);
    expect((await call('GET', `/api/recovery-plans/${shop.planId}?version=1`)).body).toEqual(shop);
  });
});

describe('a deletion', () => {
  test('of a group that a plan calls is refused, and the plan is named', async () => {
    const { call, db, web } = await setUp();
    const refused = await call('DELETE', `/api/protection-groups/${db.groupId}?version=1`);
    expect([refused.status, refused.body.code]).toEqual([409, 'IN_USE']);
    expect(refused.body.detail).toContain('plan "shop"');
    expect((await call('DELETE', `/api/protection-groups/${web.groupId}?version=1`)).status).toBe(204);
    expect((await call('GET', `/api/protection-groups/${web.groupId}`)).status).toBe(404);
    expect((await call('GET', '/api/protection-groups?groupName=web')).body.items).toEqual([]);
  });

  test('of a plan frees its groups and its name, and keeps its versions', async () => {
    const { call, db, shop } = await setUp();
    expect((await call('DELETE', `/api/recovery-plans/${shop.planId}?version=1`)).status).toBe(204);
    expect((await call('GET', `/api/recovery-plans/${shop.planId}`)).status).toBe(404);
    expect((await call('GET', `/api/recovery-plans/${shop.planId}?version=1`)).body).toEqual(shop);
    expect((await call('DELETE', `/api/protection-groups/${db.groupId}?version=1`)).status).toBe(204);
    expect((await call('POST', '/api/protection-groups', group('db'))).status).toBe(201);
    expect((await call('POST', '/api/recovery-plans', plan('shop', 'db'))).status).toBe(201);
  });

  test('of a plan is refused while an execution of it runs, and the execution is named', async () => {
    const { call, shop } = setUpApi();
    const executionId = await shop.atGate();
    const { planId } = (await call('GET', `/api/executions/${executionId}`)).body;
    const { status, body } = await call('DELETE', `/api/recovery-plans/${planId}?version=1`);
    expect([status, body.code]).toEqual([409, 'IN_USE']);
    expect(body.detail).toContain(`execution ${executionId} (PAUSED)`);
  });

  test('of something newer, without a version, or of nothing is refused', async () => {
    const { call, web } = await setUp();
    const stale = await call('DELETE', `/api/protection-groups/${web.groupId}?version=7`);
    expect([stale.status, stale.body.currentVersion]).toEqual([409, 1]);
    const missing = await call('DELETE', `/api/protection-groups/${web.groupId}`);
    expect([missing.status, missing.body.errors[0].path]).toEqual([422, ['query', 'version']]);
    expect((await call('DELETE', '/api/protection-groups/group-9?version=1')).status).toBe(404);
    expect((await call('DELETE', '/api/recovery-plans/plan-9?version=1')).status).toBe(404);
  });
});

test('a group cannot vanish under a plan that is saved at the same moment', async () => {
  const inner = createMemoryItemStore();
  const ports = { clock: createVirtualClock(), ids: createSeededIds(1) };
  const other = createCatalog({ ...ports, store: inner });
  let meanwhile: (() => Promise<unknown>) | undefined;
  /** Somebody else saves between our look and our write. */
  const store: ItemStore = {
    ...inner,
    transact: async (writes) => {
      const act = meanwhile;
      meanwhile = undefined;
      await act?.();
      return inner.transact(writes);
    },
  };
  const catalog = createCatalog({ ...ports, store });
  const saved = await other.putGroup({ kind: 'ProtectionGroup', description: '', ...group('db') }, 'ana');
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  const document = { kind: 'RecoveryPlan', ...plan('shop', 'db') };
  meanwhile = () => other.apply([document], { actor: 'bo' });
  const seen = { id: saved.value.groupId, version: 1 };
  expect(await catalog.deleteGroup(seen)).toEqual({ kind: 'in-use', by: ['plan "shop"'] });

  const plans = await other.findPlan('shop');
  await other.deletePlan({ id: plans?.planId ?? '', version: 1 });
  meanwhile = () => other.deleteGroup(seen);
  const result = await catalog.apply([document], { actor: 'ana' });
  expect(result).toMatchObject({ kind: 'invalid' });
});
