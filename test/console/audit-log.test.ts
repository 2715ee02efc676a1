/** The audit log in the browser: read, filtered by the address, paged, saved. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole, type SavedIds } from './support/console.ts';
import { region } from './support/estate.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
let saved: SavedIds;
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 1 }, speed: 10 });
  saved = await rig.savePlan('Shop', [{ tier: 'web' }]);
  // More than one page of the API and of the console: refused attempts are kept, too.
  for (let count = 0; count < 130; count += 1) await rig.client.pause(`exec-none-${count}`);
});
afterAll(() => rig.close());

const open = async (search: string, ...signIn: Parameters<ConsoleRig['signIn']>): Promise<Page> => {
  const { page } = await rig.signIn(...signIn);
  await page.goto(`${rig.server.url}/audit-log${search}`);
  return page;
};
const rows = (page: Page) => page.getByRole('table', { name: 'Audit log' }).getByRole('row');

test('the newest stand first with who, from where, what and with what result; older ones are shown on demand', async () => {
  const page = await open('');
  await page.getByText('100 shown, newest first').waitFor();
  const first = page.getByRole('row', {
    name: /refused .*operator Admin .*127\.0\.0\.1.* Pause an execution/,
  });
  await first.first().waitFor();
  await first.getByText('exec-none-129').waitFor();
  await first.getByText('refused').first().waitFor();
  expect(await page.getByText('Apply documents').count()).toBe(0);
  await page.getByRole('button', { name: 'Show older entries' }).click();
  await page.getByText('Apply documents').first().waitFor();
});

test('of a long id its end is seen, and the whole of it is pointed at, copied and linked', async () => {
  const page = await open('');
  await page.getByRole('textbox', { name: 'About' }).fill(saved.planId);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  const link = page.getByRole('link', { name: saved.planId, exact: true });
  await link.waitFor();
  expect(await link.getAttribute('href')).toBe(`/recovery-plans/${saved.planId}`);
  await page.getByTitle(saved.planId, { exact: true }).hover();
  const widthOf = (text: string): Promise<unknown> =>
    page.evaluate(`(() => {
      const probe = document.createElement('span');
      probe.textContent = ${JSON.stringify(text)};
      document.querySelector('[title="${saved.planId}"]').parentElement.append(probe);
      const { width } = probe.getBoundingClientRect();
      probe.remove();
      return Math.round(width);
    })()`);
  expect(Math.round((await link.boundingBox())?.width ?? 0)).toBe(await widthOf(`plan-…${saved.planId.slice(-6)}`));
  const copied = await page.evaluate(`(() => {
    getSelection().selectAllChildren(document.querySelector('[title="${saved.planId}"]'));
    return getSelection().toString();
  })()`);
  expect(copied).toBe(saved.planId);
});

test('what Breakwater did by itself stands under its name, unbroken, with the words of AWS broken at their seams', async () => {
  const far = '999988887777';
  const roleArn = `arn:aws:iam::${far}:role/BreakwaterTarget`;
  const applied = await rig.client.apply([
    { kind: 'Account', accountId: far, accountName: 'Far', regions: [region], roleArn },
  ]);
  expect(applied.ok).toBe(true);
  // Beyond the next look at all accounts.
  await rig.control('clock', { advanceSeconds: 16 * 60 });
  const page = await open('?who=Breakwater&result=failed');
  const row = rows(page).filter({ hasText: 'Refresh the inventory by schedule' }).first();
  await row.waitFor({ timeout: 60_000 });
  const brokenWords = await page.evaluate(`
    [...document.querySelectorAll('main tbody *')].flatMap((part) => [...part.childNodes]).flatMap((node) => {
      if (node.nodeType !== Node.TEXT_NODE) return [];
      return [...node.textContent.matchAll(/[A-Za-z]+/g)].flatMap(({ 0: word, index }) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        return range.getClientRects().length > 1 ? [word] : [];
      });
    })`);
  expect(brokenWords).toEqual([]);
});

test('a filter is kept in the address, and saved as JSON is what it lets through and no more', async () => {
  const page = await open('');
  await page.getByText('100 shown, newest first').waitFor();
  await page.getByRole('textbox', { name: 'About' }).fill(saved.planId);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('1 shown, newest first').waitFor();
  expect(new URL(page.url()).searchParams.get('resource')).toBe(saved.planId);
  await page.getByRole('link', { name: saved.planId }).waitFor();
  await page.reload();
  await page.getByText('1 shown, newest first').waitFor();
  expect(await page.getByRole('textbox', { name: 'About' }).inputValue()).toBe(saved.planId);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export as JSON' }).click(),
  ]);
  const kept = JSON.parse(readFileSync(await download.path(), 'utf8'));
  const asked = await rig.client.listAuditLog({ resource: saved.planId, limit: 500 });
  expect(asked).toMatchObject({ ok: true, value: { items: kept } });
  expect(kept).toHaveLength(1);

  await page.getByRole('button', { name: /Result/ }).click();
  await page.getByRole('option', { name: 'refused' }).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await page.getByText('No entry fits').waitFor();
  expect(new URL(page.url()).searchParams.get('result')).toBe('refused');
  await page.goBack();

  await page.goBack();
  await page.getByText('100 shown, newest first').waitFor();
});

test('who is asked for, and since when, by the clock on the wall', async () => {
  const page = await open('', { timezoneId: 'Asia/Kolkata' });
  await page.getByRole('textbox', { name: 'Who' }).fill('nobody-here');
  await page.getByRole('textbox', { name: 'From: day' }).fill('2020/01/01');
  const show = page.getByRole('button', { name: 'Show', exact: true });
  expect(await reasonOf(show)).toBe('Give the time to its end: a day and a time');
  await page.getByRole('textbox', { name: 'From: time' }).fill('05:30:00');
  await show.click();
  await page.getByText('No entry fits').waitFor();
  const { searchParams } = new URL(page.url());
  expect([searchParams.get('who'), searchParams.get('from')]).toEqual(['nobody-here', '2020-01-01T00:00:00.000Z']);
  await page.getByRole('button', { name: 'Show all' }).click();
  await page.getByText('100 shown, newest first').waitFor();
});

test('who may not read it is told which permission it needs', async () => {
  const page = await open('', {}, ['Operator']);
  await page.getByText('The audit log is not shown to you').waitFor();
  expect(await reasonOf(page.getByRole('button', { name: 'Export as JSON' }))).toBe(
    'You need the permission view-audit-log',
  );
  expect(await rows(page).filter({ hasText: 'Apply documents' }).count()).toBe(0);
});

test('on a phone the page does not scroll sideways as a whole', async () => {
  const page = await open('', { viewport: { width: 390, height: 844 } });
  await page.getByText('100 shown, newest first').waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});

test('a runbook that a drill had run and that failed is told in plain words, with the words of AWS and its id there', async () => {
  const runbook = { kind: 'SSM_AUTOMATION', actionName: 'open the firewall', documentName: 'fail-Open' } as const;
  await rig.savePlan('Runbook', [{ tier: 'web', actions: { before: [runbook] } }]);
  const executionId = await rig.start('Runbook');
  await rig.control('clock', { advanceSeconds: 10 * 60 });
  const page = await open(`?resource=${executionId}&who=Breakwater`);
  const row = rows(page).filter({ hasText: 'Run an action of a plan in AWS' });
  await expect
    .poll(
      async () => {
        await page.getByRole('button', { name: 'Look again' }).click();
        return row.count();
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(1);
  const told = await row.innerText();
  expect(told).toMatch(/action "open the firewall", an SSM Automation runbook, \S+ is Failed: Step fails/);
  expect(told).not.toContain('no answer');
});
