/** The small commands, and how the command line finds its server and prints what it got. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { token } from '../api/set-up.ts';
import { setUpCli, shopFile } from './run.ts';

const withShop = async () => {
  const cli = setUpCli();
  cli.files.set('shop.yaml', shopFile);
  await cli.run('apply -f shop.yaml');
  return cli;
};

describe('describe', () => {
  test('a group asks DRS what it matches now, and in which state', async () => {
    const { run, rig, shop } = await withShop();
    const [up = '', stalled = ''] = shop.servers.database;
    rig.simulator.faults.add({ kind: 'stalled-replication', sourceServerIds: [stalled] });
    await rig.clock.advance(3 * 3600);
    const { code, out } = await run('describe group SHOP-DB');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Group "shop-db", version 1, group-\S+\n111122223333\/us-east-1: Application=Shop Tier=db\nMatches 2 servers now/,
    );
    expect(out).toMatch(new RegExp(`^shop-db-01 +${up} +CONTINUOUS +0 s$`, 'm'));
    expect(out).toMatch(new RegExp(`^shop-db-02 +${stalled} +STALLED +3 h 0 min$`, 'm'));
    const { executionId } = JSON.parse((await run('drill shop --output json')).out);
    expect((await run('describe group shop-db')).out.match(new RegExp(`${executionId} \\(shop\\)`, 'g'))).toHaveLength(
      2,
    );
    const unknown = await run('describe group moon');
    expect(unknown).toEqual({ code: 11, out: '', err: 'No such group: moon\nGroups: shop-db, shop-web\n' });
  });

  test('a plan shows its waves, its versions and what was executed', async () => {
    const { run, files } = await withShop();
    files.set('shop.yaml', shopFile.replace('pauseBeforeWave: true', 'onFailure: pause'));
    await run('apply -f shop.yaml');
    const never = await run('describe plan shop');
    expect(never.out).toMatch(/^Plan "shop", version 2/);
    expect(never.out).toMatch(/^2 +2026-\S+ \S+ +ana +2\n1 +2026-\S+ \S+ +ana +2$/m);
    expect(never.out).toContain('Never executed\n');
    const { executionId } = JSON.parse((await run('drill shop --output json')).out);
    expect((await run('describe plan shop')).out).toMatch(new RegExp(`^${executionId} +DRILL +POLLING`, 'm'));
  });

  test('a plan shows its targets, and what is done around its waves', async () => {
    const { run, files } = await withShop();
    const targets = 'planName: shop\nrtoTargetMinutes: 90\nrpoTargetSeconds: 900\ndrillTtlHours: 8';
    const actions = [
      '    actions:',
      '      before: [{ kind: WAIT, actionName: settle, minutes: 1 }]',
      '      after: [{ kind: TCP_CHECK, actionName: port, host: db, port: 5432, required: false, executionTypes: [DRILL] }]',
    ].join('\n');
    const plan = shopFile
      .replace('planName: shop', targets)
      .replace('[shop-db]', `[shop-db]\n${actions}`)
      .concat('afterCleanUp: [{ kind: WAIT, actionName: rest, minutes: 1 }]\n');
    files.set('shop.yaml', plan);
    expect((await run('apply -f shop.yaml')).err).toBe('');
    const { out } = await run('describe plan shop');
    expect(out).toContain('\nTargets: RTO 1 h 30 min, RPO 15 min\nDrills are cleaned up 8 h 0 min after their end\n');
    expect(out).toContain(
      '\nBefore wave 0 "database": settle (WAIT)\nAfter wave 0 "database": port (TCP_CHECK, optional, only in a DRILL)\nAfter a clean-up: rest (WAIT)\n',
    );
  });

  test('an execution shows all its servers; as JSON it is one object', async () => {
    const { run, shop } = setUpCli();
    const executionId = await shop.running();
    const { out } = await run(`describe execution ${executionId}`);
    expect(out).toMatch(/^DRILL of plan "shop" \(version 1\): POLLING\n/);
    const [first = ''] = shop.servers.database;
    expect(out).toMatch(new RegExp(`^shop-db-01 +${first} +111122223333 +us-east-1 +database`, 'm'));
    expect(out.match(/^shop-\w+-\d\d /gm)).toHaveLength(8);
    const data = JSON.parse((await run(`describe execution ${executionId} --output json`)).out);
    expect([data.status, data.servers.length]).toEqual(['POLLING', 8]);
  });
});

describe('delete', () => {
  test('a plan and then its group, each by its name; a group in use is kept and says by what', async () => {
    const { run, catalog } = await withShop();
    const kept = await run('delete group shop-db --confirm shop-db');
    expect([kept.code, kept.out]).toEqual([exitCodes.refused, '']);
    expect(kept.err).toContain('The protection group is in use: plan "shop"');
    const { planId } = (await catalog.findPlan('shop')) ?? {};
    expect(await run('delete plan SHOP --confirm shop')).toEqual({
      code: 0,
      out: `RecoveryPlan "shop" deleted (version 1, ${planId})\n`,
      err: '',
    });
    const id = (await catalog.findGroup('shop-db'))?.groupId;
    const { code, out } = await run('delete group shop-db --confirm shop-db --output json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ kind: 'ProtectionGroup', id, name: 'shop-db', version: 1 });
    expect((await run('get groups')).out).not.toContain('shop-db');
  });

  test('is not done without the name, and asks a person for it', async () => {
    const { run, catalog } = await withShop();
    expect((await run('delete plan shop')).err).toBe('Not deleted: nobody is here to confirm. Add --confirm "shop"\n');
    const asked = await run('delete plan shop', { isTerminal: true, ask: async () => 'shopp' });
    expect([asked.code, asked.err]).toEqual([exitCodes.refused, 'Not deleted: "shopp" is not its name "shop"\n']);
    expect(await catalog.findPlan('shop')).toBeDefined();
  });
});

describe('events', () => {
  test('after a number, or the last ones only', async () => {
    const { run, rig, shop } = setUpCli();
    const executionId = await shop.atGate();
    const { eventCount } = await rig.get(executionId);
    const after = await run(`events ${executionId} --after ${eventCount - 2}`);
    expect(after.out.trimEnd().split('\n')).toHaveLength(2);
    const last = await run(`events ${executionId} --last 1`);
    expect(last.out).toMatch(/^2026-11-02 03:\d\d:\d\dZ Paused: wave 1 "application" waits for approval\n$/);
  });
});

describe('output', () => {
  test('of a command is what the API answered, for programs', async () => {
    const { run } = await withShop();
    const started = JSON.parse((await run('drill shop --output json')).out);
    const { executionId } = started;
    expect(started).toEqual({ executionId: expect.stringMatching(/^exec-/), verdict: 'BEGUN', repeated: false });
    const paused = JSON.parse((await run(`pause ${executionId} --output json`)).out);
    expect(paused).toMatchObject({ executionId, pauseRequested: true });
    const cancelled = parse((await run(`cancel ${executionId} --output yaml`)).out);
    expect(cancelled).toMatchObject({ executionId, cancelRequested: true });
    expect(JSON.parse((await run('apply -f shop.yaml --output json')).out)[2]).toMatchObject({ outcome: 'unchanged' });
  });

  test('of a drill that is waited for: one object on stdout, the lines on stderr, and the end as exit code', async () => {
    const { run, shop } = await withShop();
    shop.failNext(...shop.servers.database);
    const { code, out, err } = await run('drill shop --wait --output json', { isTerminal: true });
    expect(code).toBe(exitCodes.failed);
    const { status, servers } = JSON.parse(out);
    expect([status, servers.length]).toEqual(['FAILED', 5]);
    for (const { serverName, sourceServerId, reason } of servers.slice(0, 2)) {
      expect(reason).toMatch(/^\w/);
      expect(err).toContain(`${serverName} (${sourceServerId}): ${reason}`);
    }
    expect(`${out}${err}`).not.toContain('\u001B[?25l');
  });
});

describe('the config file', () => {
  const env = { HOME: '/home/ana' };
  const config = '/home/ana/.config/breakwater/config.yaml';

  test('names the server and the file of its token', async () => {
    const { run, files } = setUpCli();
    files.delete('.breakwater/api-token');
    files.set(config, 'server: http://127.0.0.1:7700\ntokenFile: ~/token\n');
    const without = await run('get plans', { env });
    expect(without.code).toBe(exitCodes.unauthorized);
    expect(without.err).toMatch(/^No token was sent: there is none in ~\/token\n/);
    files.set('/home/ana/token', `${token}\n`);
    expect((await run('get plans', { env })).code).toBe(0);
  });

  test('gives its token to no other server than its own', async () => {
    const { run, files, context } = setUpCli();
    files.delete('.breakwater/api-token');
    files.set(config, 'server: http://127.0.0.1:7700\ntokenFile: ~/token\n');
    files.set('/home/ana/token', `${token}\n`);
    const sent: (string | null)[] = [];
    const fetch: typeof context.fetch = (input, init) => {
      sent.push(`${new URL(input).host} ${new Headers(init.headers).get('authorization') ?? 'nothing'}`);
      return context.fetch(input.replace(/:\d+/, ':7700'), init);
    };
    await run('get plans --server http://127.0.0.1:9999', { env, fetch });
    await run('get plans', { env: { ...env, BREAKWATER_SERVER: 'http://127.0.0.1:8888' }, fetch });
    expect(sent).toEqual(['127.0.0.1:9999 nothing', '127.0.0.1:8888 nothing']);
  });

  test.each([
    ['sever: http://x', /config\.yaml: .*sever.*; known are server and tokenFile/],
    ['server: [', /config\.yaml: \S/],
    ['server: here', /config\.yaml: server: /],
  ])('that says %j is refused in one line, and no server is called', async (source, message) => {
    const { run, files } = setUpCli();
    files.set(config, source);
    const { code, out, err } = await run('get plans', { env });
    expect([code, out, err.trimEnd().split('\n').length]).toEqual([exitCodes.invalidInput, '', 1]);
    expect(err).toMatch(message);
  });
});

describe('the config file that cannot be read', () => {
  test('is an error, not a call to the default server', async () => {
    const { run, context } = setUpCli();
    const readFile: typeof context.readFile = async (path) => {
      if (path.endsWith('config.yaml')) throw new Error('no permission to read it');
      return context.readFile(path);
    };
    const { code, out, err } = await run('get plans', { env: { HOME: '/home/ana' }, readFile });
    expect([code, out]).toEqual([exitCodes.invalidInput, '']);
    expect(err).toContain('/home/ana/.config/breakwater/config.yaml: no permission to read it');
  });
});

describe('completion', () => {
  test('of commands and flags is asked of the program itself', async () => {
    const { run } = setUpCli();
    expect((await run(['__complete', 'desc'])).out).toBe('describe\n');
    expect((await run(['__complete', 'get', 'e'])).out.split('\n')).toEqual(
      expect.arrayContaining(['executions', 'execution']),
    );
    expect((await run(['__complete', 'drill', 'shop', '--wa'])).out.split('\n')).toEqual(
      expect.arrayContaining(['--watch', '--wait']),
    );
  });

  test.each(['bash', 'zsh', 'fish'])('script of %s calls it back', async (shell) => {
    const { run } = setUpCli();
    expect((await run(`completion ${shell}`)).out).toContain('__complete');
  });

  test('of an unknown shell names the known ones', async () => {
    const { run } = setUpCli();
    const { code, err } = await run('completion tcsh');
    expect([code, err]).toEqual([exitCodes.usage, expect.stringContaining('known are bash, zsh, fish')]);
  });
});

test('version tells both, and does not need the server', async () => {
  const { run } = setUpCli();
  expect((await run('version')).out).toBe('This program: 1.2.3\nThe server at http://127.0.0.1:7700: 1.2.3\n');
  const away = await run('version', { fetch: () => Promise.reject(new TypeError('fetch failed')) });
  expect([away.code, away.out]).toEqual([0, expect.stringContaining('does not answer')]);
});

test('the reference of the command line has every exit code', () => {
  const reference = readFileSync(join(import.meta.dirname, '../../docs/reference/command-line.md'), 'utf8');
  const table = reference.slice(reference.indexOf('| code | meaning |'));
  for (const code of Object.values(exitCodes)) expect(table).toMatch(new RegExp(`^\\|[^|]*\\b${code}\\b[^|]*\\|`, 'm'));
});
