/** Every command that is printed works when it is pasted into another terminal. */
import { expect, test } from 'vitest';
import { executionOf } from '../api/views.ts';
import { setUpCli, shopFile } from './run.ts';
import { atGate } from './sample-screens.ts';

const server = 'http://127.0.0.1:7800';
const elsewhere = ['--server', server, '--data', 'the data'];

function setUp() {
  const cli = setUpCli();
  cli.files.set('shop.yaml', shopFile);
  cli.files.set('the data/api-token', cli.files.get('.breakwater/api-token') ?? '');
  const run = (line: string, over = {}) => cli.run([...line.split(' '), ...elsewhere], over);
  /** As a shell takes it. */
  const paste = (line: string) =>
    cli.run((line.trim().match(/'[^']*'|\S+/g) ?? []).slice(1).map((word) => word.replaceAll("'", '')));
  return { ...cli, run, paste };
}
const commandsIn = (out: string): readonly string[] => out.match(/\.\/breakwater .*$/gm) ?? [];

test('after a start, a gate, a pause and Ctrl-C the commands name the server and its data folder', async () => {
  const { run, paste, executions, steps, interrupt } = setUp();
  await run('apply -f shop.yaml');
  const started = await run('drill shop');
  expect(commandsIn(started.out)).toEqual([`./breakwater watch exec-000001 --server ${server} --data 'the data'`]);
  executions.put(atGate);
  const gate = await run('watch exec-000001 --exit-at-gate');
  const [resume = ''] = commandsIn(gate.out);
  expect(resume).toBe(`./breakwater resume exec-000001 --wave 1 --server ${server} --data 'the data'`);
  expect((await paste(resume)).code).toBe(0);
  expect(executions.commands.map(({ command }) => command)).toEqual([{ type: 'resume', waveNumber: 1 }]);

  steps.push(interrupt);
  const left = commandsIn((await run('watch exec-000001')).out);
  expect(left.filter((line) => !line.endsWith(` --server ${server} --data 'the data'`))).toEqual([]);
  expect(left.some((line) => line.startsWith('./breakwater cancel exec-000001 '))).toBe(true);
});

test('what follows an end names the server too, and no token is ever printed', async () => {
  const { run, executions } = setUp();
  const actions = {
    ...executionOf().actions,
    followUp: { allowed: true } as const,
    cleanUp: { allowed: true } as const,
  };
  executions.put(executionOf({ status: 'PARTIAL', launchedCount: 3, actions }));
  const end = await run('watch exec-000001 --token test-token-0123456789');
  expect(commandsIn(end.out)).toEqual([
    `./breakwater retry exec-000001 --server ${server} --data 'the data'`,
    `./breakwater cleanup exec-000001 --server ${server} --data 'the data'`,
  ]);
  expect(end.out).not.toContain('test-token');
});

test('a server that the environment names stands in the commands, one of the config file does not', async () => {
  const { run, executions, files } = setUpCli();
  executions.put(executionOf());
  const env = { BREAKWATER_SERVER: server, BREAKWATER_TOKEN: 'test-token-0123456789' };
  expect(commandsIn((await run('pause exec-000001', { env })).out)).toEqual([
    `./breakwater resume exec-000001 --end-pause --server ${server}`,
  ]);
  files.set('/home/ana/.config/breakwater/config.yaml', `server: ${server}\ntokenFile: /home/ana/token\n`);
  files.set('/home/ana/token', 'test-token-0123456789');
  expect(commandsIn((await run('pause exec-000001', { env: { HOME: '/home/ana' } })).out)).toEqual([
    './breakwater resume exec-000001 --end-pause',
  ]);
});
