/** What `serve` tells the operator about AWS when it starts: real processes against a simulated AWS on a port. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyticsAccountId, productionAccountId } from '../../src/simulator/estate/default-estate.ts';
import { serveSimulator } from '../../src/simulator/node/serve.ts';

const root = join(import.meta.dirname, '..', '..');
const folder = mkdtempSync(join(tmpdir(), 'breakwater-serve-'));
const children: ChildProcess[] = [];
let simulator: Awaited<ReturnType<typeof serveSimulator>>;

beforeAll(async () => {
  simulator = await serveSimulator({ port: 0, speed: 1 });
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: 'operator',
  AWS_SECRET_ACCESS_KEY: 'operator',
  AWS_REGION: 'us-east-1',
  HOME: folder,
};

/** Registers these accounts with a server on this folder, and stops it. */
const register = async (data: string, ...accounts: readonly object[]): Promise<void> => {
  const said = await serveUntil(data, ['--endpoint', simulator.url], /answers at (\S+)/);
  const server = /answers at (\S+)/.exec(said)?.[1] ?? '';
  const file = join(folder, `${data}.json`);
  writeFileSync(file, JSON.stringify(accounts.map((account) => ({ kind: 'Account', regions, ...account }))));
  const args = ['src/entry/cli.ts', 'apply', '-f', file, '--data', join(folder, data), '--server', server];
  const applied = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' });
  expect([applied.status, applied.stderr]).toEqual([0, '']);
  const child = children.pop();
  const ended = new Promise((resolve) => child?.once('close', resolve));
  child?.kill('SIGTERM');
  await ended;
};
const regions = ['us-east-1'];

/** Starts it, and waits until it has said all of these. */
const serveUntil = (data: string, flags: readonly string[], ...wanted: readonly RegExp[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const args = ['src/entry/cli.ts', 'serve', '--port', '0', '--data', join(folder, data), ...flags];
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    let said = '';
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (wanted.every((pattern) => pattern.test(said))) resolve(said);
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', (code) => reject(new Error(`it ended with ${code}: ${said}`)));
  });

const roleOf = (accountId: string, role: string) => `arn:aws:iam::${accountId}:role/${role}`;
const own = { accountId: productionAccountId, accountName: 'production' };
const others = { accountId: analyticsAccountId, accountName: 'analytics' };

test('it says who it is in each account that is registered, and keeps them over a restart', async () => {
  await register('known', own, { ...others, roleArn: roleOf(analyticsAccountId, 'RecoveryOperator') });
  const said = await serveUntil(
    'known',
    ['--endpoint', simulator.url],
    /\(own credentials\)/,
    /by own credentials/,
    /by arn:/,
    /answers at/,
  );
  expect(said).toMatch(new RegExp(`^AWS account ${productionAccountId}: arn:aws:\\S+ \\(own credentials\\)$`, 'm'));
  expect(said).toMatch(
    new RegExp(
      `^AWS account ${analyticsAccountId}: arn:aws:sts::${analyticsAccountId}:assumed-role/RecoveryOperator`,
      'm',
    ),
  );
  expect(said).not.toContain('warning');
});

test('an account that it cannot reach, or that is not its own, is a warning in the words of AWS, and it serves all the same', async () => {
  await register(
    'warned',
    { accountId: '999988887777', accountName: 'elsewhere' },
    { ...others, roleArn: roleOf(analyticsAccountId, 'Nobody') },
  );
  const said = await serveUntil(
    'warned',
    ['--endpoint', simulator.url],
    /999988887777 by own credentials/,
    /by arn:/,
    /answers at/,
  );
  expect(said).toMatch(
    new RegExp(
      `^warning: account ${analyticsAccountId} by arn:aws:iam::${analyticsAccountId}:role/Nobody: sts:AssumeRole in us-east-1: AccessDenied: `,
      'm',
    ),
  );
  expect(said).toContain(`our own credentials belong to account ${productionAccountId}`);
  const url = /answers at (\S+)/.exec(said)?.[1] ?? '';
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
});

test('without a registered account it says that nothing is reached, and what to do', async () => {
  const said = await serveUntil('empty', ['--endpoint', simulator.url], /no account is registered/, /answers at/);
  expect(said).toContain('warning: no account is registered, so nothing is reached: ./breakwater apply -f FILE');
});

test('a port in use ends it at once with one clear error, and the data folder is free again', async () => {
  const { port } = new URL(simulator.url);
  const data = join(folder, 'busy');
  const args = ['src/entry/cli.ts', 'serve', '--port', port, '--data', data, '--endpoint', simulator.url];
  // A start that lives on is ended by SIGTERM, and has no status then.
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, env, encoding: 'utf8', timeout: 30_000 });
  expect(status).toBe(1);
  expect(stderr).toMatch(new RegExp(`^port ${port} is in use: .*\n$`));
  await serveUntil('busy', ['--endpoint', simulator.url], /answers at/);
});

test.each(['serve', 'simulator'])(
  '%s with a data folder that no file system can make ends with one clear error',
  (command) => {
    const { status, stderr } = spawnSync(
      process.execPath,
      ['src/entry/cli.ts', command, '--port', '0', '--data', '/proc/nope/breakwater'],
      { cwd: root, env, encoding: 'utf8', timeout: 20_000 },
    );
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/data folder \/proc\/nope\/breakwater cannot be (used|written): .*ENOENT/);
  },
);
