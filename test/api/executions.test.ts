import { describe, expect, test } from 'vitest';
import { noGates } from '../support/shop.ts';
import { setUpApi } from './set-up.ts';

const noExecution = { items: [] };

describe('starting', () => {
  test('by plan name answers 202 with the address of the execution, which is the caller’s', async () => {
    const { call, shop } = setUpApi();
    const planId = await shop.savePlan();
    const answer = await call('POST', '/api/executions', { planName: 'SHOP', executionType: 'DRILL' });
    const { executionId } = answer.body;
    expect([answer.status, answer.body]).toEqual([202, { executionId, verdict: 'BEGUN', repeated: false }]);
    expect(answer.headers.get('location')).toBe(`/api/executions/${executionId}`);
    const { body } = await call('GET', `/api/executions/${executionId}`);
    expect(body).toMatchObject({ executionId, planId, executionType: 'DRILL', initiatedBy: 'ana' });
  });

  test('without a verdict in time answers 202 all the same, and begins by itself', async () => {
    const { call, shop, rig } = setUpApi();
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds: 10, times: 1 });
    const request = { planId: await shop.savePlan(), executionType: 'RECOVERY' };
    const { status, body } = await call('POST', '/api/executions', request);
    expect([status, body]).toEqual([202, { executionId: body.executionId, repeated: false }]);
    expect((await rig.get(body.executionId)).status).toBe('INITIATED');
    expect((await rig.runUntil(body.executionId, 'POLLING')).executionType).toBe('RECOVERY');
  });

  test('again with the same key answers the same execution; with the key for another request, 422', async () => {
    const { call, shop } = setUpApi();
    const request = { planId: await shop.savePlan(), executionType: 'DRILL' };
    const start = (body: object) => call('POST', '/api/executions', body, { 'idempotency-key': 'key-1' });
    const first = await start(request);
    const again = await start(request);
    expect([again.status, again.body]).toEqual([202, { ...first.body, repeated: true }]);
    const other = await start({ ...request, executionType: 'RECOVERY' });
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect((await call('GET', '/api/executions')).body.items).toHaveLength(1);
  });

  test('of a plan that has changed since it was looked at is refused, by both versions; its repetition is not', async () => {
    const { call, shop } = setUpApi();
    const planId = await shop.savePlan();
    const start = (planVersion: number, key: string) =>
      call('POST', '/api/executions', { planId, executionType: 'DRILL', planVersion }, { 'idempotency-key': key });
    const first = await start(1, 'key-1');
    expect(first.status).toBe(202);
    await shop.savePlan({}, { description: 'another one' });
    const { status, body } = await start(1, 'key-2');
    expect([status, body.code, body.currentVersion, body.errors]).toEqual([
      409,
      'PLAN_CHANGED',
      2,
      [{ path: ['planVersion'], message: 'is 1, and the plan is at version 2 now' }],
    ]);
    const again = await start(1, 'key-1');
    expect([again.status, again.body]).toEqual([202, { ...first.body, repeated: true }]);
    expect((await start(2, 'key-1')).body.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await call('GET', '/api/executions')).body.items).toHaveLength(1);
  });

  test('that is refused answers 409 with every reason', async () => {
    const { call, shop, rig } = setUpApi();
    const running = await shop.running();
    const [held = ''] = shop.servers.database;
    const planId = await rig.savePlan('both', [{ servers: [held, 's-0000000000000dead'] }]);
    const { status, body } = await call('POST', '/api/executions', { planId, executionType: 'DRILL' });
    expect([status, body.code]).toEqual([409, 'EXECUTION_REFUSED']);
    expect((await rig.get(body.executionId)).status).toBe('REFUSED');
    expect(body.refusals).toMatchObject([
      { code: 'SERVER_NOT_FOUND', subjects: ['s-0000000000000dead'] },
      { code: 'SERVER_LOCKED', message: expect.stringContaining(running), subjects: [held] },
    ]);
    for (const { remedy } of body.refusals) expect(remedy).toMatch(/\w/);
  });

  test('that would delete live instances is refused until each of them is named', async () => {
    const { call, shop, rig } = setUpApi();
    const recovered = await shop.completed('RECOVERY');
    const { planId } = await rig.get(recovered);
    const request = { planId, executionType: 'DRILL' };
    const { status, body } = await call('POST', '/api/executions', request);
    expect([status, body.refusals.length]).toEqual([409, 1]);
    const acceptedInstanceDeletions = body.refusals[0].subjects;
    expect(acceptedInstanceDeletions).toHaveLength(8);
    const accepted = await call('POST', '/api/executions', { ...request, acceptedInstanceDeletions });
    expect([accepted.status, accepted.body.verdict]).toEqual([202, 'BEGUN']);
  });

  test('of an unknown plan answers 404 and starts nothing', async () => {
    const { call } = setUpApi();
    const byName = await call('POST', '/api/executions', { planName: 'nothing', executionType: 'DRILL' });
    expect([byName.status, byName.body.detail]).toEqual([404, 'No such recovery plan "nothing"']);
    expect((await call('POST', '/api/executions', { planId: 'plan-9', executionType: 'DRILL' })).status).toBe(404);
    expect((await call('GET', '/api/executions')).body).toEqual(noExecution);
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
    const { call } = setUpApi();
    const answer = await call('POST', '/api/executions', body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((error: { path: unknown }) => error.path)).toEqual([path]);
    expect((await call('GET', '/api/executions')).body).toEqual(noExecution);
  });

  test('with an unknown field names the nearest known one', async () => {
    const { call } = setUpApi();
    const { body } = await call('POST', '/api/executions', { planID: 'a', planName: 'b', executionType: 'DRILL' });
    expect(body.errors).toEqual([{ path: ['planID'], message: 'unknown field "planID"; did you mean "planId"?' }]);
  });
});

describe('reading', () => {
  test('asks AWS nothing, whatever is read of an execution; only the log of a job is asked for', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.running();
    const asked = () => rig.simulator.calls().log.length;
    const before = asked();
    const paths = ['', '/servers', '/events', '/recovery-instances'].map(
      (part) => `/api/executions/${executionId}${part}`,
    );
    for (const path of ['/api/executions', '/api/clean-ups', ...paths])
      expect((await call('GET', path)).status).toBe(200);
    expect(asked()).toBe(before);
    expect((await call('GET', `/api/executions/${executionId}/job-logs?jobKey=w000-a1-j000`)).status).toBe(200);
    expect(asked()).toBeGreaterThan(before);
  });

  test('an execution that has not changed answers 304', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.running();
    const first = await call('GET', `/api/executions/${executionId}`);
    const etag = first.headers.get('etag') ?? '';
    expect([first.status, first.body]).toEqual([200, await rig.get(executionId)]);
    const again = await call('GET', `/api/executions/${executionId}`, undefined, { 'if-none-match': etag });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  });

  type SetUp = ReturnType<typeof setUpApi>;
  const decide = ({ rig }: SetUp, executionId: string) => rig.command(executionId, { type: 'pause' });
  const lookAgain = async ({ rig, shop }: SetUp, executionId: string) => {
    const { lastPolledTime } = await rig.get(executionId);
    await shop.when(executionId, (view) => view.lastPolledTime !== lastPolledTime);
  };
  const failToLook = async ({ rig, shop }: SetUp, executionId: string) => {
    rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs' });
    await shop.when(executionId, ({ pollFailures }) => pollFailures.length > 0);
  };
  /** In a job whose other server takes longer, so that nothing else changes than what was seen. */
  const seeOneServerUp = async ({ shop }: SetUp, executionId: string) => {
    await shop.when(executionId, ({ waves }) => waves[0]?.jobs[0]?.observed?.launchedCount === 1);
  };
  test.each([
    ['a decision', decide],
    ['a later look', lookAgain],
    ['a failed look', failToLook],
    ['one server that is seen to be up', seeOneServerUp],
  ])('%s changes the ETag', async (_, change) => {
    const api = setUpApi();
    const { call, shop, rig } = api;
    rig.simulator.faults.add({ kind: 'slow-launch', factor: 25, sourceServerIds: shop.servers.database.slice(0, 1) });
    const executionId = await shop.running();
    const etag = (await call('GET', `/api/executions/${executionId}`)).headers.get('etag') ?? '';
    await change(api, executionId);
    const after = await call('GET', `/api/executions/${executionId}`, undefined, { 'if-none-match': etag });
    expect(after.status).toBe(200);
    expect(after.headers.get('etag')).not.toBe(etag);
  });

  test('servers go by page to the end, in the order of the waves', async () => {
    const { call, shop } = setUpApi();
    const executionId = await shop.running();
    const names: string[] = [];
    let next: string | undefined;
    do {
      const after = next === undefined ? '' : `&after=${next}`;
      const { body } = await call('GET', `/api/executions/${executionId}/servers?limit=3${after}`);
      names.push(...body.items.map((server: { serverName: string }) => server.serverName));
      next = body.next;
    } while (next !== undefined);
    expect(names.map((name) => name.slice(5, -3))).toEqual(['db', 'db', 'app', 'app', 'app', 'web', 'web', 'web']);
    expect(new Set(names).size).toBe(8);
  });

  test.each(['zzz', 'w000-a1-j000:x', 'w000-a1-j000:99'])(
    'a place in the servers that no page gave (%s) is refused, and not answered with an empty page',
    async (after) => {
      const { call, shop } = setUpApi();
      const executionId = await shop.started();
      for (const list of ['servers', 'recovery-instances']) {
        const answer = await call('GET', `/api/executions/${executionId}/${list}?after=${after}`);
        expect(answer.status).toBe(422);
        expect(JSON.stringify(answer.body)).toContain('expected the `next` of the page before');
      }
    },
  );

  test('events come with a sentence each, after a sequence number', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.atGate();
    const all = await rig.events(executionId);
    const gate = all.find(({ data }) => data.type === 'GateReached');
    if (gate === undefined) throw new Error('no gate was reached');
    const { body } = await call('GET', `/api/executions/${executionId}/events?after=${gate.sequence - 1}&limit=1`);
    expect(body).toEqual({
      items: [{ ...gate, message: 'Wave 1 "application" is ready and waits for approval' }],
      next: gate.sequence,
    });
    const whole = await call('GET', `/api/executions/${executionId}/events`);
    expect(whole.body.items).toHaveLength(all.length);
  });

  test.each(['', '/servers', '/events', '/recovery-instances'])(
    'of an unknown execution answers 404 at %s',
    async (path) => {
      const { call } = setUpApi();
      const { status, body } = await call('GET', `/api/executions/exec-9${path}`);
      expect([status, body.detail]).toEqual([404, 'No such execution']);
    },
  );

  test('the list shows executions newest first, by page', async () => {
    const { call, shop, rig } = setUpApi();
    const first = await shop.failed();
    const second = await rig.launch((await rig.get(first)).planId);
    const ids = async (query: string) => {
      const { body } = await call('GET', `/api/executions?limit=1${query}`);
      return { ids: body.items.map((item: { executionId: string }) => item.executionId), next: body.next };
    };
    const page = await ids('');
    expect(page.ids).toEqual([second]);
    expect(await ids(`&after=${page.next}`)).toEqual({ ids: [first], next: undefined });
  });
});

describe('commands', () => {
  test.each([undefined, {}])(
    'pause with %j holds back what has not started, and answers the execution',
    async (body) => {
      const { call, shop } = setUpApi();
      const executionId = await shop.running(noGates);
      const answer = await call('POST', `/api/executions/${executionId}/pause`, body);
      expect([answer.status, answer.body]).toMatchObject([
        200,
        { executionId, pauseRequested: true, pauseRequestedBy: 'ana' },
      ]);
      await shop.when(executionId, ({ status }) => status === 'PAUSED');
    },
  );

  test('resume without a wave ends the pause, and with one opens its gate', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.atGate();
    await rig.command(executionId, { type: 'pause' });
    const opened = await call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 1 });
    expect([opened.status, opened.body]).toMatchObject([200, { executionId, pauseRequested: true }]);
    const resumed = await call('POST', `/api/executions/${executionId}/resume`);
    expect([resumed.status, resumed.body.pauseRequested]).toEqual([200, false]);
    await shop.when(executionId, ({ waves }) => waves[1]?.status === 'COMPLETED');
    const people = (await rig.events(executionId)).filter(({ actor }) => actor === 'ana');
    expect(people.map(({ data }) => data.type)).toEqual(['GateOpened', 'ExecutionResumed']);
  });

  test.each([
    [undefined, /^Cancelled by ana; /],
    [{ reason: ' wrong plan ' }, /^Cancelled by ana: wrong plan; /],
  ])('cancel with %j starts nothing further, and says who and why', async (body, words) => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.running();
    const answer = await call('POST', `/api/executions/${executionId}/cancel`, body);
    expect([answer.status, answer.body.cancelRequested]).toEqual([200, true]);
    const end = await rig.runToEnd(executionId);
    expect(end.waves.map((wave) => wave.launchedCount)).toEqual([2, 0, 0]);
    const { items } = (await call('GET', `/api/executions/${executionId}/events`)).body;
    expect(items.map((event: { message: string }) => event.message)).toContainEqual(expect.stringMatching(words));
  });

  test('an action that is not allowed now answers 409 with the reason and what is allowed', async () => {
    const { call, shop } = setUpApi();
    const executionId = await shop.atGate();
    const { status, body } = await call('POST', `/api/executions/${executionId}/resume`, { waveNumber: 2 });
    const allowed = ['pause', 'resume wave 1', 'cancel', 'skip wave 1', 'skip wave 2'];
    expect([status, body]).toMatchObject([
      409,
      {
        code: 'ACTION_NOT_ALLOWED',
        detail: expect.stringMatching(/^Cannot resume: wave 2 "web" .*PENDING/),
        allowed,
        remedy: `Possible now: ${allowed.join(', ')}`,
      },
    ]);
  });

  test('an action on a cancelled execution answers that its end is to be waited for, and what is possible then', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.running();
    await call('POST', `/api/executions/${executionId}/cancel`, {});
    const { body } = await call('POST', `/api/executions/${executionId}/pause`, {});
    expect(body).toMatchObject({
      allowed: [],
      remedy: 'Wait for its end: what is missing can be retried then, and what was launched can be cleaned up',
    });
    await rig.runToEnd(executionId);
    const after = await call('POST', `/api/executions/${executionId}/pause`, {});
    expect(after.body).toMatchObject({
      allowed: ['followUp', 'cleanUp'],
      remedy: 'Possible now: followUp, cleanUp',
    });
  });

  test('of an unknown execution answers 404', async () => {
    const { call } = setUpApi();
    expect((await call('POST', '/api/executions/exec-9/cancel', {})).status).toBe(404);
  });

  test('with a wrong or unknown field answers 422 and does nothing', async () => {
    const { call, shop, rig } = setUpApi();
    const executionId = await shop.atGate();
    const before = await rig.get(executionId);
    expect((await call('POST', `/api/executions/${executionId}/resume`, { waveNumber: -1 })).status).toBe(422);
    const { body } = await call('POST', `/api/executions/${executionId}/resume`, { wave: 1 });
    expect(body.errors[0].path).toEqual(['wave']);
    expect(await rig.get(executionId)).toEqual(before);
  });
});
