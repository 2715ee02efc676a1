/** How full DRS's quotas are, in colour and in words, on the overview and on the page of an account. */
import { DrsClient, paginateDescribeSourceServers } from '@aws-sdk/client-drs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region } from './support/estate.ts';

let rig: ConsoleRig;
let page: Page;
let sourceServerIds: readonly string[];
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 301 }, speed: 10 });
  ({ page } = await rig.signIn());
  const credentials = { accessKeyId: 'somebody', secretAccessKey: 'else' };
  const client = new DrsClient({ region, endpoint: rig.server.simulatorUrl, credentials });
  const ids: string[] = [];
  for await (const { items = [] } of paginateDescribeSourceServers({ client }, {}))
    ids.push(...items.flatMap(({ sourceServerID }) => sourceServerID ?? []));
  client.destroy();
  sourceServerIds = ids;
});
afterAll(() => rig.close());

/** Of what is told of the quota of replicating servers at an address: how it looks, and its words. */
const toldOf = async (path: string, table: string, used: number): Promise<readonly string[]> => {
  await page.goto(`${rig.server.url}${path}`);
  const row = page.getByRole('table', { name: table }).getByRole('row').filter({ hasText: region });
  const cell = row.locator('td').filter({ hasText: `${used} of 300` });
  await cell.waitFor();
  const looks = await cell
    .locator('[class*=awsui_status-]')
    .evaluateAll((parts) => parts.flatMap(({ className }) => /status-(error|warning)/.exec(className)?.[1] ?? []));
  const words = (await cell.innerText()).split('\n').map((line) => line.trim());
  return [...new Set(looks), ...words.filter((line) => line !== '')];
};

test.each([
  { used: 301, told: ['error', '301 of 300', 'above the quota'] },
  { used: 300, told: ['error', '300 of 300', 'used up'] },
  { used: 271, told: ['warning', '271 of 300', 'nearly used up'] },
  { used: 270, told: ['270 of 300'] },
])('of 300 servers that may replicate, $used are told as $told', async ({ used, told }) => {
  await rig.endFaults();
  if (used < sourceServerIds.length)
    await rig.control('faults', { kind: 'stalled-replication', sourceServerIds: sourceServerIds.slice(used) });
  // A sweep is answered again for a minute.
  await rig.control('clock', { advanceSeconds: 61 });
  expect(await toldOf('/', 'Protected servers, and DRS’s quotas', used)).toEqual(told);
  expect(await toldOf(`/settings/accounts/${accountId}`, 'Capacity', used)).toEqual(told);
});
