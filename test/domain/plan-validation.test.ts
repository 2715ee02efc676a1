import { describe, expect, test } from 'vitest';
import type { PlanFileDocument } from '../../src/domain/model/plan-file.ts';
import { nameKey } from '../../src/domain/plan-names.ts';
import { validateDocuments } from '../../src/domain/plan-validation.ts';
import type { BrokenDocuments, BrokenPlan } from '../../src/domain/plan-waves.ts';
import { groupOf, planOf, server, waveOf } from './plan-file-builders.ts';

const validate = (
  documents: readonly PlanFileDocument[],
  stored: readonly ReturnType<typeof groupOf>[] = [],
  broken: Partial<BrokenDocuments> = {},
) =>
  validateDocuments(
    documents.map((document, documentIndex) => ({ documentIndex, document })),
    {
      storedGroups: new Map(stored.map((group) => [nameKey(group.groupName), group])),
      broken: { groupNames: new Set(['broken']), hasUnnamedGroup: false, plans: [], ...broken },
      suggest: (unknown, known) => known.find((name) => name.startsWith(unknown.slice(0, 3))),
    },
  );
const messages = (...parameters: Parameters<typeof validate>) =>
  validate(...parameters).map(({ documentIndex, path, message }) => `${documentIndex} ${path.join('.')}: ${message}`);

test('groups and a plan over them, in any order of the documents, are fine', () => {
  expect(messages([planOf([waveOf('db'), waveOf('web')]), groupOf('DB'), groupOf('web')])).toEqual([]);
});

test('a plan over groups that are stored already is fine', () => {
  expect(messages([planOf([waveOf('db')])], [groupOf('Db')])).toEqual([]);
});

describe('names', () => {
  test('a group named twice in one file is told where it is named again', () => {
    expect(messages([groupOf('web'), groupOf('Web ')])).toEqual([
      '1 groupName: document 1 names a protection group "Web " too (upper and lower case are the same)',
    ]);
  });

  test('a plan named twice in one file is told where it is named again', () => {
    expect(messages([groupOf('db'), planOf([waveOf('db')], 'Shop'), planOf([waveOf('db')], 'SHOP')])).toEqual([
      '2 planName: document 2 names a plan "SHOP" too (upper and lower case are the same)',
    ]);
  });

  test('an account named twice in one file is told where it is named again', () => {
    const account: PlanFileDocument = {
      kind: 'Account',
      accountId: '111122223333',
      accountName: 'shop',
      regions: ['us-east-1'],
    };
    expect(messages([account, { ...account, accountName: 'other' }])).toEqual([
      '1 accountId: document 1 names the account "111122223333" too (upper and lower case are the same)',
    ]);
  });

  test('the settings named twice in one file are told where they are named again', () => {
    const settings = (tagSyncEveryHours: number | null): PlanFileDocument => ({ kind: 'Settings', tagSyncEveryHours });
    expect(messages([settings(6), settings(null)])).toEqual([
      '1 kind: document 1 names the settings too (upper and lower case are the same)',
    ]);
  });

  test('a group and a plan may have one name', () => {
    expect(messages([groupOf('shop'), planOf([waveOf('shop')], 'shop')])).toEqual([]);
  });

  test('two waves of one name are told', () => {
    expect(
      messages([planOf([waveOf('db'), waveOf('DB', { protectionGroups: ['web'] })])], [groupOf('db'), groupOf('web')]),
    ).toEqual(['0 waves.1.waveName: wave 0 is named "DB" too (upper and lower case are the same)']);
  });

  test('a wave must not be named like a number: the next resume could open another gate', () => {
    expect(messages([planOf([waveOf('2', { protectionGroups: ['db'] })])], [groupOf('db')])).toEqual([
      '0 waves.0.waveName: a wave name must not be a number: waves are called by their numbers too',
    ]);
  });

  test('a wave may have digits in its name, also at either end', () => {
    const waves = ['tier 1', '2nd'].map((name, index) => waveOf(name, { protectionGroups: [`g${index}`] }));
    expect(messages([planOf(waves)], [groupOf('g0'), groupOf('g1')])).toEqual([]);
  });

  test('a wave must not be named like a number of many digits either', () => {
    expect(messages([planOf([waveOf('12', { protectionGroups: ['db'] })])], [groupOf('db')])).toHaveLength(1);
  });

  test('an unknown group is told with the nearest known one', () => {
    expect(messages([planOf([waveOf('data', { protectionGroups: ['shop-dbs'] })])], [groupOf('shop-db')])).toEqual([
      '0 waves.0.protectionGroups.0: unknown protection group "shop-dbs"; did you mean "shop-db"?',
    ]);
  });

  test('two unknown groups are told as unknown, each, and nothing else is said of them', () => {
    expect(messages([planOf([waveOf('db'), waveOf('web')])])).toEqual([
      '0 waves.0.protectionGroups.0: unknown protection group "db"',
      '0 waves.1.protectionGroups.0: unknown protection group "web"',
    ]);
  });

  test('a group whose own document is wrong is not told as unknown', () => {
    expect(messages([planOf([waveOf('data', { protectionGroups: ['Broken'] })])])).toEqual([]);
  });
});

describe('of a plan with errors of its own', () => {
  type BrokenWave = BrokenPlan['waves'][number];
  const wave = (waveName: string | undefined, changes: Partial<BrokenWave> = {}): BrokenWave => ({
    waveName,
    protectionGroups: ['db'],
    dependsOn: undefined,
    ...changes,
  });
  const told = (waves: readonly BrokenWave[], broken: Partial<BrokenDocuments> = {}) =>
    messages([], [groupOf('db')], { plans: [{ documentIndex: 3, waves }], ...broken });

  test('what it calls and is not there is told all the same, at its place in the file', () => {
    expect(
      told([
        wave('data', { protectionGroups: [undefined, 'dbx1', 'cache'] }),
        wave('web', { dependsOn: ['data', 'dat', 7] }),
      ]),
    ).toEqual([
      '3 waves.0.protectionGroups.1: unknown protection group "dbx1"',
      '3 waves.0.protectionGroups.2: unknown protection group "cache"',
      '3 waves.1.dependsOn.1: unknown wave "dat"; did you mean "data"?',
      '3 waves.1.dependsOn.2: unknown wave 7: waves count from 0, the last one of this plan is 1',
    ]);
  });

  test('nothing is told of what may follow from those errors: a wave without a name may be the one that is called', () => {
    expect(told([wave(undefined), wave('web', { dependsOn: ['data'] })])).toEqual([]);
    expect(told([wave('data'), wave('web', { dependsOn: ['nowhere', undefined] })])).toEqual([]);
    expect(told([wave('data', { protectionGroups: ['cache'] })], { hasUnnamedGroup: true })).toEqual([]);
    expect(told([wave('data', { protectionGroups: ['Broken'] })])).toEqual([]);
  });
});

test('waves that wait for each other are named along the circle', () => {
  const waves = [waveOf('db', { dependsOn: ['web'] }), waveOf('app'), waveOf('web')];
  expect(
    messages(
      [planOf(waves)],
      ['db', 'app', 'web'].map((name) => groupOf(name)),
    ),
  ).toEqual([
    '0 waves.0.dependsOn: waves wait for each other: "db" waits for "web" waits for "app" waits for "db" (a wave without dependsOn waits for the wave before it)',
  ]);
});

test('a circle is told at the first wave of it that names what it waits for', () => {
  const waves = [
    waveOf('net'),
    waveOf('db', { dependsOn: ['net'] }),
    waveOf('app', { dependsOn: ['web'] }),
    waveOf('web'),
  ];
  const groups = ['net', 'db', 'app', 'web'].map((name) => groupOf(name));
  expect(messages([planOf(waves)], groups)).toEqual([
    '0 waves.2.dependsOn: waves wait for each other: "app" waits for "web" waits for "app" (a wave without dependsOn waits for the wave before it)',
  ]);
});

describe('a server twice in one plan', () => {
  test('in fixed groups of two waves', () => {
    const stored = [
      groupOf('db', { sourceServerIds: [server(1), server(2)] }),
      groupOf('web', { sourceServerIds: [server(2), server(3)] }),
    ];
    expect(messages([planOf([waveOf('db'), waveOf('web')])], stored)).toEqual([
      `0 waves.1.protectionGroups.0: 1 server of group "web" in wave "web" already in group "db" in wave "db": ${server(2)}`,
    ]);
  });

  test('in two fixed groups of one wave', () => {
    const stored = [groupOf('a', { sourceServerIds: [server(1)] }), groupOf('b', { sourceServerIds: [server(1)] })];
    expect(messages([planOf([waveOf('all', { protectionGroups: ['a', 'b'] })])], stored)).toHaveLength(1);
  });

  test('many servers twice make one error that names the first and counts the rest', () => {
    const ids = Array.from({ length: 40 }, (_, index) => server(index));
    const stored = [groupOf('a', { sourceServerIds: ids }), groupOf('b', { sourceServerIds: ids })];
    expect(messages([planOf([waveOf('a'), waveOf('b')])], stored)).toEqual([
      `0 waves.1.protectionGroups.0: 40 servers of group "b" in wave "b" already in group "a" in wave "a": ${ids.slice(0, 3).join(', ')}, and 37 more`,
    ]);
  });

  test('by one group in two waves', () => {
    expect(
      messages(
        [planOf([waveOf('one', { protectionGroups: ['db'] }), waveOf('two', { protectionGroups: ['DB'] })])],
        [groupOf('db')],
      ),
    ).toEqual(['0 waves.1.protectionGroups.0: group "db" is already in wave "one": its servers would launch twice']);
  });

  test('by a group of tags in a whole wave, and again in part', () => {
    const whole = waveOf('one', { protectionGroups: ['db'] });
    const part = waveOf('two', { protectionGroups: ['db'], sourceServerIds: [server(1)] });
    const told = (...waves: (typeof whole)[]) => messages([planOf(waves)], [groupOf('db')]);
    expect(told(whole, part)).toEqual([
      '0 waves.1.protectionGroups.0: group "db" is already in wave "one": its servers would launch twice',
    ]);
    expect(told(part, whole)).toEqual([
      '0 waves.1.protectionGroups.0: group "db" is already in wave "two": its servers would launch twice',
    ]);
  });

  test('by one group of fixed servers twice in one wave: told as the group, and not server by server', () => {
    const stored = [groupOf('db', { sourceServerIds: [server(1), server(2)] })];
    expect(messages([planOf([waveOf('one', { protectionGroups: ['db', 'DB'] })])], stored)).toEqual([
      '0 waves.0.protectionGroups.1: group "db" is named twice in this wave',
    ]);
  });

  test('by one group twice in one wave', () => {
    expect(messages([planOf([waveOf('one', { protectionGroups: ['db', 'Db'] })])], [groupOf('db')])).toEqual([
      '0 waves.0.protectionGroups.1: group "db" is named twice in this wave',
    ]);
  });

  test('by tags of which one group has some and another has all', () => {
    const stored = [groupOf('shop', { tags: { App: 'shop' } }), groupOf('db', { tags: { Tier: 'db', App: 'shop' } })];
    expect(messages([planOf([waveOf('shop'), waveOf('db')])], stored)).toEqual([
      '0 waves.1.protectionGroups.0: the tags of group "db" and of group "shop" in wave "shop" match the same servers: they would launch twice',
    ]);
  });

  test('not by the same tags in another account or Region, nor by tags that merely may overlap', () => {
    const stored = [
      groupOf('us', { tags: { App: 'shop', Tier: 'web' } }),
      { ...groupOf('eu', { tags: { App: 'shop', Tier: 'web' } }), region: 'eu-west-1' },
      { ...groupOf('other', { tags: { App: 'shop', Tier: 'web' } }), accountId: '444455556666' },
      groupOf('linux', { tags: { Os: 'linux' } }),
      groupOf('db', { tags: { App: 'shop', Tier: 'db' } }),
      groupOf('fixed', { sourceServerIds: [server(1)] }),
    ];
    expect(messages([planOf(stored.map(({ groupName }) => waveOf(groupName)))], stored)).toEqual([]);
  });

  test('not by tags of which a wave takes only the servers that it lists', () => {
    const stored = [groupOf('shop', { tags: { App: 'shop' } }), groupOf('db', { tags: { Tier: 'db', App: 'shop' } })];
    const listed = (name: string, id: number) => waveOf(name, { sourceServerIds: [server(id)] });
    expect(messages([planOf([waveOf('shop'), listed('db', 1)])], stored)).toEqual([]);
    expect(messages([planOf([listed('shop', 1), waveOf('db')])], stored)).toEqual([]);
    expect(messages([planOf([listed('shop', 1), listed('db', 2)])], stored)).toEqual([]);
  });

  test('by two waves that list it, or one that lists it twice', () => {
    const waves = [
      waveOf('one', { protectionGroups: ['db'], sourceServerIds: [server(1), server(1)] }),
      waveOf('two', { protectionGroups: ['db'], sourceServerIds: [server(1), server(2)] }),
    ];
    expect(messages([planOf(waves)], [groupOf('db')])).toEqual([
      `0 waves.0.sourceServerIds: 1 server listed twice in wave "one": ${server(1)}`,
      `0 waves.1.sourceServerIds: 1 server of wave "two" already in wave "one": ${server(1)}`,
    ]);
  });

  test('one fixed group in a whole wave and again in part is told by its servers, once', () => {
    const stored = [groupOf('db', { sourceServerIds: [server(1), server(2)] })];
    const waves = [
      waveOf('one', { protectionGroups: ['db'] }),
      waveOf('two', { protectionGroups: ['db'], sourceServerIds: [server(2)] }),
    ];
    expect(messages([planOf(waves)], stored)).toHaveLength(1);
  });

  test('not by two waves that share a group and list different servers', () => {
    const waves = [
      waveOf('one', { protectionGroups: ['db'], sourceServerIds: [server(1)] }),
      waveOf('two', { protectionGroups: ['db'], sourceServerIds: [server(2)] }),
    ];
    expect(messages([planOf(waves)], [groupOf('db')])).toEqual([]);
  });
});

test('a wave that lists a server of none of its fixed groups is told which one', () => {
  const stored = [groupOf('db', { sourceServerIds: [server(1)] })];
  expect(messages([planOf([waveOf('db', { sourceServerIds: [server(1), server(9)] })])], stored)).toEqual([
    `0 waves.0.sourceServerIds.1: server ${server(9)} is in none of the wave's protection groups`,
  ]);
});

test('more servers than one plan may have are told with the limit', () => {
  const half = (from: number) => Array.from({ length: 2001 }, (_, index) => server(from + index));
  const stored = [groupOf('a', { sourceServerIds: half(0) }), groupOf('b', { sourceServerIds: half(5000) })];
  expect(messages([planOf([waveOf('a'), waveOf('b')])], stored)).toEqual([
    '0 waves: 4002 servers in one plan; at most 4000',
  ]);
});

test('as many servers as one plan may have are fine', () => {
  const half = (from: number) => Array.from({ length: 2000 }, (_, index) => server(from + index));
  const stored = [groupOf('a', { sourceServerIds: half(0) }), groupOf('b', { sourceServerIds: half(5000) })];
  expect(messages([planOf([waveOf('a'), waveOf('b')])], stored)).toEqual([]);
});

test('everything that is wrong is told at once', () => {
  const waves = [waveOf('db', { dependsOn: ['nowhere'] }), waveOf('DB', { protectionGroups: ['missing'] })];
  expect(messages([groupOf('db'), groupOf('db'), planOf(waves)])).toHaveLength(4);
});
