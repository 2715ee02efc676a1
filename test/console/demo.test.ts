/** The live demo as a visitor has it: files on a static host, and nothing else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildPages } from '../../src/entry/build-console.ts';
import { demoPages } from '../../tools/console/demo-pages.ts';
import { launchBrowser } from './support/browser.ts';
import { complaintsOf, waitMilliseconds } from './support/console.ts';
import { type StaticHost, startStaticHost } from './support/static-host.ts';

let host: StaticHost;
let browser: Browser;
beforeAll(async () => {
  const built = await buildPages(demoPages, (line) => process.stderr.write(`${line}\n`));
  if (!built) throw new Error('the live demo was not built');
  host = await startStaticHost(demoPages.builtFolder);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  await host.close();
});

const newPage = async (): Promise<Page> => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  context.setDefaultTimeout(waitMilliseconds);
  return context.newPage();
};
/** The overview, which is there until the list is, has links to plans too. */
const plansOf = (page: Page) => page.getByRole('grid', { name: 'Recovery plans' });
const isFile = (url: string): boolean => {
  const { origin, pathname } = new URL(url);
  return origin === host.url && existsSync(join(demoPages.builtFolder, pathname));
};

test('a drill runs in the tab, through both gates to its end, and nothing is asked of the network but the page’s files; a reload starts afresh', async () => {
  const page = await newPage();
  const complaints = complaintsOf(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`));
  page.on('websocket', (socket) => asked.push(`WEBSOCKET ${socket.url()}`));
  const click = (name: string | RegExp) => page.getByRole('button', { name, exact: true }).first().click();
  await page.goto(host.url);
  await page.getByText('everything runs in this tab, a simulated AWS, time × 20; reload to start afresh').waitFor();

  await page.getByRole('link', { name: 'Recovery plans', exact: true }).click();
  await plansOf(page).getByRole('link', { name: 'Shop', exact: true }).click();
  await click('Start a drill');
  await click('Start the drill of 34 servers');
  await page.waitForURL(/\/executions\/exec-/);
  await click('× 240');
  for (const [number, name] of [
    [1, 'application'],
    [2, 'web'],
  ] as const) {
    await page.getByText(`Wave ${number} "${name}" waits for approval`, { exact: true }).waitFor();
    await click(`Approve wave ${number} …`);
    await click('Approve');
  }
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
  await page.getByText('34 of 34 launched').waitFor();
  await page.getByRole('tab', { name: 'Logs' }).click();
  await page.getByText('JOB_START').first().waitFor();

  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((line) => !isFile(line.replace(/^GET /, '')))).toEqual([]);

  // The drill is gone, and time runs as it did at first.
  await page.getByRole('link', { name: 'Executions', exact: true }).first().click();
  await page.getByRole('grid', { name: 'Executions' }).getByRole('link', { name: 'Shop', exact: true }).waitFor();
  await page.reload();
  await page.getByText('start one from the page of Shop').waitFor();
  await page.getByText('everything runs in this tab, a simulated AWS, time × 20; reload to start afresh').waitFor();
  expect(complaints).toEqual([]);
});

test('a visitor makes a plan, sees a server fail twice in AWS’s words, goes on without it, and cleans up', async () => {
  const page = await newPage();
  const complaints = complaintsOf(page);
  const dialogue = page.getByRole('dialog');
  const click = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const field = (name: string) =>
    page.getByRole('textbox', { name, exact: true }).or(page.getByRole('combobox', { name, exact: true }));
  const status = (text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
  await page.goto(`${host.url}/protection-groups/new`);
  // AWS is asked while forms are filled: slowly enough that it answers within its time on a busy machine, too.
  await page.getByRole('button', { name: '× 1', exact: true }).click();
  await field('Name').fill('billing');
  await field('Account').fill('111122223333');
  await field('Region').fill('us-east-1');
  await page.keyboard.press('Escape');
  await page.getByText('One by one').click();
  await page.getByRole('checkbox', { name: 'Select batch-store-01' }).check();
  await page.getByRole('checkbox', { name: 'Select fail-launch-billing-01' }).check();
  await click('Create the group');
  await page.getByText('billing is saved as version 1').waitFor();

  await page.getByRole('link', { name: 'Recovery plans', exact: true }).click();
  await page.getByRole('link', { name: 'Create a plan' }).first().click();
  await field('Name').fill('Billing');
  await field('Wave name').fill('all');
  await click(/^Protection groups/);
  await page.getByRole('option', { name: /^billing/ }).click();
  await page.keyboard.press('Escape');
  await click(/^When it fails/);
  await page.getByRole('option', { name: /^pause/ }).click();
  await click('Create the plan');
  await page.getByText('Billing is saved as version 1').waitFor();

  await click('Start a drill');
  await dialogue.getByRole('button', { name: 'Start the drill of 2 servers' }).click();
  await page.waitForURL(/\/executions\/exec-/);
  await click('× 240');
  await page.getByRole('tab', { name: 'Servers (1 failed)' }).click();
  const row = page.getByRole('row').filter({ hasText: 'fail-launch-billing-01' });
  await row
    .getByText(/InsufficientInstanceCapacity/)
    .first()
    .waitFor();
  await click('Retry failed servers …');
  await dialogue.getByRole('button', { name: 'Launch 1 server' }).click();
  await row.getByText('Attempt 1: FAILED').waitFor();
  await page.getByRole('tab', { name: 'Servers (1 failed)' }).waitFor();
  await click('Go on without what failed …');
  await dialogue.getByRole('button', { name: 'Go on without 1 server', exact: true }).click();
  await status('PARTIAL').waitFor();

  await click('Actions');
  await page.getByRole('menuitem', { name: 'Clean up' }).click();
  await dialogue.getByText('batch-store-01').waitFor();
  await dialogue.getByLabel('Type the plan').fill('Billing');
  await dialogue.getByRole('button', { name: 'Terminate 1 instance' }).click();
  await page.getByText('CLEAN-UP OF A DRILL').waitFor();
  await status('COMPLETED').waitFor();
  await page.getByText('1 of 1 terminated').waitFor();
  expect(complaints).toEqual([]);
});

test('what it advises can be clicked: no page names a shell or a terminal, which a visitor has not', async () => {
  const page = await newPage();
  for (const [path, ready] of [
    ['/', 'start one from the page of Shop'],
    ['/executions', 'start one from the page of Shop'],
    ['/recovery-plans', 'never drilled'],
    ['/protection-groups', 'Tier'],
    ['/source-servers', 'CONTINUOUS'],
    ['/recovery-instances', 'A drill or a recovery launches one'],
    ['/audit-log', 'Apply documents'],
    ['/settings', 'This live demo sends no message'],
    ['/settings', 'whoever has this page is its operator'],
  ] as const) {
    await page.goto(`${host.url}${path}`);
    await page.getByText(ready).first().waitFor();
    const text = await page.locator('main').first().innerText();
    expect(text).not.toMatch(/\.\/breakwater|terminal/);
  }
});

test('a link to the sample plan opens where it leads, in a new tab and after a reload, with a banner that all can read', async () => {
  const first = await newPage();
  await first.goto(host.url);
  await first.getByRole('link', { name: 'Recovery plans' }).click();
  await plansOf(first).getByRole('link', { name: 'Shop', exact: true }).click();
  await first.waitForURL(/\/recovery-plans\/plan-/);
  const link = `${first.url()}?tab=versions`;
  const other = await newPage();
  await other.goto(link);
  await other.getByRole('heading', { name: 'Shop' }).waitFor();
  await other.getByText('Name then').waitFor();
  await other.reload();
  await other.getByText('Name then').waitFor();
  expect(other.url()).toBe(link);

  const { violations } = await new AxeBuilder({ page: other }).include('footer').analyze();
  expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
});
