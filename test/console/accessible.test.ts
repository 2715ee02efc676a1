/** axe finds no serious violation on any page, in either theme; and the browser has nothing to complain of there. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ConsoleRig, complaintsOf, openConsole } from './support/console.ts';
import { accountId, region, stagingAccountId } from './support/estate.ts';
import { consolePages, type PageIds, signInPages, visit } from './support/pages.ts';
import { refuse } from './support/refuse.ts';

let rig: ConsoleRig;
let ids: PageIds;
/** Stands at its first gate; is over, with a server that failed; is used by no plan. */
let waitingId: string;
let overId: string;
let looseGroupId: string;
beforeAll(async () => {
  rig = await openConsole({
    tiers: { db: 2, web: 2, gated: 1, over: 1, 'fail-launch-over': 1 },
    staging: { reports: 1 },
  });
  await rig.savePlan('Gated', [{ tier: 'db' }, { tier: 'web', pauseBeforeWave: true }]);
  await rig.savePlan('Waiting', [{ tier: 'gated', pauseBeforeWave: true }]);
  await rig.savePlan('Over', [{ tier: 'over' }, { tier: 'fail-launch-over' }], { drillTtlHours: 1000 });
  looseGroupId = await rig.saveGroup('loose', 'web');
  const place = { accountId, region };
  const selection = { tags: { Tier: 'web' } };
  const settings = await rig.client.apply([
    { kind: 'Account', accountId, accountName: 'Production', regions: [region], stagingAccountIds: [stagingAccountId] },
    { kind: 'ProtectionGroup', groupName: 'loose', ...place, selection, launchConfig: { copyTags: true } },
  ]);
  expect(settings.ok).toBe(true);
  const { page } = await rig.signIn();
  const until = async (executionId: string, status: string): Promise<string> => {
    await page.goto(`${rig.server.url}/executions/${executionId}`);
    await page.getByTestId('decided-status').getByText(status, { exact: true }).waitFor();
    return executionId;
  };
  waitingId = await until(await rig.start('Waiting'), 'PAUSED');
  overId = await until(await rig.start('Over'), 'PARTIAL');
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const saved = await rig.savePlan('Failing', [{ tier: 'db', onFailure: 'pause' }, { tier: 'web' }]);
  ids = { ...saved, executionId: await until(await rig.start('Failing'), 'PAUSED') };
  // So slowly that AWS, asked by a page, answers within its time on a busy machine, too.
  await rig.control('clock', { speed: 10 });
});
afterAll(() => rig.close());

const seriousOf = async (page: Page): Promise<string[]> => {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
};

interface Dialogue {
  readonly what: string;
  readonly path: () => string;
  /** The box that is checked first. */
  readonly box?: string;
  readonly button: string;
  /** Of the menu that the button opens. */
  readonly item?: string;
  readonly ready: string | RegExp;
}

const ofFailing = () => `/executions/${ids.executionId}`;
const ofOver = () => `/executions/${overId}`;
const dialogues: readonly Dialogue[] = [
  { what: 'cancel', path: ofFailing, button: 'Cancel', ready: 'Nothing runs in AWS: it ends at once.' },
  {
    what: 'retry',
    path: ofFailing,
    button: 'Retry failed servers …',
    ready: 'None of them has an instance that DRS would delete.',
  },
  {
    what: 'going on without what failed',
    path: ofFailing,
    button: 'Go on without what failed …',
    ready: 'The waves after it will start without 1 server of it',
  },
  { what: 'skip', path: ofFailing, button: 'Actions', item: 'Skip a wave', ready: /start as if it were done/ },
  {
    what: 'approval',
    path: () => `/executions/${waitingId}`,
    button: 'Approve wave 0 …',
    ready: 'None of them has an instance that DRS would delete.',
  },
  { what: 'follow-up', path: ofOver, button: 'Actions', item: 'Follow up', ready: 'fail-launch-over-001' },
  { what: 'clean-up', path: ofOver, button: 'Actions', item: 'Clean up', ready: /over-001/ },
  {
    what: 'pause',
    path: () => `/executions/${waitingId}`,
    button: 'Pause',
    ready: 'No further wave starts until somebody ends the pause',
  },
  { what: 'keeping what a drill launched', path: ofOver, button: 'Keep …', ready: 'You are warned again' },
  {
    what: 'a new token',
    path: () => '/settings/tokens',
    button: 'Create a token …',
    ready: 'it stands in the history',
  },
  {
    what: 'application of launch settings',
    path: () => `/protection-groups/${looseGroupId}/launch-settings`,
    button: 'Apply …',
    ready: 'Nothing is launched, and no running instance is touched',
  },
  {
    what: 'extension of servers',
    path: () => `/settings/accounts/${accountId}?region=${region}&staging=%22${stagingAccountId}%22`,
    box: 'Extend reports-1',
    button: 'Extend …',
    ready: `They go on replicating in ${stagingAccountId}`,
  },
  {
    what: 'deletion of a group',
    path: () => `/protection-groups/${looseGroupId}`,
    button: 'Delete',
    ready: 'Its source servers are not touched',
  },
];

describe.each(['light', 'dark'] as const)('in the %s theme', (colorScheme) => {
  let page: Page;
  let complaints: readonly string[];
  beforeAll(async () => {
    ({ page, complaints } = await rig.signIn({ colorScheme }));
  });

  test.each(consolePages)('$name', async ({ path, ready }) => {
    const before = complaints.length;
    await visit(page, `${rig.server.url}${path(ids)}`, { ready });
    expect(await seriousOf(page)).toEqual([]);
    expect(complaints.slice(before)).toEqual([]);
  });

  test.each(signInPages)('$name', async ({ path, ready }) => {
    const stranger = await rig.newPage({ colorScheme });
    const said = complaintsOf(stranger);
    await visit(stranger, `${rig.server.url}${path(ids)}`, { ready });
    expect(await seriousOf(stranger)).toEqual([]);
    expect(said).toEqual([]);
    await stranger.context().close();
  });

  test('a page something of which could not be read again', async () => {
    const { page: cut } = await rig.signIn({ colorScheme });
    await cut.goto(`${rig.server.url}${ofFailing()}`);
    await cut.getByTestId('decided-status').getByText('PAUSED', { exact: true }).waitFor();
    await cut.route(`**/api${ofFailing()}`, refuse(500, 'the store did not answer'));
    await cut.getByText(/^Not read since /).waitFor();
    expect(await seriousOf(cut)).toEqual([]);
    await cut.context().close();
  });

  test('a page whose session has ended', async () => {
    const { page: ended } = await rig.signIn({ colorScheme });
    await ended.clock.install();
    await ended.goto(`${rig.server.url}/executions`);
    await ended.getByRole('heading', { name: 'Executions' }).waitFor();
    await ended.evaluate("fetch('/api/session', { method: 'DELETE' })");
    await ended.clock.fastForward(16_000);
    await ended.getByRole('dialog', { name: 'Sign in again' }).getByText('You are not signed in').waitFor();
    expect(await seriousOf(ended)).toEqual([]);
    await ended.context().close();
  });

  test.each(dialogues)('the dialogue of $what', async ({ path, box, button, item, ready }) => {
    await page.goto(`${rig.server.url}${path()}`);
    if (box !== undefined) await page.getByRole('checkbox', { name: box }).check();
    await page.getByRole('button', { name: button }).first().click();
    if (item !== undefined) await page.getByRole('menuitem', { name: item }).click();
    const dialogue = page.getByRole('dialog');
    await dialogue.getByText(ready).first().waitFor();
    await dialogue.locator('[class*=awsui_status-loading]').first().waitFor({ state: 'detached' });
    expect(await seriousOf(page)).toEqual([]);
  });
});
