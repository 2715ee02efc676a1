/** Somebody who has never seen Breakwater, with a link from the terminal and a mouse. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region } from './support/estate.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  // AWS is asked while forms are filled: slowly enough that it answers within its time on a busy machine, too.
  rig = await openConsole({ tiers: { shop: 3 }, speed: 10 });
});
afterAll(() => rig.close());

test('from the empty overview to a finished drill, and nothing is typed but names', async () => {
  const { page, complaints } = await rig.signIn();
  const field = (name: string) =>
    page.getByRole('textbox', { name, exact: true }).or(page.getByRole('combobox', { name, exact: true }));
  await page.getByText('Nothing runs').waitFor();

  await page.getByRole('link', { name: 'a protection group' }).first().click();
  await field('Name').fill('shop');
  await field('Account').fill(accountId);
  await field('Region').fill(region);
  await page.keyboard.press('Escape');
  await field('Key').fill('Tier');
  await field('Value').fill('shop');
  await page.getByText('shop-003').first().waitFor();
  await page.getByRole('button', { name: 'Create the group' }).click();
  await page.getByText('shop is saved as version 1').waitFor();

  await page.getByRole('link', { name: 'Recovery plans' }).first().click();
  await page.getByRole('link', { name: 'Create a plan' }).first().click();
  await field('Name').fill('Shop');
  await field('Wave name').fill('everything');
  await page.getByRole('button', { name: /Protection groups/ }).click();
  await page.getByRole('option', { name: /^shop/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Create the plan' }).click();
  await page.getByText('Shop is saved as version 1').waitFor();

  await page.getByRole('button', { name: 'Start a drill' }).click();
  const dialogue = page.getByRole('dialog');
  await dialogue.getByText('Nothing speaks against it').waitFor();
  await dialogue.getByRole('button', { name: 'Start the drill of 3 servers' }).click();
  await page.waitForURL(/\/executions\/exec-/);
  await rig.control('clock', { speed: 240 });
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
  await page.getByText('3 of 3 launched').waitFor();

  await page.getByRole('link', { name: 'Overview' }).first().click();
  await page.getByText('No plan needs one now').waitFor();
  expect(complaints).toEqual([]);
});
