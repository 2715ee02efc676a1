import { describe, expect, test } from 'vitest';
import { noGates } from '../support/shop.ts';
import { setUpCli, shopFile } from './run.ts';

async function withPlan() {
  const cli = setUpCli();
  cli.files.set('shop.yaml', shopFile);
  await cli.run('apply -f shop.yaml');
  return cli;
}

const executionIdOf = (out: string): string => /exec-\S+/.exec(out)?.[0] ?? '';

describe('drill', () => {
  test('starts a drill of the plan of that name, ignoring case, and says how to watch it', async () => {
    const { run, catalog, rig } = await withPlan();
    const { code, err, out } = await run('drill SHOP');
    const executionId = executionIdOf(out);
    expect([code, err, out]).toEqual([
      0,
      '',
      [
        '  wave 0 "database": 2 servers',
        '  wave 1 "web": 3 servers, after wave 0, waits for approval',
        `Drill of plan "shop" started: ${executionId}`,
        `Watch it: ./breakwater watch ${executionId}`,
        '',
      ].join('\n'),
    ]);
    const planId = (await catalog.findPlan('shop'))?.planId;
    expect(await rig.get(executionId)).toMatchObject({ planId, executionType: 'DRILL', initiatedBy: 'ana' });
    await run(`cancel ${executionId}`);
    await rig.runToEnd(executionId);
    const again = await run(`drill ${planId}`);
    expect((await rig.get(executionIdOf(again.out))).planId).toBe(planId);
  });

  test('whose checks are slow is asked for until it is known to have begun, and starts one execution', async () => {
    const { run, rig } = await withPlan();
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeRecoveryInstances', delaySeconds: 8, times: 4 });
    const { code, out } = await run('drill shop');
    expect(code).toBe(0);
    expect(out).toContain(`Drill of plan "shop" started: ${executionIdOf(out)}`);
    expect((await run('get executions --output json')).out.match(/"executionId"/g)).toHaveLength(1);
  });

  test('that is refused after the answer had to be given is refused all the same: with code 7 and the reasons', async () => {
    const { run, rig, shop } = await withPlan();
    const [held = ''] = shop.servers.web;
    const holder = await rig.launch(await rig.savePlan('other', [{ servers: [held] }]));
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeRecoveryInstances', delaySeconds: 8, times: 4 });
    const { code, err } = await run('drill shop');
    expect(code).toBe(7);
    expect(err).toContain(`execution ${holder} of plan "other" holds 1 server`);
    const audited = (await run('get audit')).out.split('\n').filter((line) => line.includes('Start a drill'));
    expect(audited, 'typed once').toEqual([expect.stringMatching(/refused EXECUTION_REFUSED$/)]);
  });

  test('that is refused after half a minute of checks is refused all the same', async () => {
    const { run, rig, shop } = await withPlan();
    const [held = ''] = shop.servers.web;
    await rig.launch(await rig.savePlan('other', [{ servers: [held] }]));
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeRecoveryInstances', delaySeconds: 19, times: 4 });
    expect((await run('drill shop')).code).toBe(7);
  });

  test('that a colleague cancels before it has begun is told as cancelled, not as started', async () => {
    const { run, rig, context } = await withPlan();
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeRecoveryInstances', delaySeconds: 8, times: 4 });
    let cancelled = '';
    const { code, out } = await run('drill shop', {
      fetch: async (input, init) => {
        const [executionId] = /exec-[^/]+$/.exec(input) ?? [];
        if (executionId !== undefined && cancelled === '') {
          cancelled = executionId;
          await run(`cancel ${executionId}`);
        }
        return context.fetch(input, init);
      },
    });
    expect([code, out.split('\n').filter((line) => line.startsWith('Drill'))]).toEqual([
      5,
      [`Drill of plan "shop" accepted, and cancelled before it began: ${cancelled}`],
    ]);
    const audited = (await run('get audit')).out.split('\n').filter((line) => line.includes('Start a drill'));
    expect(audited).toEqual([expect.stringMatching(/accepted 202$/)]);
  });

  test('of an unknown plan names the plans that there are, and starts nothing', async () => {
    const { run } = await withPlan();
    expect(await run('drill shpo')).toEqual({ code: 11, out: '', err: 'No such plan: shpo\nPlans: shop\n' });
    expect((await run('get executions')).out).toBe('none\n');
  });

  test('that is refused tells every reason, what can be done, and the flags that accept a deletion', async () => {
    const { run, rig, shop } = await withPlan();
    const [live = '', second = ''] = shop.servers.database;
    rig.launchByStranger([live, second], { isDrill: false });
    await rig.clock.advance(600);
    const [held = ''] = shop.servers.web;
    await rig.load();
    const holder = await rig.launch(await rig.savePlan('other', [{ servers: [held] }]));
    const refused = await run('drill shop');
    expect(refused.code).toBe(7);
    const [head, ...lines] = refused.err.trimEnd().split('\n');
    expect(head).toBe('Nothing was started, for 2 reasons');
    expect(lines.filter((line) => line.startsWith('- '))).toEqual([
      expect.stringMatching(/2 LIVE recovery instances/i),
      expect.stringContaining(`execution ${holder} of plan "other" holds 1 server`),
    ]);
    const flags = /^ {2}To accept it, add: (.*)$/m.exec(refused.err)?.[1] ?? '';
    expect(flags).toMatch(/^--accept-deletion i-[0-9a-f]{17} --accept-deletion i-[0-9a-f]{17}$/);
    await rig.runToEnd(holder);
    expect((await run('drill shop')).code).toBe(7);
    const accepted = await run(`drill shop ${flags}`);
    expect([accepted.code, accepted.err]).toEqual([0, '']);
  });

  test('whose answer is lost is asked for again under the same key, and not started twice', async () => {
    const { run, context } = await withPlan();
    let calls = 0;
    const { code, err } = await run('drill shop', {
      fetch: async (input, init) => {
        const response = await context.fetch(input, init);
        if (init.method !== 'POST' || input.endsWith('/check')) return response;
        calls += 1;
        if (calls === 1)
          throw new TypeError('fetch failed', {
            cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
          });
        return response;
      },
    });
    expect([code, err]).toEqual([0, 'The answer was lost; asking again for the same start\n']);
    expect(calls).toBe(2);
    expect((await run('get executions')).out.match(/^exec-/gm)).toHaveLength(1);
  });

  test('whose answer stays lost says that it may have been started', async () => {
    const { run, context } = await withPlan();
    const { code, err } = await run('drill shop', {
      fetch: (input, init) =>
        init.method === 'POST' && !input.endsWith('/check')
          ? Promise.reject(new TypeError('terminated'))
          : context.fetch(input, init),
    });
    expect(code).toBe(9);
    expect(err).toMatch(/It may have been started all the same. Look: .\/breakwater get executions\n$/);
  });

  test('with a wrong token says so, and no more', async () => {
    const { run } = await withPlan();
    const { code, err } = await run('drill shop --token wrong');
    expect([code, err.split('\n')[0]]).toEqual([10, 'The server does not accept the token (401).']);
  });
});

describe('which server and which token', () => {
  test('an address that is none is refused, and no server is called', async () => {
    const { run } = setUpCli();
    const refused = await run('get plans', {
      env: { BREAKWATER_SERVER: '127.0.0.1:7700' },
      fetch: () => Promise.reject(new Error('called')),
    });
    expect(refused).toEqual({
      code: 12,
      out: '',
      err: 'BREAKWATER_SERVER: must be an http or https address, or the ARN of a function, not 127.0.0.1:7700\n',
    });
  });

  test('the function of a Breakwater in AWS is called by IAM: no token is sent to it, though there is one', async () => {
    const { run } = setUpCli();
    const functionArn = 'arn:aws:lambda:eu-west-3:111122223333:function:Breakwater-api';
    const called: unknown[] = [];
    const answer = await run('get plans', {
      env: { BREAKWATER_SERVER: functionArn, BREAKWATER_TOKEN: 'secret' },
      fetch: () => Promise.reject(new Error('called')),
      functionFetch: (arn) => async (path, init) => {
        called.push([arn, path.replace(/\?.*/, ''), new Headers(init.headers).has('authorization')]);
        return Response.json({ items: [] });
      },
    });
    expect([answer.code, answer.err]).toEqual([0, '']);
    expect(called).toEqual([[functionArn, '/api/recovery-plans', false]]);
  });

  test('a flag comes before the environment, and the environment before the data folder', async () => {
    const { run, files, context } = setUpCli();
    files.set('other/api-token', 'from-folder');
    const seen: string[] = [];
    const over = {
      fetch: async (input: string, init: RequestInit) => {
        seen.push(`${input} ${new Headers(init.headers).get('authorization')}`);
        return context.fetch(input, init);
      },
    };
    const env = { BREAKWATER_SERVER: 'http://localhost:9', BREAKWATER_TOKEN: 'from-environment' };
    await run('get plans --data other', over);
    await run('get plans --data other', { ...over, env });
    await run('get plans --server http://127.0.0.1:8/ --token from-flag', { ...over, env });
    expect(seen).toEqual([
      'http://127.0.0.1:7700/api/recovery-plans?limit=100 Bearer from-folder',
      'http://localhost:9/api/recovery-plans?limit=100 Bearer from-environment',
      'http://127.0.0.1:8/api/recovery-plans?limit=100 Bearer from-flag',
    ]);
  });
});

describe('recover', () => {
  test('asks for the name of the plan, and starts when it is typed', async () => {
    const { run, rig } = await withPlan();
    const questions: string[] = [];
    const typed = (answer: string | undefined) => ({
      isTerminal: true,
      ask: async (question: string) => {
        questions.push(question);
        return answer;
      },
    });
    const wrong = await run('recover shop', typed('Shops'));
    expect([wrong.code, wrong.err]).toEqual([7, 'Not started: "Shops" is not the plan\'s name "shop"\n']);
    expect(wrong.out.split('\n')[0]).toBe('RECOVERY of plan "shop" (version 1) at http://127.0.0.1:7700');
    expect((await run('recover shop', typed(undefined))).code).toBe(7);
    expect((await run('get executions')).out).toBe('none\n');
    const { out } = await run('recover shop', typed('shop'));
    expect(out).toContain(`Recovery of plan "shop" started: ${executionIdOf(out)}`);
    expect((await rig.get(executionIdOf(out))).executionType).toBe('RECOVERY');
    expect(questions).toHaveLength(3);
  });

  test('not on a terminal is refused without --confirm, and with a wrong one', async () => {
    const { run } = await withPlan();
    expect(await run('recover shop')).toEqual({
      code: 7,
      out: '',
      err: 'Not started: nobody is here to confirm. Add --confirm "shop"\n',
    });
    expect((await run('recover shop --confirm shops')).code).toBe(7);
    expect((await run('get executions')).out).toBe('none\n');
    expect((await run('recover shop --confirm shop')).code).toBe(0);
  });
});

describe('commands to an execution', () => {
  test('pause, cancel and their words', async () => {
    const { run, rig, shop } = setUpCli();
    const executionId = await shop.running();
    expect((await run(`pause ${executionId}`)).out).toBe(
      `Paused: no further wave starts. What runs goes on to its end.\nEnd the pause: ./breakwater resume ${executionId} --end-pause\n`,
    );
    expect(await rig.get(executionId)).toMatchObject({ pauseRequested: true, pauseRequestedBy: 'ana' });
    const cancelled = await run(['cancel', executionId, '--reason', 'wrong plan']);
    expect(cancelled.out.split('\n').slice(0, 2)).toEqual([
      'Cancelled: nothing further is started.',
      '1 job in DRS cannot be stopped: what it does is watched to its end and listed.',
    ]);
    expect((await run(`events ${executionId}`)).out).toMatch(/Cancelled by ana: wrong plan;/);
  });

  test('a cancel that held nothing back is told beside the COMPLETED that it did not change', async () => {
    const { run, rig, shop } = setUpCli();
    const executionId = await shop.when(await shop.started(noGates), ({ waves }) =>
      (waves[2]?.jobs ?? []).some(({ startedTime }) => startedTime !== undefined),
    );
    await run(`cancel ${executionId}`);
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    const told = /^Cancelled by ana, too late to hold anything back$/m;
    expect((await run(`get execution ${executionId}`)).out).toMatch(told);
    const watched = await run(`watch ${executionId}`);
    expect(watched.code).toBe(0);
    expect(watched.out).toMatch(told);
  });

  test('an action that is not allowed tells why, and what is', async () => {
    const { run, shop } = setUpCli();
    const running = await shop.running();
    await run(`pause ${running}`);
    expect(await run(`pause ${running}`)).toMatchObject({
      code: 7,
      out: '',
      err: expect.stringMatching(
        /^Cannot pause: a pause is requested already, by ana\nPossible now:\n- paused by ana: .*\n {2}\.\/breakwater resume exec-\S+\n- .*\n {2}\.\/breakwater cancel exec-\S+\n$/,
      ),
    });
    await run(`cancel ${running}`);
    for (const line of ['cancel', 'pause', 'resume --wave 0', 'resume --end-pause']) {
      expect((await run(`${line} ${running}`)).err, line).toMatch(
        /^Cannot \S+: the execution is CANCELLING: .*\nWait for its end: what is missing can be retried then, and what was launched can be cleaned up\n$/,
      );
    }
    await shop.when(running, ({ status }) => status === 'PARTIAL');
    expect(await run(`pause ${running}`)).toMatchObject({
      code: 7,
      out: '',
      err: expect.stringMatching(/^Cannot pause: the execution is over \(PARTIAL\) and never changes again\n/),
    });
    const over = await shop.refused();
    expect((await run(`pause ${over}`)).err).toMatch(/\nNothing can be done to this execution any more\n$/);
  });

  test('an unknown execution is told', async () => {
    const { run } = setUpCli();
    for (const line of [
      'pause exec-9',
      'cancel exec-9',
      'resume exec-9',
      'watch exec-9',
      'events exec-9',
      'get execution exec-9',
      'get servers exec-9',
    ]) {
      expect(await run(line)).toMatchObject({
        code: 11,
        out: '',
        err: expect.stringMatching(/^No such execution\nCompare it /),
      });
    }
  });
});
