/** What `npm start` runs, as a process that is watched, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startFlags } from '../start-flags.ts';

const root = join(import.meta.dirname, '..', '..');

const started = new Set<ChildProcess>();

const start = (args: readonly string[]) => {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  started.add(child);
  child.once('exit', () => started.delete(child));
  return child;
};

/** At once: whatever of it runs still. */
export const killStarted = (): void => {
  for (const child of started) child.kill('SIGKILL');
};

export interface LoadedServer {
  readonly url: string;
  /** Where the simulator's time is moved. */
  readonly simulatorUrl: string;
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Resident memory, in MB. */
  memoryMB(): number;
  /** CPU that the process has taken, all its threads, in seconds. */
  cpuSeconds(): number;
  request(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  kill(): Promise<void>;
}

export const startLoadedServer = async (data: string, port: number): Promise<LoadedServer> => {
  const flags = [...startFlags, '--disable-warning=ExperimentalWarning'];
  const args = ['src/entry/local.ts', '--port', String(port), '--simulator-port', '0', '--speed', '1', '--data', data];
  const child = start([...flags, ...args]);
  const [url = '', simulatorUrl = ''] = await untilReady(child, [answersAt, /Simulated AWS at ([^\s,]+)/]);
  const token = readFileSync(join(data, 'api-token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}` };
  return {
    url,
    simulatorUrl,
    token,
    headers,
    memoryMB: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    },
    cpuSeconds: () => {
      // The name, in brackets, may hold spaces; user and system time are the 14th and 15th field, in hundredths of a second.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) / 100;
    },
    request: async (method, path, body) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { ...headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const answer: unknown = await response.json();
      return { status: response.status, body: answer };
    },
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
};

const answersAt = /answers at (\S+)/;

/** Something that answers as fast as this machine lets it, and keeps a core busy for so long for each request. */
export const startSpinningServer = async (
  spinMilliseconds: number,
): Promise<{ readonly url: string; kill(): void }> => {
  const args = [join(import.meta.dirname, 'spinning-server.ts'), String(spinMilliseconds)];
  const child = start(args);
  const [url = ''] = await untilReady(child, [answersAt]);
  return { url, kill: () => void child.kill('SIGKILL') };
};

/** What the patterns find in what it prints, once each has found something. */
const untilReady = (child: ChildProcess, patterns: readonly RegExp[]): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString('utf8')).slice(-10_000);
      const found = patterns.flatMap((pattern) => pattern.exec(printed)?.[1] ?? []);
      if (found.length === patterns.length) resolve(found);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)));
  });
