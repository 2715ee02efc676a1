/** What waits is found whatever is newer, and what is not known is never told as "none". */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { refuse } from './support/refuse.ts';

let rig: ConsoleRig;
let page: Page;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 1, web: 1, held: 1, left: 1 } });
  await rig.savePlan('Branched', [{ tier: 'db' }, { tier: 'web', pauseBeforeWave: true, dependsOn: [] }]);
  await rig.savePlan('Held', [{ tier: 'held', pauseBeforeWave: true }]);
  await rig.savePlan('Left', [{ tier: 'left' }]);
  ({ page } = await rig.signIn());
  await page.clock.install();
});
afterAll(() => rig.close());

const broken = 'the store did not answer';
const section = (heading: string) => page.getByRole('table').filter({ has: page.getByText(heading) });
const rowOf = (text: string | RegExp) => page.getByRole('row').filter({ hasText: text });

test('what an instance is of is not known while the runs cannot be read', async () => {
  const executionId = await rig.start('Left');
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
  await page.route(/\/api\/executions\?/, refuse(500, broken));
  await page.goto(`${rig.server.url}/recovery-instances`);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await rowOf('left-001').getByText('NOT KNOWN', { exact: true }).waitFor();
  await rowOf('left-001').getByText('not known: not every run could be read').waitFor();
  await page.unroute(/\/api\/executions\?/);
  await page.clock.fastForward(16_000);
  await rowOf('left-001').getByText('DRILL IS OVER', { exact: true }).waitFor();
});

test.each([
  ['groups', /\/api\/protection-groups\?/, ['in no group', 'in no plan']],
  ['plans', /\/api\/recovery-plans\/[^/]+\?version=/, ['in no plan']],
] as const)('a server is not said to be in none of the %s that could not be read', async (_what, address, none) => {
  await page.route(address, refuse(500, broken));
  await page.goto(`${rig.server.url}/source-servers`);
  await rowOf('web-001').getByText('not known', { exact: true }).first().waitFor();
  for (const text of none) expect(await page.getByText(text, { exact: true }).count()).toBe(0);
  await page.unroute(address);
  await page.clock.fastForward(16_000);
  await rowOf('web-001').getByRole('link', { name: 'Branched' }).waitFor();
});

test('plans that cannot be read are not said to be none', async () => {
  await page.route(/\/api\/recovery-plans\?/, refuse(500, broken));
  await page.goto(`${rig.server.url}/`);
  await page.getByText(`The plans: ${broken}`).waitFor();
  expect(await page.getByText('No plan yet').count()).toBe(0);
  await page.unroute(/\/api\/recovery-plans\?/);
  await page.clock.fastForward(16_000);
  await page.getByText('Plans that need a drill').waitFor();
});

test('a run with one branch at a gate says so on the overview while the other runs, above what only runs', async () => {
  await rig.control('clock', { speed: 2 });
  const branched = await rig.start('Branched');
  const newer = await rig.start('Left');
  await page.goto(`${rig.server.url}/`);
  const row = rowOf('wave 1 "web" waits for approval');
  await row.getByText('POLLING', { exact: true }).waitFor();
  const order = await section('By')
    .first()
    .locator('tbody')
    .getByRole('link')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  expect(order).toEqual([`/executions/${branched}`, `/executions/${newer}`]);
  await rig.client.cancel(branched);
  await rig.control('clock', { speed: 240 });
});

test('a run that waits is on the overview, however many runs are newer', async () => {
  const waiting = await rig.start('Held');
  // Each is refused: the server is held by the one that waits.
  for (let batch = 0; batch < 63; batch += 1)
    await Promise.all(
      Array.from({ length: 8 }, () =>
        rig.client.start({ planName: 'Held', executionType: 'DRILL' }, crypto.randomUUID()),
      ),
    );
  const lastDrill = /\/api\/executions\?.*planId=/;
  await page.route(lastDrill, refuse(500, broken));
  await page.goto(`${rig.server.url}/`);
  await rowOf('wave 0 "held" waits for approval').getByText('PAUSED', { exact: true }).waitFor();
  expect(await page.getByText('Nothing runs').count()).toBe(0);
  // The drill of this plan is older than what is read at once: it is asked for by itself, and may not be had.
  await rowOf('Left').getByText(`not known: ${broken}`).waitFor();
  await page.unroute(lastDrill);
  await rig.client.cancel(waiting);
});
