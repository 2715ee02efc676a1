/** What an operator learns of a start before it, by the checks of the start itself. */
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { startCheckSchema } from '../../src/domain/model/start-check.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { clientsOf } from '../simulator/clients.ts';
import { HOME_ACCOUNT, HOME_REGION, openRig } from '../support/rig.ts';
import { noGates } from '../support/shop.ts';
import { setUpCli } from './run.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const listed = (code: number, out: string) => ({ code, lines: out.trimEnd().split('\n') });

/** A stranger has recovered this server: its instance is live. */
const makeLive = async (rig: ReturnType<typeof openRig>, sourceServerId: string): Promise<string> => {
  rig.simulator.startForeignJob({ ...place, sourceServerIds: [sourceServerId], isDrill: false });
  await rig.clock.advance(3600);
  const servers = rig.simulator.servers(HOME_ACCOUNT, HOME_REGION);
  return servers.find((server) => server.sourceServerId === sourceServerId)?.instanceId ?? '';
};

describe('check', () => {
  test('of a plan that nothing speaks against shows its waves and gates, ends with code 0, and starts nothing', async () => {
    const { run, shop } = setUpCli();
    await shop.savePlan();
    const { code, out, err } = await run('check SHOP');
    expect(err).toBe('');
    const { lines } = listed(code, out);
    expect([code, ...lines.slice(1)]).toEqual([
      0,
      '  wave 0 "database": 2 servers',
      '  wave 1 "application": 3 servers, after wave 0, waits for approval',
      '  wave 2 "web": 3 servers, after wave 1, waits for approval',
      'Gates and approvals are opened by Admin, RecoveryManager, PlanManager, Operator',
      'Forecast: 1:00:00 with every gate opened at once, if each job takes 0:20:00 (no run of this plan to go by)',
      'READY: nothing speaks against a start of 8 servers',
    ]);
    expect((await run('get executions')).out).toBe('none\n');
  });

  test('names every blocker at once and at its server, with code 7, and a start refuses for the same reasons', async () => {
    const rig = openRig({ estate: { servers: 6 } });
    const { run } = setUpCli({}, rig);
    await rig.load();
    const [held = '', live = ''] = rig.idsOf('server-');
    const instanceId = await makeLive(rig, live);
    const holder = await rig.launch(await rig.savePlan('holder', [{ servers: [held], pauseBeforeWave: true }]));
    await rig.savePlan('everything', [{ servers: [held, live] }, { servers: ['s-00000000000000002'] }]);

    const told = await run('check everything');
    expect(told.code).toBe(7);
    expect(told.out).toContain(`  ${instanceId} of server-0001 (${live}), LIVE\n`);
    expect(told.out).toContain(`  To accept it, add: --accept-deletion ${instanceId}\n`);
    expect(told.out).toContain(`- execution ${holder} of plan "holder" holds 1 server since `);
    expect(told.out).toMatch(/\nBLOCKED: a start would be refused, for 3 reasons\n$/);

    const check = startCheckSchema.parse(JSON.parse((await run('check everything --output json')).out));
    const findingsOf = (id: string) =>
      check.servers
        .find(({ sourceServerId }) => sourceServerId === id)
        ?.findings.filter(({ severity }) => severity === 'BLOCKER');
    expect(findingsOf(held)).toEqual([
      expect.objectContaining({
        code: 'SERVER_LOCKED',
        message: expect.stringContaining(`held by execution ${holder} of plan "holder" since `),
        remedy: expect.stringContaining('Wait for the end of that execution'),
      }),
    ]);
    expect(findingsOf(live)).toEqual([
      expect.objectContaining({ code: 'LIVE_INSTANCE', message: `DRS would delete its LIVE instance ${instanceId}` }),
    ]);
    const refused = await rig.start(check.planId);
    expect(refused).toMatchObject({ kind: 'refused', refusals: check.blockers });

    const accepted = await run(`check everything --accept-deletion ${instanceId}`);
    expect(accepted.out).toContain(`  ${instanceId} of server-0001 (${live}), LIVE, accepted\n`);
    expect(accepted.out).toContain('for 2 reasons\n');
    expect(accepted.out).not.toContain('for deletion');
  });

  test('an instance that was there before DRS launched into it is told as such, and has to be accepted by name', async () => {
    const instances = [{ name: 'standby', ...place, tags: { AWSDRS: 'AllowLaunchingIntoThisInstance' } }];
    const rig = openRig({ estate: { ...makeEstate({ servers: 1 }), instances } });
    const { run } = setUpCli({}, rig);
    await rig.load();
    const [id = ''] = rig.idsOf('server-');
    const { Reservations = [] } = await clientsOf(rig.simulator).ec2.send(new DescribeInstancesCommand({}));
    const launchIntoInstanceId = `${Reservations[0]?.Instances?.[0]?.InstanceId}`;
    const serverOverrides = { [id]: { launchIntoInstanceId } };
    await rig.runToEnd(
      await rig.launch(await rig.savePlan('into', [{ groups: [{ servers: [id], serverOverrides }] }])),
    );
    await rig.savePlan('plain', [{ servers: [id] }]);
    const told = await run('check plain');
    expect(told.code).toBe(7);
    expect(told.out).toContain(`  ${launchIntoInstanceId} of server-0000 (${id}), there before DRS launched into it\n`);
    expect(told.out).toContain(`launchIntoInstanceId is still "${launchIntoInstanceId}"`);
    const accepted = await run(`check plain --accept-deletion ${launchIntoInstanceId}`);
    expect(accepted.out).toContain('there before DRS launched into it, accepted\n');
    expect(accepted.code).not.toBe(7);
  });

  test('says which accepted deletion is for nothing, and which flag names no instance', async () => {
    const rig = openRig({ estate: { servers: 2 } });
    const { run } = setUpCli({}, rig);
    await rig.load();
    await rig.savePlan('everything', [{ servers: rig.idsOf('server-') }]);
    const needless = 'Mind: i-0123456789abcdef0 is accepted for deletion, but no launch would delete it\n';
    const checked = await run('check everything --accept-deletion i-0123456789abcdef0');
    expect([checked.code, checked.out.includes(needless)]).toEqual([0, true]);
    expect((await run('drill everything --accept-deletion i-0123456789abcdef0')).out).toContain(needless);
    const wrong = await run('check everything --accept-deletion i-0123456789abcdef0 --accept-deletion i-xyz');
    expect(wrong).toEqual({
      code: 12,
      out: '',
      err: expect.stringMatching(/^1 field error\n {2}--accept-deletion \(number 2\): an EC2 instance id is i-.*\n/),
    });
  });

  test('warns of old drill instances, stalled replication, a missed RPO, the jobs of others and quotas', async () => {
    const lagging = { state: 'CONTINUOUS', lagSeconds: 600 } as const;
    const rig = openRig({
      estate: {
        servers: 620,
        server: (index) =>
          index === 3
            ? { replication: lagging }
            : index === 4
              ? { replication: { state: 'STALLED', lagSeconds: 7200 } }
              : {},
      },
    });
    const { run } = setUpCli({}, rig);
    await rig.load();
    const ids = rig.idsOf('server-');
    rig.launchByStranger(ids.slice(0, 1));
    await rig.clock.advance(3600);
    rig.launchByStranger(ids.slice(1, 2));
    await rig.savePlan('load', [{ servers: ids }], { rpoTargetSeconds: 300 });
    const { code, out } = await run('check load');
    expect(code).toBe(0);
    expect(out).toContain('DRS would delete 1 instance:\n  i-');
    expect(out).toContain('of an earlier drill\n');
    expect(out).toMatch(/Mind: server-0003 \(s-\S+\): replication lag 10 min, over the RPO target of 300 s\n/);
    expect(out).toMatch(
      /Mind: server-0004 \(s-\S+\): replication is STALLED, lag 3 h 0 min; its recovery point may be old\n/,
    );
    expect(out).toMatch(/Mind: server-0001 \(s-\S+\) would wait for the end of job drsjob-\S+ \(LAUNCH\)/);
    expect(out).toContain(
      'Mind: wave 0 "wave-0" in 111122223333/us-east-1: 121 servers of 620 would wait their turn: DRS takes 500 in all jobs, 1 in use now; the last starts about 20 min later\n',
    );
  });

  test('a nightly check of a plan that the role may launch nothing of ends with code 15, and names the right', async () => {
    const { run, rig, shop } = setUpCli();
    await shop.savePlan();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', ...place });
    const { code, out } = await run('check shop');
    expect(code).toBe(15);
    expect(out).toMatch(
      /\nWOULD FAIL: a start of 8 servers would begin, but wave 0 "database" would FAIL, .* may not drs:StartRecovery in /,
    );
  });

  test('what AWS does not answer is not known, never fine: it ends with a code of its own', async () => {
    const { run, rig, shop } = setUpCli();
    await shop.savePlan();
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeJobs', ...place });
    const { code, out } = await run('check shop');
    expect(code).toBe(13);
    expect(out).toMatch(/Not known: drs:DescribeJobs: AccessDenied/);
    expect(out).toContain('What to do:\n  NOT_LOOKED_AT: Mend what AWS names, and check again.');
    expect(out).not.toContain('Forecast:');
    expect(out).toMatch(/\nUNKNOWN: not everything could be checked/);
  });

  test('of an unknown plan names the plans that there are', async () => {
    const { run, shop } = setUpCli();
    await shop.savePlan();
    expect(await run('check shpo')).toEqual({ code: 11, out: '', err: 'No such plan: shpo\nPlans: shop\n' });
  });

  test('looks only at what the plan launches: the rest of a group may be as it is', async () => {
    const { run, rig } = setUpCli({}, openRig({ estate: { servers: 3 } }));
    await rig.load();
    const [one = '', other = ''] = rig.idsOf('server-');
    await makeLive(rig, other);
    await rig.savePlan('part', [{ servers: [one, other], sourceServerIds: [one] }]);
    expect((await run('check part')).out).toMatch(/\nREADY: nothing speaks against a start of 1 server\n$/);
  });
});

describe('before it starts', () => {
  test('a drill says how many servers each wave has, and what DRS will delete', async () => {
    const { run, shop } = setUpCli();
    await shop.completed();
    const { code, out } = await run('drill shop');
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}wave 0 "database": 2 servers\n/);
    expect(out).toContain('DRS would delete 8 instances:\n');
    expect(out.match(/^ {2}i-[0-9a-f]{17} of shop-\w+-0\d \(s-\S+\), of an earlier drill$/gm)).toHaveLength(8);
    expect(out.indexOf('DRS would delete')).toBeLessThan(out.indexOf('Drill of plan'));
  });

  test('a recovery shows servers and deletions before it asks for the name', async () => {
    const { run, shop, rig } = setUpCli();
    await shop.completed();
    let shown = '';
    const { code } = await run('recover shop', {
      isTerminal: true,
      stdout: { write: (text) => (shown += text) },
      ask: async () => {
        shown += '<asked>';
        return undefined;
      },
    });
    expect(code).toBe(7);
    const before = shown.slice(0, shown.indexOf('<asked>'));
    expect(before).toMatch(/^RECOVERY of plan "shop" \(version 1\) at http/);
    expect(before).toContain('  wave 2 "web": 3 servers, after wave 1\n');
    expect(before).toContain('DRS would delete 8 instances:\n');
    expect(rig.launchJobs()).toHaveLength(3);
  });

  test('a recovery that would be refused is not asked about, but told why', async () => {
    const { run, shop, rig, asked } = setUpCli();
    const holder = await shop.atGate();
    const { code, err } = await run('recover shop', { isTerminal: true });
    expect([code, asked]).toEqual([7, []]);
    expect(err).toMatch(
      new RegExp(`^Not started, for 1 reason\\n- execution ${holder} of plan "shop" holds 8 servers`),
    );
    expect((await run('get executions --output json')).out.match(/"executionId"/g)).toHaveLength(1);
    expect(rig.launchJobs()).toHaveLength(1);
  });

  test('a start is not stopped by a check that cannot be made', async () => {
    const { run, shop, context } = setUpCli();
    await shop.savePlan(noGates);
    const { code, out, err } = await run('drill shop', {
      fetch: (input, init) =>
        input.endsWith('/check') ? Promise.resolve(new Response('', { status: 502 })) : context.fetch(input, init),
    });
    expect(code).toBe(0);
    expect(err).toMatch(/^What will happen could not be found out: /);
    expect(out).toMatch(/^Drill of plan "shop" started: /);
  });

  test('as JSON the answer alone is on stdout', async () => {
    const { run, shop } = setUpCli();
    await shop.savePlan();
    const { out, err } = await run('drill shop --output json');
    expect(JSON.parse(out)).toMatchObject({ verdict: 'BEGUN' });
    expect(err).toContain('  wave 0 "database": 2 servers\n');
  });
});
