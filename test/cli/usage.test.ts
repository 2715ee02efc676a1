import { describe, expect, test } from 'vitest';
import type { DeployOptions, ServeOptions, SimulatorOptions } from '../../src/cli/context.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { setUpCli } from './run.ts';

describe('usage', () => {
  test.each([
    ['dril shop', 'No command registered for `dril`, did you mean `drill`?'],
    [
      '--sever http://127.0.0.1:7800 get plans',
      'No command begins with a flag: `--sever`, did you mean `--server`? Flags come after the command',
    ],
    [
      'get --outptu=json plans',
      'No command begins with a flag: `--outptu=json`, did you mean `--output`? Flags come after the command',
    ],
    ['--server x get plans', 'No command begins with a flag: `--server`. Flags come after the command'],
    ['--verson', 'No flag registered for `--verson`, did you mean `--version`?'],
    ['drill', 'Expected argument for PLAN'],
    ['describe plna shop', 'No command registered for `plna`, did you mean `plan`?'],
    ['retry exec-1 --wav 0', 'No flag registered for --wav, did you mean --wave?'],
    ['skip exec-1 --wave 0', 'Expected input for flag --reason'],
    ['drill shop --wach', 'No flag registered for --wach, did you mean --watch?'],
    ['apply', 'Expected input for flag --file'],
    ['get plans --output xml', 'Expected "xml" to be one of (table|json|yaml), did you mean "yaml"?'],
    ['get executions --limit 0', 'Failed to parse "0" for limit: must be a whole number from 1 to 1000'],
    ['drill shop --exit-at-gate', '--exit-at-gate goes with --watch; --wait ends there without it'],
    ['recover shop --watch --wait', 'Either --watch or --wait, not both'],
    ['retry exec-1 --exit-at-gate', '--exit-at-gate goes with --watch; --wait ends there without it'],
    ['cleanup exec-1 --watch --wait', 'Either --watch or --wait, not both'],
    [
      'get plans --server localhost:7700',
      'Failed to parse "localhost:7700" for server: must be an http or https address, or the ARN of a function',
    ],
    ['serve --port 70000', 'Failed to parse "70000" for port: must be a whole number from 0 to 65535'],
    ['serve --endpoint localhost:1', 'Failed to parse "localhost:1" for endpoint: must be an http or https address'],
    ['simulator --speed 0', 'Failed to parse "0" for speed: must be manual, or a number above 0 and at most 10000'],
  ])('%s is told in one line, with a code of its own', async (line, message) => {
    const { run } = setUpCli();
    expect(await run(line)).toEqual({ code: exitCodes.usage, out: '', err: `${message}\n` });
  });

  test.each([
    '',
    'apply',
    'get',
    'get execution',
    'check',
    'diff',
    'drill',
    'recover',
    'watch',
    'pause',
    'resume',
    'cancel',
    'retry',
    'skip',
    'cleanup',
    'get instances',
    'validate file',
    'validate account',
    'get accounts',
    'export',
    'import',
    'describe group',
    'describe plan',
    'describe execution',
    'delete group',
    'delete plan',
    'version',
    'get clean-ups',
    'events',
    'serve',
    'simulator',
  ])('%s --help explains itself', async (command) => {
    const { run } = setUpCli();
    const { code, out, err } = await run(`${command} --help`.trim());
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^USAGE\n {2}\.\/breakwater/);
    if (command !== 'get') expect(out).toMatch(/EXAMPLES\n {2}(\.\/breakwater|cat|aws)/);
  });

  test('every exit code is in the help, and no two are the same', async () => {
    const { run } = setUpCli();
    const { out } = await run('--help');
    for (const code of Object.values(exitCodes)) expect(out).toMatch(new RegExp(`^ +${code} {2}\\w`, 'm'));
    expect(new Set(Object.values(exitCodes)).size).toBe(Object.keys(exitCodes).length);
  });

  test('--version', async () => {
    const { run } = setUpCli();
    expect((await run('--version')).out).toBe('1.2.3\n');
  });
});

describe('servers to run', () => {
  test('serve passes on its flags, with the defaults of the clients', async () => {
    const { run } = setUpCli();
    const started: ServeOptions[] = [];
    const serve = async (options: ServeOptions) => {
      started.push(options);
      return exitCodes.ok;
    };
    await run('serve', { serve });
    await run('serve --port 1 --data d --endpoint http://127.0.0.1:2', { serve });
    expect(started).toEqual([
      { port: 7700, data: '.breakwater' },
      { port: 1, data: 'd', endpoint: 'http://127.0.0.1:2' },
    ]);
  });

  test('deploy --synth-only deploys nothing, with a folder named or without one', async () => {
    const { run } = setUpCli();
    const asked: DeployOptions[] = [];
    const deploy = async (options: DeployOptions) => {
      asked.push(options);
      return exitCodes.ok;
    };
    const lines = ['--synth-only', '--synth-only --driver schedule', '--synth-only there', ''];
    for (const line of lines) expect(await run(`deploy ${line}`.trim(), { deploy })).toMatchObject({ code: 0 });
    expect(asked.map(({ synthOnly }) => synthOnly)).toEqual([
      'breakwater-templates',
      'breakwater-templates',
      'there',
      undefined,
    ]);
  });

  test('simulator passes on its flags, and the code that it ended with', async () => {
    const { run } = setUpCli();
    const started: SimulatorOptions[] = [];
    const simulator = async (options: SimulatorOptions) => {
      started.push(options);
      return exitCodes.error;
    };
    expect((await run('simulator', { simulator })).code).toBe(exitCodes.error);
    await run('simulator --port 1 --speed manual --seed 7 --estate e.yaml --data d', { simulator });
    await run('simulator --speed 0.5', { simulator });
    expect(started).toEqual([
      { port: 7701, speed: 1 },
      { port: 1, speed: 'manual', seed: 7, estate: 'e.yaml', data: 'd' },
      { port: 7701, speed: 0.5 },
    ]);
  });
});
