/** A follow-up launches: it asks what a start asks, and is no drill of the plan. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region } from './support/estate.ts';
import { loseNextAnswer } from './support/lost-answer.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({
    tiers: { first: 1, live: 2, early: 1, late: 1, frail: 2, start: 1, moved: 1, other: 1, kept: 1, left: 1 },
  });
  await rig.savePlan('Whole', [{ tier: 'first' }, { tier: 'live', pauseBeforeWave: true }]);
  await rig.savePlan('Partly', [{ tier: 'early' }, { tier: 'late', pauseBeforeWave: true }]);
  await rig.savePlan('Shrunk', [{ tier: 'kept' }, { tier: 'left', pauseBeforeWave: true }]);
  await rig.savePlan('Fragile', [{ tier: 'frail', onFailure: 'pause' }]);
});
afterAll(() => rig.close());

const dialogue = (page: Page) => page.getByRole('dialog');
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const open = async (path: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
/** Runs it to its first gate, and cancels it there. */
const cancelAtGate = async (planName: string, executionType?: 'RECOVERY') => {
  const executionId = await rig.start(planName, executionType);
  const page = await open(`/executions/${executionId}`);
  await page.getByRole('button', { name: 'Approve wave 1 …' }).first().waitFor();
  await rig.client.cancel(executionId, 'seen enough');
  await status(page, 'PARTIAL').waitFor();
  return { executionId, page };
};
const followUp = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Follow up' }).click();
};

test('the follow-up of a RECOVERY wants the plan’s name, and every live instance accepted by itself', async () => {
  const { executionId, page } = await cancelAtGate('Whole', 'RECOVERY');
  const { planId } = await rig.savePlan('Since', [{ tier: 'live' }]);
  const since = await open(`/executions/${await rig.start('Since', 'RECOVERY')}`);
  await status(since, 'COMPLETED').waitFor();

  await followUp(page);
  await dialogue(page).getByText('!! RECOVERY !!').waitFor();
  await dialogue(page).getByText('DRS would delete 2 LIVE instances').waitFor();
  const start = dialogue(page).getByRole('button', { name: 'Start the RECOVERY of 2 servers' });
  const accept = dialogue(page).getByRole('checkbox', { name: /of live-00\d .* may be deleted/ });
  expect(await accept.count()).toBe(2);
  await accept.nth(0).check();
  expect(await reasonOf(start)).toMatch(/^Accept first that DRS deletes i-[0-9a-f]+$/);
  await accept.nth(1).check();
  expect(await reasonOf(start)).toBe("Type the plan's name: Whole");
  await dialogue(page).getByLabel("Type the plan's name to confirm: Whole").fill(' whole');
  await start.click();
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(executionId));
  // The wave is called what the plan calls it; what is up before it has nothing to launch.
  await page.getByText('Wave 1 "live" waits for approval', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^0 first.*no server/ }).waitFor();
  await page.getByRole('button', { name: 'Approve wave 1 …' }).first().click();
  await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'COMPLETED').waitFor();

  // Both name each other, and the first is not followed up twice.
  const followUpId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await page.getByRole('link', { name: executionId }).click();
  await page.getByText(`By ${followUpId}, which is COMPLETED.`).waitFor();
  await page.getByRole('button', { name: 'Actions' }).click();
  expect(await reasonOf(page.getByRole('menuitem', { name: 'Follow up' }))).toBe(
    `Not possible: ${followUpId} follows it already: retry what that one leaves`,
  );
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: followUpId }).click();
  await page.getByText('follows up').waitFor();

  // What it launched is live: a drill over it says so, and no longer that nothing is touched.
  await since.goto(`${rig.server.url}/recovery-plans/${planId}?start=DRILL`);
  await dialogue(since).getByText('an exercise, but DRS would delete 2 LIVE instances for it').waitFor();
});

test('a server that has left its group since is in the follow-up all the same: a refusal names what it would cost', async () => {
  await rig.savePlan('Frozen', [{ tier: 'start' }, { tier: 'moved', pauseBeforeWave: true }]);
  const { executionId, page } = await cancelAtGate('Frozen');
  await rig.savePlan('Elsewhere', [{ tier: 'moved' }]);
  const live = await rig.start('Elsewhere', 'RECOVERY');
  const since = await open(`/executions/${live}`);
  await status(since, 'COMPLETED').waitFor();
  const servers = await rig.client.listServers(live);
  const recoveryInstanceId = servers.ok ? servers.value.items[0]?.recoveryInstanceId : undefined;
  const selection = { tags: { Tier: 'other' } };
  const applied = await rig.client.apply([
    { kind: 'ProtectionGroup', groupName: 'moved', accountId, region, selection },
  ]);
  expect(applied.ok).toBe(true);

  await followUp(page);
  await dialogue(page).getByText('moved-001', { exact: true }).waitFor();
  const start = dialogue(page).getByRole('button', { name: 'Start the DRILL of 1 server' });
  await expect.poll(() => reasonOf(start)).toBeUndefined();
  // The check of the plan does not know it any more, and the band is calm; the start itself looks.
  await dialogue(page).getByText('an exercise: what it launches are drill instances').waitFor();
  // Slowly: the start waits some seconds of the simulated time for the verdict.
  await rig.control('clock', { speed: 1 });
  await start.click();
  const accept = dialogue(page).getByRole('checkbox', { name: `${recoveryInstanceId} may be deleted` });
  await accept.waitFor();
  await dialogue(page).getByText('! DRILL !', { exact: true }).waitFor();
  await expect.poll(() => reasonOf(start)).toBe(`Accept first that DRS deletes ${recoveryInstanceId}`);
  await accept.check();
  await start.click();
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(executionId));
  await page.getByText('an exercise, but its start accepted that DRS deletes 1 LIVE instance').waitFor();
  await rig.control('clock', { speed: 240 });
});

test('a retry that launches in a RECOVERY wants the plan’s name', async () => {
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const page = await open(`/executions/${await rig.start('Fragile', 'RECOVERY')}`);
  await page.getByRole('button', { name: 'Go on without what failed …' }).first().waitFor();
  await page.getByRole('button', { name: 'Retry failed servers …' }).click();
  await dialogue(page).getByText('!! RECOVERY !!').waitFor();
  const launch = dialogue(page).getByRole('button', { name: 'Launch 1 server' });
  await expect.poll(() => reasonOf(launch)).toBe("Type the plan's name: Fragile");
  await dialogue(page).getByLabel("Type the plan's name to confirm: Fragile").fill('Fragile');
  await launch.click();
  await status(page, 'COMPLETED').waitFor();
});

test('a follow-up says of servers that the plan has lost that nothing is known of them, and starts once', async () => {
  const { executionId, page } = await cancelAtGate('Shrunk');
  await rig.savePlan('Shrunk', [{ tier: 'kept' }]);
  await followUp(page);
  await dialogue(page)
    .getByRole('group')
    .filter({ hasText: 'What DRS would delete is not known of every server' })
    .getByText('The check does not show 1 server (plan, group or tags changed since): left-001')
    .waitFor();
  await loseNextAnswer(page, `/api/executions/${executionId}/retry`);
  const start = dialogue(page).getByRole('button', { name: 'Start the DRILL of 1 server' });
  await start.click();
  await dialogue(page)
    .getByText(/^It may have started all the same/)
    .waitFor();
  await start.click();
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(executionId));
  const followed = await rig.client.getExecution(executionId);
  expect(followed.ok && followed.value.followUp?.executionId).toBe(new URL(page.url()).pathname.split('/').at(-1));
  await page.getByText('Wave 1 "left" waits for approval', { exact: true }).waitFor();
});

test('the last drill is that of the whole plan: one that was followed up with success is still PARTIAL', async () => {
  const { executionId, page } = await cancelAtGate('Partly');
  const followed = await rig.client.followUp(executionId, [], crypto.randomUUID());
  if (!followed.ok) throw new Error(JSON.stringify(followed.failure));
  await page.goto(`${rig.server.url}/executions/${followed.value.executionId}`);
  await page.getByRole('button', { name: 'Approve wave 1 …' }).first().click();
  await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();
  await status(page, 'COMPLETED').waitFor();

  await page.goto(`${rig.server.url}/recovery-plans`);
  const row = page.getByRole('row').filter({ hasText: 'Partly' });
  await row.getByText('followed up: COMPLETED').waitFor();
  await row.getByText('PARTIAL', { exact: true }).waitFor();
  await page.goto(rig.server.url);
  await page.getByRole('row').filter({ hasText: 'Partly' }).getByText('followed up: COMPLETED').waitFor();
});
