/** Where there is nothing yet, each list says what to do first, and its link leads there. */
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ConsoleRig, openConsole, type SavedIds } from './support/console.ts';
import { accountId } from './support/estate.ts';

interface EmptyList {
  readonly path: string;
  readonly title: string;
  readonly advice: string;
  /** A link or a button of the advice, and where it leads. */
  readonly press?: string;
  readonly leads?: RegExp;
}

const sentenceOf = (page: Page, title: string): Locator =>
  page.getByTestId('empty').filter({ has: page.getByText(title, { exact: true }) });

const check = async (page: Page, url: string, { path, title, advice, press, leads }: EmptyList): Promise<void> => {
  await page.goto(`${url}${path}`);
  const sentence = sentenceOf(page, title).first();
  await sentence.getByText(advice).first().waitFor();
  if (press === undefined || leads === undefined) return;
  const way = sentence.getByRole('link', { name: press, exact: true });
  await way
    .or(sentence.getByRole('button', { name: press, exact: true }))
    .first()
    .click();
  await page.waitForURL(leads);
};

describe('where an account is registered, and nothing else', () => {
  let rig: ConsoleRig;
  let page: Page;
  beforeAll(async () => {
    rig = await openConsole({ tiers: {} });
    ({ page } = await rig.signIn());
  });
  afterAll(() => rig.close());

  const newGroup = { press: 'a protection group', leads: /\/protection-groups\/new$/ } as const;
  const plans = { press: 'a recovery plan', leads: /\/recovery-plans$/ } as const;
  test.each<EmptyList>([
    { path: '/', title: 'Nothing runs', advice: 'of servers that belong together', ...newGroup },
    { path: '/', title: 'Nothing has ended yet', advice: 'Start a drill of', ...plans },
    {
      path: '/',
      title: 'No plan yet',
      advice: 'Make the first',
      press: 'Make the first',
      leads: /\/recovery-plans\/new$/,
    },
    { path: '/executions', title: 'No execution yet', advice: 'of servers that belong together', ...newGroup },
    {
      path: '/recovery-plans',
      title: 'No recovery plan yet',
      advice: 'which protection groups are launched',
      press: 'Create a plan',
      leads: /\/recovery-plans\/new$/,
    },
    {
      path: '/protection-groups',
      title: 'No protection group yet',
      advice: 'which source servers are recovered together',
      press: 'Create a group',
      leads: /\/protection-groups\/new$/,
    },
    { path: '/source-servers', title: 'DRS shows no source server', advice: 'Install the DRS agent on a server' },
    { path: '/recovery-instances', title: 'DRS shows no recovery instance', advice: 'Start one from', ...plans },
    { path: '/settings', title: 'No plan names somebody to be told', advice: 'who is told', ...plans },
    { path: '/settings/tokens', title: 'No token yet', advice: 'Create one for each colleague and program' },
    { path: `/settings/accounts/${accountId}`, title: 'No staging account', advice: 'Edit the account to name one' },
    { path: '/audit-log?who=nobody', title: 'No entry fits', advice: 'Show all, or ask for another time' },
  ])('$path, "$title"', async (list) => check(page, rig.server.url, list));
});

describe('where no account is registered', () => {
  let rig: ConsoleRig;
  let page: Page;
  beforeAll(async () => {
    rig = await openConsole({ tiers: {} });
    const account = await rig.client.getAccount(accountId);
    if (!account.ok) throw new Error(JSON.stringify(account.failure));
    expect((await rig.client.deleteAccount(accountId, account.value.version)).ok).toBe(true);
    ({ page } = await rig.signIn());
  });
  afterAll(() => rig.close());

  test.each(['/', '/source-servers', '/recovery-instances', '/settings'])('%s leads to registering one', (path) =>
    check(page, rig.server.url, {
      path,
      title: 'No account is registered',
      advice: 'its Regions are looked at within a minute',
      press: 'Register the account',
      leads: /\/settings\/accounts\/new$/,
    }),
  );

  test('neither of the two lists of source servers is left without it: inventory, and tags from EC2', async () => {
    await page.goto(`${rig.server.url}/source-servers`);
    await sentenceOf(page, 'No account is registered').nth(1).waitFor();
    expect(await sentenceOf(page, 'No account is registered').count()).toBe(2);
  });
});

describe('where a plan matches nothing, and its start was refused', () => {
  let rig: ConsoleRig;
  let page: Page;
  let saved: SavedIds;
  let executionId: string;
  beforeAll(async () => {
    rig = await openConsole({ tiers: { web: 1 } });
    saved = await rig.savePlan('Idle', [{ tier: 'none' }]);
    const refused = await rig.client.start({ planName: 'Idle', executionType: 'DRILL' }, crypto.randomUUID());
    if (refused.ok) ({ executionId } = refused.value);
    else {
      // Refused at once, or only after the answer, when the machine is busy: the execution is kept either way.
      const { failure } = refused;
      executionId = z
        .string()
        .parse(failure.kind === 'problem' ? failure.problem.executionId : JSON.stringify(failure));
    }
    ({ page } = await rig.signIn());
  });
  afterAll(() => rig.close());

  test.each<EmptyList & { readonly tab: string }>([
    { tab: 'servers', path: '', title: 'No server: nothing was started', advice: 'Mend what is said above' },
    { tab: 'logs', path: '', title: 'No job was started', advice: 'its events say why' },
  ])('its tab $tab, "$title"', async ({ tab, ...list }) => {
    await check(page, rig.server.url, { ...list, path: `/executions/${executionId}?tab=${tab}` });
    await page.getByText('Nothing was started', { exact: true }).waitFor();
  });

  test.each([
    { press: 'Clean-ups', title: 'No clean-up yet', advice: 'its Actions have the clean-up of what it launched' },
    { press: 'Follow-ups', title: 'No follow-up yet', advice: 'its Actions have the follow-up' },
  ])('the list of executions, $press', async ({ press, title, advice }) => {
    await page.goto(`${rig.server.url}/executions`);
    await page.getByRole('button', { name: press, exact: true }).click();
    await sentenceOf(page, title).first().getByText(advice).waitFor();
  });

  test('a filter that nothing fits says that it is the filter', async () => {
    await page.goto(`${rig.server.url}/executions`);
    await page.getByRole('combobox', { name: /^Find/ }).fill('COMPLETED');
    await page.keyboard.press('Enter');
    await sentenceOf(page, 'No execution fits the filter').first().getByText('Change the filter above').waitFor();
  });

  test('its group says that a start would be refused, and what to edit', async () => {
    const path = `/protection-groups/${saved.groupId}`;
    await check(page, rig.server.url, { path, title: 'Matches no server now', advice: 'Edit what is selected' });
    await check(page, rig.server.url, {
      path: `${path}/launch-settings`,
      title: 'The group matches no server now',
      advice: 'or give servers the tags',
      press: 'Edit the group',
      leads: /\/edit$/,
    });
  });

  test('a plan that never ran says that a drill shows whether it works', async () => {
    const { planId } = await rig.savePlan('Never', [{ tier: 'web' }]);
    const path = `/recovery-plans/${planId}?tab=runs`;
    await check(page, rig.server.url, { path, title: 'Never started', advice: 'Start a drill, above' });
  });
});

test('a run that waits before its first job says that its log comes with the job', async () => {
  const rig = await openConsole({ tiers: { web: 1 } });
  try {
    await rig.savePlan('Gated', [{ tier: 'web', pauseBeforeWave: true }]);
    const executionId = await rig.start('Gated');
    const { page } = await rig.signIn();
    const title = 'DRS has not accepted a job yet';
    const advice = 'What waits for you stands at the head';
    await check(page, rig.server.url, { path: `/executions/${executionId}?tab=logs`, title, advice });
    await page.getByRole('button', { name: 'Approve wave 0 …' }).first().waitFor();
  } finally {
    await rig.close();
  }
});
