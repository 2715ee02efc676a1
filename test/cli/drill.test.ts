import { describe, expect, test } from 'vitest';
import { executionOf } from '../api/views.ts';
import { setUpCli, shopFile } from './run-faked.ts';

async function withPlan() {
  const cli = setUpCli();
  cli.files.set('shop.yaml', shopFile);
  await cli.run('apply -f shop.yaml');
  return cli;
}

describe('drill', () => {
  test('starts a drill of the plan of that name, ignoring case, and says how to watch it', async () => {
    const { run, executions, catalog } = await withPlan();
    expect(await run('drill SHOP')).toEqual({
      code: 0,
      err: '',
      out: 'Drill of plan "shop" started: exec-000001\nWatch it: ./breakwater watch exec-000001\n',
    });
    const planId = (await catalog.findPlan('shop'))?.planId;
    expect(executions.started).toEqual([
      { planId, executionType: 'DRILL', acceptedInstanceDeletions: [], initiatedBy: 'ana', idempotencyKey: 'key-1' },
    ]);
    await run(`drill ${planId}`);
    expect(executions.started[1]?.planId).toBe(planId);
  });

  test('of an unknown plan names the plans that there are, and starts nothing', async () => {
    const { run, executions } = await withPlan();
    expect(await run('drill shpo')).toEqual({ code: 11, out: '', err: 'No such plan: shpo\nPlans: shop\n' });
    expect(executions.started).toEqual([]);
  });

  test('that is refused tells every reason, what can be done, and the flags that accept a deletion', async () => {
    const { run, executions } = await withPlan();
    executions.startResult = {
      kind: 'refused',
      executionId: 'exec-000001',
      refusals: [
        { code: 'SERVER_LOCKED', message: 's-1 is held by exec-9', subjects: ['s-1'], remedy: 'Wait for it.' },
        {
          code: 'LIVE_INSTANCE',
          message: 'DRS would delete 2 live recovery instances',
          subjects: ['i-0000000000000000a', 'i-0000000000000000b'],
          remedy: 'Name each of them as accepted, or leave them alone.',
        },
      ],
    };
    const { code, err } = await run('drill shop');
    expect(code).toBe(7);
    expect(err.split('\n')).toEqual([
      'Nothing was started, for 2 reasons',
      '- s-1 is held by exec-9',
      '  Wait for it.',
      '- DRS would delete 2 live recovery instances',
      '  Name each of them as accepted, or leave them alone.',
      '  To accept it, add: --accept-deletion i-0000000000000000a --accept-deletion i-0000000000000000b',
      '',
    ]);
    executions.startResult = { kind: 'started', executionId: 'exec-000001', repeated: false };
    await run('drill shop --accept-deletion i-0000000000000000a --accept-deletion i-0000000000000000b');
    expect(executions.started[1]?.acceptedInstanceDeletions).toEqual(['i-0000000000000000a', 'i-0000000000000000b']);
  });

  test('whose answer is lost is asked for again under the same key, and not started twice', async () => {
    const { run, executions, context, steps } = await withPlan();
    let calls = 0;
    steps.push(() => {});
    const { code, err } = await run('drill shop', {
      fetch: async (input, init) => {
        const response = await context.fetch(input, init);
        if (init.method !== 'POST') return response;
        calls += 1;
        if (calls === 1)
          throw new TypeError('fetch failed', {
            cause: Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
          });
        return response;
      },
    });
    expect([code, err]).toEqual([0, 'The answer was lost; asking again for the same start\n']);
    expect(executions.started.map((request) => request.idempotencyKey)).toEqual(['key-1', 'key-1']);
  });

  test('whose answer stays lost says that it may have been started', async () => {
    const { run, context, steps } = await withPlan();
    steps.push(
      () => {},
      () => {},
    );
    const { code, err } = await run('drill shop', {
      fetch: (input, init) =>
        init.method === 'POST' ? Promise.reject(new TypeError('terminated')) : context.fetch(input, init),
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
  test('asks for the name of the plan, and starts when it is typed exactly', async () => {
    const { run, executions } = await withPlan();
    const questions: string[] = [];
    const typed = (answer: string | undefined) => ({
      isTerminal: true,
      ask: async (question: string) => {
        questions.push(question);
        return answer;
      },
    });
    const wrong = await run('recover shop', typed('Shop'));
    expect([wrong.code, wrong.err]).toEqual([7, 'Not started: "Shop" is not the plan\'s name "shop"\n']);
    expect(wrong.out.split('\n')[0]).toBe('RECOVERY of plan "shop" (version 1) at http://127.0.0.1:7700');
    expect((await run('recover shop', typed(undefined))).code).toBe(7);
    expect(executions.started).toEqual([]);
    expect((await run('recover shop', typed('shop'))).out).toMatch(/Recovery of plan "shop" started: exec-000001/);
    expect(executions.started.map((request) => request.executionType)).toEqual(['RECOVERY']);
    expect(questions).toHaveLength(3);
  });

  test('not on a terminal is refused without --confirm, and with a wrong one', async () => {
    const { run, executions } = await withPlan();
    expect(await run('recover shop')).toEqual({
      code: 7,
      out: '',
      err: 'Not started: nobody is here to confirm. Add --confirm "shop"\n',
    });
    expect((await run('recover shop --confirm SHOP')).code).toBe(7);
    expect(executions.started).toEqual([]);
    expect((await run('recover shop --confirm shop')).code).toBe(0);
  });
});

describe('commands to an execution', () => {
  test('pause, cancel and their words', async () => {
    const { run, executions } = setUpCli();
    executions.put(executionOf());
    expect((await run('pause exec-000001')).out).toBe(
      'Paused: no further wave starts. What runs goes on to its end.\nEnd the pause: ./breakwater resume exec-000001 --end-pause\n',
    );
    const cancelled = await run(['cancel', 'exec-000001', '--reason', 'wrong plan']);
    expect(cancelled.out.split('\n').slice(0, 2)).toEqual([
      'Cancelled: nothing further is started.',
      '1 job in DRS cannot be stopped: what it does is watched to its end and listed.',
    ]);
    expect(executions.commands.map(({ command }) => command)).toEqual([
      { type: 'pause' },
      { type: 'cancel', reason: 'wrong plan' },
    ]);
  });

  test('an action that is not allowed tells why, and what is', async () => {
    const { run, executions } = setUpCli();
    executions.put(executionOf());
    executions.commandResult = { kind: 'not-allowed', reason: 'the execution is over', allowed: [] };
    expect(await run('pause exec-000001')).toEqual({
      code: 7,
      out: '',
      err: 'Cannot pause: the execution is over\nNothing can be done to this execution any more\n',
    });
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
      expect(await run(line)).toEqual({ code: 11, out: '', err: 'No such execution\n' });
    }
  });
});
