/** An operator's drill, in the browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  // Every test has servers of its own: none waits for what another one holds.
  rig = await openConsole({ tiers: { db: 2, app: 3, frail: 2, first: 2, second: 2, old: 2, live: 2, a: 1, b: 1 } });
  await rig.savePlan('Shop', [{ tier: 'db' }, { tier: 'app', pauseBeforeWave: true }]);
  await rig.savePlan('Fragile', [{ tier: 'frail', onFailure: 'pause' }]);
  await rig.savePlan('Long', [{ tier: 'first' }, { tier: 'second' }]);
  await rig.savePlan('Cleaned', [{ tier: 'old' }]);
  await rig.savePlan('Real', [{ tier: 'live' }]);
  await rig.savePlan('Waiting', [{ tier: 'a' }, { tier: 'b', pauseBeforeWave: true }]);
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const open = async (executionId: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  return page;
};
/** The decided status, as it stands at the head of the page. */
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
/** Reasons stand in the page for screen readers, too: this is what the eye sees. */
const visible = (page: Page, text: string) => page.getByText(text).filter({ visible: true }).first();
const dialogue = (page: Page) => page.getByRole('dialog');

test('a drill is found on the overview, approved at its gate, and seen through to its end', async () => {
  const executionId = await rig.start('Shop');
  const { page, complaints } = await rig.signIn();
  const open = page.getByRole('table', { name: /^Running or waiting for a person/ });
  await open.getByRole('link', { name: 'Shop' }).click();
  await page.waitForURL(`**/executions/${executionId}`);
  await page.getByText('DRILL', { exact: true }).waitFor();

  await page.getByText('Wave 1 "app" waits for approval', { exact: true }).waitFor();
  await status(page, 'PAUSED').waitFor();
  // The same words at the head and beside what waits.
  const approve = page.getByRole('button', { name: 'Approve wave 1 …' });
  expect(await approve.count()).toBe(2);
  await approve.last().click();
  await dialogue(page).getByText('3 servers will launch now').waitFor();
  await dialogue(page).getByText('app-001, app-002, app-003').waitFor();
  await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();

  await status(page, 'COMPLETED').waitFor();
  await page.getByText('5 of 5 launched').waitFor();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByText('operator approved wave 1 "app"').waitFor();
  expect(complaints).toEqual([]);
});

test('a server that fails is found, read in AWS’s own words, and retried', async () => {
  await rig.control('faults', {
    kind: 'fail-launch',
    times: 1,
    rawError: 'InsufficientInstanceCapacity: no m5.large here',
  });
  const page = await open(await rig.start('Fragile'));
  await page.getByText('waits for a decision').waitFor();
  await page.getByRole('tab', { name: 'Servers (1 failed)' }).click();
  await page.getByText('InsufficientInstanceCapacity: no m5.large here').first().waitFor();
  await page.getByRole('button', { name: 'Retry failed servers …' }).click();
  await dialogue(page).getByText('A launch deletes the previous recovery instance of each server').waitFor();
  await dialogue(page)
    .getByText(/^frail-00\d$/)
    .waitFor();
  await dialogue(page).getByText('None of them has an instance that DRS would delete.').waitFor();
  await dialogue(page).getByRole('button', { name: 'Launch 1 server' }).click();
  await status(page, 'COMPLETED').waitFor();
  await page.getByText('2 of 2 launched').waitFor();
});

test('cancel says what keeps running before it is pressed, and the rest is truthfully not started', async () => {
  // Slowly enough to cancel it while the first wave runs.
  await rig.control('clock', { speed: 10 });
  const page = await open(await rig.start('Long'));
  await page.getByRole('button', { name: /^0 first.*IN_PROGRESS/ }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await dialogue(page).getByText('1 wave will not start: second').waitFor();
  await dialogue(page).getByText('DRS cannot cancel a job').waitFor();
  await dialogue(page).getByText('What has been launched stays, and costs money, until somebody cleans up.').waitFor();
  await dialogue(page).getByLabel('Reason').fill('seen enough');
  await dialogue(page).getByRole('button', { name: 'Cancel the execution' }).click();
  await page.getByText('Cancelled by operator', { exact: true }).waitFor();
  await rig.control('clock', { speed: 240 });
  await status(page, 'PARTIAL').waitFor();
  await page.getByText('2 of 4 launched, 2 not started').waitFor();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page
    .getByText(/seen enough/)
    .first()
    .waitFor();
});

describe('after the end', () => {
  test('clean-up lists the instances and wants the plan’s name, then shows its own progress', async () => {
    const executionId = await rig.start('Cleaned');
    const page = await open(executionId);
    await status(page, 'COMPLETED').waitFor();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Clean up' }).click();
    await dialogue(page).getByText('old-001').waitFor();
    await dialogue(page).getByText('old-002').waitFor();
    const terminate = dialogue(page).getByRole('button', { name: 'Terminate 2 instances' });
    expect(await terminate.getAttribute('aria-disabled')).toBe('true');
    await dialogue(page).getByLabel('Type the plan').fill('Clean');
    expect(await terminate.getAttribute('aria-disabled')).toBe('true');
    await dialogue(page).getByLabel('Type the plan').fill('Cleaned');
    // Slowly enough to see it run.
    await rig.control('clock', { speed: 1 });
    await terminate.click();
    await page.getByText('CLEAN-UP OF A DRILL').waitFor();
    await status(page, 'POLLING').waitFor();
    await page.getByText('0 of 2 terminated, 2 to go').first().waitFor();
    await rig.control('clock', { speed: 240 });
    await status(page, 'COMPLETED').waitFor();
    await page.getByText('2 of 2 terminated').waitFor();
    const cleanUpId = page.url().split('/').at(-1) ?? '';

    // The drill's own page tells it, and offers it no more.
    await page.goto(`${rig.server.url}/executions/${executionId}?tab=servers`);
    await page.getByText('2 instances of it were terminated', { exact: true }).waitFor();
    await page.getByRole('link', { name: cleanUpId }).waitFor();
    const rows = page.getByRole('row').filter({ hasText: /old-00\d/ });
    const terminated = rows.filter({ hasText: /terminated\s*by a clean-up/ });
    await terminated.nth(1).waitFor();
    expect(await terminated.count()).toBe(2);
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Clean up' }).hover();
    await visible(page, `what it launched (2 instances) was terminated by ${cleanUpId}`).waitFor();
    await page.keyboard.press('Escape');

    // Among the executions it is a clean-up and no drill; the address keeps which kind is shown.
    await page.goto(`${rig.server.url}/executions`);
    await page.getByRole('button', { name: 'Clean-ups', exact: true }).click();
    await page.waitForURL(/filter=.*CLEAN-UP/);
    await page.getByText('(1 of ').waitFor();
    await page.reload();
    const line = page.getByRole('row').filter({ hasText: 'Cleaned' });
    await line.getByText('CLEAN-UP', { exact: true }).waitFor();
    expect(await line.count()).toBe(1);
    await page.goto(rig.server.url);
    await page.getByRole('row').filter({ hasText: 'CLEAN-UP of a DRILL' }).filter({ hasText: 'Cleaned' }).waitFor();
  });

  test('a RECOVERY cannot be mistaken for a DRILL, and its clean-up wants more', async () => {
    const page = await open(await rig.start('Real', 'RECOVERY'));
    await page.getByText('!! RECOVERY !!').waitFor();
    await page.getByText('this is for real').waitFor();
    expect(await page.title()).toContain('RECOVERY of Real');
    await status(page, 'COMPLETED').waitFor();
    await page.getByRole('button', { name: 'Actions' }).click();
    await page.getByRole('menuitem', { name: 'Clean up' }).click();
    await dialogue(page).getByLabel('Type the plan').fill('Real');
    const terminate = dialogue(page).getByRole('button', { name: 'Terminate 2 instances' });
    expect(await terminate.getAttribute('aria-disabled')).toBe('true');
    await dialogue(page).getByLabel('I mean the live instances').check();
    expect(await terminate.getAttribute('aria-disabled')).toBeNull();
  });
});

test('an action that is not possible is there, and says why', async () => {
  const page = await open(await rig.start('Waiting'));
  await page.getByText('Wave 1 "b" waits for approval', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Actions' }).click();
  for (const [name, reason] of [
    ['Retry failed servers', 'no wave has failed'],
    ['Follow up', 'the execution is PAUSED'],
    ['Clean up', 'the execution is PAUSED'],
  ] as const) {
    const item = page.getByRole('menuitem', { name });
    expect(await item.getAttribute('aria-disabled')).toBe('true');
    await item.hover();
    await visible(page, reason).waitFor();
  }
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await dialogue(page).getByRole('button', { name: 'Cancel the execution' }).click();
  await status(page, 'PARTIAL').waitFor();
  const pause = page.getByRole('button', { name: 'Pause' });
  expect(await pause.getAttribute('aria-disabled')).toBe('true');
  await pause.hover();
  await visible(page, 'the execution is over (PARTIAL)').waitFor();
});
