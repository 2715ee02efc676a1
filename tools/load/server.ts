/** What `npm start` runs, as a process that is watched, killed and started again. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface LoadedServer {
  readonly url: string;
  /** Where the simulator's time is moved. */
  readonly simulatorUrl: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Resident memory, in MB. */
  memoryMB(): number;
  request(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  kill(): Promise<void>;
}

export const startLoadedServer = async (data: string, port: number): Promise<LoadedServer> => {
  const flags = ['--max-semi-space-size=16', '--disable-warning=ExperimentalWarning'];
  const args = ['src/entry/local.ts', '--port', String(port), '--simulator-port', '0', '--speed', '1', '--data', data];
  const child = spawn(process.execPath, [...flags, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  const { url, simulatorUrl } = await untilReady(child);
  const token = readFileSync(join(data, 'api-token'), 'utf8').trim();
  const headers = { authorization: `Bearer ${token}` };
  return {
    url,
    simulatorUrl,
    headers,
    memoryMB: () => {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
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

const untilReady = (child: ChildProcess): Promise<{ readonly url: string; readonly simulatorUrl: string }> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed = (printed + chunk.toString('utf8')).slice(-10_000);
      const url = /answers at (\S+)/.exec(printed)?.[1];
      const simulatorUrl = /Simulated AWS at ([^\s,]+)/.exec(printed)?.[1];
      if (url !== undefined && simulatorUrl !== undefined) resolve({ url, simulatorUrl });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)));
  });
