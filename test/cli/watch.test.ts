import { describe, expect, test } from 'vitest';
import { createRig, openRig } from '../support/rig.ts';
import { noGates, shopEstate } from '../support/shop.ts';
import { setUpCli, shopFile } from './run.ts';

/** As a person reads it. */
const shown = (time: string): string => time.replace('T', ' ').replace(/\.\d+Z$/, 'Z');

/** What people have decided. */
const decisions = async ({ rig }: ReturnType<typeof setUpCli>, executionId: string) =>
  (await rig.events(executionId)).filter(({ actor }) => actor !== 'engine').map(({ data }) => data.type);

describe('watch, not on a terminal', () => {
  test('prints one line per event, each once, then how it ended', async () => {
    const { run, shop, rig, call } = setUpCli();
    const executionId = await shop.started(noGates);
    const { startTime } = await rig.get(executionId);
    const { code, out, err } = await run(`watch ${executionId}`);
    expect([code, err]).toEqual([0, '']);
    const { items } = (await call('GET', `/api/executions/${executionId}/events`)).body;
    expect(items.length).toBeGreaterThan(20);
    expect(out.split('\n')).toEqual([
      `DRILL of plan "shop", ${executionId}, started by anna at ${shown(startTime)}`,
      ...items.map(({ time, message }: { time: string; message: string }) => `${shown(time)} ${message}`),
      '',
      expect.stringMatching(/^ DRILL {2}of plan "shop": COMPLETED after 0:0\d:\d\d$/),
      '8 of 8 servers launched',
      '',
      '  wave 0 "database"     COMPLETED  2 of 2 launched',
      '  wave 1 "application"  COMPLETED  3 of 3 launched',
      '  wave 2 "web"          COMPLETED  3 of 3 launched',
      '',
      '8 servers launched:',
      ...Array.from({ length: 8 }, () => expect.stringMatching(/^ {2}shop-\S+ +i-[0-9a-f]{17} +10\./)),
      '',
      'To terminate the 8 instances that it launched:',
      `  ./breakwater cleanup ${executionId}`,
      '',
    ]);
  });

  test('tells once what waits for a person, with the command, and goes on when it was given', async () => {
    const { run, shop, rig, steps } = setUpCli();
    const executionId = await shop.atGate({ web: { pauseBeforeWave: false } });
    steps.push(
      () => {},
      () => rig.command(executionId, { type: 'resume', waveNumber: 1 }),
    );
    const { code, out } = await run(`watch ${executionId}`);
    expect(code).toBe(0);
    const from = out.indexOf('Waiting for a person');
    expect(out.slice(from).split('\n').slice(0, 2)).toEqual([
      'Waiting for a person: wave 1 "application" waits for approval: 3 servers will launch',
      `  ./breakwater resume ${executionId} --wave 1`,
    ]);
    expect(out.match(/Waiting for a person|breakwater resume/g)).toHaveLength(2);
  });

  test('with --exit-at-gate ends with a code of its own, and leaves it waiting', async () => {
    const cli = setUpCli();
    const executionId = await cli.shop.atGate();
    const { code, out } = await cli.run(`watch ${executionId} --exit-at-gate`);
    expect(code).toBe(8);
    expect(out.trimEnd().split('\n').slice(-7)).toEqual([
      `Execution ${executionId} waits for a person:`,
      '- wave 1 "application" waits for approval: 3 servers will launch',
      `  ./breakwater resume ${executionId} --wave 1`,
      '- To go on without 3 servers of wave 1 "application", and say why',
      `  ./breakwater skip ${executionId} --wave 1 --reason "WHY"`,
      '- To stop it from starting more',
      `  ./breakwater cancel ${executionId}`,
    ]);
    expect(await decisions(cli, executionId)).toEqual(['ExecutionStarted']);
  });

  test('with --exit-at-gate ends too when a person is needed and only a job that hangs goes on', async () => {
    const rig = await createRig({
      estate: { servers: 2, server: (index) => (index === 0 ? { hostname: 'stuck-mainframe-00' } : {}) },
    });
    const [stuck = ''] = rig.idsOf('stuck-');
    const plan = await rig.savePlan('legacy', [
      { servers: [stuck], timeoutMinutes: 30, onFailure: 'pause' },
      { servers: rig.idsOf('server-') },
    ]);
    const executionId = await rig.launch(plan);
    const { run } = setUpCli({}, rig);
    const { code, out } = await run(`watch ${executionId} --exit-at-gate`);
    expect((await rig.get(executionId)).status).toBe('POLLING');
    expect(out).toContain('TIMED_OUT');
    expect(code).toBe(8);
  });

  test('with --exit-at-gate goes on while other waves still run', async () => {
    const { run, shop, rig } = setUpCli();
    rig.simulator.faults.add({ kind: 'slow-launch', factor: 10, sourceServerIds: shop.servers.web });
    const executionId = await shop.started({ web: { dependsOn: [], pauseBeforeWave: false } });
    await shop.when(executionId, ({ waves }) => waves[1]?.status === 'AWAITING_APPROVAL');
    expect((await rig.get(executionId)).status).toBe('POLLING');
    expect((await run(`watch ${executionId} --exit-at-gate`)).code).toBe(8);
    const { waves } = await rig.get(executionId);
    expect(waves.map(({ status }) => status)).toEqual(['COMPLETED', 'AWAITING_APPROVAL', 'COMPLETED']);
  });

  test('waits for a server that is started again, and says so once', async () => {
    const { run, shop, steps, context } = setUpCli();
    const executionId = await shop.running(noGates);
    let away = false;
    const goAway = (gone: boolean) => () => {
      away = gone;
    };
    steps.push(
      goAway(true),
      () => {},
      () => {},
      goAway(false),
    );
    const { code, out } = await run(`watch ${executionId}`, {
      fetch: (input, init) =>
        away
          ? Promise.reject(new TypeError('fetch failed', { cause: new Error('connect ECONNREFUSED') }))
          : context.fetch(input, init),
    });
    expect(code).toBe(0);
    expect(out.match(/The server does not answer \(connect ECONNREFUSED\): waiting for it/g)).toHaveLength(1);
    expect(out).toContain('The server answers again');
  });

  test('ends when the server no longer knows the token', async () => {
    const { run, shop, steps, context } = setUpCli();
    const executionId = await shop.running();
    let token = '';
    steps.push(() => {
      token = 'new';
    });
    const { code } = await run(`watch ${executionId}`, {
      fetch: (input, init) =>
        context.fetch(input, token === '' ? init : { ...init, headers: { authorization: `Bearer ${token}` } }),
    });
    expect(code).toBe(10);
  });

  test('of a server that was never there does not wait', async () => {
    const { run } = setUpCli();
    const { code, err } = await run('watch exec-000001', {
      fetch: () => Promise.reject(new TypeError('fetch failed')),
    });
    expect([code, err.split('\n')[0]]).toEqual([9, 'No answer from http://127.0.0.1:7700: fetch failed']);
  });
});

describe('Ctrl-C before anything was seen', () => {
  test('of a watched execution does not say how it is', async () => {
    const { run, shop, interrupt } = setUpCli();
    const executionId = await shop.running();
    const { code, out } = await run(`watch ${executionId}`, {
      fetch: () => {
        interrupt();
        return Promise.reject(new TypeError('This operation was aborted'));
      },
    });
    expect(code).toBe(130);
    expect(out).toContain(`Nothing was seen of execution ${executionId} yet; whatever it does, it goes on.`);
    expect(out).toContain(`./breakwater watch ${executionId}\n`);
  });

  test('of a start says that it may have been made all the same, and where to look', async () => {
    const { run, shop, context, interrupt } = setUpCli();
    await shop.savePlan();
    const { code, out, err } = await run('drill shop --wait', {
      fetch: async (input, init) => {
        const answer = await context.fetch(input, init);
        if (init.method !== 'POST' || !input.endsWith('/api/executions')) return answer;
        interrupt();
        throw new TypeError('This operation was aborted');
      },
    });
    expect([code, err]).toEqual([130, '']);
    expect(out).toMatch(
      /Drill of plan "shop": no answer yet\. It may have been started, and then it goes on\.\nLook: \.\/breakwater get executions\n$/,
    );
    expect((await run('get executions')).out).toMatch(/exec-\S+ +DRILL +shop/);
  });
});

describe('watch, on a terminal', () => {
  const frames = (out: string) => out.split('\r').slice(1);

  test('draws in place, cuts nothing off above, and gives the cursor back', async () => {
    const { run, shop } = setUpCli();
    const executionId = await shop.running(noGates);
    const { code, out } = await run(`watch ${executionId}`, { isTerminal: true, env: { NO_COLOR: '1' } });
    expect(code).toBe(0);
    expect(out.startsWith('\u001B[?25l\u001B[?7l\r')).toBe(true);
    const all = frames(out.slice(0, out.indexOf('\u001B[?25h')));
    expect(all.length).toBeGreaterThan(100);
    for (const [index, frame] of all.slice(0, -1).entries()) {
      const height = frame.split('\n').length - 1;
      expect(height).toBeLessThan(24);
      expect(frame).toContain(' DRILL  shop');
      expect(all[index + 1]?.startsWith(`\u001B[${height}A`)).toBe(true);
    }
    expect(out).toContain('\u001B[?7h\u001B[?25h');
    expect(out.indexOf('COMPLETED after')).toBeGreaterThan(out.indexOf('\u001B[?25h'));
  });

  test('shows the servers of the waves that run, and no others', async () => {
    const { run, shop, steps, interrupt } = setUpCli();
    const executionId = await shop.running();
    steps.push(interrupt);
    const [first = ''] = frames((await run(`watch ${executionId}`, { isTerminal: true })).out);
    for (const name of ['shop-db-01', 'shop-db-02']) expect(first).toContain(name);
    expect(first).not.toMatch(/shop-(app|web)-/);
  });

  test('says that the server is away, and goes on when it is back', async () => {
    const { run, shop, context } = setUpCli();
    const executionId = await shop.running(noGates);
    let looks = 0;
    const { code, out } = await run(`watch ${executionId}`, {
      isTerminal: true,
      fetch: (input, init) => {
        if (input.endsWith(`executions/${executionId}`)) looks += 1;
        // The first says whether the id is a whole one.
        return looks === 3 ? Promise.reject(new Error('socket hang up')) : context.fetch(input, init);
      },
    });
    expect(code).toBe(0);
    expect(frames(out)[1]).toContain('The server does not answer (socket hang up): trying again');
    expect(frames(out)[2]).not.toContain('does not answer');
  });

  test('Ctrl-C ends the screen, leaves the execution alone, and says so', async () => {
    const cli = setUpCli();
    const executionId = await cli.shop.running();
    cli.steps.push(cli.interrupt);
    const { code, out } = await cli.run(`watch ${executionId}`, { isTerminal: true });
    expect(code).toBe(130);
    expect(out.slice(out.indexOf('\u001B[?25h'))).toBe(
      `\u001B[?25h\nExecution ${executionId} goes on. Watch it again: ./breakwater watch ${executionId}\nTo stop it from starting more: ./breakwater cancel ${executionId}\n`,
    );
    expect(await decisions(cli, executionId)).toEqual(['ExecutionStarted']);
  });
});

describe('the end of an execution', () => {
  test('says how it stands against the RTO: met, missed by so much, or missed because not every server is up', async () => {
    const { run, rig, shop } = setUpCli();
    await rig.load();
    const rtoLines = async (rtoTargetMinutes: number) => {
      const executionId = await rig.launch(await shop.savePlan(noGates, { rtoTargetMinutes }));
      const { startTime, endTime = '' } = await rig.runToEnd(executionId);
      const minutes = (seconds: number) => `0:0${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
      const seconds = Math.floor((Date.parse(endTime) - Date.parse(startTime)) / 1000);
      const read = [await run(`watch ${executionId}`), await run(`get execution ${executionId}`)];
      return {
        lines: read.map(({ out }) => /^RTO.*$/m.exec(out)?.[0]),
        took: minutes(seconds),
        over: minutes(seconds - rtoTargetMinutes * 60),
      };
    };
    const met = await rtoLines(9);
    expect(met.lines).toEqual(Array(2).fill(`RTO target 0:09:00: met in ${met.took}`));
    const late = await rtoLines(2);
    expect(late.lines).toEqual(Array(2).fill(`RTO target 0:02:00: missed by ${late.over}, took ${late.took}`));
    shop.failNext(...shop.servers.web.slice(0, 1));
    const partial = await rtoLines(9);
    expect(partial.lines).toEqual(Array(2).fill('RTO target 0:09:00: missed, not every server is up'));
  });

  test('says how old the data was that its servers came up with, against the RPO', async () => {
    const rig = openRig({
      estate: {
        servers: 2,
        server: (index) => (index === 1 ? { replication: { state: 'STALLED', lagSeconds: 7200 } } : {}),
      },
    });
    const { run } = setUpCli({}, rig);
    await rig.load();
    const rpoLines = async (rpoTargetSeconds: number) => {
      const planId = await rig.savePlan('old', [{ servers: rig.idsOf('server-') }], { rpoTargetSeconds });
      const executionId = await rig.launch(planId);
      await rig.runToEnd(executionId);
      const read = [await run(`watch ${executionId}`), await run(`get execution ${executionId}`)];
      return read.map(({ out }) => /^RPO.*$/m.exec(out)?.[0]);
    };
    expect(await rpoLines(3600)).toEqual(
      Array(2).fill(
        expect.stringMatching(/^RPO target 1:00:00: missed, data up to [23]:\d\d:\d\d old \(server-0001\)$/),
      ),
    );
    expect(await rpoLines(86_400)).toEqual(
      Array(2).fill(expect.stringMatching(/^RPO target 24:00:00: met, data up to [23]:\d\d:\d\d old \(server-0001\)$/)),
    );
  });

  test.each([
    ['completed', 'COMPLETED', 0],
    ['failed', 'FAILED', 3],
    ['partial', 'PARTIAL', 4],
    ['cancelled', 'CANCELLED', 5],
    ['timedOut', 'TIMED_OUT', 6],
    ['refused', 'REFUSED', 7],
  ] as const)('%s gives its exit code', async (end, status, code) => {
    const { run, rig, shop } = setUpCli();
    const executionId = await shop[end]();
    expect((await rig.get(executionId)).status).toBe(status);
    expect((await run(`watch ${executionId}`)).code).toBe(code);
  });

  test('tells every failed server in the words of DRS, what was launched, and what was not started', async () => {
    const { run, rig, shop } = setUpCli();
    const { database, application, web } = shop.servers;
    const [failed = ''] = database;
    const rawError = 'LAUNCH_FAILED: no capacity\nin us-east-1a';
    rig.simulator.faults.add({ kind: 'fail-launch', sourceServerIds: [failed], rawError });
    const executionId = await shop.ended(noGates);
    const up = (await rig.servers(executionId)).find(({ outcome }) => outcome === 'LAUNCHED');
    const { out } = await run(`watch ${executionId}`);
    const reason = 'LAUNCH_FAILED: no capacity\u{FFFD}in us-east-1a';
    const notStarted = [...application, ...web].map((id) => expect.stringMatching(`^  shop-(app|web)-0\\d  ${id}$`));
    expect(out.slice(out.indexOf(' DRILL  of')).split('\n')).toEqual([
      ' DRILL  of plan "shop": PARTIAL after 0:01:30',
      '1 of 8 servers launched; wave 0 "database" FAILED; wave 1 "application" SKIPPED; wave 2 "web" SKIPPED',
      '',
      `  wave 0 "database"     FAILED   1 of 2 launched, 1 failed  1 of 2 servers launched; failed: shop-db-01 (${failed}): ${reason} (at least 100 % wanted)`,
      '  wave 1 "application"  SKIPPED  0 of 3 launched            not started: wave 0 "database" is FAILED, and it says stop on failure',
      '  wave 2 "web"          SKIPPED  0 of 3 launched            not started: wave 0 "database" is FAILED, and it says stop on failure',
      '',
      '1 server failed:',
      `  shop-db-01 (${failed}): ${reason}`,
      '',
      '1 server launched:',
      `  shop-db-02  ${up?.recoveryInstanceId}  ${up?.observed?.privateIp}`,
      '',
      '6 servers not started:',
      ...notStarted,
      '',
      'To launch the 7 servers that are not up, and no other:',
      `  ./breakwater retry ${executionId}`,
      'To terminate the 1 instance that it launched:',
      `  ./breakwater cleanup ${executionId}`,
      '',
    ]);
  });

  test('of a late refusal tells every reason', async () => {
    const { run, rig, shop, call } = setUpCli();
    const planId = await shop.savePlan({ database: { servers: ['s-0000000000000dead'] } });
    rig.simulator.faults.add({ kind: 'slow', operation: 'DescribeSourceServers', delaySeconds: 10, times: 1 });
    const started = await call('POST', '/api/executions', { planId, executionType: 'DRILL' });
    expect(started.status).toBe(202);
    const { code, out } = await run(`watch ${started.body.executionId}`);
    expect(code).toBe(7);
    expect(out).toMatch(/^- group "\S+" names 1 server that DRS does not know.*\n {2}\w/m);
  });

  test('is told by drill --watch too, with its exit code', async () => {
    const { run, files, shop } = setUpCli();
    files.set('shop.yaml', shopFile);
    await run('apply -f shop.yaml');
    shop.failNext(...shop.servers.database.slice(0, 1));
    expect((await run('drill shop --watch')).code).toBe(4);
  });

  test('whose servers cannot be read keeps its exit code and says what is missing', async () => {
    const { run, shop, context } = setUpCli();
    const executionId = await shop.failed();
    const { code, err } = await run(`watch ${executionId}`, {
      fetch: (input, init) =>
        input.includes('/servers') ? Promise.reject(new Error('socket hang up')) : context.fetch(input, init),
    });
    expect(code).toBe(3);
    expect(err).toContain(`Its servers could not be read. Again: ./breakwater get servers ${executionId}\n`);
  });
});

test('all of a hundred failed servers are listed, and where the launched ones are when they are many', async () => {
  const estate = { ...shopEstate, servers: 200, server: () => ({}) };
  const { run, rig, shop } = setUpCli({}, openRig({ estate }));
  await rig.load();
  const servers = rig.idsOf('server-');
  shop.failNext(...servers.filter((_, index) => index % 2 === 0));
  const executionId = await rig.launch(await rig.savePlan('all', [{ servers }]));
  await rig.runToEnd(executionId);
  const { code, out } = await run(`watch ${executionId}`);
  expect(code).toBe(4);
  expect(out.match(/^ {2}server-\d{4} \(s-\w+\): InsufficientInstanceCapacity/gm)).toHaveLength(100);
  expect(out).toContain(`… and 50 more: ./breakwater get servers ${executionId}`);
});
