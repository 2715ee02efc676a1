import { describe, expect, test } from 'vitest';
import { setUpApi } from './set-up-faked.ts';
import { at, executionOf, serverOf, waveOf } from './views.ts';

const over = executionOf({ status: 'PARTIAL', endTime: at(60) });

describe('retry', () => {
  test('of a wave while the execution runs is passed on with its caller', async () => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    const { status, body } = await call('POST', '/api/executions/exec-000001/retry', { waveNumber: 1 });
    expect([status, body.executionId]).toEqual([200, 'exec-000001']);
    expect(executions.commands).toEqual([
      { executionId: 'exec-000001', command: { type: 'retry', waveNumber: 1 }, actor: 'ana' },
    ]);
  });

  test('of an execution that is over is a follow-up, with an address of its own', async () => {
    const { call, executions } = setUpApi();
    executions.put(over);
    const answer = await call(
      'POST',
      '/api/executions/exec-000001/retry',
      { acceptedInstanceDeletions: ['i-0123456789abcdef0'] },
      { 'idempotency-key': 'key-7' },
    );
    expect([answer.status, answer.headers.get('location')]).toEqual([202, '/api/executions/exec-000002']);
    expect(executions.followUps).toEqual([
      {
        executionId: 'exec-000001',
        request: {
          initiatedBy: 'ana',
          acceptedInstanceDeletions: ['i-0123456789abcdef0'],
          idempotencyKey: 'key-7',
        },
      },
    ]);
    expect((await call('POST', '/api/executions/exec-000001/retry')).status).toBe(202);
  });

  test('without a wave while it runs says that the wave is missing, and does nothing', async () => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    const { status, body } = await call('POST', '/api/executions/exec-000001/retry', {});
    expect([status, body.errors[0].path]).toEqual([422, ['waveNumber']]);
    expect([executions.followUps, executions.commands]).toEqual([[], []]);
  });

  test('with a wave and accepted deletions is refused at that field', async () => {
    const { call } = setUpApi();
    const body = { waveNumber: 0, acceptedInstanceDeletions: [] };
    const answer = await call('POST', '/api/executions/exec-000001/retry', body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, ['acceptedInstanceDeletions']]);
  });

  test('that is not possible answers 409 with the reason; of nothing, 404', async () => {
    const { call, executions } = setUpApi();
    executions.put(over);
    executions.relatedResult = { kind: 'not-allowed', reason: 'exec-000002 follows it already' };
    const { status, body } = await call('POST', '/api/executions/exec-000001/retry', {});
    expect([status, body.code]).toEqual([409, 'ACTION_NOT_ALLOWED']);
    expect(body.detail).toContain('exec-000002 follows it already');
    expect((await call('POST', '/api/executions/exec-9/retry', {})).status).toBe(404);
  });
});

describe('skip', () => {
  test('is passed on with its servers and its reason', async () => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    const body = { waveNumber: 0, sourceServerIds: ['s-00000000000000001'], reason: ' gone ' };
    expect((await call('POST', '/api/executions/exec-000001/skip', body)).status).toBe(200);
    expect(executions.commands[0]?.command).toEqual({ type: 'skip', ...body, reason: 'gone' });
  });

  test.each([
    ['no reason', { waveNumber: 0 }, ['reason']],
    ['an empty reason', { waveNumber: 0, reason: ' ' }, ['reason']],
    ['no wave', { reason: 'x' }, ['waveNumber']],
    ['no server id', { waveNumber: 0, reason: 'x', sourceServerIds: ['web-1'] }, ['sourceServerIds', 0]],
  ])('with %s is refused at that field', async (_, body, path) => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    const answer = await call('POST', '/api/executions/exec-000001/skip', body);
    expect([answer.status, answer.body.errors[0].path]).toEqual([422, path]);
    expect(executions.commands).toEqual([]);
  });
});

describe('clean-ups', () => {
  const cleanUp = executionOf({ executionId: 'exec-5', purpose: 'CLEAN_UP', relatedExecutionId: 'exec-000001' });

  test('start with the plan named, and have an address of their own', async () => {
    const { call, executions } = setUpApi();
    executions.put(over);
    const request = {
      executionId: 'exec-000001',
      confirmedPlanName: 'shop',
      acceptedInstances: ['i-0123456789abcdef0'],
    };
    const answer = await call('POST', '/api/clean-ups', request, { 'idempotency-key': 'key-8' });
    expect([answer.status, answer.headers.get('location')]).toEqual([202, '/api/clean-ups/exec-000002']);
    expect(executions.cleanUps).toEqual([
      {
        executionId: 'exec-000001',
        request: {
          initiatedBy: 'ana',
          confirmedPlanName: 'shop',
          recovery: false,
          acceptedInstances: ['i-0123456789abcdef0'],
          idempotencyKey: 'key-8',
        },
      },
    ]);
  });

  test('that find nothing to terminate answer 409 with the reasons', async () => {
    const { call, executions } = setUpApi();
    executions.put(over);
    const refusals = [
      { code: 'NOTHING_TO_CLEAN_UP', message: '10 gone already', subjects: [], remedy: 'Nothing to do.' },
    ];
    executions.relatedResult = { kind: 'refused', executionId: 'exec-5', refusals };
    const answer = await call('POST', '/api/clean-ups', { executionId: 'exec-000001', confirmedPlanName: 'shop' });
    expect([answer.status, answer.body.refusals]).toEqual([409, refusals]);
  });

  test('are listed and read like executions, at their own address; an execution is not one', async () => {
    const { call, executions } = setUpApi();
    executions.put(over);
    executions.put(cleanUp, [serverOf(1, waveOf(0, 'clean-up'))]);
    const ids = async (path: string) =>
      (await call('GET', path)).body.items.map((item: { executionId: string }) => item.executionId);
    expect(await ids('/api/clean-ups')).toEqual(['exec-5']);
    expect(await ids('/api/executions')).toEqual(['exec-000001']);
    for (const path of ['', '/servers', '/events']) {
      expect((await call('GET', `/api/clean-ups/exec-5${path}`)).status).toBe(200);
      expect((await call('GET', `/api/clean-ups/exec-000001${path}`)).status).toBe(404);
    }
    expect((await call('GET', '/api/executions/exec-5')).body.purpose).toBe('CLEAN_UP');
    expect((await call('POST', '/api/clean-ups/exec-5/cancel', {})).status).toBe(200);
    expect((await call('POST', '/api/clean-ups/exec-000001/cancel', {})).status).toBe(404);
  });
});

describe('filters', () => {
  test('executions by status and plan', async () => {
    const { call, executions } = setUpApi();
    executions.put(executionOf({ executionId: 'exec-1', planId: 'plan-a' }));
    executions.put(executionOf({ executionId: 'exec-2', planId: 'plan-a', status: 'PARTIAL' }));
    executions.put(executionOf({ executionId: 'exec-3', planId: 'plan-b', status: 'PARTIAL' }));
    const ids = async (query: string) =>
      (await call('GET', `/api/executions?${query}`)).body.items.map(
        (item: { executionId: string }) => item.executionId,
      );
    expect(await ids('planId=plan-a')).toEqual(['exec-2', 'exec-1']);
    expect(await ids('status=PARTIAL')).toEqual(['exec-3', 'exec-2']);
    expect(await ids('status=PARTIAL&planId=plan-a')).toEqual(['exec-2']);
    expect((await call('GET', '/api/executions?status=DONE')).body.errors[0].path).toEqual(['query', 'status']);
  });

  test('servers by wave and outcome', async () => {
    const { call, executions } = setUpApi();
    const [database, web] = [waveOf(0, 'database'), waveOf(1, 'web')];
    executions.put(executionOf(), [
      serverOf(1, database, { outcome: 'FAILED' }),
      serverOf(2, database, { outcome: 'LAUNCHED' }),
      serverOf(3, web, { outcome: 'FAILED' }),
    ]);
    const names = async (query: string) =>
      (await call('GET', `/api/executions/exec-000001/servers?${query}`)).body.items.map(
        (server: { serverName: string }) => server.serverName,
      );
    expect(await names('outcome=FAILED')).toEqual(['shop-database-01', 'shop-web-03']);
    expect(await names('outcome=FAILED&waveNumber=1')).toEqual(['shop-web-03']);
  });
});

test('the instances of an execution come with their age by the server’s clock', async () => {
  const { call, executions } = setUpApi({ clock: { now: () => at(3600), after: () => () => {} } });
  const wave = waveOf(0, 'database');
  const observed = { launchStatus: 'LAUNCHED', instanceState: 'running', launchTime: at(600), lastPolledTime: at(700) };
  executions.put(over, [
    serverOf(1, wave, { outcome: 'LAUNCHED', observed }),
    serverOf(2, wave, { outcome: 'FAILED' }),
  ]);
  const { status, body } = await call('GET', '/api/executions/exec-000001/recovery-instances');
  expect(status).toBe(200);
  expect(body.items).toMatchObject([{ serverName: 'shop-database-01', adopted: false, ageSeconds: 3000 }]);
  expect((await call('GET', '/api/executions/exec-9/recovery-instances')).status).toBe(404);
});
