import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { setUpCli, shopFile } from './run.ts';

describe('validate', () => {
  test('says what apply would do, and saves nothing', async () => {
    const { run, files, catalog } = setUpCli();
    files.set('shop.yaml', shopFile);
    const first = await run('validate -f shop.yaml');
    const nobodyThere =
      '  accountId: account 111122223333 is not registered: nothing of this group can be launched before it is';
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out.split('\n')).toEqual([
      'ProtectionGroup "shop-db" would be created',
      nobodyThere,
      'ProtectionGroup "shop-web" would be created',
      nobodyThere,
      'RecoveryPlan "shop" would be created',
      'Valid: 3 documents. Nothing was saved.',
      '',
    ]);
    expect(await catalog.findPlan('shop')).toBeUndefined();
    await run('apply -f shop.yaml');
    files.set('shop.yaml', shopFile.replace('pauseBeforeWave: true', 'pauseBeforeWave: false'));
    const second = await run('validate -f shop.yaml');
    expect(second.out).toContain('ProtectionGroup "shop-db" is so already\n');
    expect(second.out).toContain('RecoveryPlan "shop" would be updated\n');
    expect((await catalog.findPlan('shop'))?.version).toBe(1);
  });

  test('tells every error of every document at once, with line and column', async () => {
    const { run, files } = setUpCli();
    files.set(
      'shop.yaml',
      shopFile
        .replace('"111122223333"', '"1111"')
        .replace('protectionGroups: [shop-web]', 'protectionGroups: [shop-wbe]')
        .replace('pauseBeforeWave', 'pauseBeforeWav'),
    );
    const { code, out, err } = await run('validate -f shop.yaml');
    expect([code, out]).toEqual([12, '']);
    expect(err.split('\n')).toEqual([
      'shop.yaml:3:1: accountId: an AWS account id has 12 digits',
      'shop.yaml:21:24: waves[1].protectionGroups[0]: unknown protection group "shop-wbe"; did you mean "shop-web"?',
      expect.stringMatching(/^shop\.yaml:22:5: waves\[1\]\.pauseBeforeWav: .*did you mean "pauseBeforeWave"/),
      'Nothing was saved: 3 errors',
      '',
    ]);
  });

  test('names a field whose name is empty, and the place where it stands', async () => {
    const { run, files } = setUpCli();
    const errorsOf = async (text: string) => {
      files.set('shop.yaml', text);
      return (await run('validate -f shop.yaml')).err.split('\n');
    };
    const inDocument = shopFile.replace('groupName: shop-db', "groupName: shop-db\n'': lost");
    expect((await errorsOf(inDocument))[0]).toMatch(/^shop\.yaml:3:1: \[""\]: unknown field ""; known are kind, /);
    const inTags = shopFile.replace('{ Application: Shop, Tier: db }', "{ Application: Shop, '': db }");
    expect((await errorsOf(inTags))[0]).toMatch(/^shop\.yaml:6:30: selection\.tags\[""\]: /);
    const inWave = shopFile.replace('pauseBeforeWave: true', '"": true');
    expect((await errorsOf(inWave))[0]).toMatch(/^shop\.yaml:22:5: waves\[1\]\[""\]: unknown field ""/);
    const blank = shopFile.replace('groupName: shop-db', "groupName: shop-db\n'a.b c': lost");
    expect((await errorsOf(blank))[0]).toMatch(/^shop\.yaml:3:1: \["a\.b c"\]: unknown field "a\.b c"/);
  });

  test('tells a wrong reference of a wrong plan in the order of the file, and nothing that follows from another error', async () => {
    const { run, files } = setUpCli();
    const errorsOf = async (text: string) => {
      files.set('shop.yaml', text);
      const { code, err } = await run('validate -f shop.yaml');
      expect(code).toBe(12);
      return err.trimEnd().split('\n').slice(0, -1);
    };
    // The plan stands before the groups, and says more than it may.
    const [db = '', web = '', plan = ''] = shopFile.split('---\n');
    const wrongPlan = plan.replace('waves:', 'rtoTargetMinutes: 0\nwaves:').replace('[shop-web]', '[shop-web, cellar]');
    expect(
      await errorsOf([`${wrongPlan}    dependsOn: [databse]\n`, db, web.replace('us-east-1', 'moon')].join('---\n')),
    ).toEqual([
      'shop.yaml:3:1: rtoTargetMinutes: must be at least 1',
      'shop.yaml:8:34: waves[1].protectionGroups[1]: unknown protection group "cellar"',
      'shop.yaml:10:17: waves[1].dependsOn[0]: unknown wave "databse"; did you mean "database"?',
      expect.stringMatching(/^shop\.yaml:22:1: region: /),
    ]);
    // A group that is there and wrong is not missing, whatever is wrong of it.
    for (const [right, wrong] of [
      ['kind: ProtectionGroup\ngroupName: shop-web', 'kind: ProtectionGruop\ngroupName: shop-web'],
      ['groupName: shop-web', 'gruopName: shop-web'],
      ['groupName: shop-web', 'groupName: 7'],
    ] as const) {
      const errors = await errorsOf(shopFile.replace(right, wrong));
      expect(errors).toHaveLength(1);
      expect(errors[0]).not.toContain('unknown protection group');
    }
    // A wave whose name is wrong may be the one that is called.
    const unnamed = await errorsOf(
      shopFile.replace('waveName: database', 'waveNaem: database').concat('    dependsOn: [database]\n'),
    );
    expect(unnamed.join('\n')).not.toContain('unknown wave');
  });
});

describe('export and import', () => {
  test('carry groups and plans to another server, which then says the same', async () => {
    const { run, files } = setUpCli();
    const other = setUpCli();
    files.set('shop.yaml', shopFile);
    await run('apply -f shop.yaml');
    const exported = await run('export');
    other.files.set('plans.yaml', exported.out);
    const imported = await other.run('import -f plans.yaml');
    expect(imported.out.match(/ created \(version 1/g)).toHaveLength(3);
    expect((await other.run('export')).out).toBe(exported.out);
    files.set('plans.yaml', exported.out);
    expect((await run('apply -f plans.yaml')).out.match(/ unchanged \(version 1/g)).toHaveLength(3);
  });

  test('of one plan carries its groups, and no others', async () => {
    const { run, files } = setUpCli();
    files.set(
      'shop.yaml',
      `${shopFile}---\nkind: RecoveryPlan\nplanName: blog\nwaves: [{ waveName: all, protectionGroups: [shop-web] }]\n`,
    );
    await run('apply -f shop.yaml');
    const { out } = await run('export --plan BLOG');
    const names = parseAllDocuments(out).map((document) => document.get('groupName') ?? document.get('planName'));
    expect(names).toEqual(['shop-web', 'blog']);
    expect((await run('export --plan moon')).code).toBe(11);
    expect(JSON.parse((await run('export --plan blog --output json')).out)).toHaveLength(2);
  });

  const name = fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme-ascii' }).filter((text) => text.trim() !== '');
  const names = (count: number) =>
    fc.uniqueArray(name, { minLength: 1, maxLength: count, selector: (text) => text.trim().toLowerCase() });
  const documents = fc
    .tuple(names(4), names(4), fc.infiniteStream(fc.nat()), fc.string())
    .map(([groups, waves, numbers, description]) => {
      const pick = () => numbers.next().value ?? 0;
      return [
        ...groups.map((groupName) => ({
          kind: 'ProtectionGroup',
          groupName,
          description,
          accountId: '111122223333',
          region: 'eu-west-1',
          selection:
            pick() % 2 === 0
              ? { tags: { [`k${pick()}`]: description } }
              : { sourceServerIds: [`s-${pick().toString(16).padStart(17, '0')}`] },
        })),
        {
          kind: 'RecoveryPlan',
          planName: waves[0],
          ...(pick() % 2 === 0 && { rtoTargetMinutes: 1 + (pick() % 1000) }),
          waves: waves.map((waveName, waveNumber) => ({
            waveName,
            protectionGroups: [groups[pick() % groups.length]],
            ...(pick() % 2 === 0 && { dependsOn: waves.slice(0, waveNumber).filter(() => pick() % 2 === 0) }),
            pauseBeforeWave: pick() % 2 === 0,
            onFailure: ['stop', 'pause', 'continue'][pick() % 3],
            minSuccessPercent: 1 + (pick() % 100),
            timeoutMinutes: 1 + (pick() % 1000),
          })),
        },
      ];
    });

  test('lose nothing: any plan file that is taken comes out saying the same', async () => {
    await fc.assert(
      fc.asyncProperty(documents, async (input) => {
        const one = setUpCli();
        const other = setUpCli();
        one.files.set('in.json', JSON.stringify(input));
        const applied = await one.run('apply -f in.json');
        // Two waves may launch the same named server: that is refused, and nothing to carry.
        fc.pre(applied.code === 0);
        const { out } = await one.run('export');
        other.files.set('plans.yaml', out);
        expect(await other.run('import -f plans.yaml')).toMatchObject({ code: 0, err: '' });
        expect((await other.run('export')).out).toBe(out);
        one.files.set('plans.yaml', out);
        expect((await one.run('apply -f plans.yaml')).out).not.toMatch(/ (updated|created) \(/);
      }),
      { numRuns: 60, seed: 20_261_103 },
    );
  });
});

test('of a thousand errors the first twenty are told, each of a length that can be read', async () => {
  const { run, files } = setUpCli();
  const wrong = Array.from({ length: 1000 }, (_, index) => ({ kind: `Group${index}${'x'.repeat(1000)}` }));
  files.set('wrong.yaml', JSON.stringify(wrong));
  for (const command of ['apply', 'validate']) {
    const { code, err } = await run(`${command} -f wrong.yaml`);
    const lines = err.trimEnd().split('\n');
    expect([code, lines.length]).toEqual([12, 22]);
    expect(lines[0]).toMatch(
      /^wrong\.yaml:1:\d+: kind: unknown kind "Group0x+… known are Settings, Account, ProtectionGroup, RecoveryPlan$/,
    );
    for (const line of lines) expect(line.length).toBeLessThan(250);
    expect(lines.slice(-2)).toEqual(['… and 980 more', 'Nothing was saved: 1000 errors']);
  }
});

test('a file that is over the limit of a request is refused with the limit, and nothing is saved', async () => {
  const { run, files, catalog } = setUpCli();
  files.set(
    'big.yaml',
    `${shopFile.replace('groupName: shop-db', `groupName: shop-db\ndescription: "${'x'.repeat(6_000_000)}"`)}`,
  );
  const { code, err } = await run('apply -f big.yaml');
  expect([code, err.split('\n')]).toEqual([
    12,
    [
      'A request has at most 5242880 bytes',
      'Send less at once: a plan file can be applied in parts, groups before the plans that call them',
      '',
    ],
  ]);
  expect(await catalog.findGroup('shop-web')).toBeUndefined();
});

test('a target of 0 is told its least value, and a wave over no servers what to do', async () => {
  const { run, files } = setUpCli();
  files.set(
    'zero.yaml',
    'kind: RecoveryPlan\nplanName: Zero\nrtoTargetMinutes: 0\nrpoTargetSeconds: 0\nwaves:\n  - waveName: all\n    protectionGroups: [db]\n    sourceServerIds: []\n',
  );
  const { code, err } = await run('validate -f zero.yaml');
  expect(code).toBe(12);
  expect(err).toContain('zero.yaml:3:1: rtoTargetMinutes: must be at least 1\n');
  expect(err).toContain('zero.yaml:4:1: rpoTargetSeconds: must be at least 1\n');
  expect(err).toContain('waves[0].sourceServerIds: name at least one source server, or leave it out for all');
});
