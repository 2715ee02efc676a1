/** How one gets into the console, and how not. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 2 } });
});
afterAll(() => rig.close());

test('the printed link opens the console signed in, and its code leaves the address at once', async () => {
  const { page, complaints } = await rig.signIn();
  expect(new URL(page.url()).pathname).toBe('/');
  expect(page.url()).not.toContain('code');
  await page.getByRole('button', { name: 'operator' }).waitFor();
  expect(await page.evaluate('document.cookie')).toBe('');
  expect(complaints).toEqual([]);
});

test('the same link does not work for a second person, who is told how to get one', async () => {
  const link = await rig.server.signInLink();
  const first = await rig.newPage();
  await first.goto(link);
  await first.getByRole('heading', { name: 'Overview' }).waitFor();
  const second = await rig.newPage();
  await second.goto(link);
  await second.getByText('This sign-in link has been used').waitFor();
  await second.getByText('./breakwater open').first().waitFor();
});

test('the command that is shown reaches this very server when it is pasted', async () => {
  await rig.savePlan('Reached', [{ tier: 'web' }]);
  const page = await rig.newPage();
  await page.goto(rig.server.url);
  const shown = page.getByText(/^\.\/breakwater open --server .* --data /);
  await shown.waitFor();
  const pasted = ((await shown.textContent()) ?? '').replace(' open ', ' get plans ');
  expect(pasted).toContain(`--server ${rig.server.url} `);
  const { stdout } = await promisify(execFile)('sh', ['-c', pasted], { cwd: join(import.meta.dirname, '../..') });
  expect(stdout).toContain('Reached');
});

test('whoever is not signed in sees how to, whatever the address, and nothing else', async () => {
  const page = await rig.newPage();
  for (const path of ['/', '/executions', '/executions/exec-1?tab=servers']) {
    await page.goto(`${rig.server.url}${path}`);
    await page.getByText('You are not signed in').waitFor();
    await page.getByText(/^\.\/breakwater open/).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
  }
});

test('signing out ends it, in other tabs too', async () => {
  const { page } = await rig.signIn();
  const other = await page.context().newPage();
  await other.goto(`${rig.server.url}/executions`);
  await other.getByRole('heading', { name: 'Executions' }).waitFor();
  await page.getByRole('button', { name: 'operator' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are not signed in').waitFor();
  await other.getByText('You are not signed in').waitFor();
});

test('a session that ends under an open editor: who signs in again finds what was typed, and saves it', async () => {
  const { planId } = await rig.savePlan('Typed', [{ tier: 'web' }]);
  const { page } = await rig.signIn();
  await page.clock.install();
  await page.goto(`${rig.server.url}/recovery-plans/${planId}/edit`);
  const description = page.getByLabel('Description (optional)', { exact: true });
  await description.fill('typed before the end');
  // A dialogue that stands open is covered, too.
  await page.getByRole('link', { name: 'Executions' }).click();
  const leave = page.getByText('What was changed here is not saved yet.');
  await leave.waitFor();
  await page.evaluate("fetch('/api/session', { method: 'DELETE' })");
  await page.clock.fastForward(16_000);
  const signIn = page.getByRole('dialog', { name: 'Sign in again' });
  await signIn.getByText('You are not signed in').waitFor();
  await signIn.getByText(/^\.\/breakwater open/).waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  expect(
    await leave.evaluate((shown) => shown.ownerDocument.elementFromPoint(640, 450)?.closest('dialog') !== null),
  ).toBe(true);
  await page.keyboard.press('Escape');

  const other = await page.context().newPage();
  await other.goto(await rig.server.signInLink());
  await other.getByRole('heading', { name: 'Overview' }).waitFor();
  await signIn.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Stay' }).click();
  expect(await description.inputValue()).toBe('typed before the end');
  await page.getByRole('button', { name: 'Save the plan' }).click();
  await page.waitForURL(`**/recovery-plans/${planId}`);
  const saved = await rig.client.getPlan(planId);
  expect(saved.ok && saved.value.description).toBe('typed before the end');
});

test('an address of the console that does not exist says so and leads back', async () => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/no/such/page`);
  await page.getByText('There is no such page').waitFor();
  await page.getByRole('link', { name: 'To the overview' }).click();
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
});
