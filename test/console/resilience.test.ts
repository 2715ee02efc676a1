/** What the page does when the server goes away, when a link is shared, and when a wave is large. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 2, web: 2, big: 250 } });
  await rig.savePlan('Gated', [{ tier: 'db' }, { tier: 'web', pauseBeforeWave: true }]);
  await rig.savePlan('Straight', [{ tier: 'web' }]);
  await rig.savePlan('Fleet', [{ tier: 'big' }]);
});
afterAll(() => rig.close());

test('a server that is restarted in the middle: the page says so, and heals by itself', async () => {
  const executionId = await rig.start('Gated');
  const { page, complaints } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByText('Wave 1 "web" waits for approval', { exact: true }).waitFor();
  await rig.restart(async () => {
    await page.getByText('The server does not answer').waitFor();
    // What was last seen stays readable.
    await page.getByText('Wave 1 "web" waits for approval', { exact: true }).waitFor();
  });
  await page.getByText('The server does not answer').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Approve wave 1 …' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Approve', exact: true }).click();
  await page.getByTestId('decided-status').getByText('COMPLETED').waitFor();
  expect(complaints).toEqual([]);
});

test('a server that is restarted while a job runs in DRS: the job goes on, and is watched to its end', async () => {
  // So slowly that the job outlives the restart.
  await rig.control('clock', { speed: 10 });
  const executionId = await rig.start('Straight');
  const { page, complaints } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}?tab=logs`);
  await page.getByText('JOB_START').first().waitFor();
  const jobs = async () => {
    const read = await rig.client.getExecution(executionId);
    if (!read.ok) throw new Error(JSON.stringify(read.failure));
    return read.value.waves.flatMap((wave) => wave.jobs);
  };
  const [started] = await jobs();
  expect(started?.state).toBe('STARTED');
  await rig.restart(async () => {
    await page.getByText('The server does not answer').waitFor();
  });
  await page.getByText('The server does not answer').waitFor({ state: 'detached' });
  await rig.control('clock', { speed: 240 });
  await page.getByTestId('decided-status').getByText('COMPLETED').waitFor();
  // The very job: no second one was started for its servers.
  expect((await jobs()).map(({ jobId, state }) => [jobId, state])).toEqual([[started?.jobId, 'ENDED']]);
  expect(complaints).toEqual([]);
});

test('nothing is asked for twice when nothing has changed: the answer is 304', async () => {
  const executionId = await rig.start('Gated');
  const { page } = await rig.signIn();
  const statuses: number[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname === `/api/executions/${executionId}`) statuses.push(response.status());
  });
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByText('Wave 1 "web" waits for approval', { exact: true }).waitFor();
  await page.waitForResponse((response) => response.url().endsWith(executionId) && response.status() === 304);
  await page.waitForResponse((response) => response.url().endsWith(executionId) && response.status() === 304);
  expect(statuses[0]).toBe(200);
  await rig.client.cancel(executionId);
  await page.getByTestId('decided-status').getByText('PARTIAL').waitFor();
});

test('a wave of 250 servers is folded at first, unfolds, and is filtered to one server', async () => {
  const executionId = await rig.start('Fleet');
  const { page, complaints } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  const wave = page.getByRole('button', { name: /^0 big/ });
  await wave.waitFor();
  expect(await wave.getAttribute('aria-expanded')).toBe('false');
  await page.getByTestId('decided-status').getByText('COMPLETED').waitFor();
  await page.getByText('250 of 250 launched').waitFor();
  await wave.click();
  await page.getByText('big-250').waitFor();
  // DRS takes a hundred servers in one job.
  expect(await page.locator('.timeline-label-job').count()).toBe(3);
  await page.getByRole('tab', { name: 'Servers' }).click();
  await page.getByRole('combobox', { name: 'Find servers' }).fill('big-137');
  await page.keyboard.press('Enter');
  await page.getByText('(1 of 250)').waitFor();
  // The address carries the filter: a colleague sees the same.
  const copy = await page.context().newPage();
  await copy.goto(page.url());
  await copy.getByText('(1 of 250)').waitFor();
  await copy.getByText('big-137').first().waitFor();
  expect(complaints).toEqual([]);
});

test('the list of executions keeps its filter in the address', async () => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions`);
  await page.getByRole('link', { name: 'Gated' }).first().waitFor();
  await page.getByRole('combobox', { name: 'Find executions' }).fill('Fleet');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Gated' }).first().waitFor({ state: 'detached' });
  const copy = await page.context().newPage();
  await copy.goto(page.url());
  await copy.getByRole('link', { name: 'Fleet' }).first().waitFor();
  expect(await copy.getByRole('link', { name: 'Gated' }).count()).toBe(0);
  await page.getByRole('link', { name: 'Fleet' }).first().click();
  await page.getByTestId('decided-status').waitFor();
  await page.goBack();
  await page.getByRole('link', { name: 'Fleet' }).first().waitFor();
});

test.each(['timeline', 'graph', 'servers', 'events', 'logs'])('the tab %s is reached by its address', async (tab) => {
  const { page, complaints } = await rig.signIn();
  const { ok, ...list } = await rig.client.listExecutions({ limit: 1 });
  expect(ok).toBe(true);
  const executionId = 'value' in list ? list.value.items[0]?.executionId : undefined;
  await page.goto(`${rig.server.url}/executions/${executionId}?tab=${tab}`);
  await page.locator(`[role=tab][aria-selected=true][data-testid=${tab}]`).waitFor();
  expect(complaints).toEqual([]);
});
