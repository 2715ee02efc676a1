/** What `npm start` runs, as a process that is watched, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface LoadedServer {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Resident memory, in MB. */
  memoryMB(): number;
  /** CPU that the process has taken, all its threads, in seconds. */
  cpuSeconds(): number;
  request(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  kill(): Promise<void>;
}

export const startLoadedServer = async (data: string, port: number): Promise<LoadedServer> => {
  const flags = ['--max-semi-space-size=16', '--disable-warning=ExperimentalWarning'];
  const args = ['src/entry/local.ts', '--port', String(port), '--simulator-port', '0', '--speed', '1', '--data', data];
  const child = spawn(process.execPath, [...flags, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const url = await untilReady(child);
  const token = readFileSync(join(data, 'api-token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}` };
  return {
    url,
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

/** Something that answers as fast as this machine lets it, and keeps a core busy for so long for each request. */
export const startSpinningServer = async (
  spinMilliseconds: number,
): Promise<{ readonly url: string; kill(): void }> => {
  const args = [join(import.meta.dirname, 'spinning-server.ts'), String(spinMilliseconds)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  return { url: await untilReady(child), kill: () => void child.kill('SIGKILL') };
};

const untilReady = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString('utf8')).slice(-10_000);
      const url = /answers at (\S+)/.exec(printed)?.[1];
      if (url !== undefined) resolve(url);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)));
  });
