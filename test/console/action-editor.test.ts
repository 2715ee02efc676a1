/** Actions around a wave, edited click by click: every kind, and what is wrong where it is wrong. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { shop: 2 }, speed: 10 });
});
afterAll(() => rig.close());

const open = async (planId: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/recovery-plans/${planId}/edit`);
  return page;
};
const actionsOf = async (planId: string) => {
  const plan = await rig.client.getPlan(planId);
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value.waves[0]?.actions;
};
const add = async (page: Page, phase: 'before' | 'after', kind: string): Promise<void> => {
  await page.getByRole('button', { name: `Add an action ${phase}` }).click();
  await page.getByRole('menuitem', { name: new RegExp(`^${kind} `) }).click();
};
const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true }).last();
/** Into the fields of the action that was added last. */
const fill = async (page: Page, texts: Readonly<Record<string, string>>): Promise<void> => {
  for (const [label, text] of Object.entries(texts)) await field(page, label).fill(text);
};
const descriptionOf = async (input: Locator): Promise<string> => {
  const ids = ((await input.getAttribute('aria-describedby')) ?? '').split(' ').filter((id) => id !== '');
  const texts = await Promise.all(ids.map((id) => input.page().locator(`[id="${id}"]`).textContent()));
  return texts.join(' ');
};
const save = (page: Page) => page.getByRole('button', { name: 'Save the plan' }).click();

test('actions of every kind are added, saved as the API has them, and shown on the plan and between its versions', async () => {
  const { planId } = await rig.savePlan('Shop', [{ tier: 'shop' }]);
  const page = await open(planId);
  await page.getByRole('button', { name: /^Actions around the launch/ }).click();
  const name = 'Name of the action';
  // What is added after is lower on the page: the last field of a label is always that of the newest.
  await add(page, 'before', 'WAIT');
  await fill(page, { [name]: 'settle', 'Minutes to wait': '7', 'What it is for (optional)': 'queues drain' });
  await add(page, 'before', 'APPROVAL');
  await fill(page, { [name]: 'books', 'Time-out of the action, minutes': '60' });
  await add(page, 'before', 'SSM_AUTOMATION');
  await fill(page, { [name]: 'dns', 'SSM document': 'Move-Dns', 'Further tries': '2' });
  await page.getByRole('button', { name: 'Add a value' }).last().click();
  await fill(page, { Name: 'Zone', Value: 'shop.example' });
  await add(page, 'after', 'HTTP_CHECK');
  await fill(page, { [name]: 'answers', URL: 'http://{privateIp}/health', 'Text in the answer (optional)': 'ok' });
  await add(page, 'after', 'TCP_CHECK');
  await fill(page, { [name]: 'listens', Host: '{privateIp}', Port: '5432' });
  await add(page, 'after', 'SSM_COMMAND');
  await fill(page, { [name]: 'warm', 'SSM document': 'AWS-RunShellScript' });
  for (const line of ['systemctl start shop', 'curl localhost']) {
    await page.getByRole('button', { name: 'Add a value' }).last().click();
    await fill(page, { Name: 'commands', Value: line });
  }
  await add(page, 'after', 'LAMBDA');
  await fill(page, { [name]: 'announce', Function: 'announce-it' });
  await page.getByLabel('Required: the wave has failed then').last().uncheck();
  await page.getByLabel('DRILL', { exact: true }).last().uncheck();
  await save(page);
  await page.getByText('Shop is saved as version 2').waitFor();

  const shared = { description: '', required: true, executionTypes: ['DRILL', 'RECOVERY'] };
  expect(await actionsOf(planId)).toEqual({
    before: [
      { ...shared, kind: 'WAIT', actionName: 'settle', description: 'queues drain', minutes: 7 },
      { ...shared, kind: 'APPROVAL', actionName: 'books', timeoutMinutes: 60 },
      {
        ...shared,
        kind: 'SSM_AUTOMATION',
        actionName: 'dns',
        documentName: 'Move-Dns',
        parameters: { Zone: ['shop.example'] },
        timeoutMinutes: 30,
        retries: 2,
      },
    ],
    after: [
      {
        ...shared,
        kind: 'HTTP_CHECK',
        actionName: 'answers',
        url: 'http://{privateIp}/health',
        expectedStatus: 200,
        bodyContains: 'ok',
        timeoutMinutes: 10,
      },
      { ...shared, kind: 'TCP_CHECK', actionName: 'listens', host: '{privateIp}', port: 5432, timeoutMinutes: 10 },
      {
        ...shared,
        kind: 'SSM_COMMAND',
        actionName: 'warm',
        documentName: 'AWS-RunShellScript',
        parameters: { commands: ['systemctl start shop', 'curl localhost'] },
        timeoutMinutes: 30,
        retries: 0,
      },
      {
        kind: 'LAMBDA',
        actionName: 'announce',
        description: '',
        required: false,
        executionTypes: ['RECOVERY'],
        functionName: 'announce-it',
        input: {},
        timeoutMinutes: 30,
        retries: 0,
      },
    ],
  });

  const table = page.getByRole('table', { name: 'Actions' });
  await table.getByRole('row', { name: /^settle.*before the launch.*WAIT.*7 min/ }).waitFor();
  await table.getByRole('row', { name: /^answers.*http:\/\/\{privateIp\}\/health until 200 with "ok"/ }).waitFor();
  await table.getByRole('row', { name: /^announce.*announce-it.*a warning.*RECOVERY/ }).waitFor();
  await page.getByText('7 actions around it').waitFor();
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('row', { name: /waves › shop › actions › after › listens.*port = 5432/ }).waitFor();
});

test('an action that is edited keeps the others, moves, and goes', async () => {
  const wait = { kind: 'WAIT', actionName: 'settle', minutes: 5 } as const;
  const books = { kind: 'APPROVAL', actionName: 'books' } as const;
  // A value of two lines, and a list of none: both stay what they are.
  const parameters = { commands: ['a\nb', 'c'], none: [] };
  const warm = { kind: 'SSM_COMMAND', actionName: 'warm', documentName: 'AWS-RunShellScript', parameters } as const;
  const { planId } = await rig.savePlan('Moved', [{ tier: 'shop', actions: { before: [wait, books], after: [warm] } }]);
  const before = await actionsOf(planId);
  const page = await open(planId);
  await page.getByRole('button', { name: 'Move action books up' }).click();
  await page.getByRole('button', { name: 'Remove action settle' }).click();
  await save(page);
  await page.getByText('Moved is saved as version 2').waitFor();
  expect(await actionsOf(planId)).toEqual({ before: before?.before.slice(1), after: before?.after });
});

test('actions after the clean-up are added, moved and removed as those of a wave', async () => {
  const expire = { kind: 'WAIT', actionName: 'expire', minutes: 5 } as const;
  const { planId } = await rig.savePlan('Later', [{ tier: 'shop' }], { afterCleanUp: [expire] });
  const laterOf = async () => {
    const plan = await rig.client.getPlan(planId);
    return plan.ok ? plan.value.afterCleanUp : plan.failure;
  };
  const [before] = [await laterOf()].flat();
  const page = await open(planId);
  await page.getByRole('button', { name: 'Add an action once cleaned up' }).click();
  expect(await page.getByRole('menuitem', { name: 'SSM_COMMAND' }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('menuitem', { name: /^LAMBDA / }).click();
  await fill(page, { 'Name of the action': 'report', Function: 'report-it' });
  const account = field(page, 'Account (optional)');
  await expect.poll(() => descriptionOf(account)).toContain('no server says any more where it runs');
  await fill(page, { 'Account (optional)': '111122223333', 'Region (optional)': 'us-east-1' });
  await page.getByLabel('Required: the clean-up has failed then').last().uncheck();
  await page.getByRole('button', { name: 'Move action report up' }).click();
  await save(page);
  await page.getByText('Later is saved as version 2').waitFor();
  expect(await laterOf()).toEqual([
    {
      kind: 'LAMBDA',
      actionName: 'report',
      description: '',
      required: false,
      executionTypes: ['DRILL', 'RECOVERY'],
      functionName: 'report-it',
      accountId: '111122223333',
      region: 'us-east-1',
      input: {},
      timeoutMinutes: 30,
      retries: 0,
    },
    before,
  ]);
  await page.goto(`${rig.server.url}/recovery-plans/${planId}/edit`);
  for (const name of ['report', 'expire']) await page.getByRole('button', { name: `Remove action ${name}` }).click();
  await save(page);
  await page.getByText('Later is saved as version 3').waitFor();
  expect(await laterOf()).toBeUndefined();
});

test('what is wrong with an action stands at its field, in the API’s words, and nothing is sent', async () => {
  const { planId } = await rig.savePlan('Wrong', [{ tier: 'shop' }]);
  const page = await open(planId);
  await page.getByRole('button', { name: /^Actions around the launch/ }).click();
  await page.getByRole('button', { name: 'Add an action before' }).click();
  expect(await page.getByRole('menuitem', { name: 'SSM_COMMAND' }).getAttribute('aria-disabled')).toBe('true');
  await page.getByRole('menuitem', { name: 'HTTP_CHECK' }).click();
  await fill(page, { 'Name of the action': 'answers', URL: 'http://{privateIp}/health' });
  const wrong = async (label: string, text: string): Promise<void> => {
    // The field itself is described by what is wrong with it.
    await expect.poll(async () => descriptionOf(field(page, label))).toContain(text);
  };
  await wrong('URL', '{privateIp} is not known before the launch');
  await fill(page, { URL: 'ftp://shop' });
  await wrong('URL', 'begins with http:// or https://');
  await fill(page, { URL: 'http://shop', 'Wanted HTTP status': '99' });
  await wrong('Wanted HTTP status', '100');
  await fill(page, { 'Wanted HTTP status': '200' });
  await add(page, 'after', 'WAIT');
  await fill(page, { 'Name of the action': 'Answers' });
  await page.getByText('the wave has another action named "Answers"').first().waitFor();
  await save(page);
  await page.getByText('1 field to mend').waitFor();
  expect(await actionsOf(planId)).toBeUndefined();
});
