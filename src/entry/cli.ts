/** The command line: `./breakwater`. Servers are loaded only by the commands that run one. */
import type { Fetch } from '../api/exchange.ts';
import { runCli } from '../cli/app.ts';
import type { CliContext, DeployOptions, ServeOptions, SimulatorOptions } from '../cli/context.ts';
import { type ExitCode, exitCodes } from '../cli/exit-codes.ts';
import { createNodeContext } from '../cli/node-context.ts';
import { version } from './version.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Runs a server until it is stopped; a start that fails is told in one sentence. */
const runServer = async (
  start: () => Promise<{ readonly greeting: string; close(): Promise<void> }>,
): Promise<ExitCode> => {
  const { explainStartFailure, untilStopped } = await import('./run-until-stopped.ts');
  try {
    const server = await start();
    say(server.greeting);
    await untilStopped();
    say('stopping');
    await server.close();
    return exitCodes.ok;
  } catch (error) {
    process.stderr.write(`${explainStartFailure(error)}\n`);
    return exitCodes.error;
  }
};

const serve = (options: ServeOptions): Promise<ExitCode> =>
  runServer(async () => {
    const { startOwnMachineServer } = await import('./own-machine-server.ts');
    const { buildConsole } = await import('./build-console.ts');
    const { ownCommand } = await import('./own-command.ts');
    const server = await startOwnMachineServer(options, say);
    const aws = options.endpoint === undefined ? 'the real AWS' : options.endpoint;
    const link = await server.signInLink();
    // A recovery does not wait for its pictures: the page is there when it is built.
    void buildConsole(say);
    return {
      greeting: `Breakwater answers at ${server.url} (data in ${options.data}), for ${aws}
Open the console (the link signs you in, once; a new one: ${ownCommand({ url: server.url, data: options.data })('open')}):
  ${link}
Ctrl-C stops; what runs goes on at the next start.`,
      close: () => server.close(),
    };
  });

const simulator = (options: SimulatorOptions): Promise<ExitCode> =>
  runServer(async () => {
    const { startSimulator } = await import('./simulator-server.ts');
    const served = await startSimulator(options);
    const time = options.speed === 'manual' ? 'moves by the control endpoint only' : `runs at ${options.speed} × speed`;
    return { greeting: `Simulated AWS at ${served.url}; its time ${time}\nCtrl-C stops.`, close: () => served.close() };
  });

/** Loaded by who names a function. */
const functionFetch: CliContext['functionFetch'] = (functionArn) => {
  const { env } = process;
  // Cron sets LOGNAME alone.
  const actor = env['USER'] || env['LOGNAME'] || 'command-line';
  let loading: Promise<Fetch> | undefined;
  const load = async (): Promise<Fetch> => {
    const { createFunctionFetch } = await import('../adapters/aws/function-fetch.ts');
    return createFunctionFetch({ functionArn, actor });
  };
  return async (path, init) => {
    loading ??= load();
    return (await loading)(path, init);
  };
};

const deploy = async (options: DeployOptions): Promise<ExitCode> => {
  const { deploy: deployBy } = await import('./deploy.ts');
  return (await deployBy(options, say)) === 0 ? exitCodes.ok : exitCodes.error;
};

process.exitCode = await runCli(
  process.argv.slice(2),
  createNodeContext({ program: './breakwater', version, functionFetch, serve, simulator, deploy }),
);
