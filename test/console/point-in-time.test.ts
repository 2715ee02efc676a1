/** A start from the past: typed by the clock on the wall, checked server by server, and found again on the execution. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole, type SavedIds } from './support/console.ts';
import { reasonOf } from './support/reason.ts';

const timezoneId = 'Asia/Kolkata';

let rig: ConsoleRig;
let page: Page;
let saved: SavedIds;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 2, web: 1 }, speed: 10 });
  saved = await rig.savePlan('Shop', [{ tier: 'db' }, { tier: 'web' }]);
  ({ page } = await rig.signIn({ timezoneId }));
});
afterAll(() => rig.close());

const hoursAgo = async (hours: number): Promise<Date> => {
  const check = await rig.client.checkPlan(saved.planId);
  if (!check.ok) throw new Error(JSON.stringify(check.failure));
  const seconds = Math.floor(Date.parse(check.value.checkedTime) / 1000) - hours * 3600;
  return new Date(seconds * 1000);
};
/** As it stands on a wall in India: five and a half hours ahead of UTC, all the year. */
const onTheWall = (moment: Date): readonly [string, string] => {
  const text = new Date(moment.getTime() + 5.5 * 3_600_000).toISOString();
  return [text.slice(0, 10).replaceAll('-', '/'), text.slice(11, 19)];
};
const utcOf = (moment: Date): string => `${moment.toISOString().slice(0, 19).replace('T', ' ')} UTC`;
const openStart = async (): Promise<void> => {
  await page.goto(`${rig.server.url}/recovery-plans/${saved.planId}?start=DRILL`);
  await page.getByRole('radio', { name: 'A point in time' }).check();
};
const type = async (label: string, [day, time]: readonly [string, string]): Promise<void> => {
  await page.getByRole('textbox', { name: `${label}: day` }).fill(day);
  await page.getByRole('textbox', { name: `${label}: time` }).fill(time);
};
const startButton = () => page.getByRole('dialog').getByRole('button', { name: /^Start the drill/ });
const openWave = async (wave: RegExp): Promise<void> => page.getByRole('button', { name: wave }).click();

test('a start as of a time shows it in UTC, and how far before it each server’s recovery point lies', async () => {
  const asked = await hoursAgo(5.25);
  await openStart();
  expect(await reasonOf(startButton())).toBe('Give the point in time to its end: a day and a time');
  // What was found of the latest data says nothing of another time.
  expect(await page.getByRole('button', { name: 'Look again' }).count()).toBe(0);
  await type('The whole plan', onTheWall(asked));
  await page
    .getByText(`Local time; ${utcOf(asked)}`)
    .first()
    .waitFor();
  await page.getByText(/^Nothing (speaks against|refuses) it/).waitFor();
  await openWave(/^Wave 0 db: 2 servers/);
  const table = page.getByRole('table', { name: 'Servers of wave 0 db' });
  await table.getByRole('row', { name: /db-001 .* UTC.* before it/ }).waitFor();
  await table.getByRole('row', { name: /db-002 .* UTC.* before it/ }).waitFor();

  await startButton().click();
  await page.getByText('The drill of Shop has started').waitFor();
  await rig.control('clock', { speed: 240 });
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
  await rig.control('clock', { speed: 10 });
  const points = page.getByRole('table', { name: 'Point in time' });
  const rows = await points
    .getByRole('row')
    .filter({ hasText: utcOf(asked) })
    .allInnerTexts();
  expect(rows).toHaveLength(2);
  for (const row of rows) expect(row.match(/before it/g)).toHaveLength(2);
  await page.getByRole('tab', { name: 'Servers' }).click();
  await page.getByRole('row', { name: new RegExp(`db-001 .*before it.*${utcOf(asked)}`) }).waitFor();
});

test('a time before every recovery point is refused, naming each server with the oldest and newest that DRS keeps', async () => {
  await openStart();
  await type('The whole plan', ['2001/01/01', '03:00:00']);
  const reason = page.getByText(/2 servers without a recovery point at or before 2000-12-31T21:30:00.000Z/).first();
  await reason.waitFor();
  expect(await reason.innerText()).toMatch(/(db-00[12] \(\S+\): the oldest is of \S+, the newest of [^;]+(; )?){2}$/);
  expect(await reasonOf(startButton())).toBe('It would be refused, for 2 reasons');
});

test('a wave may have a time of its own, and the others take the latest data', async () => {
  const asked = await hoursAgo(3);
  await openStart();
  await page.getByRole('button', { name: /Another time for a wave/ }).click();
  await page.getByRole('option', { name: '1 web' }).click();
  expect(await reasonOf(startButton())).toBe('Give the point in time to its end: a day and a time');
  await type('Wave 1 web', onTheWall(asked));
  await page.getByText(/^Nothing (speaks against|refuses) it/).waitFor();
  await openWave(/^Wave 0 db/);
  await page.getByRole('table', { name: 'Servers of wave 0 db' }).getByText('db-001').waitFor();
  expect(await page.getByRole('columnheader', { name: 'Recovery point' }).count()).toBe(0);
  await openWave(/^Wave 1 web: 1 server/);
  await page
    .getByRole('table', { name: 'Servers of wave 1 web' })
    .getByText(/before it/)
    .waitFor();
  await page.getByRole('button', { name: 'Wave 1 web: no time of its own' }).click();
  await page.getByRole('radio', { name: 'The latest data' }).check();
  await page.getByText(/^Nothing (speaks against|refuses) it/).waitFor();
  expect(await page.getByText(/recovery point \d.* before it/).count()).toBe(0);
});
