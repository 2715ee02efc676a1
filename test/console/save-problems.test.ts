/** What keeps a save from being made stands where the eye is, however long the form. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { a: 1, b: 1, c: 1 }, speed: 10 });
});
afterAll(() => rig.close());

const open = async (path: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
const isInViewport = async (place: Locator): Promise<boolean> => {
  // Measured from the viewport's corner.
  const box = await place.boundingBox();
  const height = place.page().viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
};

test('a save at the end of a long plan that meets another one shows it in view, and moves the focus there', async () => {
  const { planId } = await rig.savePlan('Long', [{ tier: 'a' }, { tier: 'b' }, { tier: 'c' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  await page.getByLabel('Description (optional)', { exact: true }).fill('mine');
  await rig.savePlan('Long', [{ tier: 'a' }, { tier: 'c' }]);
  const save = page.getByRole('button', { name: 'Save the plan' });
  await save.scrollIntoViewIfNeeded();
  expect(await isInViewport(page.getByRole('heading', { name: 'Edit Long' }))).toBe(false);
  await save.click();
  const heading = page.getByText('The plan Long has changed meanwhile');
  await heading.waitFor();
  await expect.poll(() => isInViewport(heading)).toBe(true);
  expect(await page.locator(':focus').textContent()).toContain('The plan Long has changed meanwhile');
});

test('a save that never reached the server says so, keeps all that was typed, and succeeds when it is pressed again', async () => {
  const { planId } = await rig.savePlan('Cut off', [{ tier: 'a' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  const description = page.getByLabel('Description (optional)', { exact: true });
  await description.fill('typed before the line broke');
  const address = `**/api/recovery-plans/${planId}`;
  await page.route(address, (route) => (route.request().method() === 'PUT' ? route.abort() : route.continue()));
  await page.getByRole('button', { name: 'Save the plan' }).click();
  await page.getByText('The save: no answer').waitFor();
  expect(await description.inputValue()).toBe('typed before the line broke');
  await page.unroute(address);
  await page.getByRole('button', { name: 'Save the plan' }).click();
  await page.getByText('Cut off is saved as version 2').waitFor();
});

test('a field to mend far above the button is brought in view, with the focus in it', async () => {
  const { planId } = await rig.savePlan('Named', [{ tier: 'a' }, { tier: 'b' }, { tier: 'c' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  const name = page.getByLabel('Name', { exact: true });
  await name.fill('');
  const save = page.getByRole('button', { name: 'Save the plan' });
  await save.scrollIntoViewIfNeeded();
  expect(await isInViewport(name)).toBe(false);
  await save.click();
  await expect.poll(() => isInViewport(name)).toBe(true);
  expect(await page.locator(':focus').getAttribute('id')).toBe(await name.getAttribute('id'));
});
