/** What a page does besides showing things: rests when nobody looks, survives a break, keeps how one likes it. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
let executionId: string;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 1 } });
  await rig.savePlan('Gated', [{ tier: 'db', pauseBeforeWave: true }]);
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
