/** What the dialogues of a run say before anything is done: for real or not, which servers, which instances it costs. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({
    tiers: {
      base: 1,
      shop: 2,
      again: 2,
      'fail-launch-weak': 1,
      able: 1,
      sound: 1,
      'fail-launch-late': 1,
      rest: 1,
      stalled: 1,
      calm: 1,
      crowd: 14,
    },
  });
  await rig.savePlan('Real', [{ tier: 'base' }, { tier: 'shop', pauseBeforeWave: true }]);
  await rig.savePlan('Again', [{ tier: 'again', pauseBeforeWave: true }]);
  await rig.savePlan('Crowd', [{ tier: 'crowd', pauseBeforeWave: true }]);
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const dialogue = (page: Page) => page.getByRole('dialog');
const banner = (page: Page) => dialogue(page).locator('.type-banner');
const open = async (path: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
const act = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name }).click();
};
const approve = async (page: Page, wave: number): Promise<void> => {
  await page
    .getByRole('button', { name: `Approve wave ${wave} …` })
    .first()
    .click();
  await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();
};
/** The recovery instances that it launched, by the names of their servers. */
const instancesOf = async (executionId: string): Promise<ReadonlyMap<string, string>> => {
  const servers = await rig.client.listServers(executionId);
  if (!servers.ok) throw new Error(JSON.stringify(servers.failure));
  return new Map(servers.value.items.map((server) => [server.serverName, server.recoveryInstanceId ?? '']));
};
const planIdOf = async (planName: string): Promise<string> => {
  const plans = await rig.client.listPlans({ planName });
  return plans.ok ? (plans.value.items[0]?.planId ?? '') : '';
};
const groundOf = (page: Page, place = '[role=dialog]'): Promise<unknown> =>
  page.evaluate(`(() => {
    const style = getComputedStyle(document.querySelector('${place} .type-banner'));
    return style.backgroundImage + style.backgroundColor;
  })()`);

test('the approval of a drill names its servers, and the instances of earlier drills that DRS deletes for them', async () => {
  const first = await rig.start('Again');
  const page = await open(`/executions/${first}`);
  await page.getByRole('button', { name: 'Approve wave 0 …' }).first().click();
  await dialogue(page).getByText('again-001, again-002', { exact: true }).waitFor();
  await dialogue(page).getByText('None of them has an instance that DRS would delete.').waitFor();
  await banner(page).getByText('DRILL', { exact: true }).waitFor();
  await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'COMPLETED').waitFor();

  await page.goto(`${rig.server.url}/executions/${await rig.start('Again')}`);
  await page.getByRole('button', { name: 'Approve wave 0 …' }).first().click();
  await dialogue(page).getByText('DRS deletes 2 instances of earlier drills').waitFor();
  const instances = await instancesOf(first);
  const listed = await dialogue(page)
    .getByRole('region', { name: '2 instances' })
    .getByRole('listitem')
    .allInnerTexts();
  expect(listed.map((text) => text.replace(/ \(.*/, ''))).toEqual(
    ['again-001', 'again-002'].map((serverName) => `${instances.get(serverName)} of ${serverName}`),
  );
  await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'COMPLETED').waitFor();
  await page.context().close();
});

test('many servers are all named, without anything to unfold', async () => {
  const executionId = await rig.start('Crowd');
  const page = await open(`/executions/${executionId}`);
  await page.getByRole('button', { name: 'Approve wave 0 …' }).first().click();
  const names = dialogue(page).getByRole('region', { name: 'Names of 14 servers' });
  await names.getByText(/^crowd-001, .*, crowd-014$/).waitFor();
  await page.keyboard.press('Escape');
  await rig.client.cancel(executionId);
  await page.context().close();
});

test('every dialogue of a RECOVERY says that it is for real; an approval names the live instances that it costs', async () => {
  const first = await rig.start('Real', 'RECOVERY');
  const page = await open(`/executions/${first}`);
  await approve(page, 1);
  await status(page, 'COMPLETED').waitFor();
  const instances = await instancesOf(first);

  await act(page, 'Clean up');
  await banner(page).getByText('!! CLEAN-UP OF A RECOVERY !!').waitFor();
  await page.keyboard.press('Escape');

  const started = await rig.client.start(
    { planName: 'Real', executionType: 'RECOVERY', acceptedInstanceDeletions: [...instances.values()] },
    crypto.randomUUID(),
  );
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  await page.goto(`${rig.server.url}/executions/${started.value.executionId}`);
  await page.getByRole('button', { name: 'Approve wave 1 …' }).first().click();
  await banner(page).getByText('!! RECOVERY !!').waitFor();
  await dialogue(page).getByText('shop-001, shop-002', { exact: true }).waitFor();
  await dialogue(page).getByText('DRS deletes 2 LIVE instances, as accepted at the start').waitFor();
  for (const serverName of ['shop-001', 'shop-002'])
    await dialogue(page)
      .getByText(`${instances.get(serverName)} of ${serverName} (`)
      .waitFor();
  expect(
    await dialogue(page)
      .getByText(/of base-001/)
      .count(),
  ).toBe(0);
  await page.keyboard.press('Escape');
  await act(page, 'Skip a wave');
  await banner(page).getByText('!! RECOVERY !!').waitFor();
  await dialogue(page).getByText('shop-001, shop-002', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await rig.client.cancel(started.value.executionId);
  await page.context().close();
});

test('a drill that would cost live instances neither says nor looks as one that costs none', async () => {
  const page = await open(`/recovery-plans/${await planIdOf('Again')}?start=DRILL`);
  await dialogue(page).getByText('Look again').waitFor();
  await banner(page).getByText('an exercise: what it launches are drill instances').waitFor();
  const calm = await groundOf(page);
  await page.goto(`${rig.server.url}/recovery-plans/${await planIdOf('Real')}?start=DRILL`);
  await banner(page).getByText('! DRILL !', { exact: true }).waitFor();
  await banner(page).getByText('an exercise, but DRS would delete 3 LIVE instances for it').waitFor();
  const grave = await groundOf(page);
  expect(grave).not.toBe(calm);

  // Nobody accepts them for the person who starts it.
  const start = dialogue(page).getByRole('button', { name: 'Start the drill of 3 servers' });
  expect(await reasonOf(start)).toMatch(/^Accept first that DRS deletes (i-[0-9a-f]{17}(, |$)){3}/);
  const boxes = await dialogue(page)
    .getByRole('checkbox', { name: /may be deleted/ })
    .all();
  for (const box of boxes) {
    expect(await reasonOf(start)).toContain('Accept first');
    await box.check();
  }
  expect(boxes).toHaveLength(3);
  expect(await reasonOf(start)).toBeUndefined();
  await start.click();

  // What was accepted is told for as long as the run is looked at.
  await page.getByText('Wave 1 "shop" waits for approval', { exact: true }).waitFor();
  const band = page.locator('.type-banner');
  await band.getByText('! DRILL !', { exact: true }).waitFor();
  await band.getByText('an exercise, but its start accepted that DRS deletes 3 LIVE instances').waitFor();
  expect(await groundOf(page, 'main')).toBe(grave);
  await rig.client.cancel(new URL(page.url()).pathname.split('/').at(-1) ?? '');
  await page.goto(`${rig.server.url}/executions/${await rig.start('Again')}`);
  await band.getByText('an exercise: what it launches are drill instances').waitFor();
  expect(await groundOf(page, 'main')).toBe(calm);
  await page.context().close();
});

test('what can be done against a refusal is said as it is done here: by a check box, and by no flag or field', async () => {
  const page = await open(`/recovery-plans/${await planIdOf('Real')}?start=RECOVERY`);
  await dialogue(page).getByText('check the box of each in the dialogue that starts it').first().waitFor();
  await dialogue(page)
    .getByRole('checkbox', { name: /of shop-001 .* may be deleted/ })
    .waitFor();
  expect(await dialogue(page).innerText()).not.toMatch(/--[a-z]|name each of these|`/);
  await page.context().close();
});

test('the start names the servers of each wave before anything is unfolded', async () => {
  const page = await open(`/recovery-plans/${await planIdOf('Crowd')}?start=DRILL`);
  await dialogue(page)
    .getByText(/^Starts at once, when a person approves\. Servers: crowd-001, .*, crowd-008 and 6 more$/)
    .waitFor();
  await page.context().close();
});

test('to go on without what failed is a button of that name, which says how many servers are given up', async () => {
  await rig.savePlan('Weak', [
    { tier: 'fail-launch-weak', onFailure: 'pause' },
    { tier: 'rest', pauseBeforeWave: true },
  ]);
  const executionId = await rig.start('Weak');
  const page = await open(`/executions/${executionId}`);
  await page.getByRole('button', { name: 'Go on without what failed …' }).first().click();
  await banner(page).getByText('DRILL', { exact: true }).waitFor();
  await dialogue(page).getByText('fail-launch-weak-001', { exact: true }).waitFor();
  expect(await dialogue(page).getByRole('button', { name: 'Resume' }).count()).toBe(0);
  const confirm = dialogue(page).getByRole('button', { name: 'Go on without 1 server', exact: true });
  expect(await reasonOf(confirm)).toBeUndefined();
  await confirm.click();
  await page.getByText('Wave 1 "rest" waits for approval', { exact: true }).waitFor();
  await rig.client.cancel(executionId);
  await page.context().close();
});

test('replication that stalls stands apart from what is only worth knowing, and in the colour of a fault', async () => {
  const { planId } = await rig.savePlan('Stalled', [{ tier: 'calm' }, { tier: 'stalled', pauseBeforeWave: true }]);
  await rig.savePlan('Other', [{ tier: 'calm' }]);
  const page = await open(`/recovery-plans/${planId}?start=DRILL`);
  const alertOf = (header: string) => dialogue(page).getByRole('group').filter({ hasText: header });
  await alertOf('To be looked at before a start')
    .getByText(/stalled-001/)
    .first()
    .waitFor();
  await alertOf('Worth knowing')
    .getByText(/plan "Other"/)
    .waitFor();
  expect(
    await alertOf('Worth knowing')
      .getByText(/stalled-001/)
      .count(),
  ).toBe(0);
  await page.goto(rig.server.url);
  await page.locator('[class*="status-error"]').getByText('1 STALLED').waitFor();
  await page.context().close();
});

test('what failed stands first among the servers, until the reader sorts them', async () => {
  await rig.savePlan('Late', [{ tier: 'able' }, { tier: 'sound' }, { tier: 'fail-launch-late' }]);
  const page = await open(`/executions/${await rig.start('Late')}?tab=servers`);
  await status(page, 'PARTIAL').waitFor();
  const firstName = () => page.getByRole('grid', { name: 'Servers' }).getByRole('rowheader').first().innerText();
  await expect.poll(firstName).toBe('fail-launch-late-001');
  await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').first().click();
  await expect.poll(firstName).toBe('able-001');
  await page.context().close();
});
