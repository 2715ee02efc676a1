/** Answers that are lost or late, and colleagues who act at the same time: a dialogue does what it says, once. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { holdAnswers, loseNextAnswer } from './support/lost-answer.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({
    tiers: { lost: 1, edited: 1, added: 1, held: 1, gate: 1, 'fail-launch-weak': 1, after: 1 },
  });
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const dialogue = (page: Page) => page.getByRole('dialog');
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const open = async (path: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}${path}`);
  return page;
};
const runsOf = async (planId: string) => {
  const runs = await rig.client.listExecutions({ planId });
  if (!runs.ok) throw new Error(JSON.stringify(runs.failure));
  return runs.value.items;
};

test('a RECOVERY whose answer was lost is the same run when it is pressed again', async () => {
  const { planId } = await rig.savePlan('Lost', [{ tier: 'lost', pauseBeforeWave: true }]);
  const page = await open(`/recovery-plans/${planId}?start=RECOVERY`);
  const start = dialogue(page).getByRole('button', { name: 'Start the RECOVERY of 1 server' });
  await start.waitFor();
  await dialogue(page).getByLabel("Type the plan's name to confirm: Lost").fill('Lost');
  await loseNextAnswer(page, '/api/executions');
  await start.click();
  await dialogue(page)
    .getByText(/^It may have started all the same/)
    .waitFor();
  await start.click();
  await page.waitForURL(/\/executions\/exec-/);
  await page.getByText('Wave 0 "lost" waits for approval', { exact: true }).waitFor();
  expect((await runsOf(planId)).map(({ executionId }) => executionId)).toEqual([page.url().split('/').at(-1)]);
});

test('a start of what a colleague has changed is refused by both versions, and looks at the new one', async () => {
  const { planId } = await rig.savePlan('Edited', [{ tier: 'edited' }]);
  const page = await open(`/recovery-plans/${planId}?start=DRILL`);
  const start = dialogue(page).getByRole('button', { name: /^Start the drill of / });
  await dialogue(page).getByText('1 server in 1 wave of version 1').waitFor();
  // The page itself has not heard of it yet.
  const { release } = await holdAnswers(page, `/api/recovery-plans/${planId}`);
  await rig.savePlan('Edited', [{ tier: 'edited' }, { tier: 'added' }]);
  await start.click();
  await dialogue(page).getByText('planVersion: is 1, and the plan is at version 2 now').waitFor();
  expect(await runsOf(planId)).toEqual([]);
  await dialogue(page).getByText('2 servers in 2 waves of version 2').waitFor();
  await dialogue(page).getByRole('button', { name: 'Start the drill of 2 servers' }).click();
  await page.waitForURL(/\/executions\/exec-/);
  expect((await runsOf(planId)).map(({ planVersion }) => planVersion)).toEqual([2]);
  release();
});

test('a dialogue stays open until its answer is there: a refusal is read', async () => {
  await rig.savePlan('Held', [{ tier: 'held', pauseBeforeWave: true }]);
  const executionId = await rig.start('Held');
  const page = await open(`/executions/${executionId}`);
  await page.getByText('Wave 0 "held" waits for approval', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await rig.client.cancel(executionId);
  const { held, release } = await holdAnswers(page, `/api/executions/${executionId}/pause`, 'POST');
  await dialogue(page).getByRole('button', { name: 'Pause' }).click();
  await held;
  await page.keyboard.press('Escape');
  expect(await reasonOf(dialogue(page).getByRole('button', { name: 'Back' }))).toBe('The answer is still to come');
  release();
  await dialogue(page)
    .getByText(/^Pause: Cannot pause: /)
    .waitFor();
  await page.keyboard.press('Escape');
  await dialogue(page).waitFor({ state: 'detached' });
});

test('what was looked at before an approval, and arrives after it, does not bring the gate back', async () => {
  await rig.savePlan('Gate', [{ tier: 'gate', pauseBeforeWave: true }]);
  const executionId = await rig.start('Gate');
  const page = await open(`/executions/${executionId}`);
  const approve = page.getByRole('button', { name: 'Approve wave 0 …' });
  await approve.first().waitFor();
  await rig.control('clock', { speed: 10 });
  const { held, release } = await holdAnswers(page, `/api/executions/${executionId}`);
  await held;
  await approve.first().click();
  await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByText('Approved: wave 0 "gate"').waitFor();
  await approve.first().waitFor({ state: 'detached' });
  await page.evaluate(`(() => {
    globalThis.gateCameBack = false;
    const look = () => { globalThis.gateCameBack ||= document.querySelector('main').textContent.includes('Approve wave 0'); };
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
  })()`);
  release();
  await page.getByRole('button', { name: /^0 gate.*IN_PROGRESS/ }).waitFor();
  expect(await page.evaluate('globalThis.gateCameBack')).toBe(false);
});

test('to go on without what failed is refused once a colleague has tried it again, and says so', async () => {
  await rig.savePlan('Weak', [{ tier: 'fail-launch-weak', onFailure: 'pause' }, { tier: 'after' }]);
  const executionId = await rig.start('Weak');
  const page = await open(`/executions/${executionId}`);
  await page.getByRole('button', { name: 'Go on without what failed …' }).first().click();
  const goOn = dialogue(page).getByRole('button', { name: 'Go on without 1 server' });
  await dialogue(page).getByText('fail-launch-weak-001', { exact: true }).waitFor();
  const { held, release } = await holdAnswers(page, `/api/executions/${executionId}`);
  await held;
  await rig.client.retryWave(executionId, 0);
  const seen = async () => {
    const read = await rig.client.getExecution(executionId);
    return read.ok ? [read.value.waves[0]?.attempt, read.value.waves[0]?.status] : read.failure;
  };
  await expect.poll(seen).toEqual([2, 'FAILED']);
  await goOn.click();
  await dialogue(page)
    .getByText(/it is FAILED in attempt 2, and attempt 1 was looked at$/)
    .waitFor();
  release();
  await dialogue(page)
    .getByText(/^wave 0 "fail-launch-weak" is FAILED now, in attempt 2/)
    .waitFor();
  expect(await reasonOf(goOn)).toBe('It changed meanwhile: close this, and look again');
  await page.keyboard.press('Escape');
  await status(page, 'PAUSED').waitFor();
});
