/** What operators stumbled over, each as they met it. */
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { refusalLines } from '../../src/cli/render/refusal-lines.ts';
import { briskDurations } from '../scenarios/support/scenario.ts';
import { setUpCli, shopFile } from './run.ts';
import { setUpWhole } from './whole.ts';

const drilled = async () => {
  const whole = await setUpWhole({ estate: { servers: 3 } });
  const { rig, run, executionIdOf } = whole;
  const ids = rig.idsOf('server-');
  await rig.savePlan('Shop', [{ servers: [ids[2] ?? '', ids[0] ?? ''] }, { servers: [ids[1] ?? ''] }]);
  const executionId = executionIdOf((await run('drill shop --watch')).out);
  return { ...whole, executionId };
};

describe('a plan is confirmed by its name', () => {
  test('in whatever case: the name that a command finds it by confirms it too', async () => {
    const { run, executionId } = await drilled();
    expect((await run(`cleanup ${executionId} --confirm other`)).code).toBe(exitCodes.refused);
    expect(await run(`cleanup ${executionId} --confirm shop --wait`)).toMatchObject({ code: exitCodes.ok, err: '' });
    expect((await run('recover shop --confirm shop --wait')).code).toBe(exitCodes.ok);
  });
});

describe('an id may be shortened', () => {
  test('to as much of its beginning as no other has, for reading and for acting', async () => {
    const { run, executionId } = await drilled();
    const short = executionId.slice(0, -3);
    expect((await run(`get execution ${short}`)).out).toContain('DRILL of plan "Shop"');
    expect((await run(`describe execution ${short.replace('exec-', '')}`)).code).toBe(exitCodes.ok);
    const refused = await run(`cancel ${short}`);
    expect(refused.code).toBe(exitCodes.refused);
    expect(refused.err).toContain('the execution is over (COMPLETED)');
  });

  test('and a beginning that several have is refused with all of them', async () => {
    const { run, executionId, executionIdOf } = await drilled();
    const second = executionIdOf((await run('drill shop --wait')).out);
    for (const command of ['get execution', 'watch', 'cancel', 'cleanup']) {
      const refused = await run(`${command} exec-0`);
      expect(refused.code, command).toBe(exitCodes.usage);
      expect(refused.err).toMatch(/^2 executions begin with exec-0; say more of it:\n/);
      expect(refused.err).toMatch(new RegExp(`^  ${executionId}  DRILL of plan "Shop", COMPLETED, started `, 'm'));
      expect(refused.err).toContain(`  ${second}  `);
    }
    expect((await run('get execution exec-9')).code).toBe(exitCodes.notFound);
  });
});

describe('servers of an execution', () => {
  test('stand in the order of waves, then of names', async () => {
    const { run, executionId } = await drilled();
    const { out } = await run(`get servers ${executionId}`);
    expect(out.match(/^server-\d+/gm)).toEqual(['server-0000', 'server-0002', 'server-0001']);
  });
});

describe('what is typed wrong', () => {
  test('help shows the help, of a command too', async () => {
    const { run } = setUpCli();
    const whole = await run('help');
    expect([whole.code, whole.err]).toEqual([exitCodes.ok, '']);
    expect(whole.out).toContain('EXIT CODES');
    expect((await run('help drill')).out).toContain('./breakwater drill');
  });

  test('a field of another kind of action is called that, and never suggested for itself', async () => {
    const { run, files } = setUpCli();
    const actions = `    actions: { after: [{ kind: WAIT, actionName: rest, minutes: 5, timeoutMinutes: 5 }, { kind: NAP, actionName: n }] }`;
    files.set('shop.yaml', `${shopFile}${actions}\n`);
    const { code, err } = await run('apply -f shop.yaml');
    expect(code).toBe(exitCodes.invalidInput);
    expect(err).toContain('"timeoutMinutes" is a field of another kind, not of this one');
    expect(err).not.toContain('did you mean "timeoutMinutes"');
    expect(err).toContain('must be WAIT or APPROVAL or HTTP_CHECK');
  });

  test('every mistake of one document is told at once', async () => {
    const { run, files } = setUpCli();
    const broken = shopFile
      .replace('tags: { Application: Shop, Tier: db }', 'tags: { Application: 3 }\n  colour: red')
      .replace('waveName: web', 'waveName: DATABASE')
      .replace('planName: shop', 'planName: shop\nrtoTargetMinutes: soon')
      .replace('protectionGroups: [shop-web]', 'protectionGroups: [shop-wab]');
    files.set('shop.yaml', broken);
    const { err } = await run('apply -f shop.yaml');
    expect(err).toContain('selection.tags.Application: must be text, not a number: put it in quotes');
    expect(err).toContain('selection.colour: unknown field "colour"');
    expect(err).toContain('rtoTargetMinutes: must be a number, not text');
    expect(err).toContain('waves[1].waveName: wave 0 is named "DATABASE" too');
    expect(err).toContain('unknown protection group "shop-wab"; did you mean "shop-web"?');
  });

  test('a name is suggested only when it looks like what was typed', async () => {
    const { run, files } = setUpCli();
    files.set('shop.yaml', shopFile.replace('[shop-web]', '[accounting]'));
    expect((await run('apply -f shop.yaml')).err).not.toContain('did you mean');
  });
});

describe('a refusal that names many servers', () => {
  test('has them in rows below it, not in one line', () => {
    const names = Array.from({ length: 20 }, (_, index) => `server-${index} (s-${'0'.repeat(17)})`);
    const message = `execution exec-1 of plan "Shop" holds 20 servers since 2026-01-01: ${names.join(', ')}`;
    const lines = refusalLines([{ code: 'SERVER_LOCKED', message, subjects: [], remedy: 'Wait' }]);
    expect(lines[0]).toBe('- execution exec-1 of plan "Shop" holds 20 servers since 2026-01-01:');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(lines.join(' ').match(/server-\d+/g)).toHaveLength(20);
    expect(lines.at(-1)).toBe('  SERVER_LOCKED: Wait');
  });
});

describe('when AWS cannot be asked', () => {
  test('a check says that the servers are unknown, not that there are none', async () => {
    const { run, rig } = await drilled();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSourceServers' });
    const { out } = await run('check shop');
    expect(out).toContain('wave 0 "wave-0": servers unknown');
    expect(out).not.toContain('0 servers');
  });

  test('get capacity prints what it knows, names the Region that failed, and ends with 1 as its help says', async () => {
    const { run, rig, files } = setUpCli();
    files.set('home.yaml', 'kind: Account\naccountId: "111122223333"\naccountName: home\nregions: [us-east-1]\n');
    expect((await run('apply -f home.yaml')).code).toBe(exitCodes.ok);
    rig.simulator.faults.add({ kind: 'access-denied', service: 'drs' });
    const { out, code } = await run('get capacity');
    expect(out).toContain('FAILED');
    expect(code).toBe(exitCodes.error);
    expect((await run('get capacity --help')).out).toContain('the code is 1 then');
  });
});

describe('a wave whose servers are all up, and whose action failed', () => {
  test('is gone on with although the action failed, not "without 0 servers"', async () => {
    const { run, rig, executionIdOf } = await setUpWhole({ estate: { servers: 1, durations: briskDurations } });
    const actions = {
      after: [{ kind: 'TCP_CHECK', actionName: 'it answers', host: '10.9.9.9', port: 1, timeoutMinutes: 2 } as const],
    };
    await rig.savePlan('Shop', [{ servers: rig.idsOf('server-'), actions, onFailure: 'pause' }]);
    const id = executionIdOf((await run('drill shop --wait')).out);
    const { out } = await run(`get execution ${id}`);
    expect(out).toContain('To go on although action "it answers" of wave 0 "wave-0" timed out, and say why: ');
    expect(out).not.toContain('0 servers');
  });

  test('and where the action was not required, the wave that is COMPLETED says that it failed, while it runs and at its end', async () => {
    const { run, rig, executionIdOf } = await setUpWhole({ estate: { servers: 1, durations: briskDurations } });
    const optional = { actionName: 'it answers', host: '10.9.9.9', port: 1, timeoutMinutes: 2, required: false };
    const actions = { after: [{ kind: 'TCP_CHECK', ...optional } as const] };
    await rig.savePlan('Shop', [{ servers: rig.idsOf('server-'), actions }]);
    const { out } = await run('drill shop --wait');
    const words = /COMPLETED .*1 of 1 server launched; action "it answers" timed out: .* \(not required\)/;
    expect(out).toMatch(words);
    expect((await run(`get execution ${executionIdOf(out)}`)).out).toMatch(words);
  });
});
