/** Tags from EC2 on the page of source servers, and servers that several plans have. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { ec2: 2, web: 1 }, speed: 10 });
});
afterAll(() => rig.close());

const open = async (path: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}${path}`);
  return page;
};

test('are copied now, with what was copied, what is no EC2 instance, and AWS’s words where it failed', async () => {
  await rig.control('faults', { kind: 'access-denied', operation: 'TagResource', message: 'not this one', times: 1 });
  const page = await open('/source-servers');
  const rows = page.getByRole('table', { name: 'Tags from EC2' }).getByRole('row');
  await rows.filter({ hasText: 'never' }).waitFor();
  await page.getByRole('button', { name: 'Copy now' }).click();
  await rows.filter({ hasText: / ago/ }).waitFor();
  const cells = await rows.filter({ hasText: / ago/ }).locator('td').allInnerTexts();
  expect(cells.slice(-4).map((text) => text.trim())).toEqual(['1', '0', '1', '1']);
  await page.getByText(/ec2-00\d: drs:TagResource: AccessDeniedException: not this one/).waitFor();
  await page.getByRole('button', { name: 'Copy now' }).click();
  await page.getByText('not this one').waitFor({ state: 'detached' });
  await page.getByRole('radio', { name: 'Details of ec2-001' }).check();
  await page.getByText('CostCenter = B-17').waitFor();
});

test('are copied by a schedule that is kept', async () => {
  const page = await open('/source-servers');
  const schedule = page.getByRole('button', { name: 'How often tags are copied' });
  await schedule.click();
  await page.getByRole('option', { name: 'Every 6 hours' }).click();
  await schedule.filter({ hasText: 'Every 6 hours' }).waitFor();
  await page.reload();
  await schedule.filter({ hasText: 'Every 6 hours' }).waitFor();
});

test('by a schedule that somebody else has set meanwhile: that is told and shown, and not overwritten', async () => {
  const page = await open('/source-servers');
  const schedule = page.getByRole('button', { name: 'How often tags are copied' });
  await schedule.filter({ hasText: /Every/ }).waitFor();
  const seen = await rig.client.getTagSync();
  if (!seen.ok) throw new Error(JSON.stringify(seen.failure));
  const set = await rig.client.setTagSync({ everyHours: 12, version: seen.value.version });
  expect(set.ok).toBe(true);
  await schedule.click();
  await page.getByRole('option', { name: 'Every 2 hours' }).click();
  await page.getByText(/The schedule of copying tags has changed meanwhile/).waitFor();
  await schedule.filter({ hasText: 'Every 12 hours' }).waitFor();
});

test('a plan names the other plans that launch its servers', async () => {
  await rig.savePlan('Front', [{ tier: 'web' }]);
  const { planId } = await rig.savePlan('Whole', [{ tier: 'web' }]);
  const page = await open(`/recovery-plans/${planId}`);
  await page.getByText('Other plans launch servers of this plan too').waitFor();
  await page.getByRole('link', { name: 'Front' }).first().waitFor();
});
