/** What the dialogues of a clean-up, and of a cancel, say of what is left, what is gone, and what goes on all the same. */
import { DrsClient, TerminateRecoveryInstancesCommand } from '@aws-sdk/client-drs';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { accountId, region } from './support/estate.ts';
import { loseNextAnswer } from './support/lost-answer.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { odd: 1, again: 1, own: 1, away: 1, owed: 1, brief: 1, acting: 1 } });
});
afterAll(() => rig.close());
beforeEach(() => rig.control('clock', { speed: 240 }));

const dialogue = (page: Page) => page.getByRole('dialog');
const status = (page: Page, text: string) => page.getByTestId('decided-status').getByText(text, { exact: true });
const open = async (executionId: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  return page;
};
const completed = async (planName: string) => {
  const executionId = await rig.start(planName);
  const page = await open(executionId);
  await status(page, 'COMPLETED').waitFor({ timeout: 60_000 });
  return { executionId, page };
};
const openCleanUp = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Actions' }).click();
  await page.getByRole('menuitem', { name: 'Clean up' }).click();
};
/** Somebody else terminates what it launched of this server, and the inventory sees so. */
const terminateByStranger = async (executionId: string, serverName: string): Promise<void> => {
  const servers = await rig.client.listServers(executionId);
  const found = servers.ok ? servers.value.items.find((each) => each.serverName === serverName) : undefined;
  const credentials = { accessKeyId: 'somebody', secretAccessKey: 'else' };
  const drs = new DrsClient({ region, endpoint: rig.server.simulatorUrl, credentials });
  await drs.send(new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: [found?.recoveryInstanceId ?? ''] }));
  drs.destroy();
  await rig.control('clock', { advanceSeconds: 1200 });
  await rig.client.refreshInventory();
};

test('a clean-up says of each instance whether it is left, replaced, gone, or maybe somebody else’s, and starts once', async () => {
  await rig.savePlan('Fates', [{ tier: 'odd' }, { tier: 'again' }, { tier: 'own' }, { tier: 'away' }]);
  await rig.savePlan('Later', [{ tier: 'again' }]);
  await rig.control('faults', { kind: 'lost-reply', operation: 'StartRecovery', times: 1 });
  const { executionId, page } = await completed('Fates');
  const later = await completed('Later');
  await terminateByStranger(executionId, 'away-001');
  // EC2 was not asked of the adopted one: DRS has named it all the same.
  await page.route(/\/recovery-instances\?/, async (route) => {
    const response = await route.fetch();
    const { items } = await response.json();
    for (const item of items) if (item.adopted) delete item.observed;
    return route.fulfill({ response, json: { items } });
  });

  await openCleanUp(page);
  const row = (name: string) => dialogue(page).getByRole('row').filter({ hasText: name });
  await row('own-001').getByText('launched by this execution', { exact: true }).waitFor();
  await row('away-001')
    .getByText(/^launched by this execution; DRS listed it no more at /)
    .waitFor();
  expect(await row('again-001').count()).toBe(0);
  await dialogue(page).getByText(`1 instance of it replaced by the launches of ${later.executionId}`).waitFor();
  await dialogue(page).getByText('1 instance of it DRS listed no more when it was looked at last').waitFor();
  await dialogue(page).getByRole('heading', { name: 'Clean up: terminate 1 instance' }).waitFor();
  const box = row('odd-001').getByRole('checkbox');
  await box.check();
  await dialogue(page).getByRole('heading', { name: 'Clean up: terminate 2 instances' }).waitFor();
  await box.uncheck();

  await dialogue(page).getByLabel("Type the plan's name to confirm: Fates").fill('Fates');
  await loseNextAnswer(page, '/api/clean-ups');
  const terminate = dialogue(page).getByRole('button', { name: 'Terminate 1 instance' });
  await terminate.click();
  await dialogue(page)
    .getByText(/^It may have started all the same/)
    .waitFor();
  await terminate.click();
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(executionId));
  await status(page, 'COMPLETED').waitFor();
  const cleanUps = await rig.client.getExecution(executionId);
  expect(cleanUps.ok && cleanUps.value.cleanUps?.map((each) => each.executionId)).toEqual([
    new URL(page.url()).pathname.split('/').at(-1),
  ]);

  // What it only found gone it has not terminated.
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await openCleanUp(page);
  await dialogue(page).getByText('1 instance of it terminated by an earlier clean-up already.').waitFor();
  const none = dialogue(page).getByRole('button', { name: 'Terminate 0 instances' });
  expect(await reasonOf(none)).toBe('There is nothing to terminate');
  await row('odd-001').getByRole('checkbox').check();
  const adopted = dialogue(page).getByRole('button', { name: 'Terminate 1 instance' });
  expect(await reasonOf(adopted)).toBe("Type the plan's name: Fates");
});

test('where everything is terminated and an action after it failed, the actions are done again', async () => {
  const place = { accountId, region };
  const expire = { kind: 'SSM_AUTOMATION', actionName: 'names expire', documentName: 'fail-Names', ...place };
  await rig.savePlan('Owed', [{ tier: 'owed' }], { afterCleanUp: [expire] });
  const { executionId, page } = await completed('Owed');
  const first = await rig.client.startCleanUp({ executionId, confirmedPlanName: 'Owed' }, crypto.randomUUID());
  if (!first.ok) throw new Error(JSON.stringify(first.failure));
  await page.goto(`${rig.server.url}/executions/${first.value.executionId}`);
  await status(page, 'PARTIAL').waitFor();

  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await openCleanUp(page);
  await dialogue(page)
    .getByText(/^The last clean-up did not complete: what the plan does after a clean-up is done again/)
    .waitFor();
  const again = dialogue(page).getByRole('button', { name: 'Do them again' });
  expect(await reasonOf(again)).toBe("Type the plan's name: Owed");
  await dialogue(page).getByLabel("Type the plan's name to confirm: Owed").fill('Owed');
  await again.click();
  await page.waitForURL((url) => /\/executions\/exec-/.test(url.pathname) && !url.pathname.endsWith(executionId));
  await status(page, 'FAILED').waitFor();
});

test('a clean-up that is cancelled before it began is cancelled as one, and has not found that nothing was left', async () => {
  await rig.savePlan('Brief', [{ tier: 'brief' }]);
  const { executionId, page } = await completed('Brief');
  await rig.control('clock', { speed: 10 });
  await rig.control('faults', { kind: 'internal-error', operation: 'DescribeRecoveryInstances' });
  const started = await rig.client.startCleanUp({ executionId, confirmedPlanName: 'Brief' }, crypto.randomUUID());
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  await page.goto(`${rig.server.url}/executions/${started.value.executionId}`);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await dialogue(page).getByRole('heading', { name: 'Cancel this clean-up' }).waitFor();
  await dialogue(page).locator('.type-banner').getByText('CLEAN-UP OF A DRILL').waitFor();
  await dialogue(page)
    .getByText(/^What has been terminated is gone\./)
    .waitFor();
  await dialogue(page).getByRole('button', { name: 'Cancel the clean-up' }).click();
  await status(page, 'CANCELLED').waitFor();
  await rig.endFaults();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByText('A clean-up was cancelled: nothing was terminated', { exact: true }).waitFor();
});

test('a cancel says that a runbook, and a job that may have been made, are watched to their end', async () => {
  const runbook = { kind: 'SSM_AUTOMATION', actionName: 'move the books', documentName: 'slow-Books' } as const;
  await rig.savePlan('Acting', [{ tier: 'acting', actions: { before: [runbook] } }]);
  await rig.control('clock', { speed: 10 });
  const executionId = await rig.start('Acting');
  const page = await open(executionId);
  const stateOfAction = async () => {
    const read = await rig.client.getExecution(executionId);
    return read.ok ? read.value.waves[0]?.activities[0]?.state : read.failure;
  };
  await expect.poll(stateOfAction).toBe('STARTED');
  const jobs = `/api/executions/${executionId}`;
  await page.route(
    (url) => url.pathname === jobs,
    async (route) => {
      const response = await route.fetch();
      if (response.status() !== 200) return route.fulfill({ response });
      const execution = await response.json();
      for (const job of execution.waves[0].jobs) job.unanswered = true;
      return route.fulfill({ response, json: execution });
    },
  );
  await page.reload();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await dialogue(page).locator('.type-banner').getByText('DRILL', { exact: true }).waitFor();
  await dialogue(page)
    .getByText(/^"move the books" may be running in AWS, where nothing stops it/)
    .waitFor();
  await dialogue(page)
    .getByText(/^1 job may have been made by a call whose reply was lost/)
    .waitFor();
  expect(await dialogue(page).getByText('it ends at once').count()).toBe(0);
  await dialogue(page).getByRole('button', { name: 'Cancel the execution' }).click();
  await status(page, 'CANCELLING').waitFor();
  await rig.control('clock', { speed: 240 });
  await status(page, 'CANCELLED').waitFor();
});
