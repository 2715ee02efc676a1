/** Whoever is called away from the desk reads every page on a phone, and has to look for nothing sideways. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { consolePages, type PageIds } from './support/pages.ts';
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
  await page.goto(`${rig.server.url}${path(ids)}`);
  await page.getByText(ready).first().waitFor();
  expect(await sidewaysOf(page)).toEqual([]);
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
