/** On a desk's narrowest screen every page is read without scrolling sideways; and none is left out of these tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { region } from './support/estate.ts';
import { consolePages, type PageIds, signInPages, visit } from './support/pages.ts';
import { sidewaysOf } from './support/sideways.ts';

let rig: ConsoleRig;
let ids: PageIds;
let page: Page;
beforeAll(async () => {
  rig = await openConsole({ tiers: { 'database-of-billing': 2, web: 2, ec2: 1 } });
  const names = [{ tier: 'database-of-billing', pauseBeforeWave: true }, { tier: 'web' }];
  const saved = await rig.savePlan('Billing and all that belongs to it', names);
  await rig.savePlan('Intranet of everybody', [{ tier: 'web' }]);
  // An account that cannot be reached: AWS says so at length.
  const roleArn = 'arn:aws:iam::999988887777:role/BreakwaterTarget';
  const far = { kind: 'Account', accountId: '999988887777', accountName: 'Far', regions: [region], roleArn };
  expect((await rig.client.apply([far])).ok).toBe(true);
  const executionId = await rig.start('Billing and all that belongs to it');
  ids = { ...saved, executionId };
  ({ page } = await rig.signIn());
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText('PAUSED', { exact: true }).waitFor();
  await rig.client.resume(executionId, 0);
  await page
    .getByText(/^4 of 4 servers launched/)
    .first()
    .waitFor();
  await rig.client.refreshInventory();
  await rig.control('clock', { speed: 10 });
});
afterAll(() => rig.close());

/** Numbers that a line may end with, their unit on the next. */
const looseUnitsOf = (page: Page): Promise<unknown> =>
  page.evaluate(`[...document.querySelectorAll('main *')]
    .flatMap((part) => [...part.childNodes])
    .filter((node) => node.nodeType === Node.TEXT_NODE)
    .filter((node) => getComputedStyle(node.parentElement).whiteSpace !== 'nowrap')
    .flatMap((node) => node.textContent.match(/\\b\\d+ (s|min|h|d|%)(?![a-zA-Z])/g) ?? [])`);

/** A table of fourteen columns for who compares servers: scrolled in a frame of its own, what is read first in sight. */
const wide = ['execution-servers'];
const readFirst = ['Name', 'Decided, and what AWS says', 'Phase', 'Instance', 'Last observed'];

/** The headers of columns that are seen whole before anything is scrolled. */
const columnsInSight = (page: Page): Promise<unknown> =>
  page.evaluate(`(() => {
    const heads = [...document.querySelectorAll('main [role=grid] th')];
    const edge = heads[0].closest('[class*=awsui_wrapper]').getBoundingClientRect().right;
    return heads.filter((head) => head.getBoundingClientRect().right <= edge + 1).map((head) => head.innerText.trim());
  })()`);

describe.each([
  { density: 'roomy', dense: false },
  { density: 'dense', dense: true },
])('$density, 1280 pixels wide', ({ dense }) => {
  beforeAll(async () => {
    await page.evaluate(`localStorage.setItem('breakwater.dense', '${dense}')`);
  });

  test.each(consolePages.filter(({ name }) => !wide.includes(name)))('$name fits', async ({ path, ready }) => {
    await visit(page, `${rig.server.url}${path(ids)}`, { ready });
    expect(await sidewaysOf(page)).toEqual([]);
    expect(await looseUnitsOf(page)).toEqual([]);
    // Beside the page, and not folded away.
    expect(await page.getByRole('link', { name: 'Source servers', exact: true }).first().isVisible()).toBe(true);
  });

  test.each(consolePages.filter(({ name }) => wide.includes(name)))(
    '$name: its table is scrolled sideways but for what is read first, and the page is not',
    async ({ path, ready }) => {
      await visit(page, `${rig.server.url}${path(ids)}`, { ready });
      const scrolled = await sidewaysOf(page);
      // Cloudscape gives the frame a second scroll bar, which stays in sight.
      expect(scrolled.filter((part) => !part.startsWith('DIV.awsui_sticky-scrollbar'))).toEqual([
        expect.stringMatching(/^DIV\.awsui_wrapper/),
      ]);
      expect(await columnsInSight(page)).toEqual(expect.arrayContaining(readFirst));
    },
  );
});

test('every address of the console is among the pages that these tests, the phone’s and axe’s look at', () => {
  const router = readFileSync(join(import.meta.dirname, '../../console/src/router.tsx'), 'utf8');
  const addresses = [...router.matchAll(/path: '([^']+)'/g)].map(([, address = '']) => address);
  expect(addresses.length).toBeGreaterThan(15);
  const named = { executionId: '$executionId', planId: '$planId', groupId: '$groupId' };
  const looked = [...consolePages, ...signInPages].map(({ path }) =>
    (path(named).split('?')[0] ?? '').replace('accounts/111122223333', 'accounts/$accountId'),
  );
  expect(addresses.filter((address) => !looked.includes(address))).toEqual([]);
});
