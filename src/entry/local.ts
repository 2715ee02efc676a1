/** `npm start`: Breakwater with a simulated AWS, to stay. */
import { parseArgs } from 'node:util';
import { startLocalServer } from './local-server.ts';
import { ownCommand } from './own-command.ts';
import { explainStartFailure, untilStopped } from './run-until-stopped.ts';

const help = `npm start -- [--port 7700] [--simulator-port 7701] [--speed 60] [--seed N] [--data .breakwater]

Brings Breakwater up with a simulated AWS. Everything is kept in the data folder: kill it, start it again, it goes on.
  --speed N  simulated seconds a second; 60 makes a launch of five minutes take five seconds`;

const numberFlag = (name: string, text: string, least: number): number => {
  const value = Number(text);
  if (!Number.isFinite(value) || value < least)
    throw new RangeError(`--${name} must be a number from ${least} on, not ${text}`);
  return value;
};

const portFlag = (name: string, text: string): number => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 65_535) {
    throw new RangeError(`--${name} must be a whole number from 0 to 65535, not ${text}`);
  }
  return value;
};

const run = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '7700' },
      'simulator-port': { type: 'string', default: '7701' },
      speed: { type: 'string', default: '60' },
      seed: { type: 'string' },
      data: { type: 'string', default: '.breakwater' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  const speed = numberFlag('speed', values.speed, 0);
  const server = await startLocalServer({
    port: portFlag('port', values.port),
    simulatorPort: portFlag('simulator-port', values['simulator-port']),
    speed,
    data: values.data,
    log: (line) => process.stdout.write(`${line}\n`),
    ...(values.seed === undefined ? {} : { seed: numberFlag('seed', values.seed, 0) }),
  });
  const command = ownCommand({ url: server.url, data: values.data });
  process.stdout.write(`Breakwater answers at ${server.url} (data in ${values.data})
Simulated AWS at ${server.simulatorUrl}, ${speed} simulated seconds a second

Open the console (the link signs you in, once; a new one: ${command('open')}):
  ${await server.signInLink()}

Or in another terminal:
  ${command('apply -f examples/shop.yaml')}
  ${command('drill Shop --watch')}
Ctrl-C stops; what runs goes on at the next start.
`);
  await untilStopped();
  process.stdout.write('stopping\n');
  await server.close();
};

try {
  await run();
  process.exit(0);
} catch (error) {
  const isUsage = error instanceof RangeError || (error instanceof TypeError && 'code' in error);
  process.stderr.write(`${isUsage ? `${error.message}\n\n${help}` : explainStartFailure(error)}\n`);
  process.exit(isUsage ? 2 : 1);
}
