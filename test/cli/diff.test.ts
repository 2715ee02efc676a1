/** What a file would change, before it does: nobody reads a whole plan to find the one line. */
import { expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { setUpCli, shopFile } from './run.ts';

const changed = `kind: ProtectionGroup
groupName: shop-cache
accountId: "111122223333"
region: us-east-1
selection:
  tags: { Application: Shop, Tier: cache }
---
${shopFile}`
  .replace('planName: shop', 'planName: Shop\nrtoTargetMinutes: 60')
  .replace('Tier: web }', 'Tier: web, Stage: prod }')
  .replace('pauseBeforeWave: true', 'pauseBeforeWave: false\n    timeoutMinutes: 60')
  .replace(
    '  - waveName: web',
    '  - waveName: cache\n    protectionGroups: [shop-cache]\n    dependsOn: []\n  - waveName: web',
  );

const account = { kind: 'Account', accountId: '111122223333', accountName: 'home', regions: ['us-east-1'] };

const registered = async () => {
  const cli = setUpCli();
  await cli.catalog.apply([account], { actor: 'anna' });
  return cli;
};

const shopWithFile = async () => {
  const cli = await registered();
  cli.files.set('shop.yaml', shopFile);
  cli.files.set('changed.yaml', changed);
  return cli;
};

test('diff tells what is new, what changes from what to what, and what is so already, and saves nothing', async () => {
  const { run, catalog } = await shopWithFile();
  expect((await run('diff -f shop.yaml')).out).toMatch(
    /^ProtectionGroup "shop-db" would be created\n[\s\S]*3 new, 0 changed, 0 unchanged\. Nothing was saved\.\n$/,
  );
  await run('apply -f shop.yaml');
  const { code, out, err } = await run('diff -f changed.yaml');
  expect([code, err]).toEqual([0, '']);
  expect(out.split('\n')).toEqual([
    'ProtectionGroup "shop-cache" would be created',
    'ProtectionGroup "shop-db" is so already',
    'ProtectionGroup "shop-web" would be updated',
    '  selection.tags.Stage: (not set) → "prod"',
    'RecoveryPlan "Shop" would be updated',
    '  planName: "shop" → "Shop"',
    '  rtoTargetMinutes: (not set) → 60',
    '  waves.web.dependsOn: + cache, - database',
    '  waves.web.pauseBeforeWave: true → false',
    '  waves.web.timeoutMinutes: 120 → 60',
    expect.stringMatching(/^ {2}waves\.cache: \(not set\) → \{"protectionGroups":\["shop-cache"\],/),
    '1 new, 2 changed, 1 unchanged. Nothing was saved.',
    '',
  ]);
  expect((await catalog.findPlan('shop'))?.version).toBe(1);
});

test('apply tells the same changes, and a second apply none', async () => {
  const { run, catalog } = await shopWithFile();
  await run('apply -f shop.yaml');
  const { out } = await run('apply -f changed.yaml');
  expect(out).toMatch(/^RecoveryPlan "Shop" updated \(version 2, \S+\)\n {2}planName: "shop" → "Shop"$/m);
  expect((await catalog.findPlan('shop'))?.planName).toBe('Shop');
  const again = await run('apply -f changed.yaml');
  expect(again.out).not.toContain('→');
  expect(again.out.match(/ unchanged \(/g)).toHaveLength(4);
});

test('of long lists what came and what went; a wave that moves, a wave that goes, and a target that is dropped', async () => {
  const { run, files } = await registered();
  const ids = Array.from({ length: 300 }, (_, index) => `s-${String(index).padStart(17, '0')}`);
  const file = (servers: readonly string[], waves: readonly string[], more = '') =>
    `kind: ProtectionGroup
groupName: all
accountId: "111122223333"
region: us-east-1
selection: { sourceServerIds: [${servers.join(', ')}] }
---
${['a', 'b', 'c'].map((wave) => `kind: ProtectionGroup\ngroupName: group-${wave}\naccountId: "111122223333"\nregion: us-east-1\nselection: { tags: { Wave: ${wave} } }\n---\n`).join('')}kind: RecoveryPlan
planName: all${more}
waves:
${waves.map((wave) => `  - { waveName: ${wave}, protectionGroups: [group-${wave}], dependsOn: [] }`).join('\n')}
`;
  files.set('all.yaml', file(ids.slice(0, 299), ['a', 'b', 'c'], '\nrpoTargetSeconds: 60'));
  await run('apply -f all.yaml');
  files.set('all.yaml', file(ids.slice(1), ['c', 'a']));
  expect((await run('diff -f all.yaml')).out.split('\n').filter((line) => line.startsWith('  '))).toEqual([
    `  selection.sourceServerIds: + ${ids[299]}, - ${ids[0]}`,
    '  rpoTargetSeconds: 60 → (not set)',
    expect.stringMatching(/^ {2}waves\.b: \{.*→ \(not set\)$/),
    '  waves: ["a","b","c"] → ["c","a"]',
  ]);
});

test('launch settings that were saved unchecked are asked about by diff and validate, though the file changes nothing', async () => {
  const { run, files, rig } = await registered();
  await rig.load();
  const unanswered = () =>
    rig.simulator.faults.add({
      kind: 'access-denied',
      operation: 'DescribeSubnets',
      message: 'not authorized',
      times: 1,
    });
  const file = (more = '') => `kind: ProtectionGroup
groupName: db
accountId: "111122223333"
region: us-east-1${more}
selection: { tags: { Tier: db } }
launchConfig: { subnetId: subnet-00000000000000bad }
`;
  files.set('db.yaml', file());
  const told = '  launchConfig.subnetId: not checked: ec2:DescribeSubnets: UnauthorizedOperation: not authorized';
  for (const [line, saved] of [
    ['diff', 'would be created'],
    ['apply', 'created'],
    ['diff', 'is so already'],
    ['validate', 'is so already'],
  ]) {
    unanswered();
    const { code, out } = await run(`${line} -f db.yaml`);
    expect(code, line).toBe(0);
    expect(out, line).toContain(`ProtectionGroup "db" ${saved}`);
    expect(out.split('\n'), line).toContain(told);
  }
  for (const line of ['diff', 'validate']) {
    const { code, err } = await run(`${line} -f db.yaml`);
    expect(code, line).toBe(exitCodes.invalidInput);
    expect(err, line).toContain('launchConfig.subnetId: no such subnet in 111122223333/us-east-1');
  }
  // What is saved already refuses no save that leaves it as it is.
  files.set('db.yaml', file('\ndescription: the database'));
  expect((await run('apply -f db.yaml')).out).toMatch(/^ProtectionGroup "db" updated/);
  files.set('db.yaml', `${JSON.stringify(account)}\n---\n${file()}`);
  files.set(
    'old.yaml',
    file()
      .replace('groupName: db', 'groupName: old')
      .replace(/launchConfig.*/, ''),
  );
  await run('apply -f old.yaml');
  const pruned = await run('apply -f db.yaml --prune --confirm 1');
  expect(pruned.out, pruned.err).toMatch(/^ProtectionGroup "db" updated[\s\S]*^ProtectionGroup "old" removed/m);
});

test('as JSON every change has its path and both values', async () => {
  const { run } = await shopWithFile();
  await run('apply -f shop.yaml');
  const documents = JSON.parse((await run('diff -f changed.yaml --output json')).out);
  expect(documents[3]).toMatchObject({ kind: 'RecoveryPlan', outcome: 'updated' });
  expect(documents[3].changes).toContainEqual({
    path: ['waves', 'web', 'pauseBeforeWave'],
    before: true,
    after: false,
  });
});

test('a wrong file is told as by apply, with line and column', async () => {
  const { run, files } = await shopWithFile();
  files.set('wrong.yaml', shopFile.replace('pauseBeforeWave', 'pauseBeforeWav'));
  const { code, err } = await run('diff -f wrong.yaml');
  expect(code).toBe(12);
  expect(err).toMatch(/^wrong\.yaml:22:5: waves\[1\]\.pauseBeforeWav: /);
});
