/** Protection groups, source servers and settings in the browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region, stagingAccountId } from './support/estate.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 2, web: 3, held: 2 }, staging: { reports: 1 }, speed: 10 });
});
afterAll(() => rig.close());

const open = async (path: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
const field = (page: Page, label: string) =>
  page.getByRole('textbox', { name: label, exact: true }).or(page.getByRole('combobox', { name: label, exact: true }));

test('a group by tags shows what it matches while it is typed, and what of it is taken', async () => {
  await rig.savePlan('Holding', [{ tier: 'held', pauseBeforeWave: true }]);
  await rig.start('Holding');
  const page = await open('/protection-groups');
  await page.getByRole('link', { name: 'Create a group' }).click();
  await field(page, 'Name').fill('typed');
  await field(page, 'Account').fill(accountId);
  await field(page, 'Region').fill(region);
  await page.keyboard.press('Escape');
  await field(page, 'Key').fill('Tier');
  await field(page, 'Value').fill('web');
  await page.getByText('web-003').first().waitFor();
  await page.getByText('0 servers taken by executions, 0 in other groups, too').waitFor();
  await field(page, 'Value').fill('held');
  await page.getByText('2 servers taken by executions, 2 in other groups, too').waitFor();
  await page
    .getByRole('row', { name: /held-001 .* not now taken by an execution of Holding/ })
    .getByRole('link', { name: 'an execution of Holding' })
    .waitFor();
  await field(page, 'Value').fill('nobody');
  await page.getByText('Matches no server now').waitFor();
  await field(page, 'Value').fill('web');
  await page.getByRole('button', { name: 'Create the group' }).click();
  await page.getByText('typed is saved as version 1').waitFor();
  await page.getByText('Tier = web').first().waitFor();
});

test('a group of servers is picked from those that DRS shows', async () => {
  const page = await open('/protection-groups/new');
  await field(page, 'Name').fill('picked');
  await field(page, 'Account').fill(accountId);
  await field(page, 'Region').fill(region);
  await page.keyboard.press('Escape');
  await page.getByText('One by one').click();
  await page.getByRole('checkbox', { name: 'Select db-001' }).check();
  await page.getByRole('checkbox', { name: 'Select db-002' }).check();
  await page.getByText('(2 chosen of 7)').waitFor();
  await page.getByRole('button', { name: 'Create the group' }).click();
  await page.getByText('2 servers, named').waitFor();
  await page.getByText('db-002').first().waitFor();
});

test('a name that is taken is told at the name, and nothing typed is lost', async () => {
  await rig.savePlan('Named', [{ tier: 'db' }]);
  const page = await open('/protection-groups/new');
  await field(page, 'Name').fill('DB');
  await field(page, 'Account').fill(accountId);
  await field(page, 'Region').fill(region);
  await page.keyboard.press('Escape');
  await field(page, 'Key').fill('Tier');
  await field(page, 'Value').fill('web');
  await page.getByRole('button', { name: 'Create the group' }).click();
  await page.getByText('There is a protection group "DB" already').first().waitFor();
  expect(await field(page, 'Value').inputValue()).toBe('web');
});

test('a Region whose AWS refuses keeps its servers, with their age and the words of AWS, until a refresh succeeds', async () => {
  const page = await open('/source-servers');
  await page.getByText('web-003').first().waitFor();
  const fault = { kind: 'access-denied', operation: 'DescribeSourceServers', message: 'not by this role', times: 1 };
  await rig.control('faults', fault);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText(`${accountId} ${region} is not up to date`).waitFor();
  await page.getByText(/AccessDeniedException: not by this role/).waitFor();
  await page.getByText(/servers and instances are shown as they were seen .* ago/).waitFor();
  await page.getByText('web-003').first().waitFor();
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText(`${accountId} ${region} is not up to date`).waitFor({ state: 'detached' });
});

test('a server says when it was launched last, by whom ever; or that it never was', async () => {
  await rig.savePlan('Launched', [{ tier: 'web' }]);
  const executionId = await rig.start('Launched');
  await rig.control('clock', { speed: 240 });
  const page = await open(`/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
  await rig.control('clock', { speed: 10 });
  await page.goto(`${rig.server.url}/source-servers`);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('row', { name: /web-001 .* SUCCEEDED .* ago/ }).waitFor();
  await page.getByRole('row', { name: /db-001 .* never/ }).waitFor();
});

test('a server’s details have an address', async () => {
  const page = await open('/source-servers');
  await page.getByRole('radio', { name: 'Details of web-001' }).check();
  await page.getByText('Instance of its last launch').waitFor();
  await page.reload();
  await page.getByText('Instance of its last launch').waitFor();
  expect(await page.getByRole('radio', { name: 'Details of web-001' }).isChecked()).toBe(true);
});

test('the settings name accounts, permissions and the token’s place, and never the token', async () => {
  const page = await open('/settings');
  await page.getByText(accountId).first().waitFor();
  await page.getByText(/^Permissions: (\d+) of \1$/).click();
  await page
    .getByRole('cell', { name: 'terminate-instances' })
    .or(page.getByText('terminate-instances'))
    .first()
    .waitFor();
  await page.getByText('api-token').waitFor();
  await page.getByText(/^version \d+\.\d+\.\d+$/).waitFor();
  expect(await page.content()).not.toContain(rig.server.token);
});

// Last: there is one account more from here on.
test('servers of two accounts stand in one table, each with its account and Region, and are found by them', async () => {
  const roleArn = `arn:aws:iam::${stagingAccountId}:role/BreakwaterTarget`;
  const second = { kind: 'Account', accountId: stagingAccountId, accountName: 'Second', regions: [region], roleArn };
  expect((await rig.client.apply([second])).ok).toBe(true);
  const page = await open('/source-servers');
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText('2 of 2 accounts and Regions seen').waitFor();
  const rows = page.getByRole('grid', { name: 'Source servers' }).getByRole('row');
  const placeOf = async (name: string): Promise<string> =>
    (await rows.filter({ hasText: name }).locator('td').last().innerText()).replaceAll(/\s+/g, ' ').trim();
  await rows.filter({ hasText: 'reports-1' }).waitFor();
  expect(await placeOf('reports-1')).toBe(`${stagingAccountId} ${region}`);
  expect(await placeOf('web-001')).toBe(`${accountId} ${region}`);
  await page.getByRole('combobox', { name: /^Find/ }).fill(`Account = ${stagingAccountId}`);
  await page.keyboard.press('Enter');
  await page.getByText('(1 of 8)').waitFor();
  await rows.filter({ hasText: 'reports-1' }).waitFor();
  // One of the two places is refused: the other stays whole.
  const refused = { accountId: stagingAccountId, operation: 'DescribeSourceServers', message: 'not by this role' };
  await rig.control('faults', { kind: 'access-denied', ...refused });
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByText(`${stagingAccountId} ${region} is not up to date`).waitFor();
  expect(await page.getByText(`${accountId} ${region} is not up to date`).count()).toBe(0);
});
