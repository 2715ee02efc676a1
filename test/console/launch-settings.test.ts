/** Launch settings of a group in the browser: edited, checked by AWS, compared with it, applied. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { settingsJobSchema } from '../../src/domain/model/launch-settings-view.ts';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { networkOf } from './support/network.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
let network: Awaited<ReturnType<typeof networkOf>>;
const groups = new Map<string, string>();
beforeAll(async () => {
  rig = await openConsole({ tiers: { typed: 2, drifted: 3, shared: 1, phone: 1 }, speed: 10 });
  network = await networkOf(rig);
  for (const tier of ['typed', 'drifted', 'shared', 'phone'])
    groups.set(tier, (await rig.savePlan(tier, [{ tier }])).groupId);
});
afterAll(() => rig.close());

const addressOf = (tier: string): string => `/protection-groups/${groups.get(tier)}/launch-settings`;
const open = async (path: string, page?: Page): Promise<Page> => {
  const shown = page ?? (await rig.signIn()).page;
  await shown.goto(`${rig.server.url}${path}`);
  return shown;
};
const field = (page: Page, label: string, position = 0) =>
  page.getByRole('textbox', { name: label, exact: true }).nth(position);
const choose = async (page: Page, label: string, option: string | RegExp): Promise<void> => {
  await page.getByRole('button', { name: label }).first().click();
  await page.getByRole('option', { name: option }).click();
};
/** Saves a group with launch settings, as somebody else would. */
const saveElsewhere = async (tier: string, launchConfig: object): Promise<void> => {
  const group = await rig.client.getGroup(groups.get(tier) ?? '');
  if (!group.ok) throw new Error(JSON.stringify(group.failure));
  const { groupId, groupName, description, accountId, region, selection, version } = group.value;
  const saved = await rig.client.updateGroup(
    groupId,
    { groupName, description, accountId, region, selection, launchConfig },
    version,
  );
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
};

test('what AWS would refuse is told at its field while it is typed, for the group and for a single server', async () => {
  const page = await open(`/protection-groups/${groups.get('typed')}`);
  await page.getByRole('link', { name: 'Launch settings' }).click();
  await page.getByText('No launch settings are saved', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await field(page, 'Subnet').fill('subnet-1');
  await page.getByText('a subnet id is subnet- and 8 or 17 hex digits').waitFor();
  await field(page, 'Subnet').fill('subnet-0123456789abcdef0');
  await page.getByText(/^no such subnet in /).waitFor();
  await field(page, 'Subnet').fill(network.subnetId);
  await page.getByText('Checked in AWS').waitFor();

  await choose(page, 'Server', /typed-001/);
  await field(page, 'Static private IP').fill('10.99.99.99');
  await page.getByText('outside of the subnet, which is').first().waitFor();
  await field(page, 'Static private IP').fill(`${network.prefix}.77`);
  await page.getByText('Checked in AWS').waitFor();
  await page.getByRole('row', { name: new RegExp(`typed-001.*Static private IP = ${network.prefix}.77`) }).waitFor();
  await page.getByRole('button', { name: 'Save the settings' }).click();
  await page.getByText('The launch settings of typed are saved as version 2').waitFor();
  await page.getByRole('row', { name: new RegExp(`typed-001.*DRIFTED.*${network.subnetId}`) }).waitFor();
});

test('drift is shown by server and field; what fails to be applied is told in AWS’s words, and applied again', async () => {
  await saveElsewhere('drifted', { instanceType: 'm5.xlarge', copyTags: true });
  const page = await open(addressOf('drifted'));
  const drifted = page.getByRole('row', { name: /drifted-001.*DRIFTED/ });
  await drifted.getByText('Instance type').waitFor();
  await drifted.getByText('m5.xlarge').waitFor();
  await drifted.getByText('m5.large').waitFor();

  const message = 'not authorized to perform: ec2:CreateLaunchTemplateVersion';
  await rig.control('faults', { kind: 'access-denied', operation: 'CreateLaunchTemplateVersion', message, times: 1 });
  const apply = async (): Promise<void> => {
    await page.getByRole('button', { name: 'Apply …' }).click();
    await page.getByRole('button', { name: 'Apply to AWS' }).click();
  };
  await apply();
  await page.getByText('2 applied, 0 so already, 1 failed').waitFor();
  await page.getByRole('row', { name: new RegExp(`FAILED.*UnauthorizedOperation: ${message}`) }).waitFor();
  await page.getByText('1 server drifted').waitFor();
  await apply();
  await page.getByText('1 applied, 2 so already, 0 failed').waitFor();
  await page.getByText('0 servers drifted').waitFor();
  expect(await page.getByRole('row', { name: /IN_SYNC/ }).count()).toBe(3);

  await saveElsewhere('drifted', { copyTags: true });
  await page.getByRole('button', { name: 'Look again' }).click();
  await page
    .getByRole('row', { name: /drifted-001.*IN_SYNC.*Instance type.*no longer set by the group.*m5\.xlarge/ })
    .waitFor();
});

test('an application that is throttled shows how far it is, and who leaves it can go on with it', async () => {
  await saveElsewhere('drifted', { instanceType: 'm5.xlarge', copyTags: false });
  const page = await open(addressOf('drifted'));
  await page.getByText('3 servers drifted').waitFor();
  await rig.control('faults', { kind: 'throttle', operation: 'UpdateLaunchConfiguration', times: 1000 });
  await page.getByRole('button', { name: 'Apply …' }).click();
  await page.getByRole('button', { name: 'Apply to AWS' }).click();
  await page.getByText('0 of 3 servers', { exact: true }).first().waitFor();
  await page.getByText('Each server by itself').first().waitFor();
  await page
    .getByText(/drs:UpdateLaunchConfiguration: ThrottlingException/)
    .first()
    .waitFor();
  await page.reload();
  await page.getByText('Nobody goes on with it now').first().waitFor();
  const cleared = await fetch(`${rig.server.simulatorUrl}/_control/faults`, { method: 'DELETE' });
  expect(cleared.ok).toBe(true);
  await rig.control('clock', { advanceSeconds: 600 });
  await page.getByRole('button', { name: 'Apply …' }).click();
  await page.getByRole('button', { name: 'Apply to AWS' }).click();
  await page.getByText('3 applied, 0 so already, 0 failed').waitFor();
});

test('what is applied is an earlier version than the saved one: that is no success', async () => {
  const page = await open(addressOf('drifted'));
  await page.route('**/launch-settings/apply', async (route) => {
    if (route.request().method() !== 'POST') return route.continue();
    const response = await route.fetch();
    const job = settingsJobSchema.parse(await response.json());
    return route.fulfill({ response, json: { ...job, groupVersion: 1 } });
  });
  await page.getByRole('button', { name: 'Apply …' }).click();
  await page.getByRole('button', { name: 'Apply to AWS' }).click();
  await page.getByText(/^The launch settings of drifted: version \d+ is not applied, only 1, an earlier one/).waitFor();
  expect(await page.getByText('The launch settings of drifted are applied').count()).toBe(0);
});

test('who saves what somebody else has saved meanwhile sees both, and loses nothing that was typed', async () => {
  const page = await open(`${addressOf('shared')}/edit`);
  await field(page, 'Instance type').fill('m5.xlarge');
  await page.getByText('Checked in AWS').waitFor();
  await saveElsewhere('shared', { copyTags: true });
  await page.getByRole('button', { name: 'Save the settings' }).click();
  await page.getByText('The group shared has changed meanwhile: operator saved version 2').waitFor();
  await page.getByRole('cell', { name: 'copyTags = yes' }).first().waitFor();
  await page.getByRole('button', { name: /^Keep mine/ }).click();
  expect(await field(page, 'Instance type').inputValue()).toBe('m5.xlarge');
  await page.getByRole('button', { name: 'Save the settings' }).click();
  await page.getByText('The launch settings of shared are saved as version 3').waitFor();
});

test('who may only read sees all of it, and why nothing can be changed', async () => {
  const { page } = await rig.signIn({}, ['ReadOnly']);
  await open(addressOf('drifted'), page);
  await page
    .getByRole('row', { name: /drifted-001/ })
    .first()
    .waitFor();
  const needed = 'You need the permission modify-protection-groups';
  expect(await reasonOf(page.getByRole('button', { name: 'Apply …' }))).toBe(needed);
  expect(await reasonOf(page.getByRole('button', { name: 'Edit', exact: true }))).toBe(needed);
  await open(`${addressOf('drifted')}/edit`, page);
  expect(await reasonOf(page.getByRole('button', { name: 'Save the settings' }))).toBe(needed);
  expect(await field(page, 'Subnet').getAttribute('readonly')).not.toBeNull();
  await open(`${addressOf('typed')}/edit`, page);
  expect(await reasonOf(page.getByRole('button', { name: 'Remove the settings of typed-001' }))).toBe(needed);
});

test.each([
  ['the page', ''],
  ['the editor', '/edit'],
])('on a phone %s does not scroll sideways as a whole', async (_name, rest) => {
  const { page } = await rig.signIn({ viewport: { width: 390, height: 844 } });
  await open(`${addressOf('phone')}${rest}`, page);
  await page
    .getByText(/NOT_CONFIGURED|Checked in AWS/)
    .first()
    .waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
});
