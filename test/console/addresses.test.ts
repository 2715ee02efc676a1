/** Every list keeps its filter in the address: it is bookmarked, sent to a colleague, gone back to. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleRig, openConsole, type SavedIds } from './support/console.ts';

let rig: ConsoleRig;
let page: Page;
let saved: SavedIds & { readonly executionId: string };
beforeAll(async () => {
  // AWS is asked by pages: slowly enough that it answers within its time on a busy machine, too.
  rig = await openConsole({ tiers: { db: 2, web: 1 }, speed: 10 });
  await rig.savePlan('Web', [{ tier: 'web' }]);
  const ids = await rig.savePlan('Shop', [{ tier: 'db', pauseBeforeWave: true }, { tier: 'web' }]);
  const executionId = await rig.start('Shop');
  saved = { ...ids, executionId };
  ({ page } = await rig.signIn());
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByText('Wave 0 "db" waits for approval', { exact: true }).waitFor();
  await rig.client.cancel(executionId);
  await page.getByTestId('decided-status').getByText('CANCELLED', { exact: true }).waitFor();
  await rig.start('Web');
});
afterAll(() => rig.close());

const lists: readonly {
  readonly name: string;
  readonly path: (ids: typeof saved) => string;
  readonly typed: string;
  readonly left: RegExp;
}[] = [
  { name: 'executions', path: () => '/executions', typed: 'CANCELLED', left: /\(1 of 2\)/ },
  { name: 'recovery plans', path: () => '/recovery-plans', typed: 'CANCELLED', left: /\(1 of 2\)/ },
  {
    name: 'executions of a plan',
    path: ({ planId }) => `/recovery-plans/${planId}?tab=runs`,
    typed: 'RECOVERY',
    left: /\(0 of 1\)/,
  },
  { name: 'protection groups', path: () => '/protection-groups', typed: 'Tier = db', left: /\(1 of 2\)/ },
  {
    name: 'servers of a group',
    path: ({ groupId }) => `/protection-groups/${groupId}`,
    typed: 'db-002',
    left: /\(1 of 2\)/,
  },
  { name: 'source servers', path: () => '/source-servers', typed: 'web-001', left: /\(1 of 3\)/ },
  {
    name: 'servers of an execution',
    path: ({ executionId }) => `/executions/${executionId}?tab=servers`,
    typed: 'db-002',
    left: /\(1 of 3\)/,
  },
  {
    name: 'events',
    path: ({ executionId }) => `/executions/${executionId}?tab=events`,
    typed: 'waits for',
    left: /\(\d of \d+\)/,
  },
];

describe.each(lists)('the list of $name', ({ path, typed, left }) => {
  test('shows a colleague who is sent its address the same rows', async () => {
    await page.goto(`${rig.server.url}${path(saved)}`);
    await page.getByRole('combobox', { name: /^Find/ }).fill(typed);
    await page.keyboard.press('Enter');
    await page.getByText(left).first().waitFor();
    await page.waitForURL(/filter=/);
    const { page: colleague, complaints } = await rig.signIn();
    await colleague.goto(page.url());
    await colleague.getByText(left).first().waitFor();
    expect(complaints).toEqual([]);
    await colleague.context().close();
  });
});

test('the navigation leads to the whole list, also from its filtered one, and back leads to the filter', async () => {
  await page.goto(`${rig.server.url}/executions`);
  await page.getByRole('combobox', { name: /^Find/ }).fill('CANCELLED');
  await page.keyboard.press('Enter');
  await page.getByText('(1 of 2)').waitFor();
  await page.waitForURL(/filter=/);
  await page.getByRole('link', { name: 'Executions', exact: true }).click();
  await page.getByText('(2)', { exact: true }).waitFor();
  await page.goBack();
  await page.getByText('(1 of 2)').waitFor();
});
