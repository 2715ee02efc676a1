/** What the pages show of AWS itself: what replicates, what room is left, what no drill proves, what an account allows. */
import { DescribeSourceServersCommand, DrsClient, StartRecoveryCommand } from '@aws-sdk/client-drs';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleRig, openConsole, type SavedIds } from './support/console.ts';
import { accountId, region } from './support/estate.ts';

let rig: ConsoleRig;
let page: Page;
let never: SavedIds;
let fresh: SavedIds;
beforeAll(async () => {
  rig = await openConsole({ tiers: { web: 3, frail: 2, stalled: 1, strange: 1 } });
  never = await rig.savePlan('Never', [{ tier: 'web' }, { tier: 'frail' }]);
  fresh = await rig.savePlan('Fresh', [{ tier: 'web' }]);
  await rig.savePlan('Frail', [{ tier: 'frail' }]);
  ({ page } = await rig.signIn());
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const untilDecided = async (executionId: string, status: string): Promise<void> => {
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText(status, { exact: true }).waitFor();
};
const openOverview = async (): Promise<void> => {
  await page.goto(rig.server.url);
  await page.getByRole('heading', { name: 'Plans that need a drill' }).waitFor();
};
const tableOf = (heading: string): Locator => page.getByRole('table', { name: heading });
/** The cells of the row of a name, in the order of their columns. */
const cellsOf = async (heading: string, name: string): Promise<readonly string[]> => {
  const row = tableOf(heading).getByRole('row').filter({ hasText: name });
  await row.waitFor();
  return (await row.locator('th, td').allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ').trim());
};
const protectedServers = 'Protected servers, and DRS’s quotas';
const needsDrill = 'Plans that need a drill';

/** Somebody else's drill of one server, by DRS itself. */
const launchElsewhere = async (hostname: string): Promise<void> => {
  const drs = new DrsClient({
    region,
    endpoint: rig.server.simulatorUrl,
    credentials: { accessKeyId: 'somebody', secretAccessKey: 'else' },
  });
  const { items = [] } = await drs.send(new DescribeSourceServersCommand({}));
  const found = items.find(({ sourceProperties }) => sourceProperties?.identificationHints?.hostname === hostname);
  if (found?.sourceServerID === undefined) throw new Error(`DRS has no server ${hostname}`);
  await drs.send(
    new StartRecoveryCommand({ isDrill: true, sourceServers: [{ sourceServerID: found.sourceServerID }] }),
  );
  drs.destroy();
};

test('a server names the groups that select it and the plans that launch it, each with its page; or that there is none', async () => {
  await page.goto(`${rig.server.url}/source-servers`);
  const cellOf = async (hostname: string, head: string): Promise<Locator> => {
    const row = page.getByRole('row').filter({ hasText: hostname });
    await row.waitFor();
    const heads = await page.getByRole('grid', { name: 'Source servers' }).getByRole('columnheader').allInnerTexts();
    return row.locator('th, td').nth(heads.findIndex((text) => text.trim() === head));
  };
  const linksOf = async (hostname: string, head: string) => {
    const links = await (await cellOf(hostname, head)).getByRole('link').all();
    return Promise.all(links.map(async (link) => [await link.innerText(), await link.getAttribute('href')] as const));
  };
  await (await cellOf('web-001', 'Plans')).getByRole('link', { name: 'Never' }).waitFor();
  expect(await linksOf('web-001', 'Groups')).toEqual([['web', `/protection-groups/${fresh.groupId}`]]);
  expect(new Map(await linksOf('web-001', 'Plans'))).toEqual(
    new Map([
      ['Fresh', `/recovery-plans/${fresh.planId}`],
      ['Never', `/recovery-plans/${never.planId}`],
    ]),
  );
  expect(await (await cellOf('stalled-001', 'Groups')).innerText()).toBe('in no group');
  expect(await (await cellOf('stalled-001', 'Plans')).innerText()).toBe('in no plan');
});

test('what waits for a person stands first on the overview, above what runs, though that was started later', async () => {
  await rig.savePlan('Asking', [{ tier: 'strange', pauseBeforeWave: true }]);
  const asking = await rig.start('Asking');
  await page.goto(`${rig.server.url}/executions/${asking}`);
  await page.getByTestId('decided-status').getByText('PAUSED', { exact: true }).waitFor();
  await rig.control('clock', { speed: 1 });
  const running = await rig.start('Fresh');
  await page.goto(rig.server.url);
  const open = page.getByRole('table').first();
  await open.getByRole('link', { name: 'Fresh' }).waitFor();
  const rows = await open.locator('tbody').getByRole('row').allInnerTexts();
  expect(rows.map((text) => text.match(/Asking|Fresh/)?.[0])).toEqual(['Asking', 'Fresh']);
  await rig.client.cancel(asking);
  await rig.control('clock', { speed: 240 });
  await untilDecided(running, 'COMPLETED');
});

test('the overview counts the servers by how they replicate, and names the one that is furthest behind', async () => {
  await openOverview();
  await tableOf(protectedServers).getByText('6 CONTINUOUS').waitFor();
  const [place, replication, lag] = await cellsOf(protectedServers, region);
  expect(place).toContain(accountId);
  expect(replication?.match(/\d+ [A-Z]+/g)?.toSorted()).toEqual(['1 STALLED', '6 CONTINUOUS']);
  expect(lag).toMatch(/^\d+ \S.*: stalled-001$/);
});

test('the overview says how much of each quota our jobs and those of others use, by account and Region', async () => {
  const ended = await rig.start('Fresh');
  await untilDecided(ended, 'COMPLETED');
  await openOverview();
  await tableOf(protectedServers).getByText('0 of 500').waitFor();
  expect((await cellsOf(protectedServers, region)).slice(3)).toEqual(['0 of 20', '0 of 500', '6 of 300']);

  await rig.control('clock', { speed: 1 });
  const running = await rig.start('Fresh');
  await page.goto(`${rig.server.url}/executions/${running}`);
  await page.getByRole('button', { name: /^0 web.*IN_PROGRESS/ }).waitFor();
  await launchElsewhere('strange-001');
  // A sweep is answered again for a minute.
  await rig.control('clock', { advanceSeconds: 61 });
  await openOverview();
  await tableOf(protectedServers).getByText('4 of 500').waitFor();
  expect((await cellsOf(protectedServers, region)).slice(3)).toEqual([
    '2 of 20(1 of others)',
    '4 of 500(1 of others)',
    '6 of 300',
  ]);
  await rig.control('clock', { speed: 240 });
  await untilDecided(running, 'COMPLETED');
});

test('where AWS refuses to tell of its quotas the cell says unknown, and below the table stands why, at full width', async () => {
  const message = 'is not authorized to perform: drs:DescribeJobs because no identity-based policy allows it';
  await rig.control('faults', { kind: 'access-denied', operation: 'DescribeJobs', region, message });
  await rig.control('clock', { advanceSeconds: 61 });
  await openOverview();
  const told = page.getByRole('group').filter({ hasText: `Quotas unknown: ${accountId} ${region}` });
  await told.getByText(/drs:DescribeJobs because/).waitFor();
  expect((await cellsOf(protectedServers, region)).slice(3)).toEqual(['unknown', '–', '–']);
  const widthOf = async (part: Locator) => (await part.boundingBox())?.width ?? 0;
  expect(await widthOf(told)).toBeGreaterThan((await widthOf(tableOf(protectedServers))) * 0.9);
  await rig.endFaults();
  await rig.control('clock', { advanceSeconds: 61 });
});

test('a plan is listed as in need of a drill until one has succeeded, and again after ninety days', async () => {
  await rig.control('faults', { kind: 'fail-launch', times: 2 });
  await untilDecided(await rig.start('Frail'), 'FAILED');
  await openOverview();
  expect(await cellsOf(needsDrill, 'Never')).toEqual(['Never', '2', 'never']);
  expect((await cellsOf(needsDrill, 'Frail'))[2]).toMatch(/^FAILED .* ago$/);
  expect(await tableOf(needsDrill).getByText('Fresh').count()).toBe(0);

  await untilDecided(await rig.start('Frail'), 'COMPLETED');
  await openOverview();
  await tableOf(needsDrill).getByText('Never', { exact: true }).waitFor();
  await tableOf(needsDrill).getByText('Frail').waitFor({ state: 'detached' });

  await rig.control('clock', { advanceSeconds: 91 * 86_400 });
  await openOverview();
  expect((await cellsOf(needsDrill, 'Fresh'))[2]).toMatch(/^COMPLETED 91 d.* ago$/);
  await tableOf(needsDrill).getByText('Frail').waitFor();
});

test('the check of an account says by Region what works, and what does not in AWS’s own words', async () => {
  const account = { kind: 'Account', accountId, accountName: 'Production', regions: [region, 'eu-west-1'] };
  const saved = await rig.client.apply([account]);
  expect(saved.ok).toBe(true);
  await page.goto(`${rig.server.url}/settings`);
  const row = tableOf('Accounts').getByRole('row').filter({ hasText: accountId });
  await row.getByRole('button', { name: 'Check', exact: true }).click();
  await row.getByText(`${region}: 7 servers`).waitFor();
  await row.getByText('eu-west-1: FAILED').waitFor();
  await row.getByText(/drsInitialised: drs:\w+: UninitializedAccountException: /).waitFor();
  await row.getByText('Initialise DRS there: aws drs initialize-service --region eu-west-1').waitFor();

  const refusal = 'not by this policy';
  await rig.control('faults', { kind: 'access-denied', operation: 'DescribeJobs', region, message: refusal });
  await row.getByRole('button', { name: 'Check again' }).click();
  await row.getByText(`${region}: FAILED`).waitFor();
  await row.getByText(new RegExp(`describeJobs: drs:DescribeJobs: AccessDenied\\w*: ${refusal}`)).waitFor();
  await rig.endFaults();
  await row.getByRole('button', { name: 'Check again' }).click();
  await row.getByText(`${region}: 7 servers`).waitFor();
});
