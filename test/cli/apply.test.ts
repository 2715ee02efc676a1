import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { setUpCli, shopFile } from './run.ts';

describe('apply', () => {
  test('says of every document what became of it, and of the same again that nothing did', async () => {
    const { run, files } = setUpCli();
    files.set('shop.yaml', shopFile);
    const first = await run('apply -f shop.yaml');
    expect(first.code).toBe(0);
    const nobodyThere =
      '  accountId: account 111122223333 is not registered: nothing of this group can be launched before it is';
    expect(first.out.replaceAll(/(group|plan)-[^)]+/g, 'ID')).toBe(
      [
        'ProtectionGroup "shop-db" created (version 1, ID)',
        nobodyThere,
        'ProtectionGroup "shop-web" created (version 1, ID)',
        nobodyThere,
        'RecoveryPlan "shop" created (version 1, ID)',
        '',
      ].join('\n'),
    );
    expect((await run('apply -f shop.yaml')).out.match(/unchanged/g)).toHaveLength(3);
  });

  test('reads stdin, JSON, a list of documents, and a file that ends in a separator', async () => {
    const { run, type, files } = setUpCli();
    const group = {
      kind: 'ProtectionGroup',
      groupName: 'db',
      accountId: '111122223333',
      region: 'us-east-1',
      selection: { tags: { a: 'b' } },
    };
    type(shopFile);
    expect((await run('apply -f -')).out.match(/created/g)).toHaveLength(3);
    files.set('group.json', JSON.stringify(group, undefined, '\t'));
    expect((await run('apply -f group.json')).out).toMatch(/^ProtectionGroup "db" created/);
    files.set('list.json', JSON.stringify([group, { ...group, groupName: 'web' }]));
    expect((await run('apply -f list.json')).out.match(/unchanged|created/g)).toEqual(['unchanged', 'created']);
    files.set('end.yaml', `# only the groups\n---\n${JSON.stringify(group)}\n---\n`);
    expect((await run('apply -f end.yaml')).out.match(/unchanged/g)).toHaveLength(1);
  });

  test('of a file that is not there says so', async () => {
    const { run } = setUpCli();
    expect(await run('apply -f missing.yaml')).toEqual({ code: 12, out: '', err: 'missing.yaml: no such file\n' });
  });

  test('to a server that is not there says where it looked', async () => {
    const { run, files } = setUpCli();
    files.set('shop.yaml', shopFile);
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:7700'), { code: 'ECONNREFUSED' });
    const { code, err } = await run('apply -f shop.yaml', {
      fetch: () => Promise.reject(new TypeError('fetch failed', { cause: refused })),
    });
    expect([code, err]).toEqual([
      9,
      expect.stringMatching(/^No answer from http:\/\/127.0.0.1:7700: connect ECONNREFUSED/),
    ]);
  });
});

/** One wrong line each, as it is replaced in the sample file. */
const badInput: readonly (readonly [name: string, from: string, to: string, error: string])[] = [
  [
    'YAML syntax',
    'tags: { Application: Shop, Tier: db }',
    'tags: { Application: Shop',
    'shop.yaml:7:1: Flow map in block collection must be sufficiently indented and end with a }',
  ],
  [
    'a field twice',
    'region: us-east-1',
    'region: us-east-1\nregion: us-east-1',
    'shop.yaml:5:1: Map keys must be unique',
  ],
  [
    'an unknown kind',
    'kind: RecoveryPlan',
    'kind: RecoveryPlam',
    'shop.yaml:15:1: kind: unknown kind "RecoveryPlam"; did you mean RecoveryPlan?',
  ],
  [
    'no kind',
    'kind: RecoveryPlan\n',
    '',
    'shop.yaml:15:1: kind is required: Settings, Account, ProtectionGroup or RecoveryPlan',
  ],
  [
    'an unknown field',
    'region: us-east-1',
    'regoin: us-east-1',
    'shop.yaml:4:1: regoin: unknown field "regoin"; did you mean "region"?',
  ],
  [
    'an unknown field in a wave',
    '    pauseBeforeWave: true',
    '    pauseBefore: true',
    'shop.yaml:22:5: waves[1].pauseBefore: unknown field "pauseBefore"; did you mean "pauseBeforeWave"?',
  ],
  [
    'an unknown selection',
    '  tags: { Application: Shop, Tier: db }',
    '  tag: { Tier: db }',
    'shop.yaml:6:3: selection.tag: unknown field "tag"; did you mean "tags"?',
  ],
  [
    'an account id without quotes',
    '"111122223333"',
    '111122223333',
    'shop.yaml:3:1: accountId: must be text, not a number: put it in quotes',
  ],
  [
    'an account id that is none',
    '"111122223333"',
    '"1111"',
    'shop.yaml:3:1: accountId: an AWS account id has 12 digits',
  ],
  [
    'a Region that is none',
    'region: us-east-1',
    'region: virginia',
    'shop.yaml:4:1: region: an AWS Region looks like eu-west-1',
  ],
  [
    'no selection',
    'selection:\n  tags: { Application: Shop, Tier: db }\n',
    '',
    'shop.yaml:1:1: selection: either sourceServerIds or tags, not both and not neither',
  ],
  [
    'both selections',
    '  tags: { Application: Shop, Tier: db }',
    '  tags: { Tier: db }\n  sourceServerIds: [s-00000000000000001]',
    'shop.yaml:5:1: selection: either sourceServerIds or tags, not both and not neither',
  ],
  [
    'a server id that is none',
    '  tags: { Application: Shop, Tier: db }',
    '  sourceServerIds: [s-1]',
    'shop.yaml:6:21: selection.sourceServerIds[0]: a source server id is s- and 17 hex digits',
  ],
  [
    'an unknown group',
    'protectionGroups: [shop-web]',
    'protectionGroups: [shop-wep]',
    'shop.yaml:21:24: waves[1].protectionGroups[0]: unknown protection group "shop-wep"; did you mean "shop-web"?',
  ],
  [
    'a group of one name twice, ignoring case',
    '---\nkind: RecoveryPlan',
    '---\nkind: ProtectionGroup\ngroupName: SHOP-DB\naccountId: "111122223333"\nregion: us-east-1\nselection: { tags: { a: b } }\n---\nkind: RecoveryPlan',
    'shop.yaml:16:1: groupName: document 1 names a protection group "SHOP-DB" too (upper and lower case are the same)',
  ],
  [
    'a wave of one name twice, ignoring case',
    'waveName: web',
    'waveName: DATABASE',
    'shop.yaml:20:5: waves[1].waveName: wave 0 is named "DATABASE" too (upper and lower case are the same)',
  ],
  [
    'an unknown wave',
    'pauseBeforeWave: true',
    'dependsOn: [databas]',
    'shop.yaml:22:17: waves[1].dependsOn[0]: unknown wave "databas"; did you mean "database"?',
  ],
  [
    'the number of no wave',
    'pauseBeforeWave: true',
    'dependsOn: [7]',
    'shop.yaml:22:17: waves[1].dependsOn[0]: unknown wave 7: waves count from 0, the last one of this plan is 1',
  ],
  [
    'waves that wait for each other',
    '    protectionGroups: [shop-db]',
    '    protectionGroups: [shop-db]\n    dependsOn: [web]',
    'shop.yaml:20:5: waves[0].dependsOn: waves wait for each other: "database" waits for "web" waits for "database" (a wave without dependsOn waits for the wave before it)',
  ],
  [
    'no waves',
    shopFile.slice(shopFile.indexOf('waves:')),
    'waves: []\n',
    'shop.yaml:17:1: waves: a plan needs at least one wave',
  ],
  [
    'a wave without groups',
    'protectionGroups: [shop-web]',
    'protectionGroups: []',
    'shop.yaml:21:5: waves[1].protectionGroups: a wave needs at least one protection group',
  ],
  [
    'one group in two waves',
    'protectionGroups: [shop-web]',
    'protectionGroups: [shop-db]',
    'shop.yaml:21:24: waves[1].protectionGroups[0]: group "shop-db" is already in wave "database": its servers would launch twice',
  ],
  ['an empty name', 'planName: shop', 'planName: " "', 'shop.yaml:16:1: planName: a name must not be empty'],
  [
    'a name that moves the cursor',
    'planName: shop',
    'planName: "shop\\e[2J"',
    'shop.yaml:16:1: planName: a name must not hold control or invisible characters',
  ],
  [
    'a number out of bounds',
    'pauseBeforeWave: true',
    'timeoutMinutes: 0',
    'shop.yaml:22:5: waves[1].timeoutMinutes: must be at least 1',
  ],
  [
    'an unknown choice',
    'pauseBeforeWave: true',
    'onFailure: halt',
    'shop.yaml:22:5: waves[1].onFailure: must be stop or pause or continue',
  ],
  [
    'a document that is a text',
    shopFile,
    'shop',
    'shop.yaml:1:1: a document is a mapping with kind: Settings, Account, ProtectionGroup or RecoveryPlan',
  ],
  ['an empty file', shopFile, '# nothing\n', 'shop.yaml:1:1: the file holds no document'],
  ['an unknown YAML tag', 'planName: shop', 'planName: !secret shop', 'shop.yaml:16:11: Unresolved tag: !secret'],
];

describe('bad input is one clear error with its place, and nothing is saved', () => {
  test.each(badInput)('%s', async (_, from, to, error) => {
    const { run, files, catalog } = setUpCli();
    expect(shopFile).toContain(from);
    files.set('shop.yaml', shopFile.replace(from, to));
    const { code, out, err } = await run('apply -f shop.yaml');
    const [first = '', ...rest] = err.trimEnd().split('\n');
    expect(first).toBe(error);
    expect(rest).toEqual(['Nothing was saved: 1 error']);
    expect([code, out]).toEqual([12, '']);
    expect((await catalog.listGroups({ limit: 10 })).items).toEqual([]);
    expect((await catalog.listPlans({ limit: 10 })).items).toEqual([]);
  });

  test('several errors in several documents, all at once, in the order of the file', async () => {
    const { run, files } = setUpCli();
    files.set(
      'shop.yaml',
      shopFile.replace('region: us-east-1', 'region: here').replace('waveName: web', 'waveNam: web'),
    );
    expect((await run('apply -f shop.yaml')).err.trimEnd().split('\n')).toEqual([
      'shop.yaml:4:1: region: an AWS Region looks like eu-west-1',
      'shop.yaml:20:5: waves[1].waveNam: unknown field "waveNam"; did you mean "waveName"?',
      'Nothing was saved: 2 errors',
    ]);
  });

  test('aliases that unfold without end', async () => {
    const { run, files } = setUpCli();
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [index, name] of ['b', 'c', 'd', 'e', 'f'].entries()) {
      const before = 'abcde'.charAt(index);
      bomb.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`);
    }
    files.set('bomb.yaml', bomb.join('\n'));
    const { code, err } = await run('apply -f bomb.yaml');
    expect([code, err.split('\n')[0]]).toEqual([
      12,
      'bomb.yaml:1:1: Excessive alias count indicates a resource exhaustion attack',
    ]);
  });
});

test('the sample plan file can be applied as it is', async () => {
  const { run, files, catalog } = setUpCli();
  files.set('shop.yaml', await readFile(new URL('../../examples/shop.yaml', import.meta.url), 'utf8'));
  expect(await run('apply -f shop.yaml')).toMatchObject({ code: 0, err: '' });
  const plan = await catalog.findPlan('Shop');
  expect(plan?.waves.map((wave) => [wave.waveName, wave.dependsOnWaves, wave.pauseBeforeWave])).toEqual([
    ['database', [], false],
    ['application', [0], true],
    ['web', [1], true],
  ]);
});
