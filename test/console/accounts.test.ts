/** Accounts in the browser: registered, changed, looked at in AWS, taken out; staging accounts and their servers. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AccountBody } from '../../src/api/account-contract.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region, stagingAccountId } from './support/estate.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 2 }, staging: { reports: 2, default: 1 }, speed: 10 });
});
afterAll(() => rig.close());

const address = `/settings/accounts/${accountId}`;
const open = async (path: string, ...signIn: Parameters<ConsoleRig['signIn']>): Promise<Page> => {
  const { page } = await rig.signIn(...signIn);
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const table = (page: Page, name: string) => page.getByRole('table', { name, exact: true });
/** Changes the entry as somebody else would. */
const change = async (changes: Partial<AccountBody>): Promise<void> => {
  const read = await rig.client.getAccount(accountId);
  if (!read.ok) throw new Error(JSON.stringify(read.failure));
  const { accountName, regions, version } = read.value;
  const saved = await rig.client.updateAccount(accountId, { accountName, regions, ...changes }, version);
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
};

test('an account is registered by hand, with what is wrong told at its field, and taken out again', async () => {
  const page = await open('/settings');
  await page.getByRole('link', { name: 'Register an account' }).click();
  await field(page, 'Account').fill('12345');
  await page.getByRole('button', { name: 'Register the account' }).click();
  await page
    .getByText(/12 digits/)
    .nth(1)
    .waitFor();
  await field(page, 'Account').fill('777788889999');
  await field(page, 'Name').fill('Archive');
  await field(page, 'Role (optional)').fill(`arn:aws:iam::${accountId}:role/Breakwater`);
  await field(page, 'Regions').fill(`${region}, eu-west-1`);
  await page.getByRole('button', { name: 'Register the account' }).click();
  await page.getByText('is a role of another account').first().waitFor();
  expect(await field(page, 'Regions').inputValue()).toBe(`${region}, eu-west-1`);
  await field(page, 'Role (optional)').fill('arn:aws:iam::777788889999:role/Breakwater');
  await page.getByRole('button', { name: 'Register the account' }).click();
  await page.getByText('The account Archive is saved as version 1').waitFor();
  await page.getByRole('heading', { name: 'Archive' }).waitFor();

  await page.getByRole('button', { name: 'Take out …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it out' }).click();
  await page.getByText('The account Archive is taken out').waitFor();
  await page.getByRole('link', { name: accountId }).waitFor();
  expect(await page.getByRole('link', { name: '777788889999' }).count()).toBe(0);
});

test('an account that a group names is not taken out, and says why', async () => {
  await rig.savePlan('Shop', [{ tier: 'web' }]);
  const page = await open(address);
  await page.getByRole('button', { name: 'Take out …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Take it out' }).click();
  await page.getByRole('dialog').getByText(/web/).first().waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
  await page.getByRole('heading', { name: 'Production' }).waitFor();
});

test('who saves an account that has changed meanwhile sees both, and loses nothing that was typed', async () => {
  const page = await open(`${address}/edit`);
  await field(page, 'Name').fill('Production of ours');
  await change({ accountName: 'Production of theirs' });
  await page.getByRole('button', { name: 'Save the account' }).click();
  await page.getByText(/has changed meanwhile: operator saved version 2/).waitFor();
  expect(await field(page, 'Name').inputValue()).toBe('Production of ours');
  await page.getByRole('button', { name: /^Keep mine/ }).click();
  await page.getByRole('button', { name: 'Save the account' }).click();
  await page.getByText('The account Production of ours is saved as version 3').waitFor();
});

test('servers of a staging account are extended; what AWS refuses is told in its words, and may be sent again', async () => {
  await change({ stagingAccountIds: [stagingAccountId] });
  const page = await open(address);
  await table(page, 'Staging accounts')
    .getByRole('row', { name: new RegExp(`${region} ${stagingAccountId} yes no`) })
    .waitFor();
  await page.getByRole('link', { name: `Extend servers of ${stagingAccountId}` }).click();
  const servers = table(page, 'Servers that can be extended');
  await servers.getByText('reports-1').first().waitFor();
  await page.getByText('DRS extends a server only when its staging disks are encrypted').waitFor();
  expect(await reasonOf(page.getByRole('button', { name: 'Extend …' }))).toBe('Choose the servers first');
  await page.reload();
  await page.getByRole('checkbox', { name: 'Extend reports-1' }).check();
  await page.getByRole('checkbox', { name: 'Extend default-1' }).check();
  await page.getByRole('button', { name: 'Extend …' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Extend 2 servers' }).click();
  await page.getByText('1 server extended, 1 failed').waitFor();
  await page.getByText(/drs:CreateExtendedSourceServer: ValidationException: .*default EBS encryption key/).waitFor();
  await page.getByText('(1 chosen of 2)').waitFor();
  await servers.getByText('reports-1').first().waitFor({ state: 'detached' });
  await table(page, 'Staging accounts')
    .getByRole('row', { name: new RegExp(`${region} ${stagingAccountId} yes yes`) })
    .waitFor();
});

test('a staging account that DRS lists and the entry does not name is added to it', async () => {
  await change({});
  const page = await open(address);
  await table(page, 'Staging accounts')
    .getByRole('row', { name: new RegExp(`${region} ${stagingAccountId} no yes`) })
    .waitFor();
  await page.getByRole('button', { name: `Add ${stagingAccountId} to the entry …` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Add it' }).click();
  await page.getByText(`${stagingAccountId} is a staging account of`).first().waitFor();
  await page.getByRole('link', { name: `Extend servers of ${stagingAccountId}` }).waitFor();
});

test('a staging account is taken out of the entry by its editor, and nothing is extended from it any more', async () => {
  await change({ stagingAccountIds: [stagingAccountId] });
  const page = await open(address);
  const extend = page.getByRole('link', { name: `Extend servers of ${stagingAccountId}` });
  await extend.waitFor();
  await page.goto(`${rig.server.url}${address}/edit`);
  expect(await field(page, 'Staging accounts (optional)').inputValue()).toBe(stagingAccountId);
  await field(page, 'Staging accounts (optional)').fill('');
  await page.getByRole('button', { name: 'Save the account' }).click();
  await page.getByText(/^The account .* is saved as version \d+$/).waitFor();
  await extend.waitFor({ state: 'detached' });
});

test('capacity is told by Region with its age, and a Region that did not answer is failed and not empty', async () => {
  await change({ regions: [region, 'eu-west-1'] });
  await rig.control('faults', { kind: 'access-denied', operation: 'DescribeJobs', region, message: 'no' });
  await rig.control('clock', { advanceSeconds: 61 });
  const page = await open(address);
  const capacity = table(page, 'Capacity');
  await capacity.getByRole('row', { name: new RegExp(`${region} FAILED not known`) }).waitFor();
  const unknown = page.getByRole('group').filter({ hasText: `Quotas unknown: ${accountId} ${region}` });
  await unknown.getByText(/drs:DescribeJobs: .*: no/).waitFor();
  await capacity.getByRole('row', { name: /eu-west-1 DRS is not initialised there/ }).waitFor();
  expect(await capacity.getByText(/^0 of/).count()).toBe(0);
  await page.getByText(/AWS was asked .* ago/).waitFor();
  await rig.endFaults();
  await rig.control('clock', { advanceSeconds: 61 });
  await page.reload();
  await capacity.getByRole('row', { name: new RegExp(`${region} 2 of 300`) }).waitFor();
});

test('who may only read sees all of it, and why nothing can be changed', async () => {
  const page = await open(address, {}, ['ReadOnly']);
  await table(page, 'Staging accounts').getByText(stagingAccountId).first().waitFor();
  expect(await reasonOf(page.getByRole('button', { name: 'Take out …' }))).toBe(
    'You need the permission delete-accounts',
  );
  expect(await reasonOf(page.getByRole('button', { name: 'Edit', exact: true }))).toBe(
    'You need the permission modify-accounts',
  );
  await page.goto(`${rig.server.url}/settings/accounts/new`);
  expect(await reasonOf(page.getByRole('button', { name: 'Register the account' }))).toBe(
    'You need the permission register-accounts',
  );
});

test('on a phone the page does not scroll sideways as a whole', async () => {
  const page = await open(address, { viewport: { width: 390, height: 844 } });
  await table(page, 'Capacity').getByText(region).first().waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});
