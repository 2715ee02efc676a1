/** What an operator can do about a run besides approving it: hold it, skip, follow it up. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({
    tiers: {
      first: 2,
      second: 1,
      plain: 1,
      gated: 2,
      last: 1,
      frail: 2,
      after: 1,
      drawn: 2,
      brief: 1,
      third: 2,
      fourth: 1,
    },
  });
  await rig.savePlan('Held', [{ tier: 'first' }, { tier: 'second' }]);
  await rig.savePlan('Skipping', [{ tier: 'plain' }, { tier: 'gated', pauseBeforeWave: true }, { tier: 'last' }]);
  await rig.savePlan('Fragile', [{ tier: 'frail' }, { tier: 'after' }]);
  await rig.savePlan('Stopped', [{ tier: 'third' }, { tier: 'fourth' }], { rtoTargetMinutes: 600 });
  await rig.savePlan('Drawn', [{ tier: 'drawn' }]);
  await rig.savePlan('Brief', [{ tier: 'brief' }], { drillTtlHours: 100 });
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const open = async (executionId: string, search = ''): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}${search}`);
  return page;
};
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const dialogue = (page: Page) => page.getByRole('dialog');
const act = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name }).click();
};

test('a pause says what runs on, holds back the next wave, and its end lets it go', async () => {
  await rig.control('clock', { speed: 10 });
  const page = await open(await rig.start('Held'));
  await page.getByRole('button', { name: /^0 first.*IN_PROGRESS/ }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await dialogue(page).getByText('What runs goes on to its end: first.').waitFor();
  await dialogue(page).getByRole('button', { name: 'Pause' }).click();
  await page.getByText('Paused by operator', { exact: true }).waitFor();

  await rig.control('clock', { speed: 240 });
  await page.getByRole('button', { name: /^0 first.*COMPLETED/ }).waitFor();
  await status(page, 'PAUSED').waitFor();
  await page.getByRole('button', { name: /^1 second.*PENDING/ }).waitFor();

  await page.getByRole('button', { name: 'End the pause …' }).first().click();
  await dialogue(page).getByText('1 "second"').waitFor();
  await dialogue(page).getByRole('button', { name: 'End the pause' }).click();
  await status(page, 'COMPLETED').waitFor();
});

test('once a run is cancelled, nothing is said of a pause, of time that is left, or of servers to come that never will', async () => {
  await rig.control('clock', { speed: 10 });
  const executionId = await rig.start('Stopped');
  const page = await open(executionId);
  await page.getByRole('button', { name: /^0 third.*IN_PROGRESS/ }).waitFor();
  await page.getByText('0 of 3 launched, 3 to go').waitFor();
  const left = page.getByText(/^RTO 10\sh.* left$/);
  await left.waitFor();
  await rig.client.pause(executionId);
  const paused = page.getByText('Paused by operator', { exact: true });
  await paused.waitFor();
  await rig.client.cancel(executionId);
  await page.getByText('Cancelled by operator', { exact: true }).waitFor();
  await page.getByText('0 of 3 launched, 2 to go, 1 not started').waitFor();
  expect(await paused.count()).toBe(0);
  expect(await left.count()).toBe(0);
  await rig.control('clock', { speed: 240 });
  await status(page, 'PARTIAL').waitFor();
  await page.getByText('2 of 3 launched, 1 not started').waitFor();
  await page.getByText(/^RTO 10\sh.*: missed, not every server is up$/).waitFor();
});

test('a wave is skipped only with a reason, which the history keeps', async () => {
  const page = await open(await rig.start('Skipping'));
  await page.getByText('Wave 1 "gated" waits for approval', { exact: true }).waitFor();
  await act(page, 'Skip a wave');
  const skip = dialogue(page).getByRole('button', { name: 'Skip', exact: true });
  expect(await skip.getAttribute('aria-disabled')).toBe('true');
  await dialogue(page).getByText('The waves after it start as if it were done.').waitFor();
  await dialogue(page)
    .getByRole('radio', { name: /^1 gated/ })
    .check();
  await dialogue(page).getByLabel('Reason').fill('moved to the other site');
  await skip.click();
  // The wave after it starts as if it were done.
  await status(page, 'PARTIAL').waitFor();
  await page.getByText('2 of 4 launched, 2 not started').waitFor();
  await page.getByRole('button', { name: /^1 gated.*SKIPPED/ }).waitFor();
  await page.getByRole('tab', { name: 'Events' }).click();
  await page.getByText('moved to the other site').first().waitFor();
});

test('what failed and what never started is followed up after the end, in a run of its own', async () => {
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const executionId = await rig.start('Fragile');
  const page = await open(executionId);
  await status(page, 'PARTIAL').waitFor();
  await act(page, 'Follow up');
  await dialogue(page)
    .getByText(/^frail-00\d, after-001$/)
    .waitFor();
  await dialogue(page).getByRole('button', { name: 'Start the DRILL of 2 servers' }).click();
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(executionId));
  await page.getByRole('link', { name: executionId }).waitFor();
  await status(page, 'COMPLETED').waitFor();
  await page.getByText('2 of 2 launched').waitFor();
});

test('the timeline shows now while it runs, the critical path, and more of it when zoomed, as far as that goes', async () => {
  await rig.control('clock', { speed: 10 });
  const page = await open(await rig.start('Drawn'));
  await page.getByRole('button', { name: /^0 drawn.*IN_PROGRESS/ }).waitFor();
  const now = page.locator('svg').getByText('now', { exact: true });
  await now.waitFor();
  await page.locator('.timeline-critical').waitFor();
  const picture = page.getByRole('img', { name: /^Timeline\. Wave 0 drawn/ });
  const widthOf = async (): Promise<number> => (await picture.boundingBox())?.width ?? 0;
  const before = await widthOf();
  const zoomIn = page.getByRole('button', { name: 'Zoom in' });
  const zoomOut = page.getByRole('button', { name: 'Zoom out' });
  expect(await reasonOf(zoomOut)).toBe('All of it is in view');
  await zoomIn.click();
  expect(await widthOf()).toBeGreaterThan(before * 1.5);
  await zoomOut.click();
  expect(await widthOf()).toBeCloseTo(before, 0);
  while ((await reasonOf(zoomIn)) === undefined) await zoomIn.click();
  expect(await reasonOf(zoomIn)).toBe('It is drawn as wide as it can be');
  expect(await widthOf()).toBeGreaterThan(before * 35);
  await rig.control('clock', { speed: 240 });
  await status(page, 'COMPLETED').waitFor();
  await now.waitFor({ state: 'detached' });
});

test('a drill says when it cleans up by itself, and a person keeps its instances', async () => {
  const executionId = await rig.start('Brief');
  const { page } = await rig.signIn({ timezoneId: 'Asia/Tokyo' });
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await status(page, 'COMPLETED').waitFor();
  const run = await rig.client.getExecution(executionId);
  const due = new Date((run.ok && run.value.automaticCleanUp?.dueTime) || '');
  const style = { timeZone: 'Asia/Tokyo', dateStyle: 'medium', timeStyle: 'medium' } as const;
  const utc = `${due.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
  const local = new Intl.DateTimeFormat('en-US', style).format(due);
  const header = page.getByText(/^Cleans up at /);
  await header.waitFor();
  expect((await header.innerText()).replaceAll('\u202f', ' ')).toBe(
    `Cleans up at ${local.replaceAll('\u202f', ' ')} (${utc})`,
  );
  const list = await page.context().newPage();
  await list.goto(`${rig.server.url}/executions`);
  const listed = list.getByRole('row').filter({ hasText: 'Brief' }).locator(`time[datetime="${due.toISOString()}"]`);
  await listed.getByText(utc).waitFor();
  expect(await listed.getAttribute('title')).toContain('local time');
  await list.close();
  await page.getByRole('button', { name: 'Keep …' }).click();
  await dialogue(page).getByLabel('Hours from now').fill('2000');
  await dialogue(page).getByRole('button', { name: 'Keep them' }).click();
  await page.getByText(/^Its instances are terminated then\. Decided by operator at /).waitFor();
  await page.getByRole('button', { name: 'Keep …' }).click();
  await dialogue(page).getByLabel('Hours from now').fill('');
  await dialogue(page).getByRole('button', { name: 'Keep them' }).click();
  await page.getByText('Not cleaned up by itself', { exact: true }).waitFor();
});
