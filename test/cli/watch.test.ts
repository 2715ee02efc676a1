import { describe, expect, test } from 'vitest';
import type { ExecutionView } from '../../src/domain/model/execution-view.ts';
import { at, eventOf, executionOf, serverOf, waveOf } from '../api/views.ts';
import { setUpCli, shopFile } from './run-faked.ts';
import { atGate, running, runningServers } from './sample-screens.ts';

const ended = (changes: Partial<ExecutionView> = {}): ExecutionView =>
  executionOf({ status: 'COMPLETED', statusReason: 'every wave completed', endTime: at(754), version: 9, ...changes });

describe('watch, not on a terminal', () => {
  test('prints one line per event, each once, then how it ended', async () => {
    const { run, executions, steps } = setUpCli();
    const first = eventOf(1, { type: 'ExecutionStarted' }, 'ana');
    const second = eventOf(2, { type: 'WaveStarting', waveNumber: 0 });
    executions.put(executionOf({ eventCount: 1 }), [], [first]);
    steps.push(
      () => {},
      () => executions.put(executionOf({ eventCount: 2, version: 2 }), [], [first, second]),
      () =>
        executions.put(
          ended({ waves: [waveOf(0, 'database', { status: 'COMPLETED', launchedCount: 4 })] }),
          [],
          [first, second],
        ),
    );
    const { code, out, err } = await run('watch exec-000001');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n')).toEqual([
      'DRILL of plan "shop", exec-000001, started by ana at 2026-11-02 03:00:00Z',
      '2026-11-02 03:00:01Z Started by ana',
      '2026-11-02 03:00:02Z Wave 0 "database" starts',
      '',
      ' DRILL  of plan "shop": COMPLETED after 0:12:34',
      'every wave completed',
      '',
      '  wave 0 "database"  COMPLETED  4 of 4 launched',
      '',
    ]);
  });

  test('tells once what waits for a person, with the command, and goes on when it was given', async () => {
    const { run, executions, steps } = setUpCli();
    executions.put(atGate);
    steps.push(
      () => {},
      () => executions.put(running),
      () => executions.put(ended()),
    );
    const { out } = await run('watch exec-000001');
    const lines = out.split('\n').filter((line) => /person|resume/.test(line));
    expect(lines).toEqual([
      'Waiting for a person: wave 1 "application" waits for approval: 16 servers will launch',
      '  ./breakwater resume exec-000001 --wave 1',
    ]);
  });

  test('with --exit-at-gate ends with a code of its own, and leaves it waiting', async () => {
    const { run, executions } = setUpCli();
    executions.put(atGate);
    const { code, out } = await run('watch exec-000001 --exit-at-gate');
    expect(code).toBe(8);
    expect(out.trimEnd().split('\n').slice(-3)).toEqual([
      'Execution exec-000001 waits for a person:',
      '- wave 1 "application" waits for approval: 16 servers will launch',
      '  ./breakwater resume exec-000001 --wave 1',
    ]);
    expect(executions.commands).toEqual([]);
  });

  test('with --exit-at-gate goes on while other waves still run', async () => {
    const { run, executions, steps } = setUpCli();
    executions.put({ ...atGate, status: 'POLLING' });
    steps.push(() => executions.put(ended()));
    expect((await run('watch exec-000001 --exit-at-gate')).code).toBe(0);
  });

  test('waits for a server that is started again, and says so once', async () => {
    const { run, executions, steps, context } = setUpCli();
    executions.put(executionOf());
    let away = false;
    steps.push(
      () => {
        away = true;
      },
      () => {},
      () => {
        away = false;
        executions.put(ended());
      },
    );
    const { code, out } = await run('watch exec-000001', {
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
    const { run, executions, steps, context } = setUpCli();
    executions.put(executionOf());
    let token = '';
    steps.push(() => {
      token = 'new';
    });
    const { code } = await run('watch exec-000001', {
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

describe('watch, on a terminal', () => {
  const frames = (out: string) => out.split('\r').slice(1);

  test('draws in place, cuts nothing off above, and gives the cursor back', async () => {
    const { run, executions, steps } = setUpCli();
    executions.put(running, runningServers);
    steps.push(
      () => {},
      () => executions.put(ended()),
    );
    const { code, out } = await run('watch exec-000001', { isTerminal: true, env: { NO_COLOR: '1' } });
    expect(code).toBe(0);
    expect(out.startsWith('\u001B[?25l\u001B[?7l\r')).toBe(true);
    const [first = '', second = ''] = frames(out);
    const height = first.split('\n').length - 1;
    expect(height).toBeLessThan(24);
    expect(first).toContain(' DRILL  shop');
    expect(second.startsWith(`\u001B[${height}A`)).toBe(true);
    expect(out).toContain('\u001B[?7h\u001B[?25h');
    expect(out.indexOf('COMPLETED after 0:12:34')).toBeGreaterThan(out.indexOf('\u001B[?25h'));
  });

  test('shows the servers of the waves that run, and no others', async () => {
    const { run, executions, steps } = setUpCli();
    const waiting = serverOf(99, waveOf(2, 'web'));
    executions.put(running, [...runningServers, waiting]);
    steps.push(() => executions.put(ended()));
    const { out } = await run('watch exec-000001', { isTerminal: true });
    const [first = ''] = frames(out);
    expect(first).toContain('shop-application-05');
    expect(first).not.toContain(waiting.serverName);
  });

  test('says that the server is away, and goes on when it is back', async () => {
    const { run, executions, steps, context } = setUpCli();
    executions.put(running, runningServers);
    let away = true;
    steps.push(
      () => {},
      () => {
        away = false;
        executions.put(ended());
      },
    );
    let looks = 0;
    const { code, out } = await run('watch exec-000001', {
      isTerminal: true,
      fetch: (input, init) => {
        if (input.endsWith('executions/exec-000001')) looks += 1;
        return looks === 2 && away ? Promise.reject(new Error('socket hang up')) : context.fetch(input, init);
      },
    });
    expect(code).toBe(0);
    expect(frames(out)[1]).toContain('The server does not answer (socket hang up): trying again');
  });

  test('Ctrl-C ends the screen, leaves the execution alone, and says so', async () => {
    const { run, executions, steps, interrupt } = setUpCli();
    executions.put(running, runningServers);
    steps.push(interrupt);
    const { code, out } = await run('watch exec-000001', { isTerminal: true });
    expect(code).toBe(130);
    expect(out.slice(out.indexOf('\u001B[?25h'))).toBe(
      '\u001B[?25h\nExecution exec-000001 goes on. Watch it again: ./breakwater watch exec-000001\nTo stop it from starting more: ./breakwater cancel exec-000001\n',
    );
    expect(executions.commands).toEqual([]);
  });
});

describe('the end of an execution', () => {
  test.each([
    ['COMPLETED', 15, 'RTO target 0:15:00: met in 0:12:34'],
    ['COMPLETED', 10, 'RTO target 0:10:00: missed by 0:02:34, took 0:12:34'],
    ['PARTIAL', 15, 'RTO target 0:15:00: missed, not every server is up'],
  ] as const)('%s says how it stands against an RTO of %i min', async (status, rtoTargetMinutes, line) => {
    const { run, executions } = setUpCli();
    executions.put(ended({ status, rtoTargetMinutes }));
    expect((await run('watch exec-000001')).out.split('\n')).toContain(line);
    expect((await run('get execution exec-000001')).out.split('\n')).toContain(line);
  });

  test.each([
    ['COMPLETED', 0],
    ['FAILED', 3],
    ['PARTIAL', 4],
    ['CANCELLED', 5],
    ['TIMED_OUT', 6],
    ['REFUSED', 7],
  ] as const)('%s gives the exit code %i', async (status, code) => {
    const { run, executions } = setUpCli();
    executions.put(ended({ status }));
    expect((await run('watch exec-000001')).code).toBe(code);
  });

  test('tells every failed server in the words of DRS, what was launched, and what was not started', async () => {
    const { run, executions } = setUpCli();
    const database = waveOf(0, 'database', {
      status: 'FAILED',
      statusReason: '1 of 4 failed',
      launchedCount: 3,
      failedCount: 1,
    });
    const web = waveOf(1, 'web', { status: 'SKIPPED', statusReason: 'not started: wave 0 "database" is FAILED' });
    const servers = [
      serverOf(1, database, {
        outcome: 'LAUNCHED',
        recoveryInstanceId: 'i-0000000000000001a',
        observed: { launchStatus: 'LAUNCHED', privateIp: '10.0.0.1', lastPolledTime: at(9) },
      }),
      serverOf(2, database, { outcome: 'FAILED', reason: 'LAUNCH_FAILED: no capacity\nin us-east-1a' }),
      serverOf(3, database),
      serverOf(4, web, { outcome: 'NOT_STARTED' }),
    ];
    executions.put(ended({ status: 'PARTIAL', statusReason: 'wave 0 failed', waves: [database, web] }), servers);
    const { out } = await run('watch exec-000001');
    expect(out.slice(out.indexOf(' DRILL  of')).split('\n')).toEqual([
      ' DRILL  of plan "shop": PARTIAL after 0:12:34',
      'wave 0 failed',
      '',
      '  wave 0 "database"  FAILED   3 of 4 launched, 1 failed  1 of 4 failed',
      '  wave 1 "web"       SKIPPED  0 of 4 launched            not started: wave 0 "database" is FAILED',
      '',
      '1 server failed:',
      '  shop-database-02 (s-00000000000000002): LAUNCH_FAILED: no capacity\u{FFFD}in us-east-1a',
      '',
      '1 server launched:',
      '  shop-database-01  i-0000000000000001a  10.0.0.1',
      '',
      '1 server not started:',
      '  shop-web-04  s-00000000000000004',
      '',
      '1 server undecided: DRS had not said how they ended',
      '',
    ]);
  });

  test('lists all of a hundred failed servers, and says where the launched ones are when they are many', async () => {
    const { run, executions } = setUpCli();
    const wave = waveOf(0, 'database', { status: 'FAILED' });
    const servers = Array.from({ length: 200 }, (_, number) =>
      serverOf(number, wave, number < 100 ? { outcome: 'FAILED', reason: 'no capacity' } : { outcome: 'LAUNCHED' }),
    );
    executions.put(ended({ status: 'PARTIAL', waves: [wave] }), servers);
    const { out } = await run('watch exec-000001');
    expect(out.match(/: no capacity$/gm)).toHaveLength(100);
    expect(out).toContain('… and 50 more: ./breakwater get servers exec-000001');
  });

  test('of a late refusal tells every reason', async () => {
    const { run, executions } = setUpCli();
    const refusals = [
      { code: 'NO_MATCH', message: 'the tags of db match nothing', subjects: [], remedy: 'Check the tags.' },
    ];
    executions.put(
      ended({ status: 'REFUSED', statusReason: 'refused for 1 reason; nothing was started', refusals, waves: [] }),
    );
    const { code, out } = await run('watch exec-000001');
    expect(code).toBe(7);
    expect(out).toContain('- the tags of db match nothing\n  Check the tags.\n');
  });

  test('is told by drill --watch too, with its exit code', async () => {
    const { run, executions, files } = setUpCli();
    files.set('shop.yaml', shopFile);
    await run('apply -f shop.yaml');
    executions.put(ended({ status: 'PARTIAL' }));
    expect((await run('drill shop --watch')).code).toBe(4);
  });

  test('whose servers cannot be read keeps its exit code and says what is missing', async () => {
    const { run, executions, context } = setUpCli();
    executions.put(ended({ status: 'FAILED' }));
    const { code, err } = await run('watch exec-000001', {
      fetch: (input, init) =>
        input.includes('/servers') ? Promise.reject(new Error('socket hang up')) : context.fetch(input, init),
    });
    expect(code).toBe(3);
    expect(err).toMatch(/Its servers could not be read. Again: .\/breakwater get servers exec-000001\n$/);
  });
});
