/** Recovery plans in the browser: edited, compared, started. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 2, web: 3, live: 2, a: 1, b: 1, c: 1 } });
});
afterAll(() => rig.close());
/** So slowly that AWS, asked for while somebody waits, answers within its time on a busy machine, too. */
beforeEach(() => rig.control('clock', { speed: 10 }));
const hurry = () => rig.control('clock', { speed: 240 });

const open = async (path: string, roles?: readonly ['ReadOnly']): Promise<Page> => {
  const { page } = await rig.signIn({}, roles);
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
const dialogue = (page: Page) => page.getByRole('dialog');
const planOf = async (planId: string) => {
  const plan = await rig.client.getPlan(planId);
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  return plan.value;
};
const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
const objective = 'Recovery time objective, minutes (optional)';

test('a plan edited in two tabs: who saves second is told what changed, loses nothing, and chooses', async () => {
  const { planId } = await rig.savePlan('Shared', [{ tier: 'a' }, { tier: 'b' }]);
  const [mine, theirs] = [await open(`/recovery-plans/${planId}/edit`), await open(`/recovery-plans/${planId}/edit`)];
  await field(theirs, 'Description (optional)').fill('said by them');
  await field(mine, objective).fill('45');
  await theirs.getByRole('button', { name: 'Save the plan' }).click();
  await theirs.waitForURL(`**/recovery-plans/${planId}`);

  await mine.getByRole('button', { name: 'Save the plan' }).click();
  await mine.getByText('The plan Shared has changed meanwhile: operator saved version 2').waitFor();
  await mine.getByRole('cell', { name: 'said by them' }).first().waitFor();
  expect(await field(mine, objective).inputValue()).toBe('45');
  expect((await planOf(planId)).version).toBe(2);

  // What they said is taken over by hand, then saved over theirs.
  await field(mine, 'Description (optional)').fill('said by them');
  await mine.getByRole('button', { name: /^Keep mine/ }).click();
  await mine.getByRole('button', { name: 'Save the plan' }).click();
  await mine.waitForURL(`**/recovery-plans/${planId}`);
  expect(await planOf(planId)).toMatchObject({ version: 3, description: 'said by them', rtoTargetMinutes: 45 });
});

test('theirs may be taken instead: the form says what they saved', async () => {
  const { planId } = await rig.savePlan('Yielding', [{ tier: 'a' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  await field(page, objective).fill('45');
  const { waves } = await planOf(planId);
  const saved = await rig.client.apply([
    {
      kind: 'RecoveryPlan',
      planName: 'Yielding',
      rtoTargetMinutes: 7,
      waves: [{ waveName: waves[0]?.waveName, protectionGroups: ['a'] }],
    },
  ]);
  expect(saved.ok).toBe(true);
  await page.getByRole('button', { name: 'Save the plan' }).click();
  await page.getByRole('button', { name: /^Take theirs/ }).click();
  expect(await field(page, objective).inputValue()).toBe('7');
  expect((await planOf(planId)).version).toBe(2);
});

test('what is wrong is told at its field while one types, and what was typed is not left behind unasked', async () => {
  const { planId } = await rig.savePlan('Typed', [{ tier: 'a' }, { tier: 'b' }]);
  const page = await open(`/recovery-plans/${planId}/edit`);
  await field(page, 'Wave name').nth(1).fill('A');
  await page.getByText('wave 0 is named "a" too (upper and lower case are the same)').first().waitFor();
  await field(page, 'Time-out, minutes').nth(0).fill('soon');
  await page.getByText('must be a number').first().waitFor();
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PUT') sent.push(request.url());
  });
  await page.getByRole('button', { name: 'Save the plan' }).click();

  await page.getByRole('link', { name: 'Executions' }).click();
  await dialogue(page).getByText('What was changed here is not saved yet.').waitFor();
  await dialogue(page).getByRole('button', { name: 'Stay' }).click();
  expect(await field(page, 'Wave name').nth(1).inputValue()).toBe('A');
  await page.getByRole('link', { name: 'Executions' }).click();
  await dialogue(page)
    .getByRole('button', { name: /^Leave/ })
    .click();
  await page.waitForURL('**/executions');
  expect(sent, 'a draft with errors is not sent').toEqual([]);
  expect((await planOf(planId)).version).toBe(1);
});

test('a plan is made by clicking, with a gate, and its versions are compared', async () => {
  await rig.savePlan('Groups', [{ tier: 'a' }, { tier: 'b' }]);
  const page = await open('/recovery-plans');
  await page.getByRole('link', { name: 'Create a plan' }).click();
  await field(page, 'Name').fill('Clicked');
  await field(page, 'Wave name').fill('first');
  await page.getByRole('button', { name: /Protection groups/ }).click();
  await page.getByRole('option', { name: /^a/ }).click();
  await page.keyboard.press('Escape');
  await page
    .getByRole('switch', { name: 'Wait until a person approves' })
    .or(page.getByText('Wait until a person approves'))
    .first()
    .click();
  await page.getByRole('button', { name: 'Create the plan' }).click();
  await page.getByText('Clicked is saved as version 1').waitFor();
  await page.getByRole('cell', { name: /when a person approves/ }).waitFor();

  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await field(page, 'Time-out, minutes').fill('30');
  await page.getByRole('button', { name: 'Save the plan' }).click();
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByRole('row', { name: 'waves › first › timeoutMinutes 120 30' }).waitFor();
});

test('who is told of a plan’s runs stays told when something else of the plan is changed', async () => {
  await rig.savePlan('Told', [{ tier: 'a' }]);
  const notifications = {
    emails: ['ana@example.com'],
    webhookUrl: 'https://hooks.example.com/secret',
    events: ['end'],
  };
  const document = {
    kind: 'RecoveryPlan',
    planName: 'Told',
    notifications,
    waves: [{ waveName: 'a', protectionGroups: ['a'] }],
  };
  const saved = await rig.client.apply([document]);
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
  const planId = saved.value.results[0]?.id ?? '';
  const page = await open(`/recovery-plans/${planId}/edit`);
  await field(page, objective).fill('45');
  await page.getByRole('button', { name: 'Save the plan' }).click();
  await page.waitForURL(`**/recovery-plans/${planId}`);
  expect(await planOf(planId)).toMatchObject({ rtoTargetMinutes: 45, notifications });
});

test('a drill is started from its plan, after its dialogue has said what will happen', async () => {
  const { planId } = await rig.savePlan('Started', [{ tier: 'db' }, { tier: 'web', pauseBeforeWave: true }]);
  const { page, complaints } = await rig.signIn();
  await page.goto(`${rig.server.url}/recovery-plans`);
  await page.getByText('never drilled').first().waitFor();
  await page.getByRole('link', { name: 'Started', exact: true }).click();
  await page.getByRole('button', { name: 'Start a drill' }).click();
  await dialogue(page).getByText('Nothing speaks against it').waitFor();
  await dialogue(page).getByText('5 servers in 2 waves of version 1').waitFor();
  await dialogue(page).getByText('Wave 1 web: 3 servers').click();
  await dialogue(page).getByText('web-003', { exact: true }).waitFor();
  await dialogue(page).getByText('Starts after 0 db, when a person approves').waitFor();
  await dialogue(page).getByRole('button', { name: 'Start the drill of 5 servers' }).click();
  await page.waitForURL(/\/executions\/exec-/);
  await hurry();
  await page.getByTestId('decided-status').getByText('PAUSED', { exact: true }).waitFor();

  await rig.control('clock', { speed: 10 });
  await page.goto(`${rig.server.url}/recovery-plans/${planId}?start=DRILL`);
  await dialogue(page).getByText('A start would be refused, for 1 reason').waitFor();
  await dialogue(page).getByRole('link', { name: 'an execution of Started' }).first().waitFor();
  const start = dialogue(page).getByRole('button', { name: /^Start the drill/ });
  expect(await start.getAttribute('aria-disabled')).toBe('true');
  expect(complaints).toEqual([]);
});

test('a RECOVERY asks for the plan’s name, and for every live instance by itself', async () => {
  const { planId } = await rig.savePlan('Real', [{ tier: 'live' }]);
  const executionId = await rig.start('Real', 'RECOVERY');
  await hurry();
  const page = await open(`/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();

  await rig.control('clock', { speed: 10 });
  await page.goto(`${rig.server.url}/recovery-plans/${planId}?start=RECOVERY`);
  await dialogue(page).getByText('DRS would delete 2 LIVE instances').waitFor();
  await dialogue(page).getByText('Only 2 LIVE instances that DRS would delete speak against it').waitFor();
  const start = dialogue(page).getByRole('button', { name: 'Start the RECOVERY of 2 servers' });
  const accept = dialogue(page).getByRole('checkbox', { name: /may be deleted/ });
  await accept.nth(0).check();
  await dialogue(page).getByLabel("Type the plan's name to confirm: Real").fill('rea');
  expect(await start.getAttribute('aria-disabled')).toBe('true');
  await accept.nth(1).check();
  await dialogue(page).getByText("Type the plan's name: Real").first().waitFor({ state: 'attached' });
  // Case and spaces around it do not matter: it is the plan that is named.
  await dialogue(page).getByLabel("Type the plan's name to confirm: Real").fill(' real');
  await start.click();
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(executionId));
  // What was accepted is what the run goes by: it is not refused.
  await hurry();
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
});

test('who may only read sees everything, and is told at every button why it cannot be pressed', async () => {
  const { planId, groupId } = await rig.savePlan('Watched', [{ tier: 'c' }]);
  const page = await open(`/recovery-plans/${planId}`, ['ReadOnly']);
  await page.getByRole('rowheader', { name: '0 c', exact: true }).waitFor();
  for (const [name, permission] of [
    ['Delete', 'delete-recovery-plans'],
    ['Edit', 'modify-recovery-plans'],
    ['Start a RECOVERY', 'start-recovery'],
    ['Start a drill', 'start-recovery'],
  ] as const) {
    const button = page.getByRole('button', { name, exact: true });
    expect(await button.getAttribute('aria-disabled')).toBe('true');
    await button.hover();
    await page.getByText(`You need the permission ${permission}`).filter({ visible: true }).first().waitFor();
  }
  await page.goto(`${rig.server.url}/protection-groups/${groupId}`);
  await page.getByText('CONTINUOUS').first().waitFor();
  expect(await page.getByRole('button', { name: 'Edit', exact: true }).getAttribute('aria-disabled')).toBe('true');
  await page.goto(`${rig.server.url}/recovery-plans/${planId}?start=DRILL`);
  await dialogue(page).getByText('Nothing speaks against it').waitFor();
  const start = dialogue(page).getByRole('button', { name: /^Start the drill/ });
  expect(await start.getAttribute('aria-disabled')).toBe('true');
  // Past the buttons, too, the server refuses.
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': 'past-the-buttons' },
    body: JSON.stringify({ planId, executionType: 'DRILL' }),
  };
  const answer = await page.evaluate(
    `fetch('/api/executions', ${JSON.stringify(request)}).then(async (sent) => [sent.status, (await sent.json()).detail])`,
  );
  expect(answer).toEqual([403, expect.stringContaining('start-recovery')]);
  const runs = await rig.client.listExecutions({ planId });
  expect(runs.ok && runs.value.items).toEqual([]);
});

test('who may only read is told that versions are not compared in what is masked', async () => {
  await rig.savePlan('Secretive', [{ tier: 'c' }]);
  const save = async (token: string) => {
    const url = `https://example.com/?token=${token}`;
    const afterCleanUp = [{ kind: 'HTTP_CHECK', actionName: 'told', url }];
    const waves = [{ waveName: 'c', protectionGroups: ['c'] }];
    const saved = await rig.client.apply([{ kind: 'RecoveryPlan', planName: 'Secretive', waves, afterCleanUp }]);
    if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
    return saved.value.results[0]?.id ?? '';
  };
  await save('hunter2');
  const planId = await save('correct-horse');
  const page = await open(`/recovery-plans/${planId}`, ['ReadOnly']);
  await page.getByRole('tab', { name: 'Versions' }).click();
  await page.getByText('Both versions say the same').waitFor();
  await page.getByText('masked for your role: whether they differ is not shown').waitFor();
  expect(await page.content()).not.toMatch(/hunter2|correct-horse/);
});
