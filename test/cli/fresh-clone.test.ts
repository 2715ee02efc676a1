/** What an operator met who began with a fresh clone: a word on the screen that was not so, or a need that was not told. */
import { describe, expect, test } from 'vitest';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { setUpWhole } from './whole.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };

const openPlan = async (more: Record<string, unknown> = {}, wave: Record<string, unknown> = {}) => {
  const whole = await setUpWhole({ estate: { servers: 3 } });
  await whole.rig.load();
  const ids = whole.rig.idsOf('server-');
  await whole.rig.savePlan('shop', [{ servers: ids, waveName: 'all', ...wave }], more);
  return { ...whole, ids };
};

describe('cleanup', () => {
  test('repeated after an action of it failed does the actions again, although nothing is left to terminate', async () => {
    const afterCleanUp = [
      { kind: 'LAMBDA', actionName: 'forget DNS', ...place, functionName: 'forget-dns', timeoutMinutes: 5 },
    ];
    const { run, rig, executionIdOf } = await openPlan({ afterCleanUp });
    const executionId = executionIdOf((await run('drill shop --wait')).out);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'Invoke', times: 1 });
    const failed = await run(`cleanup ${executionId} --confirm shop --wait`);
    expect(failed.code).toBe(exitCodes.partial);
    expect(failed.out).toContain('action "forget DNS" failed');

    const again = await run(`cleanup ${executionId} --confirm shop --wait`);
    expect(again.out).toContain('what the plan does after a clean-up is done again');
    expect(again.out).toMatch(/wave 0 "clean-up" +COMPLETED/);
    expect(again.code).toBe(exitCodes.ok);
    const cleanUpId = /started: (\S+)/.exec(again.out)?.[1] ?? '';
    expect((await run(`events ${cleanUpId}`)).out).toMatch(/forget DNS.*succeeded/i);
    const third = await run(`cleanup ${executionId} --confirm shop`);
    expect([third.code, third.out]).toEqual([exitCodes.ok, expect.stringContaining('Nothing left to terminate: 3')]);
  });
});

describe('check', () => {
  test('of what AWS refuses for good says BLOCKED with the words of the refused drill, and forecasts nothing', async () => {
    const { run, rig } = await openPlan();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSourceServers', ...place });
    const told = await run('check shop');
    expect(told.code).toBe(exitCodes.refused);
    expect(told.out).toContain('drs:DescribeSourceServers: AccessDenied');
    expect(told.out).toContain('  wave 0 "all": servers unknown\n');
    expect(told.out).not.toContain('Forecast:');
    expect(told.out).toMatch(/\nBLOCKED: a start would be refused, for 1 reason\n$/);
    expect((await run('drill shop --wait')).code).toBe(exitCodes.refused);
  });

  test('of a wave that can only fail says so beforehand, and counts the servers that can be launched', async () => {
    const rig = await setUpWhole({
      estate: {
        servers: 3,
        server: (index) => (index === 1 ? { replication: { state: 'STOPPED', lagSeconds: 60 } } : {}),
      },
    });
    await rig.rig.load();
    await rig.rig.savePlan('shop', [{ servers: rig.rig.idsOf('server-'), waveName: 'all' }]);
    const told = await rig.run('check shop');
    expect(told.err).toBe('');
    expect(told.out).toContain(
      'Mind: wave 0 "all" would FAIL, and no wave after it would start: 2 of 3 servers can be launched, and at least 100 % are wanted\n',
    );
    expect(told.code).toBe(exitCodes.wouldFail);
    expect(told.out).toMatch(
      /\nWOULD FAIL: a start of 2 of 3 servers would begin, but wave 0 "all" would FAIL, and no wave after it would start: 2 of 3 .*\n$/,
    );
    const end = await rig.run('drill shop --wait');
    expect(end.out).toContain('2 of 3 servers launched');

    await rig.rig.savePlan('shop', [{ servers: rig.rig.idsOf('server-'), waveName: 'all', minSuccessPercent: 60 }]);
    const enough = await rig.run('check shop');
    expect(enough.code).toBe(exitCodes.ok);
    expect(enough.out).toMatch(/\nREADY: nothing refuses a start of 2 of 3 servers; mind \d warnings\n$/);
    expect(enough.out).not.toContain('would FAIL');
  });

  test('of launch settings that AWS refuses to tell says that their wave would fail', async () => {
    const { run, rig } = await setUpWhole();
    await run('apply -f shop.yaml');
    const group = { kind: 'ProtectionGroup', groupName: 'set', ...place, launchConfig: { instanceType: 'm5.xlarge' } };
    const plan = { kind: 'RecoveryPlan', planName: 'set', waves: [{ waveName: 'all', protectionGroups: ['set'] }] };
    const [first = ''] = rig.idsOf('');
    const saved = await rig.clock.complete(
      rig.catalog.apply([{ ...group, selection: { sourceServerIds: [first] } }, plan], { actor: 'anna' }),
    );
    expect(saved.kind).toBe('applied');
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'GetLaunchConfiguration' });
    const told = await run('check set');
    expect(told.code).toBe(exitCodes.unknown);
    expect(told.out).toMatch(
      /\nMind: the waves of 1 server would FAIL before they launch: AWS refuses the launch settings/,
    );
    expect(told.out).toMatch(
      /\nUNKNOWN: not everything could be checked .*; and the waves of 1 server would FAIL before/,
    );
    expect(told.out).toContain('  NOT_LOOKED_AT: Mend what AWS names, and check again: their waves would FAIL.\n');
    expect((await run('drill set --wait')).code).toBe(exitCodes.failed);
  });

  test('of a plan that runs does not call the instances of that run those of an earlier drill', async () => {
    const { run } = await openPlan();
    expect((await run('drill shop --wait')).code).toBe(exitCodes.ok);
    expect((await run('check shop')).out.match(/, of an earlier drill$/gm)).toHaveLength(3);
    const { out } = await run('drill shop');
    const executionId = /started: (\S+)/.exec(out)?.[1] ?? '';
    const during = (await run('check shop')).out;
    expect(during).toContain(`, of a drill; ${executionId} holds the server now\n`);
    expect(during).not.toContain('of an earlier drill');
  });
});

describe('a run that is over', () => {
  test('never waits for a person: the reason of its failed wave stands there; while it waits, both do', async () => {
    const { run, rig, ids } = await openPlan({}, { onFailure: 'pause' });
    rig.simulator.faults.add({ kind: 'fail-launch', ...place, sourceServerIds: ids.slice(0, 1), times: 1 });
    const waiting = await run('drill shop --wait');
    const reason = '2 of 3 servers launched; failed: server-0000';
    expect(waiting.code).toBe(exitCodes.waitingForPerson);
    const executionId = /started: (\S+)/.exec(waiting.out)?.[1] ?? '';
    const shown = (await run(`get execution ${executionId}`)).out;
    expect(shown).toContain(reason);
    expect(shown).toContain('waits for a person to decide');
    await run(`cancel ${executionId} --reason enough`);
    await run(`watch ${executionId}`);
    const over = (await run(`get execution ${executionId}`)).out;
    expect(over).toContain(reason);
    expect(over).not.toContain('waits for a person');
  });
});

test('an approval is given under its name whatever its case', async () => {
  const actions = { before: [{ kind: 'APPROVAL', actionName: 'Books closed', timeoutMinutes: 60 }], after: [] };
  const { run } = await openPlan({}, { actions });
  const waiting = await run('drill shop --wait');
  const executionId = /started: (\S+)/.exec(waiting.out)?.[1] ?? '';
  const approved = await run(['resume', executionId, '--wave', 'all', '--approve', 'books CLOSED']);
  expect([approved.code, approved.err]).toEqual([exitCodes.ok, '']);
});

test('export of a plan that is named twice prints it once', async () => {
  const { run } = await openPlan();
  const { out } = await run('export --plan shop --plan SHOP');
  expect(out.match(/^planName: shop$/gm)).toHaveLength(1);
});

test('apply-settings of a group that wants nothing says so', async () => {
  const { run, rig } = await openPlan();
  const [group] = (await rig.catalog.listGroups({ limit: 10 })).items;
  const told = await run(['apply-settings', group?.groupName ?? '']);
  expect(told).toEqual({
    code: exitCodes.ok,
    out: `"${group?.groupName}" has no launch settings (launchConfig): nothing is applied\n`,
    err: '',
  });
});
