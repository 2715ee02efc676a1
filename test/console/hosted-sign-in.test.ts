/** The console as AWS serves it: one signs in at another host, and comes back. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleRig, complaintsOf, openConsole } from './support/console.ts';
import { type SignInHost, startSignInHost } from './support/sign-in-host.ts';

let rig: ConsoleRig;
let host: SignInHost;
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 1 } });
  await rig.savePlan('Shop', [{ tier: 'web' }]);
});
afterAll(() => rig.close());
beforeEach(async () => {
  host = await startSignInHost(rig.server);
});
afterEach(() => host.close());

const signInButton = (page: Page) => page.getByRole('button', { name: 'Sign in', exact: true });
const signIn = async (page: Page, path: string): Promise<void> => {
  await page.goto(`${host.url}${path}`);
  await page.getByText('You are not signed in').waitFor();
  await signInButton(page).click();
  await page.getByRole('button', { name: 'operator' }).waitFor();
};

test('who follows a link signs in at the other host and comes back to the page of the link', async () => {
  const page = await rig.newPage();
  const complaints = complaintsOf(page);
  await signIn(page, '/recovery-plans?filter=Shop');
  await page.getByRole('link', { name: 'Shop' }).first().waitFor();
  const { pathname, search } = new URL(page.url());
  expect(pathname).toBe('/recovery-plans');
  expect(search).not.toMatch(/code|state/);
  expect(host.asked).toEqual(['authorize', 'authorization_code']);
  // The tokens are of this tab: they are neither in a cookie nor kept after it.
  expect(await page.evaluate('document.cookie')).toBe('');
  expect(await page.evaluate('localStorage.getItem("breakwater.tokens")')).toBeNull();
  await page.reload();
  await page.getByRole('link', { name: 'Shop' }).first().waitFor();
  expect(host.asked).toEqual(['authorize', 'authorization_code']);
  expect(complaints).toEqual([]);
});

test('a token that is about to end is exchanged for the next one, and nobody notices', async () => {
  const page = await rig.newPage();
  await page.clock.install();
  await signIn(page, '/');
  // An hour that passes while the page is still being put together would be another story.
  await page.getByText('Nothing runs').waitFor();
  host.expire();
  await page.clock.fastForward('59:30');
  await page.getByRole('link', { name: 'Recovery plans' }).click();
  await page.getByRole('link', { name: 'Shop' }).first().waitFor();
  expect(host.asked).toEqual(['authorize', 'authorization_code', 'refresh_token']);
});

test('where the next token is refused, the page says that nobody is signed in and offers to', async () => {
  const page = await rig.newPage();
  await page.clock.install();
  await signIn(page, '/');
  await page.getByText('Nothing runs').waitFor();
  await page.getByRole('link', { name: 'Protection groups' }).click();
  await page.getByRole('link', { name: 'Create a group' }).click();
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('typed before the end');
  host.expire();
  host.revoke();
  await page.clock.fastForward('59:30');
  await page.getByText('You are not signed in').waitFor();
  expect(await page.getByRole('navigation').count()).toBe(0);
  // In a tab of its own: the page stays, with what was typed there.
  const opened = page.context().waitForEvent('page');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await (await opened).getByText('You are signed in, in the tab where you were').waitFor();
  await page.getByText('You are not signed in').waitFor({ state: 'detached' });
  expect(await name.inputValue()).toBe('typed before the end');
  expect(host.asked.slice(-2)).toEqual(['authorize', 'authorization_code']);
});

test('where the sign-in breaks down, the page names it and not the server, and heals by itself', async () => {
  const page = await rig.newPage();
  await page.clock.install();
  await signIn(page, '/');
  await page.getByText('Nothing runs').waitFor();
  host.expire();
  host.breakDown(true);
  await page.clock.fastForward('59:30');
  await page.getByText('The sign-in does not answer').waitFor();
  expect(await page.getByText('The server does not answer').count()).toBe(0);
  host.breakDown(false);
  await page.clock.fastForward(5_000);
  await page.getByText('The sign-in does not answer').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'operator' }).waitFor();
});

test('signing out ends it here and at the other host', async () => {
  const page = await rig.newPage();
  await signIn(page, '/');
  await page.getByRole('button', { name: 'operator' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are not signed in').waitFor();
  expect(host.asked.slice(-2)).toEqual(['revoke', 'logout']);
  await page.goto(`${host.url}/executions`);
  await page.getByText('You are not signed in').waitFor();
});

test('an answer with a state that is not one’s own signs nobody in, and its code is not used', async () => {
  host.forgeState();
  const page = await rig.newPage();
  await page.goto(host.url);
  await signInButton(page).click();
  await page.waitForURL(/state=of-somebody-else/);
  await page.getByText('You are not signed in').waitFor();
  // Nor an answer to nobody's attempt.
  const other = await rig.newPage();
  await other.goto(`${host.url}/?code=code-0&state=x`);
  await other.getByText('You are not signed in').waitFor();
  expect(host.asked).toEqual(['authorize']);
});
