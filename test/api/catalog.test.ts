import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createCatalog, readGroups, readPlan } from '../../src/engine/catalog.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const group = (groupName: string, changes: object = {}) => ({
  kind: 'ProtectionGroup',
  groupName,
  accountId: '111122223333',
  region: 'us-east-1',
  selection: { tags: { Group: groupName.toLowerCase() } },
  ...changes,
});
const plan = (planName: string, ...groupNames: string[]) => ({
  kind: 'RecoveryPlan',
  planName,
  waves: groupNames.map((name) => ({ waveName: name, protectionGroups: [name] })),
});

function setUp(store: ItemStore = createMemoryItemStore()) {
  const clock = createVirtualClock();
  const catalog = createCatalog({ store, clock, ids: createSeededIds(1) });
  const apply = async (...documents: unknown[]) => {
    const result = await catalog.apply(documents, { actor: 'ana' });
    if (result.kind !== 'applied') throw new Error(JSON.stringify(result));
    return result.results;
  };
  const errorsOf = async (...documents: unknown[]) => {
    const result = await catalog.apply(documents, { actor: 'ana' });
    if (result.kind !== 'invalid') throw new Error(JSON.stringify(result));
    return result.errors.map(({ documentIndex, path, message }) => `${documentIndex} ${path.join('.')}: ${message}`);
  };
  return { store, clock, catalog, apply, errorsOf };
}

describe('apply', () => {
  test('makes new groups and plans, and says which id and version each has', async () => {
    const { apply, catalog } = setUp();
    const results = await apply(plan('shop', 'db', 'web'), group('db'), group('web'));
    expect(results.map(({ kind, name, version, outcome }) => `${kind} ${name} ${version} ${outcome}`)).toEqual([
      'RecoveryPlan shop 1 created',
      'ProtectionGroup db 1 created',
      'ProtectionGroup web 1 created',
    ]);
    const saved = await catalog.findPlan('SHOP');
    expect(saved?.planId).toBe(results[0]?.id);
    expect(saved?.waves.map((wave) => [wave.waveNumber, wave.protectionGroupIds, wave.dependsOnWaves])).toEqual([
      [0, [results[1]?.id], []],
      [1, [results[2]?.id], [0]],
    ]);
  });

  test('of the same again changes nothing, whatever the order of tags', async () => {
    const { apply, catalog, clock } = setUp();
    await apply(group('db', { selection: { tags: { A: '1', B: '2' } } }), plan('shop', 'db'));
    const before = await catalog.findGroup('db');
    await clock.advance(60);
    const again = await apply(group('db', { selection: { tags: { B: '2', A: '1' } } }), plan('shop', 'db'));
    expect(again.map(({ outcome, version }) => [outcome, version])).toEqual([
      ['unchanged', 1],
      ['unchanged', 1],
    ]);
    expect(await catalog.findGroup('db')).toEqual(before);
  });

  test('of a change makes a next version, keeps the id, and says who saved it when', async () => {
    const { apply, catalog, clock } = setUp();
    const [created] = await apply(group('db'));
    await clock.advance(60);
    const [updated] = await apply(group('DB', { description: 'new' }));
    const changes = [
      { path: ['groupName'], before: 'db', after: 'DB' },
      { path: ['description'], before: '', after: 'new' },
    ];
    expect(updated).toEqual({ ...created, name: 'DB', version: 2, outcome: 'updated', changes });
    expect(await catalog.findGroup('db')).toMatchObject({
      groupName: 'DB',
      description: 'new',
      updatedBy: 'ana',
      createdTime: '2026-11-02T03:00:00.000Z',
      updatedTime: '2026-11-02T03:01:00.000Z',
    });
  });

  test('keeps every version of a plan', async () => {
    const { apply, catalog, store } = setUp();
    const [, created] = await apply(group('db'), plan('shop', 'db'));
    await apply({ ...plan('shop', 'db'), description: 'second' });
    const planId = created?.id ?? '';
    expect((await catalog.getPlan(planId))?.version).toBe(2);
    expect((await catalog.getPlan(planId, 1))?.description).toBe('');
    expect((await readPlan(store, planId, 2))?.description).toBe('second');
    expect(await catalog.getPlan(planId, 3)).toBeUndefined();
  });

  test('with one wrong document writes none of them', async () => {
    const { errorsOf, catalog } = setUp();
    expect(await errorsOf(group('db'), group('web', { region: 'nowhere' }), plan('shop', 'db', 'web'))).toEqual([
      '1 region: an AWS Region looks like eu-west-1',
    ]);
    expect((await catalog.listGroups({ limit: 10 })).items).toEqual([]);
    expect((await catalog.listPlans({ limit: 10 })).items).toEqual([]);
  });

  test('tells what is wrong in every document at once, in the order of the file', async () => {
    const { errorsOf } = setUp();
    const errors = await errorsOf(
      'text',
      { kind: 'RecoveryPlann' },
      {},
      plan('shop', 'missing'),
      group('db', { regoin: 'x' }),
    );
    expect(errors).toEqual([
      '0 : a document is a mapping with kind: Settings, Account, ProtectionGroup or RecoveryPlan',
      '1 kind: unknown kind "RecoveryPlann"; did you mean RecoveryPlan?',
      '2 : kind is required: Settings, Account, ProtectionGroup or RecoveryPlan',
      '3 waves.0.protectionGroups.0: unknown protection group "missing"',
      '4 regoin: unknown field "regoin"; did you mean "region"?',
    ]);
  });

  test('of more than one transaction holds is refused with the numbers', async () => {
    const { errorsOf, apply } = setUp();
    const many = Array.from({ length: 51 }, (_, index) => group(`g${index}`));
    expect(await errorsOf(...many)).toEqual([
      '0 : too many changes for one apply: 102 items, at most 100 (a new group takes 2, a new plan 3); split the documents over several applies, groups first',
    ]);
    expect(await apply(...many.slice(0, 50))).toHaveLength(50);
    expect(await apply(...many.slice(0, 50), ...many.slice(50))).toHaveLength(51);
  });

  test('of more bytes than one transaction holds is refused', async () => {
    const { errorsOf } = setUp();
    const ids = (from: number) =>
      Array.from({ length: 4000 }, (_, index) => `s-${(from + index).toString(16).padStart(17, '0')}`);
    const many = Array.from({ length: 49 }, (_, index) =>
      group(`g${index}`, { selection: { sourceServerIds: ids(index * 4000) } }),
    );
    expect(await errorsOf(...many)).toEqual([expect.stringMatching(/^0 : too much for one apply: \d+ bytes/)]);
  });

  test('that keeps losing against others gives up and writes nothing', async () => {
    const memory = createMemoryItemStore();
    const losing: ItemStore = { ...memory, transact: async () => ({ ok: false, conflicts: [0] }) };
    const { catalog } = setUp(losing);
    expect(await catalog.apply([group('db')], { actor: 'ana' })).toEqual({ kind: 'busy' });
  });
});

test('lists go by page, to the end', async () => {
  const { apply, catalog } = setUp();
  await apply(...['a', 'b', 'c'].map((name) => group(name)));
  const first = await catalog.listGroups({ limit: 2 });
  expect(first.items.map((each) => each.groupName)).toEqual(['a', 'b']);
  const second = await catalog.listGroups({ limit: 2, after: first.next ?? '' });
  expect(second.items.map((each) => each.groupName)).toEqual(['c']);
  expect(second.next).toBeUndefined();
});

test('groups are read in the order that was asked for, and missing ones are named', async () => {
  const { apply, store } = setUp();
  const [a, b] = await apply(group('a'), group('b'));
  const read = await readGroups(store, [b?.id ?? '', 'group-gone', a?.id ?? '']);
  expect(read.groups.map((each) => each.groupName)).toEqual(['b', 'a']);
  expect(read.missingIds).toEqual(['group-gone']);
});

test('racing applies of one name make one group and one plan, and lose no change', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), async (scheduler) => {
      const memory = createMemoryItemStore();
      const racing: ItemStore = {
        get: scheduler.scheduleFunction((key: Parameters<ItemStore['get']>[0]) => memory.get(key)),
        getMany: scheduler.scheduleFunction((keys: Parameters<ItemStore['getMany']>[0]) => memory.getMany(keys)),
        query: scheduler.scheduleFunction((where: Parameters<ItemStore['query']>[0]) => memory.query(where)),
        queryIndex: scheduler.scheduleFunction((where: Parameters<ItemStore['queryIndex']>[0]) =>
          memory.queryIndex(where),
        ),
        transact: scheduler.scheduleFunction((writes: Parameters<ItemStore['transact']>[0]) => memory.transact(writes)),
      };
      const { apply } = setUp(racing);
      const racers = ['db', 'DB', 'Db'].map((name, index) =>
        apply(group(name, { description: `by ${index}` }), { ...plan('shop', 'db'), description: `by ${index}` }),
      );
      const results = (await scheduler.waitFor(Promise.all(racers))).flat();
      for (const kind of ['ProtectionGroup', 'RecoveryPlan']) {
        const ofKind = results.filter((each) => each.kind === kind);
        expect(new Set(ofKind.map((each) => each.id)).size).toBe(1);
        expect(ofKind.map((each) => each.version).sort((a, b) => a - b)).toEqual([1, 2, 3]);
      }
      const { catalog } = setUp(memory);
      expect((await catalog.listGroups({ limit: 10 })).items.map((each) => each.version)).toEqual([3]);
      expect((await catalog.listPlans({ limit: 10 })).items.map((each) => each.version)).toEqual([3]);
    }),
    { numRuns: 50 },
  );
});
