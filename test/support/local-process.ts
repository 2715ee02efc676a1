/** The local server as a child process: the program that `npm start` runs, killed and started again at will. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

export interface LocalProcess {
  readonly url: string;
  readonly simulatorUrl: string;
  /** What it printed until it was ready. */
  readonly greeting: string;
  request(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly body: unknown }>;
  kill(): Promise<void>;
}

/** Resolves when it answers; rejects with what it printed when it ends first. */
export const startLocalProcess = async (data: string, speed: number, port = '0'): Promise<LocalProcess> => {
  const child = spawn(
    process.execPath,
    ['src/entry/local.ts', '--port', port, '--simulator-port', '0', '--speed', String(speed), '--data', data],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const { url, simulatorUrl, greeting } = await untilReady(child);
  const token = readFileSync(join(data, 'api-token'), 'utf8').trim();
  return {
    url,
    simulatorUrl,
    greeting,
    request: async (method, path, body) => {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
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

const untilReady = (child: ChildProcess): Promise<Pick<LocalProcess, 'url' | 'simulatorUrl' | 'greeting'>> =>
  new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed += chunk.toString('utf8');
      const url = /answers at (\S+)/.exec(printed)?.[1];
      const simulatorUrl = /Simulated AWS at ([^\s,]+)/.exec(printed)?.[1];
      const isWhole = printed.includes('Ctrl-C stops');
      if (url !== undefined && simulatorUrl !== undefined && isWhole) resolve({ url, simulatorUrl, greeting: printed });
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}: ${printed}`)));
  });
