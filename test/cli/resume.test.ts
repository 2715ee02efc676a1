import { describe, expect, test } from 'vitest';
import { setUpCli } from './run-faked.ts';
import { atGate, running } from './sample-screens.ts';

const withGates = (...waveNumbers: number[]) => ({
  ...atGate,
  waves: atGate.waves.map((wave) =>
    waveNumbers.includes(wave.waveNumber) ? { ...wave, status: 'AWAITING_APPROVAL' as const } : wave,
  ),
  actions: { ...atGate.actions, resume: { allowed: true as const, waveNumbers } },
});

describe('resume', () => {
  test('names the one wave that waits, and says what will launch', async () => {
    const { run, executions } = setUpCli();
    executions.put(atGate);
    expect(await run('resume exec-000001')).toEqual({
      code: 0,
      err: '',
      out: 'Approved wave 1 "application": 16 servers will launch.\nWatch it: ./breakwater watch exec-000001\n',
    });
    expect(executions.commands.map(({ command }) => command)).toEqual([{ type: 'resume', waveNumber: 1 }]);
  });

  test.each(['1', 'application', 'APPLICATION'])('--wave %s opens the gate of that wave', async (wave) => {
    const { run, executions } = setUpCli();
    executions.put(withGates(1, 2));
    expect((await run(['resume', 'exec-000001', '--wave', wave])).code).toBe(0);
    expect(executions.commands.map(({ command }) => command)).toEqual([{ type: 'resume', waveNumber: 1 }]);
  });

  test('with several waves waiting opens none, and names the command for each', async () => {
    const { run, executions } = setUpCli();
    executions.put(withGates(1, 2));
    const { code, err } = await run('resume exec-000001');
    expect(code).toBe(2);
    expect(err.split('\n')).toEqual([
      'Several things wait for a person; say which one:',
      '- wave 1 "application" waits for approval: 16 servers will launch',
      '  ./breakwater resume exec-000001 --wave 1',
      '- wave 2 "web" waits for approval: 12 servers will launch',
      '  ./breakwater resume exec-000001 --wave 2',
      '',
    ]);
    expect(executions.commands).toEqual([]);
  });

  test('with a pause and a gate asks which of them is meant', async () => {
    const { run, executions } = setUpCli();
    executions.put({ ...atGate, pauseRequested: true });
    expect((await run('resume exec-000001')).code).toBe(2);
    expect(executions.commands).toEqual([]);
    expect((await run('resume exec-000001 --end-pause')).out).toMatch(/^The pause is ended\./);
    expect(executions.commands.map(({ command }) => command)).toEqual([{ type: 'resume' }]);
    expect((await run('resume exec-000001 --end-pause --wave 1')).code).toBe(2);
  });

  test('with only a pause ends it', async () => {
    const { run, executions } = setUpCli();
    executions.put({ ...running, pauseRequested: true, actions: { ...running.actions, resume: { allowed: true } } });
    expect((await run('resume exec-000001')).code).toBe(0);
    expect(executions.commands.map(({ command }) => command)).toEqual([{ type: 'resume' }]);
  });

  test('of an unknown wave names the waves that there are', async () => {
    const { run, executions } = setUpCli();
    executions.put(atGate);
    expect(await run('resume exec-000001 --wave cache')).toEqual({
      code: 11,
      out: '',
      err: 'No such wave: cache\nWaves: wave 0 "database", wave 1 "application", wave 2 "web"\n',
    });
  });

  test('when nothing waits is refused with the reason', async () => {
    const { run, executions } = setUpCli();
    executions.put(running);
    expect(await run('resume exec-000001')).toEqual({
      code: 7,
      out: '',
      err: 'Cannot resume: nothing waits for a person\n',
    });
  });

  test('of a gate that somebody else has just opened is refused by the server, and opens no other', async () => {
    const { run, executions } = setUpCli();
    executions.put(atGate);
    executions.commandResult = {
      kind: 'not-allowed',
      reason: 'wave 1 "application" does not wait for a person: it is STARTING',
      allowed: ['pause', 'cancel'],
    };
    const { code, err } = await run('resume exec-000001');
    expect(code).toBe(7);
    expect(err).toBe(
      'Cannot resume: wave 1 "application" does not wait for a person: it is STARTING\nPossible now: pause, cancel\n',
    );
  });
});
