/** `watch` in a real process: what Ctrl-C ends and what it does not, and a server that dies under it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';

const root = join(import.meta.dirname, '..', '..');
const data = mkdtempSync(join(tmpdir(), 'breakwater-watch-'));
const children: ChildProcess[] = [];
let server: LocalProcess | undefined;
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await server?.kill();
  rmSync(data, { recursive: true, force: true });
});

/** The command line as a person has it in a pipe. */
const watch = (url: string, executionId: string) => {
  const child = spawn(process.execPath, ['src/entry/cli.ts', 'watch', executionId, '--server', url, '--data', data], {
    cwd: root,
    env: { ...process.env, HOME: data, BREAKWATER_TOKEN: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let said = '';
  let look = (): void => undefined;
  const listen = (chunk: Buffer): void => {
    said += chunk.toString('utf8');
    look();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return {
    interrupt: () => child.kill('SIGINT'),
    /** Everything that it said and its exit code. */
    end: async () => ({ code: await code, said }),
    /** Resolves when it has said this. */
    hears: (words: RegExp) =>
      new Promise<void>((resolve, reject) => {
        look = () => words.test(said) && resolve();
        void code.then(() => reject(new Error(`it ended before it said ${words}: ${said}`)));
        look();
      }),
  };
};

const documents = [
  {
    kind: 'ProtectionGroup',
    groupName: 'shop-db',
    accountId: '111122223333',
    region: 'us-east-1',
    selection: { tags: { Application: 'Shop', Tier: 'db' } },
  },
  { kind: 'RecoveryPlan', planName: 'Shop', waves: [{ waveName: 'database', protectionGroups: ['shop-db'] }] },
];

const startDrill = async (on: LocalProcess): Promise<string> => {
  expect((await on.request('POST', '/api/apply', { documents })).status).toBe(200);
  const started = await on.request('POST', '/api/executions', { planName: 'Shop', executionType: 'DRILL' });
  return z.object({ executionId: z.string() }).parse(started.body).executionId;
};

test('Ctrl-C ends the showing and not the execution, and a server that is killed and started again is waited for', {
  timeout: 120_000,
}, async () => {
  server = await startLocalProcess(data, 1);
  const { url } = server;
  const executionId = await startDrill(server);

  const left = watch(url, executionId);
  await left.hears(/StartRecovery|started/i);
  left.interrupt();
  const { code, said } = await left.end();
  expect(code).toBe(130);
  expect(said).toContain(
    `\nExecution ${executionId} goes on. Watch it again: ./breakwater watch ${executionId} --server ${url} --data ${data}\n`,
  );
  const { body } = await server.request('GET', `/api/executions/${executionId}`);
  expect(z.object({ status: z.string() }).parse(body).status).toBe('POLLING');

  const kept = watch(url, executionId);
  await kept.hears(/DRILL/);
  await server.kill();
  await kept.hears(/The server does not answer \(.*\): waiting for it/);
  server = await startLocalProcess(data, 600, new URL(url).port);
  const end = await kept.end();
  expect(end.said).toContain('The server answers again');
  expect(end.said).toMatch(/DRILL {2}of plan "Shop": COMPLETED after/);
  expect(end.code).toBe(0);
});

/** A whole id: the beginning of one would be looked up first. */
const neverSeen = 'exec-00000000-0000-7000-8000-000000000001';

test('Ctrl-C does not wait for a server that takes the question and never answers', async () => {
  const silent = createServer();
  const asked = new Promise<void>((resolve) => {
    silent.once('connection', (socket) => socket.once('data', () => resolve()));
  });
  await new Promise<void>((resolve) => {
    silent.listen(0, '127.0.0.1', resolve);
  });
  const address = silent.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const watching = watch(`http://127.0.0.1:${port}`, neverSeen);
  await asked;
  watching.interrupt();
  const { code, said } = await watching.end();
  silent.close();
  expect(code).toBe(130);
  expect(said).toContain(`Nothing was seen of execution ${neverSeen} yet; whatever it does, it goes on`);
});
