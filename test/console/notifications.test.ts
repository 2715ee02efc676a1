/** Who is told, in the browser: a test message with what each receiver answered, and what no receiver took. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region } from './support/estate.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
let receiver: Server;
let status = 200;
const received: string[] = [];
beforeAll(async () => {
  receiver = createServer((request, response) => {
    request.setEncoding('utf8');
    let body = '';
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push(body);
      response.writeHead(status).end('closed for the night');
    });
  });
  const port = await new Promise<number>((resolve) => {
    receiver.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = receiver.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  rig = await openConsole({ tiers: { web: 1 } });
  const saved = await rig.client.apply([
    { kind: 'ProtectionGroup', groupName: 'web', accountId, region, selection: { tags: { Tier: 'web' } } },
    {
      kind: 'RecoveryPlan',
      planName: 'Told',
      notifications: { webhookUrl: `http://127.0.0.1:${port}/hook` },
      waves: [{ waveName: 'web', protectionGroups: ['web'] }],
    },
  ]);
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
});
afterAll(async () => {
  await rig.close();
  receiver.close();
});

const open = async (...signIn: Parameters<ConsoleRig['signIn']>): Promise<Page> => {
  const { page } = await rig.signIn(...signIn);
  await page.goto(`${rig.server.url}/settings`);
  return page;
};
const testButton = (page: Page) => page.getByRole('button', { name: 'Send a test message of Told' });

test('a test message says what the receiver answered, when it takes it and when not', async () => {
  const page = await open();
  await page.getByText('Everybody took what was sent').waitFor();
  await testButton(page).click();
  await page.getByText(/127\.0\.0\.1.*: taken/).waitFor();
  expect(received.at(-1)).toContain('Told');
  status = 503;
  await testButton(page).click();
  await page.getByText(/127\.0\.0\.1.*: failed\. .*503/).waitFor();
  status = 200;
});

test('who may not change plans sends none, and is told why', async () => {
  const page = await open({}, ['ReadOnly']);
  await testButton(page).waitFor();
  expect(await reasonOf(testButton(page))).toBe('You need the permission modify-recovery-plans');
});

test('a message that its receiver did not take is listed with its words and when it is tried again', async () => {
  status = 503;
  const executionId = await rig.start('Told');
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
  const undelivered = async (): Promise<number> => {
    const settings = await rig.client.getSettings();
    return settings.ok ? (settings.value.undelivered ?? []).length : 0;
  };
  await expect.poll(undelivered, { interval: 200 }).toBeGreaterThan(0);
  await page.goto(`${rig.server.url}/settings`);
  const table = page.getByRole('table', { name: 'Undelivered messages' });
  await table
    .getByRole('row', { name: /plan Told, to its webhook .*ago.*503.*(UTC|due now|given up)/ })
    .first()
    .waitFor();
});

test('a try whose time has passed is due, and not at a time that is over', async () => {
  await rig.control('clock', { speed: 1 });
  const page = await open();
  const cells = page.getByRole('table', { name: 'Undelivered messages' }).getByRole('cell');
  const dueAnHourLater = async (): Promise<number> => {
    await rig.control('clock', { advanceSeconds: 3600 });
    await page.reload();
    await cells
      .getByText(/^(due now|.*UTC)$/)
      .first()
      .waitFor();
    return cells.getByText('due now', { exact: true }).count();
  };
  // Once a minute it is being tried just then.
  await expect.poll(dueAnHourLater).toBeGreaterThan(0);
});
