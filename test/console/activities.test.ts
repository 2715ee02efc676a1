/** What is done around a wave, in the browser: approved, drawn, listed, done again. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

const serves = { kind: 'HTTP_CHECK', actionName: 'the shop answers', url: 'http://{privateIp}/health' } as const;

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { shop: 2, deaf: 1, 'deaf-three': 3, books: 1 } });
  const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 1 } as const;
  const books = { kind: 'APPROVAL', actionName: 'the books are closed' } as const;
  const open = { kind: 'APPROVAL', actionName: 'the shop may open' } as const;
  await rig.savePlan('Careful', [{ tier: 'shop', actions: { before: [wait, books], after: [serves, open] } }]);
  const report = { kind: 'SSM_COMMAND', actionName: 'the report is written', documentName: 'verbose-Report' } as const;
  await rig.savePlan('Report', [{ tier: 'books', actions: { after: [report] } }]);
  const deaf = { after: [{ ...serves, timeoutMinutes: 1 }] };
  await rig.savePlan('Deaf', [{ tier: 'deaf', onFailure: 'pause', actions: deaf }]);
  await rig.savePlan('Torn', [{ tier: 'deaf-three', onFailure: 'pause', minSuccessPercent: 33, actions: deaf }]);
});
afterAll(() => rig.close());

const open = async (planName: string): Promise<Page> => {
  const executionId = await rig.start(planName);
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  return page;
};
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const dialogue = (page: Page) => page.getByRole('dialog');

test('each approval is given by its own name, and every action is drawn and listed with how it ended', async () => {
  const page = await open('Careful');
  for (const [name, effect] of [
    ['the books are closed', '2 servers will launch when the other actions before the launch have passed.'],
    ['the shop may open', 'The waves after it will start when the other actions after the launch have passed.'],
  ] as const) {
    await page.getByText(`Action "${name}" of wave 0 "shop" waits for approval`, { exact: true }).waitFor();
    await page
      .getByRole('button', { name: `Approve "${name}" …` })
      .first()
      .click();
    await dialogue(page)
      .getByRole('heading', { name: `Approve "${name}" of wave 0 "shop"` })
      .waitFor();
    await dialogue(page).getByText(effect).waitFor();
    await dialogue(page).getByRole('button', { name: 'Approve', exact: true }).click();
  }
  await status(page, 'COMPLETED').waitFor();

  const titles = page.locator('svg rect > title');
  await titles.filter({ hasText: 'the shop may open: SUCCEEDED' }).waitFor({ state: 'attached' });
  const drawn = await titles.allTextContents();
  expect(drawn.map((title) => title.split('. ')[0])).toEqual([
    'let the queue drain: SUCCEEDED',
    'the books are closed: SUCCEEDED',
    'the shop answers: SUCCEEDED',
    'the shop may open: SUCCEEDED',
  ]);
  expect(drawn[2]).toContain('HTTP 200');

  await page.getByRole('tab', { name: 'Waves' }).click();
  const row = page.getByRole('row').filter({ hasText: 'the books are closed' });
  await row.getByText('before the launch').waitFor();
  await row.getByText('approved by operator').waitFor();
});

test('a check that failed is read in its own words, and done again without a launch', async () => {
  const page = await open('Deaf');
  await page.getByText('Wave 0 "deaf" is FAILED, and waits for a decision', { exact: true }).waitFor();
  const drawn = page.locator('svg rect > title').filter({ hasText: 'the shop answers: TIMED_OUT' });
  await drawn.waitFor({ state: 'attached' });
  expect(await drawn.textContent()).toContain('HTTP 503');
  await page.getByRole('button', { name: 'Retry failed actions …' }).click();
  await dialogue(page).getByText('Every server of it is up. What is up stays as it is;').waitFor();
  await dialogue(page).getByRole('button', { name: 'Retry', exact: true }).click();
  await page.getByRole('button', { name: 'Go on all the same …' }).first().click();
  await dialogue(page).getByText('Every server of it is up.').waitFor();
  await dialogue(page).getByRole('button', { name: 'Go on all the same', exact: true }).click();
  await status(page, 'PARTIAL').waitFor();
  await page.getByText('1 of 1 launched').waitFor();
});

test('where what failed was skipped or is up since, alert and dialogue alike offer the actions, and no launch', async () => {
  await rig.control('faults', { kind: 'fail-launch', times: 2 });
  const executionId = await rig.start('Torn');
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByRole('button', { name: 'Retry failed servers …' }).waitFor();
  const servers = await rig.client.listServers(executionId);
  const [failed] = (servers.ok ? servers.value.items : []).filter(({ outcome }) => outcome === 'FAILED');
  const skip = { waveNumber: 0, sourceServerIds: [failed?.sourceServerId ?? ''], reason: 'not needed' };
  expect(await rig.client.skip(executionId, skip)).toMatchObject({ ok: true });
  expect(await rig.client.retryWave(executionId, 0)).toMatchObject({ ok: true });
  await page.getByRole('button', { name: 'Retry failed actions …' }).click();
  await dialogue(page).getByRole('heading', { name: 'Retry failed actions' }).waitFor();
  await dialogue(page).getByText('Every server of it is up, but for those skipped.').waitFor();
  expect(await dialogue(page).getByRole('button', { name: 'Retry', exact: true }).isEnabled()).toBe(true);
  await page.keyboard.press('Escape');
  await rig.client.cancel(executionId);
});

test('what a command wrote is read beside it, as far as it was kept, with its id in AWS', async () => {
  const page = await open('Report');
  await status(page, 'COMPLETED').waitFor();
  await page.getByRole('tab', { name: 'Waves' }).click();
  const row = page.getByRole('row').filter({ hasText: 'the report is written' });
  await row.getByRole('button', { name: 'What the report is written wrote' }).click();
  await row.getByText(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/).waitFor();
  const output = await row.getByText(/line 2 of 2000/).innerText();
  expect(output).toMatch(/^i-[0-9a-f]{17}: line 1 of 2000\nline 2 of 2000\n.*…$/s);
});
