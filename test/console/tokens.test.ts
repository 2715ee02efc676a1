/** Named tokens in the browser: made, seen once, used, revoked. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient } from '../../src/api/client.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 1 }, speed: 10 });
});
afterAll(() => rig.close());

const open = async (...signIn: Parameters<ConsoleRig['signIn']>): Promise<Page> => {
  const { page } = await rig.signIn(...signIn);
  await page.goto(`${rig.server.url}/settings`);
  await page.getByRole('link', { name: 'Tokens' }).click();
  return page;
};
const dialog = (page: Page) => page.getByRole('dialog');

test('a token is created with a role, shown once, lets in, and lets nobody in once it is revoked', async () => {
  const page = await open();
  await page.getByText('No token yet').waitFor();
  await page.getByRole('button', { name: 'Create a token …' }).click();
  const create = dialog(page).getByRole('button', { name: 'Create the token' });
  expect(await reasonOf(create)).toBe('Give it a name');
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('operator');
  await dialog(page).getByText('this name belongs to the server itself').first().waitFor();
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('nightly-drill');
  await dialog(page).getByRole('button', { name: /^Role/ }).click();
  await page.getByRole('option', { name: 'PlanManager' }).click();
  await dialog(page)
    .getByText(/^May: .*start-recovery/)
    .waitFor();
  await create.click();

  await dialog(page).getByText('Shown once').waitFor();
  const secret = (await dialog(page).getByText(/^bwt_/).textContent()) ?? '';
  const client = createClient({ baseUrl: rig.server.url, token: secret, fetch });
  expect(await client.getMe()).toMatchObject({ ok: true, value: { actor: 'nightly-drill', roles: ['PlanManager'] } });
  await dialog(page).getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('row', { name: /nightly-drill PlanManager .* by operator/ }).waitFor();
  expect(await page.content()).not.toContain(secret);
  await page.reload();
  await page.getByRole('row', { name: /nightly-drill/ }).waitFor();
  expect(await page.content()).not.toContain(secret);

  await page.getByRole('button', { name: 'Revoke nightly-drill …' }).click();
  await dialog(page).getByText('This cannot be undone').waitFor();
  await dialog(page).getByRole('button', { name: 'Back' }).click();
  expect(await client.getMe()).toMatchObject({ ok: true });
  await page.getByRole('button', { name: 'Revoke nightly-drill …' }).click();
  await dialog(page).getByRole('button', { name: 'Revoke the token' }).click();
  await page.getByText('The token nightly-drill lets nobody in any more').waitFor();
  await page.getByText('No token yet').waitFor();
  expect(await client.getMe()).toMatchObject({ ok: false, failure: { problem: { status: 401 } } });
});

test('a name that is taken is told in the dialogue, and what was typed stays', async () => {
  await rig.client.createToken('ana', 'Operator');
  const page = await open();
  await page.getByRole('button', { name: 'Create a token …' }).click();
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill('Ana');
  await dialog(page).getByRole('button', { name: 'Create the token' }).click();
  await dialog(page).getByText('There is a token "Ana" already').first().waitFor();
  expect(await dialog(page).getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Ana');
});

test('an Auditor reads who has a token and changes none; a ReadOnly is told why it is not shown', async () => {
  const auditor = await open({}, ['Auditor']);
  await auditor.getByRole('row', { name: /ana Operator/ }).waitFor();
  const needed = 'You need the permission manage-tokens';
  expect(await reasonOf(auditor.getByRole('button', { name: 'Create a token …' }))).toBe(needed);
  expect(await reasonOf(auditor.getByRole('button', { name: 'Revoke ana …' }))).toBe(needed);
  const reader = await open({}, ['ReadOnly']);
  await reader.getByText('Who has a token is not shown to you').waitFor();
  await reader.getByText('You need the permission view-tokens').waitFor();
});

test('a token is created and revoked by keys alone', async () => {
  const page = await open();
  /** Goes on by Tab until it stands on a thing of this name, as somebody without a mouse does. */
  const goTo = async (name: string): Promise<void> => {
    const at = page.locator(':focus');
    for (let count = 0; count < 40; count += 1) {
      await page.keyboard.press('Tab');
      const text = (await at.getAttribute('aria-label')) ?? (await at.textContent()) ?? '';
      if (text.trim() === name) return;
    }
    throw new Error(`${name} is not reached by Tab`);
  };
  await page.getByRole('row', { name: /ana Operator/ }).waitFor();
  await goTo('Create a token …');
  await page.keyboard.press('Enter');
  await dialog(page).getByRole('textbox', { name: 'Name' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.type('by-keys');
  await goTo('Create the token');
  await page.keyboard.press('Enter');
  await dialog(page).getByText('Shown once').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('row', { name: /by-keys ReadOnly/ }).waitFor();
  await goTo('Revoke by-keys …');
  await page.keyboard.press('Enter');
  await dialog(page).getByText('This cannot be undone').waitFor();
  await goTo('Revoke the token');
  await page.keyboard.press('Enter');
  await page.getByText('The token by-keys lets nobody in any more').waitFor();
});

test('on a phone the page does not scroll sideways as a whole', async () => {
  const page = await open({ viewport: { width: 390, height: 844 } });
  await page.getByRole('row', { name: /^ana .*Operator/ }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});
