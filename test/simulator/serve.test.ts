import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  DescribeJobsCommand,
  DescribeRecoveryInstancesCommand,
  DescribeSourceServersCommand,
  paginateDescribeSourceServers,
  StartRecoveryCommand,
} from '@aws-sdk/client-drs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, expect, test } from 'vitest';
import { type ServedSimulator, type ServeOptions, serveSimulator } from '../../src/simulator/node/serve.ts';
import { clientsOf } from './clients.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUps.splice(0).reverse()) await step();
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'simulator-'));
  cleanUps.push(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

async function serve(options: Partial<ServeOptions> = {}): Promise<ServedSimulator> {
  const served = await serveSimulator({ port: 0, speed: 'manual', seed: 7, dataFolder: folder(), ...options });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await served.close();
    open = false;
  };
  cleanUps.push(close);
  return { ...served, close };
}

test('SDK clients drive a whole drill over a socket', async () => {
  const { url } = await serve();
  const { drs, ec2, sts } = clientsOf({ url });
  const servers: string[] = [];
  for await (const page of paginateDescribeSourceServers({ client: drs }, {})) {
    servers.push(...(page.items ?? []).map((one) => `${one.sourceServerID}`));
  }
  expect(servers).toHaveLength(80);
  const sourceServers = servers.slice(0, 5).map((sourceServerID) => ({ sourceServerID }));
  const { job } = await drs.send(new StartRecoveryCommand({ sourceServers, isDrill: true }));
  await fetch(`${url}/_control/clock`, { method: 'POST', body: '{"advanceSeconds": 700}' });
  const { items } = await drs.send(new DescribeJobsCommand({ filters: { jobIDs: [`${job?.jobID}`] } }));
  expect(items?.[0]?.participatingServers?.map((one) => one.launchStatus)).toEqual(Array(5).fill('LAUNCHED'));
  const launched = await drs.send(new DescribeRecoveryInstancesCommand({}));
  const InstanceIds = launched.items?.map((one) => `${one.ec2InstanceID}`);
  expect((await ec2.send(new DescribeInstancesCommand({ InstanceIds }))).Reservations).toHaveLength(5);
  expect((await sts.send(new GetCallerIdentityCommand({}))).Account).toBe('111122223333');
  const RoleArn = 'arn:aws:iam::444455556666:role/RecoveryOperator';
  expect((await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'drill' }))).Credentials).toBeDefined();
});

test('a lost reply breaks the socket, and the job runs', async () => {
  const { url, simulator } = await serve();
  const { drs } = clientsOf({ url });
  simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
  const [first] = simulator.servers('111122223333', 'us-east-1');
  const call = drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID: first?.sourceServerId }] }));
  await expect(call).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(simulator.jobs('111122223333', 'us-east-1')).toHaveLength(1);
});

async function startProcess(dataFolder: string): Promise<{ url: string; child: ChildProcess }> {
  const script = fileURLToPath(new URL('serve-process.ts', import.meta.url));
  const child = spawn(process.execPath, [script, dataFolder], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanUps.push(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout ?? child, 'data');
  return { url: String(line).trim(), child };
}

test('killed at once after its answer, it has forgotten nothing when it comes back', async () => {
  const dataFolder = folder();
  const first = await startProcess(dataFolder);
  const before = clientsOf({ url: first.url });
  const { items = [] } = await before.drs.send(new DescribeSourceServersCommand({ maxResults: 10 }));
  const sourceServers = items.map((one) => ({ sourceServerID: one.sourceServerID }));
  const { job } = await before.drs.send(new StartRecoveryCommand({ sourceServers, isDrill: true }));
  first.child.kill('SIGKILL');
  await once(first.child, 'exit');

  const second = await startProcess(dataFolder);
  const after = await clientsOf({ url: second.url }).drs.send(new DescribeJobsCommand({}));
  expect(after.items?.map((one) => one.jobID)).toEqual([job?.jobID]);
  expect(after.items?.[0]?.creationDateTime).toBe(job?.creationDateTime);
});

test('a port in use is said in one sentence', async () => {
  const { url } = await serve();
  const port = Number(new URL(url).port);
  await expect(serve({ port })).rejects.toThrow(`Port ${port} of 127.0.0.1 is in use; choose another one`);
});

test('two simulators never write one data folder', async () => {
  const dataFolder = folder();
  const first = await serve({ dataFolder });
  await expect(serve({ dataFolder })).rejects.toThrow(
    `The data folder ${dataFolder} is already in use by this process`,
  );
  const { child } = await startProcess(folder());
  await first.close();
  writeFileSync(join(dataFolder, 'lock'), String(child.pid));
  await expect(serve({ dataFolder })).rejects.toThrow(`is in use by process ${child.pid}`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect((await serve({ dataFolder })).url).toContain('http://127.0.0.1:');
});

test('a data folder that cannot be written is said in one sentence', async () => {
  const file = join(folder(), 'a-file');
  writeFileSync(file, '');
  await expect(serve({ dataFolder: join(file, 'data') })).rejects.toThrow(
    /^The data folder .*data cannot be written: /,
  );
});

test('an estate file is read, and a mistake in it is named with its field', async () => {
  const estateFile = join(folder(), 'estate.yaml');
  const estate = (region: string): string =>
    [
      "homeAccountId: '111122223333'",
      "accounts: [{ accountId: '111122223333', name: mine, regions: [eu-central-1] }]",
      `servers: [{ hostname: one, accountId: '111122223333', region: ${region}, durations: { launch: [1, 2] } }]`,
    ].join('\n');
  writeFileSync(estateFile, estate('eu-central-1'));
  const { simulator } = await serve({ estateFile });
  expect(simulator.servers('111122223333', 'eu-central-1').map((one) => one.hostname)).toEqual(['one']);
  writeFileSync(estateFile, estate('eu-central-2'));
  await expect(serve({ estateFile })).rejects.toThrow(
    `The estate file ${estateFile} cannot be used: servers.0.region: account 111122223333 has no Region eu-central-2`,
  );
  await expect(serve({ estateFile: `${estateFile}.missing` })).rejects.toThrow('cannot be read: ENOENT');
});

test('a folder begun with another seed is refused, and its own seed needs no repeating', async () => {
  const dataFolder = folder();
  await (await serve({ dataFolder, seed: 5 })).close();
  await expect(serve({ dataFolder, seed: 6 })).rejects.toThrow(
    `${dataFolder}: the journal was begun with seed 5, not 6`,
  );
  const { seed: _, ...rest } = { port: 0, speed: 'manual' as const, dataFolder, seed: 0 };
  const again = await serveSimulator(rest);
  expect(again.simulator.seed).toBe('5');
  await again.close();
});

test('without a data folder it serves all the same, and keeps nothing', async () => {
  const { url, simulator, close } = await serveSimulator({ port: 0, speed: 60, seed: 9 });
  const { items } = await clientsOf({ url }).drs.send(new DescribeSourceServersCommand({ maxResults: 1 }));
  expect(items).toHaveLength(1);
  expect(simulator.seed).toBe('9');
  await close();
});

test('the control endpoint answers on this machine only', async () => {
  const address = Object.values(networkInterfaces())
    .flat()
    .find((one) => one?.family === 'IPv4' && !one.internal)?.address;
  const { url } = await serve({ host: '0.0.0.0' });
  const { port } = new URL(url);
  expect((await fetch(`http://127.0.0.1:${port}/_control/clock`)).status).toBe(200);
  // A machine without a network has nobody to refuse.
  if (address !== undefined) expect((await fetch(`http://${address}:${port}/_control/clock`)).status).toBe(403);
});

test.each([
  ['a page of a website', { origin: 'https://example.com' }, 403],
  ['a page of no origin', { origin: 'null' }, 403],
  ['a page of this machine', { origin: 'http://localhost:7700' }, 200],
  ['no page', {}, 200],
])('%s may or may not use the control endpoint', async (_who, headers, status) => {
  const { url } = await serve();
  expect((await fetch(`${url}/_control/clock`, { headers })).status).toBe(status);
});

test('the control endpoint answers under no name but those of this machine', async () => {
  const { url } = await serve();
  const { port } = new URL(url);
  const statusUnder = (host: string): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ port, host: '127.0.0.1', path: '/_control/clock', headers: { host } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).on('error', reject);
    });
  expect(await statusUnder(`rebound.example:${port}`)).toBe(403);
  expect(await statusUnder(`localhost:${port}`)).toBe(200);
});
