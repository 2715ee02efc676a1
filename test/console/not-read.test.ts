/** What pages say of what they cannot read, or not again: how old it is, and never that it is otherwise. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { refuse } from './support/refuse.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 1, web: 2 } });
  await rig.savePlan('Gated', [{ tier: 'db', pauseBeforeWave: true }]);
  await rig.savePlan('Straight', [{ tier: 'web' }]);
});
afterAll(() => rig.close());

const storeBroken = 'the store did not answer';
const status = (page: Page) => page.getByTestId('decided-status');
const api = (path: string): RegExp => new RegExp(`/api/${path}(\\?|$)`);

test('a run that cannot be read again says since when, in the words of the answer, and counts nothing on', async () => {
  const executionId = await rig.start('Gated');
  const { page, complaints } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await status(page).getByText('PAUSED', { exact: true }).waitFor();
  expect(complaints).toEqual([]);
  const address = api(`executions/${executionId}`);
  await page.route(address, refuse(500, storeBroken));
  await page.getByText(new RegExp(`^Not read since \\d.*: ${storeBroken}$`)).waitFor();
  await page.getByText(/^What you see of it is as it was then \(.* UTC\)/).waitFor();
  await expect.poll(() => page.title()).toMatch(/^PAUSED at .*: DRILL of Gated/);
  expect(await page.getByText(/\d{3,} d/).count()).toBe(0);
  // What was read stays to be read.
  await status(page).getByText('PAUSED', { exact: true }).waitFor();
  expect(complaints[0]).toBe(`500 of ${rig.server.url}/api/executions/${executionId}`);
  await page.unroute(address);
  await page.getByText(/^Not read since/).waitFor({ state: 'detached' });
  await expect.poll(() => page.title()).toMatch(/^PAUSED: DRILL of Gated/);

  // Not by the API: by what stands before it.
  await page.route(address, (route) => route.fulfill({ status: 429, body: '{"message":"Too Many Requests"}' }));
  await page.getByText(/^Not read since .*: the answer \(429\)/).waitFor();
  await page.context().close();
  await rig.client.cancel(executionId);
});

test.each([
  ['/', 'executions', 'Recent results'],
  ['/settings', 'settings', 'OpenAPI document'],
  ['/recovery-plans/PLAN', 'recovery-plans/PLAN', 'React Flow'],
  ['/protection-groups/GROUP', 'protection-groups/GROUP', 'CONTINUOUS'],
  ['/source-servers', 'inventory', 'web-001'],
  ['/recovery-instances', 'inventory', /of \d+ accounts and Regions seen/],
])('the page %s keeps what it has, and says that its reader may not read it any more', async (path, read, ready) => {
  const { planId, groupId } = await rig.savePlan('Straight', [{ tier: 'web' }]);
  const filled = (text: string): string => text.replace('PLAN', planId).replace('GROUP', groupId);
  const { page } = await rig.signIn();
  await page.clock.install();
  await page.goto(`${rig.server.url}${filled(path)}`);
  await page.getByText(ready).first().waitFor();
  await page.route(api(filled(read)), refuse(403, 'operator may not read this'));
  const asked = page.waitForRequest((request) => request.url().endsWith('/api/me'));
  await page.clock.fastForward(61_000);
  await page.getByText(/^Not read since \d.*: operator may not read this$/).waitFor();
  await page.getByText(ready).first().waitFor();
  // What they may do now is asked for: the buttons go by it.
  await asked;
  await page.context().close();
});

test.each([
  ['servers', 'Reading the servers', /^web-00\d$/],
  ['events', 'Reading the events', 'operator'],
])(
  'the %s of a run that could not be read are not being read for ever, and come when they can',
  async (what, reading, row) => {
    const executionId = await rig.start('Straight');
    const { page } = await rig.signIn();
    await page.goto(`${rig.server.url}/executions/${executionId}`);
    await status(page).getByText('COMPLETED', { exact: true }).waitFor();
    await page.clock.install();
    const address = api(`executions/${executionId}/${what}`);
    await page.route(address, refuse(500, storeBroken));
    await page.goto(`${rig.server.url}/executions/${executionId}?tab=${what}`);
    const tab = page.getByRole('tabpanel').filter({ visible: true });
    await tab.getByText(`The ${what}: ${storeBroken}`).waitFor();
    expect(await tab.getByText(reading).count()).toBe(0);
    await page.unroute(address);
    await page.clock.fastForward(16_000);
    await tab.getByRole('cell').or(tab.getByRole('rowheader')).getByText(row).first().waitFor();
    await tab.getByText(`The ${what}: ${storeBroken}`).waitFor({ state: 'detached' });
    await page.context().close();
  },
);
