/** Every command that is printed works when it is pasted into another terminal. */
import { expect, test } from 'vitest';
import { setUpCli } from './run.ts';

const server = 'http://127.0.0.1:7800';
const named = `--server ${server} --data 'the data'`;

function setUp() {
  const cli = setUpCli();
  cli.files.set('the data/api-token', cli.files.get('.breakwater/api-token') ?? '');
  cli.files.delete('.breakwater/api-token');
  /** As a shell takes it. */
  const paste = (line: string) =>
    cli.run((line.trim().match(/'[^']*'|\S+/g) ?? []).slice(1).map((word) => word.replaceAll("'", '')));
  return { ...cli, paste };
}
const commandsIn = (out: string): readonly string[] => out.match(/\.\/breakwater .*$/gm) ?? [];

test('after a start, at a gate and at Ctrl-C the commands name the server and its data folder', async () => {
  const { paste, shop, steps, interrupt } = setUp();
  await shop.savePlan();
  const started = await paste(`./breakwater drill shop ${named}`);
  const [watch = ''] = commandsIn(started.out);
  expect(watch).toMatch(new RegExp(`^\\./breakwater watch exec-\\S+ ${named}$`));
  const gate = await paste(`${watch} --exit-at-gate`);
  const [resume = ''] = commandsIn(gate.out);
  expect(resume).toMatch(new RegExp(`^\\./breakwater resume exec-\\S+ --wave 1 ${named}$`));
  expect((await paste(resume)).out).toContain('Approved wave 1 "application"');
  steps.push(interrupt);
  const left = commandsIn((await paste(watch)).out);
  expect(left.map((line) => line.replace(/exec-\S+/, 'ID'))).toEqual([
    `./breakwater watch ID ${named}`,
    `./breakwater cancel ID ${named}`,
  ]);
});

test('what follows an end names the server too, and no token is ever printed', async () => {
  const { paste, shop } = setUp();
  const executionId = await shop.partial();
  const end = await paste(`./breakwater watch ${executionId} ${named} --token test-token-0123456789`);
  expect(commandsIn(end.out)).toEqual([
    `./breakwater retry ${executionId} ${named}`,
    `./breakwater cleanup ${executionId} ${named}`,
  ]);
  expect(end.out).not.toContain('test-token');
  expect((await paste(commandsIn(end.out)[0] ?? '')).code).toBe(0);
});

test('a server that the environment names stands in the commands, one of the config file does not', async () => {
  const { run, shop, files } = setUpCli();
  const executionId = await shop.running();
  const env = { BREAKWATER_SERVER: server, BREAKWATER_TOKEN: 'test-token-0123456789' };
  expect(commandsIn((await run(`pause ${executionId}`, { env })).out)).toEqual([
    `./breakwater resume ${executionId} --end-pause --server ${server}`,
  ]);
  await run(`resume ${executionId} --end-pause`);
  files.set('/home/ana/.config/breakwater/config.yaml', `server: ${server}\ntokenFile: /home/ana/token\n`);
  files.set('/home/ana/token', 'test-token-0123456789');
  expect(commandsIn((await run(`pause ${executionId}`, { env: { HOME: '/home/ana' } })).out)).toEqual([
    `./breakwater resume ${executionId} --end-pause`,
  ]);
});
