import { describe, expect, test } from 'vitest';
import { setUpApi } from './set-up-faked.ts';
import { at, eventOf, executionOf, jobOf, serverOf, waveOf } from './views.ts';

const plan = {
  documents: [
    {
      kind: 'ProtectionGroup',
      groupName: 'db',
      accountId: '111122223333',
      region: 'us-east-1',
      selection: { tags: { Tier: 'db' } },
    },
    { kind: 'RecoveryPlan', planName: 'Shop', waves: [{ waveName: 'db', protectionGroups: ['db'] }] },
  ],
};

describe('starting', () => {
  test('by plan name answers 202 with the address of the execution', async () => {
    const { call, executions, catalog } = setUpApi();
    await call('POST', '/api/apply', plan);
    const answer = await call(
      'POST',
      '/api/executions',
      { planName: 'SHOP', executionType: 'DRILL', acceptedInstanceDeletions: ['i-0123456789abcdef0'] },
      { 'idempotency-key': 'key-1' },
    );
    expect([answer.status, answer.headers.get('location')]).toEqual([202, '/api/executions/exec-000001']);
    expect(answer.body).toEqual({ executionId: 'exec-000001', verdict: 'BEGUN', repeated: false });
    expect(executions.started).toEqual([
      {
        planId: (await catalog.findPlan('shop'))?.planId,
        executionType: 'DRILL',
        initiatedBy: 'ana',
        acceptedInstanceDeletions: ['i-0123456789abcdef0'],
        idempotencyKey: 'key-1',
      },
    ]);
  });

  test('without a verdict in time answers 202 all the same', async () => {
    const { call, executions } = setUpApi();
    executions.startResult = { kind: 'started', executionId: 'exec-000001', repeated: true };
    const { status, body } = await call('POST', '/api/executions', { planId: 'plan-1', executionType: 'RECOVERY' });
    expect([status, body]).toEqual([202, { executionId: 'exec-000001', repeated: true }]);
  });

  test('that is refused answers 409 with every reason', async () => {
    const { call, executions } = setUpApi();
    const refusals = [
      { code: 'SERVER_LOCKED', message: 'web-1 is held by exec-9', subjects: ['s-1'], remedy: 'Wait for exec-9' },
      { code: 'NO_MATCH', message: 'the tags of db match nothing', subjects: ['db'], remedy: 'Check the tags' },
    ];
    executions.startResult = { kind: 'refused', executionId: 'exec-000001', refusals };
    const { status, body } = await call('POST', '/api/executions', { planId: 'plan-1', executionType: 'DRILL' });
    expect(status).toBe(409);
    expect(body).toMatchObject({ code: 'EXECUTION_REFUSED', executionId: 'exec-000001', refusals });
  });

  test('of an unknown plan answers 404 and starts nothing', async () => {
    const { call, executions } = setUpApi();
    const byName = await call('POST', '/api/executions', { planName: 'nothing', executionType: 'DRILL' });
    expect([byName.status, byName.body.detail]).toEqual([404, 'No such recovery plan "nothing"']);
    expect(executions.started).toEqual([]);
    executions.startResult = { kind: 'plan-not-found' };
    expect((await call('POST', '/api/executions', { planId: 'plan-9', executionType: 'DRILL' })).status).toBe(404);
  });

  test('with a used key for another request answers 422', async () => {
    const { call, executions } = setUpApi();
    executions.startResult = { kind: 'idempotency-mismatch' };
    const { status, body } = await call('POST', '/api/executions', { planId: 'plan-1', executionType: 'DRILL' });
    expect([status, body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
  });

  test.each([
    ['no plan', { executionType: 'DRILL' }, ['planId']],
    ['two plans', { planId: 'a', planName: 'b', executionType: 'DRILL' }, ['planId']],
    ['no type', { planId: 'a' }, ['executionType']],
    ['an unknown type', { planId: 'a', executionType: 'REHEARSAL' }, ['executionType']],
    [
      'an unknown field',
      { planId: 'a', executionType: 'DRILL', acceptInstanceDeletions: [] },
      ['acceptInstanceDeletions'],
    ],
    [
      'no instance id',
      { planId: 'a', executionType: 'DRILL', acceptedInstanceDeletions: ['x'] },
      ['acceptedInstanceDeletions', 0],
    ],
  ])('with %s answers 422 and starts nothing', async (_, body, path) => {
    const { call, executions } = setUpApi();
    const answer = await call('POST', '/api/executions', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { path: unknown }) => error.path)).toEqual([path]);
    expect(executions.started).toEqual([]);
  });

  test('with an unknown field names the nearest known one', async () => {
    const { call } = setUpApi();
    const { body } = await call('POST', '/api/executions', { planID: 'a', planName: 'b', executionType: 'DRILL' });
    expect(body.errors).toEqual([{ path: ['planID'], message: 'unknown field "planID"; did you mean "planId"?' }]);
  });
});

describe('reading', () => {
  test('an execution that has not changed answers 304', async () => {
    const { call, executions } = setUpApi();
    const view = executionOf({ lastPolledTime: at(5) });
    executions.put(view);
    const first = await call('GET', '/api/executions/exec-000001');
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, first.body]).toEqual([200, view]);
    const again = await call('GET', '/api/executions/exec-000001', undefined, { 'if-none-match': etag });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  });

  test.each([
    ['a decision', executionOf({ version: 2 })],
    ['a later poll', executionOf({ lastPolledTime: at(9) })],
    [
      'a failed poll',
      executionOf({
        pollFailures: [
          {
            accountId: '111122223333',
            region: 'us-east-1',
            time: at(9),
            message: 'ThrottlingException',
            consecutive: 1,
          },
        ],
      }),
    ],
    [
      'one observation of one job',
      executionOf({
        waves: [
          waveOf(0, 'database', {
            jobs: [
              jobOf('w000-a1-j000', {
                observed: { jobStatus: 'STARTED', lastPolledTime: at(3), launchedCount: 1, failedCount: 0, phases: {} },
              }),
            ],
          }),
        ],
      }),
    ],
  ])('%s changes the ETag', async (_, changed) => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    const etag = (await call('GET', '/api/executions/exec-000001')).headers.get('etag') ?? '';
    executions.put(changed);
    const after = await call('GET', '/api/executions/exec-000001', undefined, { 'if-none-match': etag });
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(etag);
  });

  test('servers go by page to the end', async () => {
    const { call, executions } = setUpApi();
    const view = executionOf();
    const wave = waveOf(0, 'database');
    executions.put(
      view,
      [1, 2, 3].map((number) => serverOf(number, wave)),
    );
    const first = await call('GET', '/api/executions/exec-000001/servers?limit=2');
    const second = await call('GET', `/api/executions/exec-000001/servers?limit=2&after=${first.body.next}`);
    const names = [...first.body.items, ...second.body.items].map(
      (server: { serverName: string }) => server.serverName,
    );
    expect(names).toEqual(['shop-database-01', 'shop-database-02', 'shop-database-03']);
    expect(second.body.next).toBeUndefined();
  });

  test.each(['zzz', 'w000-a1-j000:x', 'w000-a1-j000:99'])(
    'a place in the servers that no page gave (%s) is refused, and not answered with an empty page',
    async (after) => {
      const { call, executions } = setUpApi();
      executions.put(executionOf(), [serverOf(1, waveOf(0, 'database'))]);
      for (const list of ['servers', 'recovery-instances']) {
        const answer = await call('GET', `/api/executions/exec-000001/${list}?after=${after}`);
        expect(answer.status).toBe(422);
        expect(JSON.stringify(answer.body)).toContain('expected the `next` of the page before');
      }
    },
  );

  test('events come with a sentence each, after a sequence number', async () => {
    const { call, executions } = setUpApi();
    executions.put(
      executionOf(),
      [],
      [
        eventOf(1, { type: 'ExecutionStarted' }, 'ana'),
        eventOf(2, { type: 'GateReached', waveNumber: 1 }),
        eventOf(3, { type: 'GateOpened', waveNumber: 1 }, 'bo'),
      ],
    );
    const { body } = await call('GET', '/api/executions/exec-000001/events?after=1&limit=1');
    expect(body).toEqual({
      items: [
        {
          sequence: 2,
          time: at(2),
          actor: 'engine',
          data: { type: 'GateReached', waveNumber: 1 },
          message: 'Wave 1 "application" is ready and waits for approval',
        },
      ],
      next: 2,
    });
  });

  test.each(['', '/servers', '/events'])('of an unknown execution answers 404 at %s', async (path) => {
    const { call } = setUpApi();
    const { status, body } = await call('GET', `/api/executions/exec-9${path}`);
    expect([status, body.detail]).toEqual([404, 'No such execution']);
  });

  test('the list shows executions newest first, by page', async () => {
    const { call, executions } = setUpApi();
    executions.put(executionOf({ executionId: 'exec-1' }));
    executions.put(executionOf({ executionId: 'exec-2' }));
    const { body } = await call('GET', '/api/executions?limit=1');
    expect([body.items.map((item: { executionId: string }) => item.executionId), body.next]).toEqual([
      ['exec-2'],
      'w000-a1-j000:s-00000000000000001',
    ]);
  });
});

describe('commands', () => {
  test.each([
    ['pause', undefined, { type: 'pause' }],
    ['pause', {}, { type: 'pause' }],
    ['resume', undefined, { type: 'resume' }],
    ['resume', { waveNumber: 1 }, { type: 'resume', waveNumber: 1 }],
    ['cancel', undefined, { type: 'cancel', reason: '' }],
    ['cancel', { reason: ' wrong plan ' }, { type: 'cancel', reason: 'wrong plan' }],
  ])('%s with %j is passed on with its caller, and answers the execution', async (name, body, command) => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    const answer = await call('POST', `/api/executions/exec-000001/${name}`, body);
    expect([answer.status, answer.body.executionId]).toEqual([200, 'exec-000001']);
    expect(executions.commands).toEqual([{ executionId: 'exec-000001', command, actor: 'ana' }]);
  });

  test('an action that is not allowed now answers 409 with the reason and what is allowed', async () => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    executions.commandResult = {
      kind: 'not-allowed',
      reason: 'nothing waits for a person',
      allowed: ['pause', 'cancel'],
    };
    const { status, body } = await call('POST', '/api/executions/exec-000001/resume', { waveNumber: 1 });
    expect(status).toBe(409);
    expect(body).toMatchObject({
      code: 'ACTION_NOT_ALLOWED',
      detail: 'Cannot resume: nothing waits for a person',
      allowed: ['pause', 'cancel'],
      remedy: 'Possible now: pause, cancel',
    });
  });

  test('of an unknown execution answers 404', async () => {
    const { call } = setUpApi();
    expect((await call('POST', '/api/executions/exec-9/cancel', {})).status).toBe(404);
  });

  test('with a wrong or unknown field answers 422 and does nothing', async () => {
    const { call, executions } = setUpApi();
    executions.put(executionOf());
    expect((await call('POST', '/api/executions/exec-000001/resume', { waveNumber: -1 })).status).toBe(422);
    const { body } = await call('POST', '/api/executions/exec-000001/resume', { wave: 1 });
    expect(body.errors[0].path).toEqual(['wave']);
    expect(executions.commands).toEqual([]);
  });
});
