/** What the dialogues of a run say of what is not read yet, or could not be: never that there is none. */
import type { Page, Route } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region } from './support/estate.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { frail: 2, gated: 2, moved: 2, other: 1, early: 1, late: 1 } });
  await rig.savePlan('Fragile', [{ tier: 'frail', onFailure: 'pause' }]);
  await rig.savePlan('Gated', [{ tier: 'gated', pauseBeforeWave: true }]);
  await rig.savePlan('Moved', [{ tier: 'moved', pauseBeforeWave: true }]);
  await rig.savePlan('Partly', [{ tier: 'early' }, { tier: 'late', pauseBeforeWave: true }]);
});
afterAll(() => rig.close());

const serversAddress = /\/api\/executions\/[^/]+\/servers/;
const lookAddress = /\/api\/recovery-plans\/[^/]+\/check/;

const dialogue = (page: Page) => page.getByRole('dialog');
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const pageOf = (executionId: string): string => `${rig.server.url}/executions/${executionId}`;
const approval = async (page: Page) => {
  await page.getByRole('button', { name: 'Approve wave 0 …' }).first().click();
  return dialogue(page).getByRole('button', { name: 'Approve', exact: true });
};
/** Keeps questions back until it is called. */
const hold = async (page: Page, address: RegExp): Promise<() => void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(address, async (route) => {
    await promise;
    await route.continue();
  });
  return resolve;
};
/** Of one address alone: an answer that is none, so that the rest of the page goes on. */
const badGateway = (route: Route) => route.fulfill({ status: 502, contentType: 'text/html', body: 'Bad Gateway' });
const act = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name }).click();
};

test('a retry in a RECOVERY wants the plan’s name, also while its servers are read, and when they could not be', async () => {
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const executionId = await rig.start('Fragile', 'RECOVERY');
  const { page } = await rig.signIn();
  const letThrough = await hold(page, serversAddress);
  await page.goto(pageOf(executionId));
  await page.getByRole('button', { name: 'Retry failed servers …' }).click();
  const launch = (shown: Page) => dialogue(shown).getByRole('button', { name: 'Launch 1 server' });
  const nameField = (shown: Page) => dialogue(shown).getByLabel("Type the plan's name to confirm: Fragile");
  await nameField(page).fill('Fragile');
  expect(await reasonOf(launch(page))).toBe('Reading the servers');
  letThrough();
  await dialogue(page)
    .getByText(/^frail-00\d$/)
    .waitFor();
  await expect.poll(() => reasonOf(launch(page))).toBeUndefined();
  await page.context().close();

  const { page: cut } = await rig.signIn();
  await cut.clock.install();
  await cut.route(serversAddress, badGateway);
  await cut.goto(pageOf(executionId));
  await cut.getByRole('button', { name: 'Retry failed servers …' }).click();
  await dialogue(cut).getByText('The servers: no answer').waitFor();
  await dialogue(cut).getByText('What DRS would delete is not known yet').waitFor();
  await expect.poll(() => reasonOf(launch(cut))).toBe("Type the plan's name: Fragile");
  expect(await dialogue(cut).getByText('Every server of it is up').count()).toBe(0);
  await cut.keyboard.press('Escape');
  await act(cut, 'Skip a wave');
  await dialogue(cut).getByText('The servers: no answer').waitFor();
  await cut.keyboard.press('Escape');

  // They are asked for again without anybody doing anything.
  await cut.getByRole('button', { name: 'Retry failed servers …' }).click();
  await cut.unroute(serversAddress);
  await cut.clock.fastForward(15_000);
  await dialogue(cut)
    .getByText(/^frail-00\d$/)
    .waitFor();
  await nameField(cut).fill('Fragile');
  await launch(cut).click();
  await status(cut, 'COMPLETED').waitFor();
  await cut.context().close();
});

test('an approval does not say that nothing is deleted before its servers are read, and waits for no slow look', async () => {
  const executionId = await rig.start('Gated');
  const { page } = await rig.signIn();
  await page.clock.install();
  const letServersThrough = await hold(page, serversAddress);
  await page.goto(pageOf(executionId));
  const notRead = await approval(page);
  await dialogue(page).getByText('What DRS would delete is not known yet').waitFor();
  expect(await reasonOf(notRead)).toBe('Reading the servers');
  expect(await dialogue(page).getByText('None of them has an instance').count()).toBe(0);
  letServersThrough();
  await dialogue(page).getByText('gated-001, gated-002', { exact: true }).waitFor();
  await dialogue(page).getByText('None of them has an instance that DRS would delete.').waitFor();
  await dialogue(page)
    .getByText(/^What DRS would delete, as of .* UTC\):$/)
    .waitFor();
  expect(await reasonOf(notRead)).toBeUndefined();
  await page.keyboard.press('Escape');
  await dialogue(page).waitFor({ state: 'detached' });

  const letLookThrough = await hold(page, lookAddress);
  const unlooked = await approval(page);
  await dialogue(page).getByText('What DRS would delete is not known yet').waitFor();
  expect(await reasonOf(unlooked)).toBe('Looking at what would be deleted');
  await page.clock.fastForward(5_000);
  await expect.poll(() => reasonOf(unlooked)).toBeUndefined();
  await dialogue(page).getByText('deletes nothing live that nobody accepted').waitFor();
  await unlooked.click();
  await status(page, 'COMPLETED').waitFor();
  letLookThrough();
  await page.context().close();
});

test('servers that the check does not show are named once; those that AWS did not answer for are not said to have left', async () => {
  const executionId = await rig.start('Moved');
  const { page } = await rig.signIn();
  await page.goto(pageOf(executionId));
  await page.getByRole('button', { name: 'Approve wave 0 …' }).first().waitFor();
  const group = {
    kind: 'ProtectionGroup',
    groupName: 'moved',
    accountId,
    region,
    selection: { tags: { Tier: 'other' } },
  };
  const applied = await rig.client.apply([group]);
  if (!applied.ok) throw new Error(JSON.stringify(applied.failure));
  const unknown = dialogue(page).getByRole('region', { name: 'What is not known' });
  const told = async (words: string | RegExp): Promise<string[]> => {
    await approval(page);
    await unknown.getByText(words).waitFor();
    const lines = await unknown.getByRole('listitem').allInnerTexts();
    await page.keyboard.press('Escape');
    await dialogue(page).waitFor({ state: 'detached' });
    return lines;
  };
  const left = 'The check does not show 2 servers (plan, group or tags changed since): moved-001, moved-002';
  expect(await told(left)).toEqual([left]);
  for (const [kind, words] of [
    ['throttle', '2 servers were not looked at: AWS did not answer'],
    ['access-denied', '2 servers were not looked at: AWS refused'],
  ] as const) {
    await rig.control('faults', { kind, operation: 'DescribeSourceServers' });
    expect((await told(words)).join()).not.toContain('changed since');
    await rig.endFaults();
  }
  await rig.client.cancel(executionId);
  await page.context().close();
});

test('a follow-up starts nothing while what it launches is not known', async () => {
  const executionId = await rig.start('Partly');
  const { page } = await rig.signIn();
  await page.route(serversAddress, badGateway);
  await page.goto(pageOf(executionId));
  await page.getByRole('button', { name: 'Approve wave 1 …' }).first().waitFor();
  await rig.client.cancel(executionId);
  await status(page, 'PARTIAL').waitFor();
  await act(page, 'Follow up');
  await dialogue(page).getByText('The servers: no answer').waitFor();
  const start = dialogue(page).getByRole('button', { name: 'Start the DRILL of 1 server' });
  await expect
    .poll(() => reasonOf(start))
    .toBe('The servers could not be read: they are asked for again by themselves');
  await page.context().close();
});
