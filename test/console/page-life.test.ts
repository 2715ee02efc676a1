/** What a page does besides showing things: rests when nobody looks, survives a break, keeps how one likes it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole, type SavedIds, waitMilliseconds } from './support/console.ts';
import { accountId } from './support/estate.ts';

let rig: ConsoleRig;
let saved: SavedIds;
let executionId: string;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 1, web: 1 } });
  await rig.savePlan('Quick', [{ tier: 'web' }]);
  saved = await rig.savePlan('Gated', [{ tier: 'db', pauseBeforeWave: true }]);
  executionId = await rig.start('Gated');
});
afterAll(() => rig.close());

const look = (page: Page): Promise<unknown> =>
  page.waitForResponse((response) => new URL(response.url()).pathname === `/api/executions/${executionId}`);

/** What the browser tells a page whose tab is put behind another one, or comes to the front. */
const show = (page: Page, state: 'visible' | 'hidden'): Promise<unknown> =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

test('a tab that nobody sees asks for nothing, and is fresh as soon as it is seen', async () => {
  const { page } = await rig.signIn();
  const { page: other } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByText('Wave 0 "db" waits for approval', { exact: true }).waitFor();
  await other.goto(`${rig.server.url}/executions/${executionId}`);
  await look(page);
  await show(page, 'hidden');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  // A page beside it, which is seen, looks again and again meanwhile.
  for (let looks = 0; looks < 3; looks += 1) await look(other);
  expect(asked).toEqual([]);
  await Promise.all([look(page), show(page, 'visible')]);
});

/** What the tab says once it says this: a title follows the page by a moment. */
const untilTitle = (page: Page, title: string | RegExp): Promise<void> =>
  expect.poll(() => page.title(), { timeout: waitMilliseconds }).toMatch(title);

test('of ten tabs each names what it shows', async () => {
  const { page } = await rig.signIn();
  const titles = {
    '/': 'Overview',
    [`/recovery-plans/${saved.planId}`]: 'Gated',
    [`/recovery-plans/${saved.planId}/edit`]: 'Edit Gated',
    [`/protection-groups/${saved.groupId}`]: 'db',
    [`/protection-groups/${saved.groupId}/edit`]: 'Edit db',
    [`/protection-groups/${saved.groupId}/launch-settings`]: 'Launch settings of db',
    [`/protection-groups/${saved.groupId}/launch-settings/edit`]: 'Edit the launch settings of db',
    [`/settings/accounts/${accountId}`]: 'Account Production',
    '/audit-log': 'Audit log',
  };
  for (const [path, title] of Object.entries(titles)) {
    await page.goto(`${rig.server.url}${path}`);
    await untilTitle(page, new RegExp(`^${title} · Breakwater$`));
  }
});

test('the tab of an execution says how it stands, and what it is of; behind other tabs, when that was', async () => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await untilTitle(page, /^PAUSED: DRILL of Gated · Breakwater$/);
  // The way to the page says no status: it is there already, larger.
  await page.getByText('DRILL of Gated', { exact: true }).first().waitFor();
  await show(page, 'hidden');
  await untilTitle(page, /^PAUSED at \d{1,2}:\d\d:\d\d [AP]M: DRILL of Gated · Breakwater$/);
  await show(page, 'visible');
  await untilTitle(page, /^PAUSED: DRILL of Gated · Breakwater$/);

  await page.goto(`${rig.server.url}/executions/${await rig.start('Quick', 'RECOVERY')}`);
  await untilTitle(page, /^COMPLETED: RECOVERY of Quick · Breakwater$/);
  await show(page, 'hidden');
  // What is over stays as it is.
  await untilTitle(page, /^COMPLETED: RECOVERY of Quick · Breakwater$/);
});

test('a page that breaks says so, the frame around it stands, and loading it again mends it', async () => {
  const { page } = await rig.signIn();
  await page.route('**/assets/settings-page-*', (route) => route.abort());
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('This page broke').waitFor();
  await page.getByText('What runs goes on all the same').waitFor();
  await page.getByRole('link', { name: 'Executions', exact: true }).click();
  await page.getByRole('link', { name: 'Gated' }).first().waitFor();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('This page broke').waitFor();
  await page.unroute('**/assets/settings-page-*');
  await page.getByRole('button', { name: 'Load it again' }).click();
  await page.getByRole('heading', { name: 'Settings' }).waitFor();
});

test('dense tables and the theme are chosen once, and kept in this browser', async () => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions`);
  const row = page.getByRole('row', { name: /Gated/ });
  await row.waitFor();
  const heightOf = async (): Promise<number> => (await row.boundingBox())?.height ?? 0;
  const roomy = await heightOf();
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('button', { name: 'Appearance' }).click();
    await page.getByRole('menuitemcheckbox', { name }).click();
  };
  await choose('Dense');
  await page.locator('body.awsui-compact-mode').waitFor();
  expect(await heightOf()).toBeLessThan(roomy);
  await choose('Dark');
  await page.locator('body.awsui-dark-mode').waitFor();
  await page.reload();
  await row.waitFor();
  await page.locator('body.awsui-compact-mode.awsui-dark-mode').waitFor();
});
