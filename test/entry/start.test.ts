/** What an operator meets when a server starts: real processes, real files, real ports. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalProcess, startLocalProcess } from '../support/local-process.ts';

const root = join(import.meta.dirname, '..', '..');
const folders: string[] = [];
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'breakwater-start-'));
  folders.push(folder);
  return folder;
};

/** Runs the local server until it ends by itself: for starts that must fail. */
const failingStart = (...args: readonly string[]) => {
  const result = spawnSync(process.execPath, ['src/entry/local.ts', '--simulator-port', '0', ...args], {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
  });
  return { code: result.status, said: result.stderr.trim() };
};

let data: string;
let server: LocalProcess;
beforeAll(async () => {
  data = newFolder();
  server = await startLocalProcess(data, 1);
});
afterAll(async () => {
  await server.kill();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

test('the first start makes a token that only its owner can read', () => {
  expect(statSync(join(data, 'api-token')).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(data, 'api-token'), 'utf8').trim().length).toBeGreaterThanOrEqual(32);
});

test('the start prints one link, and its code signs in once', async () => {
  const links = server.greeting.match(/http\S+\/sign-in#code=\S+/g) ?? [];
  expect(links).toHaveLength(1);
  const body = JSON.stringify({ code: links[0]?.split('#code=')[1] });
  const signIn = (): Promise<Response> =>
    fetch(`${server.url}/api/sessions`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect((await signIn()).ok).toBe(true);
  expect((await signIn()).status).toBe(401);
});

test('health answers without a token; everything else does not, and says no more than that', async () => {
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  for (const headers of [{}, { authorization: 'Bearer wrong' }]) {
    const answer = await fetch(`${server.url}/api/executions`, { headers });
    expect(answer.status).toBe(401);
    expect(await answer.text()).not.toMatch(/expected|length|compare|token-/i);
  }
  expect((await server.request('GET', '/api/executions')).status).toBe(200);
});

test('its metrics are read with the token, and count what it has asked of AWS', async () => {
  const authorization = `Bearer ${readFileSync(join(data, 'api-token'), 'utf8').trim()}`;
  expect((await fetch(`${server.url}/metrics`)).status).toBe(401);
  expect((await server.request('POST', '/api/inventory/refresh', {})).status).toBe(200);
  const page = await (await fetch(`${server.url}/metrics`, { headers: { authorization } })).text();
  expect(page).toMatch(/^breakwater_aws_calls_total\{operation="drs:DescribeSourceServers",outcome="ok"\} [1-9]/m);
  expect(page).toMatch(/^breakwater_executions_open\{kind="execution",status="PAUSED"\} 0$/m);
});

test('requests that do not tell the length of their body are answered like others, and measured', async () => {
  const headers = { authorization: `Bearer ${readFileSync(join(data, 'api-token'), 'utf8').trim()}` };
  const deleted = await fetch(`${server.url}/api/recovery-plans/none?version=1`, { method: 'DELETE', headers });
  expect(deleted.status).toBe(404);
  const send = (text: string) =>
    fetch(`${server.url}/api/apply`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: new Blob([text]).stream(),
      duplex: 'half',
    });
  expect((await send('{"documents": []}')).status).toBe(422);
  expect((await send(JSON.stringify({ documents: ['x'.repeat(5 * 1024 * 1024)] }))).status).toBe(413);
});

test('a second server on the same data folder is refused in one sentence that names the holder', () => {
  const { code, said } = failingStart('--port', '0', '--data', data);
  expect(code).toBe(1);
  expect(said.split('\n')).toHaveLength(1);
  expect(said).toContain(data);
  expect(said).toMatch(/process \d+/);
});

test('a port in use is refused in one sentence that names the port, and nothing is left locked', async () => {
  const port = new URL(server.url).port;
  const folder = newFolder();
  const { code, said } = failingStart('--port', port, '--data', folder);
  expect(code).toBe(1);
  expect(said.split('\n')).toHaveLength(1);
  expect(said).toContain(`port ${port} is in use`);
  const again = await startLocalProcess(folder, 1);
  await again.kill();
});

test('a data folder that cannot be made or written is refused with what to do', () => {
  const folder = newFolder();
  const file = join(folder, 'a-file');
  writeFileSync(file, 'not a folder');
  chmodSync(file, 0o600);
  const { code, said } = failingStart('--port', '0', '--data', join(file, 'data'));
  expect(code).toBe(1);
  expect(said.split('\n')).toHaveLength(1);
  expect(said).toContain(file);
  expect(said).toMatch(/[Cc]hoose another/);
});

test('a database of a newer version is refused and left as it is', async () => {
  const folder = newFolder();
  await (await startLocalProcess(folder, 1)).kill();
  const database = new DatabaseSync(join(folder, 'breakwater.sqlite'));
  database.exec('PRAGMA user_version = 9999');
  database.close();
  const { code, said } = failingStart('--port', '0', '--data', folder);
  expect(code).toBe(1);
  expect(said.split('\n')).toHaveLength(1);
  expect(said).toMatch(/9999/);
  expect(said).toMatch(/newer/);
});

test('the commands that the start prints reach this server from another terminal', () => {
  const [apply = ''] = server.greeting.match(/\.\/breakwater apply .*$/m) ?? [];
  expect(apply).toBe(`./breakwater apply -f examples/shop.yaml --server ${server.url} --data ${data}`);
  const pasted = spawnSync(process.execPath, ['src/entry/cli.ts', ...apply.split(' ').slice(1)], {
    cwd: root,
    encoding: 'utf8',
    timeout: 20_000,
  });
  expect([pasted.status, pasted.stderr]).toEqual([0, '']);
  expect(pasted.stdout).toMatch(/^RecoveryPlan "Shop" created/m);
});

test('npm run demo -- --help explains the demo and runs nothing; another flag is an error', () => {
  const demo = (flag: string) =>
    spawnSync(process.execPath, ['src/entry/demo.ts', flag], { cwd: root, encoding: 'utf8', timeout: 20_000 });
  const help = demo('--help');
  expect([help.status, help.stderr]).toEqual([0, '']);
  expect(help.stdout).toMatch(/^npm run demo\n/);
  const wrong = demo('--sped');
  expect([wrong.status, wrong.stdout]).toEqual([2, '']);
  expect(wrong.stderr).toMatch(/^unknown flag --sped\n/);
});

test('a flag that is not a number is refused with the help', () => {
  const { code, said } = failingStart('--port', 'seven', '--data', newFolder());
  expect(code).toBe(2);
  expect(said).toContain('--port must be a whole number from 0 to 65535, not seven');
});
