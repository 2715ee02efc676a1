/** axe finds no serious violation on any page, in either theme. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { consolePages, type PageIds, visit } from './support/pages.ts';

let rig: ConsoleRig;
let ids: PageIds;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 2, web: 2 } });
  await rig.savePlan('Gated', [{ tier: 'db' }, { tier: 'web', pauseBeforeWave: true }]);
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const saved = await rig.savePlan('Failing', [{ tier: 'db', onFailure: 'pause' }, { tier: 'web' }]);
  ids = { ...saved, executionId: await rig.start('Failing') };
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${ids.executionId}`);
  await page.getByTestId('decided-status').getByText('PAUSED', { exact: true }).waitFor();
  // So slowly that AWS, asked by a page, answers within its time on a busy machine, too.
  await rig.control('clock', { speed: 10 });
});
afterAll(() => rig.close());

const seriousOf = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
};

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await rig.signIn({ colorScheme }));
  });

  test.each(consolePages)('$name', async ({ path, ready }) => {
    await visit(page, `${rig.server.url}${path(ids)}`, { ready });
    expect(await seriousOf(page)).toEqual([]);
  });

  test('the page of who is not signed in', async () => {
    const stranger = await rig.newPage({ colorScheme });
    await stranger.goto(rig.server.url);
    await stranger.getByText('You are not signed in').waitFor();
    expect(await seriousOf(stranger)).toEqual([]);
  });

  test.each([
    ['Cancel', /DRS cannot cancel|No job runs/],
    ['Retry failed servers …', 'None of them has an instance that DRS would delete.'],
  ] as const)('the dialogue of %s', async (button, ready) => {
    await page.goto(`${rig.server.url}/executions/${ids.executionId}`);
    await page.getByRole('button', { name: button }).first().click();
    await page.getByRole('dialog').getByText(ready).first().waitFor();
    expect(await seriousOf(page)).toEqual([]);
  });
});
