/**
 * `npm run demo`: the main job in one command. Nothing here is special: the local server of `npm start`, and the
 * commands of `./breakwater` as an operator types them. Only the gates are opened by the demo itself.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '../api/client.ts';
import { runCli } from '../cli/app.ts';
import { tokenFileName } from '../cli/connection.ts';
import { exitCodes } from '../cli/exit-codes.ts';
import { createNodeContext } from '../cli/node-context.ts';
import { startLocalServer } from './local-server.ts';
import { explainStartFailure } from './run-until-stopped.ts';
import { version } from './version.ts';

const SPEED = 60;
/** Long enough to read what waits at the gate. */
const GATE_MILLISECONDS = 3000;
const LOOK_MILLISECONDS = 300;

const help = `npm run demo

Drills the sample plan on a simulated AWS, from the first command to the end: about a minute. It takes no flags.
Its server, data and simulated AWS are its own, and gone when it ends.
`;
const [flag] = process.argv.slice(2);
if (flag !== undefined) {
  const isHelp = flag === '--help' || flag === '-h';
  (isHelp ? process.stdout : process.stderr).write(isHelp ? help : `unknown flag ${flag}\n\n${help}`);
  process.exit(isHelp ? exitCodes.ok : exitCodes.usage);
}

const data = mkdtempSync(join(tmpdir(), 'breakwater-demo-'));
const removeData = (): void => rmSync(data, { recursive: true, force: true });
const say = (text: string): void => void process.stdout.write(`${text}\n`);

const noServer = async () => exitCodes.usage;
const noFunction = (): never => {
  throw new Error('bug: the demo has a server of its own');
};
const context = {
  ...createNodeContext({
    program: './breakwater',
    version,
    functionFetch: noFunction,
    serve: noServer,
    simulator: noServer,
    deploy: noServer,
  }),
  // Ctrl-C ends the demo whole, below: with its server nothing goes on, and `watch` must not say that it does.
  onInterrupt: () => () => undefined,
};

const showCursorAndWrap = '\u001B[?7h\u001B[?25h';
process.once('SIGINT', () => {
  process.stdout.write(
    `${context.isTerminal ? showCursorAndWrap : ''}\nThe demo is stopped, and its server with it: nothing goes on.\n`,
  );
  removeData();
  process.exit(exitCodes.interrupted);
});

const runDemo = async (): Promise<number> => {
  say(`Breakwater ${version} on a simulated AWS at ${SPEED} × speed: five minutes of DRS take five seconds.`);
  const server = await startLocalServer({ port: 0, simulatorPort: 0, speed: SPEED, data, log: () => undefined });
  // The commands find the server by a config file: what they print names none, since this one ends.
  const home = join(data, 'home');
  mkdirSync(join(home, '.config', 'breakwater'), { recursive: true });
  const config = { server: server.url, tokenFile: join(data, tokenFileName) };
  writeFileSync(join(home, '.config', 'breakwater', 'config.yaml'), JSON.stringify(config));
  const atHome = { ...context, env: { HOME: home } };
  const command = async (...words: readonly string[]): Promise<number> => {
    say(`\n$ ./breakwater ${words.join(' ')}`);
    return runCli(words, atHome);
  };
  try {
    const applied = await command('apply', '-f', join(import.meta.dirname, '../../examples/shop.yaml'));
    if (applied !== exitCodes.ok) return applied;
    const gates = openGates(server.url, server.token);
    const code = await command('drill', 'Shop', '--watch');
    await gates.stop();
    await showRecord(server.url, server.token, command);
    return code;
  } finally {
    await server.close();
  }
};

/** The person in this play: opens each gate a moment after it is reached, by the command that the screen shows. */
const openGates = (baseUrl: string, token: string): { stop(): Promise<void> } => {
  const client = createClient({ baseUrl, token, fetch });
  let stopped = false;
  const play = async (): Promise<void> => {
    while (!stopped) {
      await pause(LOOK_MILLISECONDS);
      const list = await client.listExecutions({ limit: 1 });
      const executionId = list.ok ? list.value.items[0]?.executionId : undefined;
      if (executionId === undefined) continue;
      const execution = await client.getExecution(executionId);
      const gate = execution.ok ? execution.value.waves.find((wave) => wave.status === 'AWAITING_APPROVAL') : undefined;
      if (gate === undefined) continue;
      await pause(GATE_MILLISECONDS);
      await client.resume(executionId, gate.waveNumber);
    }
  };
  const playing = play();
  return {
    stop: async () => {
      stopped = true;
      await playing;
    },
  };
};

/** What is left to read after the end: the servers with their instances, and who did what. */
const showRecord = async (
  baseUrl: string,
  token: string,
  command: (...words: readonly string[]) => Promise<number>,
): Promise<void> => {
  const client = createClient({ baseUrl, token, fetch });
  const list = await client.listExecutions({ limit: 1 });
  const executionId = list.ok ? list.value.items[0]?.executionId : undefined;
  if (executionId === undefined) return;
  await command('get', 'servers', executionId);
  say(
    '\nThe server of this demo ends with it, and nothing of it can be looked at any more. Start one that stays: npm start, and then follow docs/first-drill.md.',
  );
};

try {
  const code = await runDemo();
  removeData();
  process.exit(code);
} catch (error) {
  removeData();
  process.stderr.write(`${explainStartFailure(error)}\n`);
  process.exit(1);
}
