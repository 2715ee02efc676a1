/** The editors of plans and groups, click by click, and what they leave. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  // AWS is asked while forms are filled: slowly enough that it answers within its time on a busy machine, too.
  rig = await openConsole({ tiers: { a: 1, b: 1, c: 1, many: 3 }, speed: 10 });
});
afterAll(() => rig.close());

const open = async (path: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
const dialogue = (page: Page) => page.getByRole('dialog');
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const planOf = async (planId: string) => {
  const plan = await rig.client.getPlan(planId);
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value;
};
const groupOf = async (groupId: string) => {
  const group = await rig.client.getGroup(groupId);
  if (!group.ok) throw new Error(JSON.stringify(group.failure));
  return group.value;
};
const statusOf = async (executionId: string) => {
  const execution = await rig.client.getExecution(executionId);
  return execution.ok ? execution.value.status : execution.failure;
};
const save = async (page: Page, what: 'plan' | 'group'): Promise<void> => {
  await page.getByRole('button', { name: `Save the ${what}` }).click();
  await page.getByText(/ is saved as version \d/).waitFor();
};

test('waves change places by clicks and by keys, and who waits for whom stays as it was', async () => {
  const { planId } = await rig.savePlan('Ordered', [{ tier: 'a' }, { tier: 'b' }, { tier: 'c' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  expect(await reasonOf(button('Move wave 0 a up'))).toBe('It is the first');
  expect(await reasonOf(button('Move wave 2 c down'))).toBe('It is the last');
  await button('Move wave 2 c up').click();
  await button('Move wave 1 c up').waitFor();

  // By keys, twice: the second press needs the focus to have moved along.
  await button('Move wave 0 a down').focus();
  await page.keyboard.press('Enter');
  await button('Move wave 1 a down').waitFor();
  await page.keyboard.press('Enter');
  await button('Move wave 2 a up').waitFor();
  await save(page, 'plan');
  const { waves } = await planOf(planId);
  expect(waves.map(({ waveName }) => waveName)).toEqual(['c', 'b', 'a']);
  expect(waves.map(({ dependsOnWaves }) => dependsOnWaves)).toEqual([[1], [2], []]);
});

test('a wave is added, another taken out, and the graph shows which one is edited', async () => {
  const { planId } = await rig.savePlan('Grown', [{ tier: 'a' }, { tier: 'b' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  await page.getByRole('button', { name: 'Add a wave' }).first().click();
  await field(page, 'Wave name').nth(2).fill('later');
  await page
    .getByRole('button', { name: /^Protection groups/ })
    .nth(2)
    .click();
  await page.getByRole('option', { name: /^c/ }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove wave 1 b', exact: true }).click();
  await page.getByText('Graph', { exact: true }).click();
  await page.getByRole('group', { name: /^Wave 1 later, launches c, edited below/ }).waitFor();
  await save(page, 'plan');
  const { waves } = await planOf(planId);
  // What waited for the wave that is gone waits for what that one waited for.
  expect(waves.map(({ waveName, dependsOnWaves }) => ({ waveName, dependsOnWaves }))).toEqual([
    { waveName: 'a', dependsOnWaves: [] },
    { waveName: 'later', dependsOnWaves: [0] },
  ]);
});

test('what a wave does when it fails, and which wave it waits for, are chosen on its card', async () => {
  const { planId } = await rig.savePlan('Chosen', [{ tier: 'a' }, { tier: 'b' }, { tier: 'c' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  await page
    .getByRole('button', { name: /^When it fails/ })
    .nth(1)
    .click();
  await page.getByRole('option', { name: /^pause/i }).click();
  await page
    .getByRole('button', { name: /^Waits for/ })
    .nth(2)
    .click();
  await page.getByRole('option', { name: '0 a', exact: true }).click();
  await page.keyboard.press('Escape');
  await save(page, 'plan');
  const { waves } = await planOf(planId);
  expect(waves.map(({ onFailure }) => onFailure)).toEqual(['stop', 'pause', 'stop']);
  expect(waves[2]?.dependsOnWaves.toSorted()).toEqual([0, 1]);
  await page.getByRole('group', { name: /^Wave 2 c, launches c/ }).waitFor();
  expect(await page.locator('.react-flow__edge').count()).toBe(3);
});

test('some servers of a group are picked by their names, and nobody types an id', async () => {
  const { planId } = await rig.savePlan('Some', [{ tier: 'many' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  await page.getByText('Every server of them launches').waitFor();
  await page.getByRole('button', { name: /^Only some servers/ }).click();
  await page.getByRole('button', { name: /^Source servers/ }).click();
  await page.getByRole('option', { name: /many-001/ }).click();
  await page.getByRole('option', { name: /many-003/ }).click();
  await page.keyboard.press('Escape');
  await page.getByText('2 servers', { exact: true }).waitFor();
  await save(page, 'plan');
  await page.getByText('only 2 servers of them').waitFor();
  const { waves } = await planOf(planId);
  expect(waves[0]?.sourceServerIds).toHaveLength(2);

  // Opened again, they stand there by name; the group left, they belong nowhere.
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: 'Without many-001' }).waitFor();
  await page.getByRole('button', { name: 'Without many', exact: true }).click();
  await page.getByText("In none of the wave's groups now, so a start would be refused").waitFor();
});

test('who is told of a plan’s runs is edited, and shown on the plan and in the settings without the secret', async () => {
  const { planId } = await rig.savePlan('Loud', [{ tier: 'a' }]);
  const page = await open(`/recovery-plans/${planId}`);
  await page.getByText('nobody', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByRole('button', { name: /^Notifications/ }).click();
  await field(page, 'E-mail addresses').fill('ana@example.com\nben@example.com');
  await field(page, 'Webhook').fill('https://hooks.example.com/T0/secret-path');
  await page.getByRole('button', { name: /^Told when/ }).click();
  await page.getByRole('option', { name: 'it ends' }).click();
  await page.keyboard.press('Escape');
  await save(page, 'plan');
  expect((await planOf(planId)).notifications).toEqual({
    emails: ['ana@example.com', 'ben@example.com'],
    webhookUrl: 'https://hooks.example.com/T0/secret-path',
    events: ['end'],
  });
  await page.getByText('ben@example.com').waitFor();
  await page.getByText('webhook at hooks.example.com').waitFor();
  await page.getByText('when it ends').waitFor();
  await page.goto(`${rig.server.url}/settings`);
  await page.getByRole('row', { name: /Loud ana@example.com ben@example.com webhook .* it ends/ }).waitFor();
  expect(await page.content()).not.toContain('secret-path');
});

test('a group edited in two tabs: who saves second is told what changed, loses nothing, and chooses', async () => {
  const { groupId } = await rig.savePlan('Around', [{ tier: 'b' }]);
  const path = `/protection-groups/${groupId}/edit`;
  const [mine, theirs] = [await open(path), await open(path)];
  const description = 'Description (optional)';
  await field(theirs, description).fill('said by them');
  await field(mine, 'Name').fill('mine');
  await save(theirs, 'group');

  await mine.getByRole('button', { name: 'Save the group' }).click();
  await mine.getByText('The group b has changed meanwhile: operator saved version 2').waitFor();
  await mine.getByRole('cell', { name: 'said by them' }).first().waitFor();
  expect(await field(mine, 'Name').inputValue()).toBe('mine');
  expect((await groupOf(groupId)).groupName).toBe('b');

  await field(mine, description).fill('said by them');
  await mine.getByRole('button', { name: /^Keep mine/ }).click();
  await save(mine, 'group');
  expect(await groupOf(groupId)).toMatchObject({ version: 3, groupName: 'mine', description: 'said by them' });
});

test('a plan is deleted when none of its runs goes on, and these stay; then its group can be deleted, too', async () => {
  const { planId, groupId } = await rig.savePlan('Leaving', [{ tier: 'c' }]);
  // Other plans of this server may call the group as well: this one is its own.
  const group = await groupOf(groupId);
  const created = await rig.client.createGroup({
    groupName: 'leaving-group',
    accountId: group.accountId,
    region: group.region,
    selection: group.selection,
  });
  if (!created.ok) throw new Error(JSON.stringify(created.failure));
  const plan = await rig.client.apply([
    {
      kind: 'RecoveryPlan',
      planName: 'Leaving',
      waves: [{ waveName: 'c', protectionGroups: ['leaving-group'], pauseBeforeWave: true }],
    },
  ]);
  expect(plan.ok).toBe(true);
  const executionId = await rig.start('Leaving');

  const page = await open(`/protection-groups/${created.value.groupId}`);
  await page.getByText('In use by Leaving').first().waitFor({ state: 'attached' });
  expect(await reasonOf(page.getByRole('button', { name: 'Delete', exact: true }))).toBe('In use by Leaving');
  await page.getByRole('link', { name: 'Leaving', exact: true }).click();
  await page.waitForURL(`**/recovery-plans/${planId}`);
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialogue(page).getByText('refused while one of its executions goes on').waitFor();
  await dialogue(page).getByRole('button', { name: 'Delete the plan' }).click();
  // Not while it runs: the dialogue says so, and stays.
  await dialogue(page).getByText(new RegExp(executionId)).first().waitFor();
  await rig.client.cancel(executionId);
  await expect.poll(async () => statusOf(executionId)).toBe('CANCELLED');
  await dialogue(page).getByRole('button', { name: 'Delete the plan' }).click();
  await page.getByText('The plan Leaving was deleted').waitFor();
  await page.getByRole('heading', { name: /^Recovery plans/ }).waitFor();
  await page.getByRole('link', { name: 'Leaving', exact: true }).waitFor({ state: 'detached' });

  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText('CANCELLED', { exact: true }).waitFor();

  await page.goto(`${rig.server.url}/protection-groups/${created.value.groupId}`);
  await page.getByText('in no plan').waitFor();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await dialogue(page).getByRole('button', { name: 'Delete the group' }).click();
  await page.getByText('The group leaving-group was deleted').waitFor();
  expect((await rig.client.getGroup(created.value.groupId)).ok).toBe(false);
});
