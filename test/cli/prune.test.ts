/** What the server has and a plan file does not: removed with --prune alone, listed and confirmed, all of it or nothing. */
import { describe, expect, test } from 'vitest';
import { setUpCli, shopFile } from './run.ts';

const [shopDb = '', shopWeb = '', shopPlan = ''] = shopFile.split('---\n');
/** Without the account nothing could be reached. */
const account = 'kind: Account\naccountId: "111122223333"\naccountName: production\nregions: [us-east-1]\n';
const filed = (...documents: readonly string[]): string => documents.join('---\n');
const everything = filed(account, shopDb, shopWeb, shopPlan);
const blog = 'kind: RecoveryPlan\nplanName: blog\nwaves: [{ waveName: all, protectionGroups: [shop-web] }]\n';

async function setUp() {
  const cli = setUpCli();
  cli.files.set('everything.yaml', everything);
  expect((await cli.run('apply -f everything.yaml --prune --confirm 0')).err).toBe('');
  expect((await cli.run('apply -f everything.yaml')).code).toBe(0);
  const apply = (text: string, flags: string, over = {}) => {
    cli.files.set('next.yaml', text);
    return cli.run(`apply -f next.yaml ${flags}`.trim(), over);
  };
  const names = async () => {
    const { out } = await cli.run('export');
    return [...out.matchAll(/^(?:groupName|planName|accountName): (.*)$/gm)].map(([, name]) => name);
  };
  return { ...cli, apply, names };
}
const all = ['production', 'shop-db', 'shop-web', 'shop'];

describe('what a file does not name', () => {
  test('is left alone without --prune, and diff says nothing of it', async () => {
    const { apply, run, names } = await setUp();
    expect((await apply(shopDb, '')).code).toBe(0);
    expect((await run('diff -f next.yaml')).out).not.toContain('removed');
    expect(await names()).toEqual(all);
  });

  test('is told by diff --prune, and nothing is removed by that', async () => {
    const { run, files, names } = await setUp();
    files.set('next.yaml', filed(account, shopDb));
    const { code, out } = await run('diff -f next.yaml --prune');
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      'Account "production" is so already',
      'ProtectionGroup "shop-db" is so already',
      'RecoveryPlan "shop" would be removed',
      'ProtectionGroup "shop-web" would be removed',
      '0 new, 0 changed, 2 unchanged, 2 removed. Nothing was saved.',
    ]);
    expect(await names()).toEqual(all);
  });

  test('is listed, and removed once somebody types how many these are', async () => {
    const { apply, names, run } = await setUp();
    const kept = filed(account, shopDb);
    const unconfirmed = await apply(kept, '--prune');
    expect(unconfirmed.code).toBe(7);
    expect(unconfirmed.err).toContain('ProtectionGroup "shop-web" would be removed');
    expect(unconfirmed.err).toContain('nobody is here to confirm. Add --confirm 2');
    const wrong = await apply(kept, '--prune', { isTerminal: true, ask: async () => '1' });
    expect([wrong.code, wrong.err.trimEnd().split('\n').at(-1)]).toEqual([
      7,
      'Nothing was saved: 2 would be removed, not 1',
    ]);
    expect(await names()).toEqual(all);
    const done = await apply(kept, '--prune', { isTerminal: true, ask: async () => '2' });
    expect(done.code).toBe(0);
    expect(done.out).toMatch(/^RecoveryPlan "shop" removed \(version 1, plan-/m);
    expect(await names()).toEqual(['production', 'shop-db']);
    // Its name is free again, and nothing is left to be removed.
    expect((await apply(everything, '--prune')).code).toBe(0);
    expect((await run('diff -f next.yaml --prune')).out).toContain('0 new, 0 changed, 4 unchanged, 0 removed');
  });

  test('goes in the same step in which something else is saved', async () => {
    const { apply, names } = await setUp();
    const { code } = await apply(filed(account, shopWeb, blog), '--prune --confirm 2');
    expect([code, await names()]).toEqual([0, ['production', 'shop-web', 'blog']]);
  });
});

describe('nothing is saved and nothing removed', () => {
  test('while a plan of the file calls a group that it does not name', async () => {
    const { apply, names } = await setUp();
    const { code, err } = await apply(filed(account, shopDb, shopPlan, blog), '--prune --confirm 1');
    expect(code).toBe(7);
    expect(err).toContain('protection group "shop-web": plan "shop", protection group "shop-web": plan "blog"');
    expect(await names()).toEqual(all);
  });

  test('while a group of the file names an account that it does not', async () => {
    const { apply, names } = await setUp();
    const { code, err } = await apply(filed(shopDb, shopWeb, shopPlan), '--prune --confirm 1');
    expect(code).toBe(7);
    expect(err).toContain('account 111122223333: group "shop-db", account 111122223333: group "shop-web"');
    expect(await names()).toEqual(all);
  });

  test('while an execution of a plan runs that would go, or has servers in its account', async () => {
    const { apply, run, names } = await setUp();
    const [started] = /exec-[\w-]+/.exec((await run('drill shop')).out) ?? [];
    const { code, err } = await apply('kind: Settings\ntagSyncEveryHours: 6\n', '--prune --confirm 4');
    expect(code).toBe(7);
    expect(err).toContain(`recovery plan "shop": execution ${started} (POLLING)`);
    expect(err).toContain(`account 111122223333: execution ${started} (POLLING)`);
    expect((await run('export')).out).toContain('tagSyncEveryHours: null');
    expect(await names()).toEqual(all);
  });

  test('when something would go that was not there at the look before', async () => {
    const { call, names } = await setUp();
    const documents = [{ kind: 'Settings', tagSyncEveryHours: 6 }];
    const seen = await call('POST', '/api/apply', { documents, prune: true, dryRun: true });
    expect(seen.body.results.map(({ outcome }: { outcome: string }) => outcome)).toEqual([
      'updated',
      'removed',
      'removed',
      'removed',
      'removed',
    ]);
    const [, , ...others] = seen.body.results.map(({ kind, id, version }: Record<string, unknown>) => ({
      kind,
      id,
      version,
    }));
    const { status, body } = await call('POST', '/api/apply', { documents, prune: true, removes: others });
    expect([status, body.errors.map(({ message }: { message: string }) => message)]).toEqual([
      422,
      ['RecoveryPlan "shop" (version 1) would be removed unseen'],
    ]);
    expect((await call('GET', '/api/tag-sync')).body.everyHours).toBeUndefined();
    expect(await names()).toEqual(all);
  });
});

test('settings of a file are saved, told field by field, and never removed', async () => {
  const { apply, run, files } = await setUp();
  const settings = 'kind: Settings\ntagSyncEveryHours: 6\n';
  expect((await apply(settings, '')).out).toContain('tagSyncEveryHours: null → 6');
  expect((await run('export')).out).toMatch(/^kind: Settings\ntagSyncEveryHours: 6\n---/);
  expect((await apply(settings, '')).out).toContain('unchanged (version 1');
  files.set('next.yaml', everything);
  expect((await run('apply -f next.yaml --prune')).code).toBe(0);
  expect((await run('export')).out).toContain('tagSyncEveryHours: 6');
  expect((await apply(settings.replace('6', 'null'), '')).out).toContain('tagSyncEveryHours: 6 → null');
  const { code, err } = await apply(filed(settings, settings), '');
  expect([code, err]).toEqual([12, expect.stringContaining('document 1 names the settings too')]);
});
