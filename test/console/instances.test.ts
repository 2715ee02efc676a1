/** Recovery instances of every account and Region: what runs, what launched it, and what nobody cleaned up. */
import { DescribeSourceServersCommand, DrsClient, StartRecoveryCommand } from '@aws-sdk/client-drs';
import { EC2Client, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';
import { region } from './support/estate.ts';

let rig: ConsoleRig;
let page: Page;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 1, web: 2, app: 1, odd: 1 } });
  for (const tier of ['db', 'web', 'app']) await rig.savePlan(`Plan of ${tier}`, [{ tier }]);
  ({ page } = await rig.signIn());
});
afterAll(() => rig.close());

const aws = () => ({
  region,
  endpoint: rig.server.simulatorUrl,
  credentials: { accessKeyId: 'somebody', secretAccessKey: 'else' },
});

const untilDecided = async (executionId: string, status: string): Promise<void> => {
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText(status, { exact: true }).waitFor();
};

const run = async (planName: string, executionType: 'DRILL' | 'RECOVERY' = 'DRILL'): Promise<string> => {
  const executionId = await rig.start(planName, executionType);
  await untilDecided(executionId, 'COMPLETED');
  return executionId;
};

const cleanUp = async (executionId: string, confirmedPlanName: string, status: string): Promise<void> => {
  const started = await rig.client.startCleanUp({ executionId, confirmedPlanName }, crypto.randomUUID());
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  await untilDecided(started.value.executionId, status);
};

const open = async (): Promise<void> => {
  await page.goto(`${rig.server.url}/recovery-instances`);
  await page.getByRole('button', { name: 'Refresh' }).click();
  await page.getByRole('button', { name: 'Asking AWS' }).waitFor({ state: 'detached' });
};
const rowOf = (name: string) => page.getByRole('row').filter({ hasText: name });

test('where nothing was launched the page says what would', async () => {
  await open();
  await page.getByText('DRS shows no recovery instance').waitFor();
  await page.getByText('A drill or a recovery launches one for each of its servers.').waitFor();
});

test('what a drill left is told as left, with its run, its plan, its server, its failback and its age', async () => {
  const executionId = await run('Plan of web');
  await open();
  const row = rowOf('web-001');
  await row.getByText('DRILL IS OVER').waitFor();
  await row.getByText('left by a drill: clean it up').waitFor();
  await row.getByText(/^RUNNING, seen \d+\s.* ago$/).waitFor();
  await row.getByText('NOT STARTED', { exact: true }).waitFor();
  await row.getByText('replication NOT STARTED').waitFor();
  expect(await row.getByRole('link', { name: 'Plan of web' }).getAttribute('href')).toBe(`/executions/${executionId}`);
  await row.getByRole('link', { name: 'web-001' }).click();
  await page.getByRole('heading', { name: 'Source servers (1 of 5)' }).waitFor();
  await page.getByRole('radio', { name: 'Details of web-001' }).check();
  await page.getByText('the next launch deletes it').getByRole('link').click();
  await page.getByRole('heading', { name: 'Recovery instances (1 of 2)' }).waitFor();
  // The filter stands in the address.
  await page.reload();
  await page.getByRole('heading', { name: 'Recovery instances (1 of 2)' }).waitFor();
});

test('what a recovery launched is live, and what EC2 has no more is gone', async () => {
  const executionId = await run('Plan of db', 'RECOVERY');
  await open();
  await rowOf('db-001').getByText('launched by a recovery: in use').waitFor();
  const servers = await rig.client.listServers(executionId);
  const instanceId = servers.ok ? servers.value.items[0]?.recoveryInstanceId : undefined;
  const ec2 = new EC2Client(aws());
  await ec2.send(new TerminateInstancesCommand({ InstanceIds: [instanceId ?? ''] }));
  ec2.destroy();
  await rig.control('clock', { advanceSeconds: 120 });
  await open();
  await rowOf('db-001').getByText('GONE', { exact: true }).waitFor();
});

test('what no run of ours made is shown all the same, and says so', async () => {
  const drs = new DrsClient(aws());
  const { items = [] } = await drs.send(new DescribeSourceServersCommand({}));
  const odd = items.find(({ sourceProperties }) => sourceProperties?.identificationHints?.hostname === 'odd-001');
  const sourceServers = [{ sourceServerID: odd?.sourceServerID }];
  await drs.send(new StartRecoveryCommand({ isDrill: true, sourceServers }));
  drs.destroy();
  await rig.control('clock', { advanceSeconds: 3600 });
  await open();
  await rowOf('odd-001').getByText('no run that is shown here').waitFor();
  await rowOf('odd-001').getByText('of a drill that none of the newest runs here made').waitFor();
});

test('what a clean-up did not terminate is a leak: in the list where DRS shows it, above it in any case', async () => {
  const executionId = await run('Plan of app');
  const message = 'not by this policy';
  await rig.control('faults', { kind: 'access-denied', operation: 'TerminateRecoveryInstances', message, times: 1 });
  await cleanUp(executionId, 'Plan of app', 'FAILED');
  await open();
  await rowOf('app-001').getByText('LEAK', { exact: true }).waitFor();
  await rowOf('app-001').getByText('still there after its clean-up').waitFor();
  const told = page.getByText('A clean-up of Plan of app ended as FAILED');
  await told.waitFor();
  await page
    .getByText(/0 of 1 server/)
    .first()
    .waitFor();

  await cleanUp(executionId, 'Plan of app', 'COMPLETED');
  await open();
  await rowOf('web-001').waitFor();
  await rowOf('app-001').waitFor({ state: 'detached' });
  await told.waitFor({ state: 'detached' });
});

test('rows that AWS did not answer for anew keep their age, and say why', async () => {
  const message = 'not by this policy';
  const age = rowOf('web-001').locator('time').first();
  const seen = await age.getAttribute('datetime');
  await rig.control('faults', { kind: 'access-denied', operation: 'DescribeRecoveryInstances', message });
  await rig.control('clock', { advanceSeconds: 3600 });
  await open();
  await page.getByText(/111122223333 us-east-1 is not up to date/).waitFor();
  await page.getByText(new RegExp(message)).first().waitFor();
  await expect.poll(() => age.textContent()).toMatch(/^1\sh\s\d\d\smin ago$/);
  expect(await age.getAttribute('datetime')).toBe(seen);
  await rig.endFaults();
});
