/** Whoever is called away from the desk reads every page on a phone, and has to look for nothing sideways. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { consolePages, type PageIds, signInPages, visit } from './support/pages.ts';
import { sidewaysOf } from './support/sideways.ts';

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const;

let rig: ConsoleRig;
let ids: PageIds;
let page: Page;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 2, web: 2 } });
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  await rig.savePlan('Failing', [{ tier: 'db' }]);
  const saved = await rig.savePlan('Failing', [{ tier: 'db', onFailure: 'pause' }, { tier: 'web' }]);
  ids = { ...saved, executionId: await rig.start('Failing') };
  ({ page } = await rig.signIn(phone));
  await page.goto(`${rig.server.url}/executions/${ids.executionId}`);
  await page.getByTestId('decided-status').getByText('PAUSED', { exact: true }).waitFor();
  await rig.control('clock', { speed: 10 });
});
afterAll(() => rig.close());

test.each(consolePages)('$name fits its width', async ({ path, ready }) => {
  await visit(page, `${rig.server.url}${path(ids)}`, { ready });
  expect(await sidewaysOf(page)).toEqual([]);
});

test.each(signInPages)('$name fits its width', async ({ path, ready }) => {
  const stranger = await rig.newPage(phone);
  await visit(stranger, `${rig.server.url}${path(ids)}`, { ready });
  expect(await sidewaysOf(stranger)).toEqual([]);
  await stranger.context().close();
});

test('the timeline names a wave whole, with its count below', async () => {
  await page.goto(`${rig.server.url}/executions/${ids.executionId}`);
  const name = page.locator('.timeline-label-wave .timeline-name').filter({ hasText: '0 db' });
  await name.waitFor();
  const part = "document.querySelector('.timeline-label-wave .timeline-name')";
  expect(await page.evaluate(`${part}.scrollWidth <= ${part}.clientWidth`)).toBe(true);
  const count = page.locator('.timeline-label-wave .timeline-count').first();
  expect((await count.boundingBox())?.y).toBeGreaterThan((await name.boundingBox())?.y ?? 0);
});

test('what a wave waits for is read whole in its row of the timeline', async () => {
  await page.goto(`${rig.server.url}/executions/${ids.executionId}`);
  const words = page.locator('.timeline-words').getByText('waits for wave 0 "db": FAILED');
  await words.waitFor();
  const cut = `[...document.querySelectorAll('.timeline-words span')]
    .filter((part) => part.scrollHeight > part.clientHeight + 1 || part.scrollWidth > part.clientWidth + 1)
    .map((part) => part.textContent)`;
  expect(await page.evaluate(cut)).toEqual([]);
  const [box, picture] = await Promise.all([
    words.boundingBox(),
    page.getByRole('img', { name: /^Timeline/ }).boundingBox(),
  ]);
  expect(box?.x).toBeGreaterThanOrEqual(picture?.x ?? 0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual((picture?.x ?? 0) + (picture?.width ?? 0));
});

/** Of the tab that is chosen, whether all of it lies between the ends of its row. */
const isChosenInRow = (): Promise<unknown> =>
  page.evaluate(`(() => {
    const tab = document.querySelector('[role=tab][aria-selected=true]');
    const [at, row] = [tab, tab.closest('[role=tablist]')].map((part) => part.getBoundingClientRect());
    return at.left >= row.left - 1 && at.right <= row.right + 1 && row.left >= 0 && row.right <= innerWidth;
  })()`);

test.each(['timeline', 'graph', 'servers', 'events', 'logs'])(
  'the tab %s is in sight when it is chosen',
  async (tab) => {
    const row = (name: string) => page.locator(`[role=tab][data-testid=${name}]`);
    await page.goto(`${rig.server.url}/executions/${ids.executionId}?tab=${tab}`);
    // Its label grows when the servers are read.
    await page.getByRole('tab', { name: 'Servers (1 failed)' }).waitFor();
    await expect.poll(isChosenInRow).toBe(true);
    await row(tab === 'timeline' ? 'logs' : 'timeline').tap();
    await expect.poll(isChosenInRow).toBe(true);
    await row(tab).tap();
    await page.locator(`[role=tab][data-testid=${tab}][aria-selected=true]`).waitFor();
    await expect.poll(isChosenInRow).toBe(true);
  },
);

test('the name of the server with the oldest data is not broken at its hyphen', async () => {
  await page.goto(`${rig.server.url}/executions/${ids.executionId}`);
  await page
    .locator('.whole')
    .filter({ hasText: /^\(db-00\d\)$/ })
    .waitFor();
  const lines = `(() => {
    const range = document.createRange();
    range.selectNodeContents(document.querySelector('.whole'));
    return new Set([...range.getClientRects()].map((part) => Math.round(part.top))).size;
  })()`;
  expect(await page.evaluate(lines)).toBe(1);
});

describe('the rows of a table', () => {
  const lineOf = (label: string, row: RegExp) =>
    page.getByRole('row').filter({ hasText: row }).locator('.fitting-line').filter({ hasText: label });

  test('say what failed and why, server by server', async () => {
    await page.goto(`${rig.server.url}/executions/${ids.executionId}?tab=servers`);
    const failed = lineOf('Decided, and what AWS says', /db-00\d.*FAILED/);
    await failed.getByText(/InsufficientInstanceCapacity/).waitFor();
    const box = await failed.boundingBox();
    expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(phone.viewport.width);
  });

  test('say of every execution what it is, how it stands and since when', async () => {
    await page.goto(`${rig.server.url}/executions`);
    await lineOf('Type', /Failing/)
      .getByText('DRILL')
      .waitFor();
    await lineOf('Status', /Failing/)
      .getByText('PAUSED', { exact: true })
      .waitFor();
    await lineOf('Started', /Failing/)
      .getByText(/UTC/)
      .first()
      .waitFor();
    await lineOf('Duration', /Failing/)
      .getByText('so far')
      .waitFor();
    await lineOf('Started by', /Failing/)
      .getByText('operator', { exact: true })
      .waitFor();
  });

  test('of the overview say how far each run is', async () => {
    await page.goto(rig.server.url);
    await lineOf('Servers', /Failing/)
      .getByText('1 of 4 launched, 1 failed, 2 to go')
      .waitFor();
  });
});

test('words are broken between words', async () => {
  await page.goto(`${rig.server.url}/executions/${ids.executionId}`);
  await page.getByTestId('decided-status').getByText('PAUSED', { exact: true }).waitFor();
  const words = "getComputedStyle(document.querySelector('[data-testid=decided-status] .whole-words')).wordBreak";
  expect(await page.evaluate(words)).toBe('normal');
});
