/** What the start dialogue tells of a start before it, in the browser. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, openConsole } from './support/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await openConsole({ tiers: { db: 2, web: 2, norecoverypoint: 1, crowd: 501 }, speed: 10 });
});
afterAll(() => rig.close());

const openStart = async (planId: string): Promise<Page> => {
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/recovery-plans/${planId}`);
  await page.getByRole('button', { name: 'Start a drill' }).click();
  return page;
};

test('gates, time, the last run, denied permissions and what is unknown are told before a start, each with its remedy', async () => {
  const { planId } = await rig.savePlan('Shop', [{ tier: 'db' }, { tier: 'web', pauseBeforeWave: true }]);
  await rig.savePlan('Night', [{ tier: 'web' }]);
  const first = await openStart(planId);
  const dialogue = first.getByRole('dialog');
  await dialogue.getByText('opened by Admin, RecoveryManager, PlanManager, Operator').waitFor();
  await dialogue.getByText('none that launched anything').waitFor();
  await dialogue.getByText('plan "Night" launches 2 servers of this plan too').waitFor();
  await dialogue.getByText('Nothing refuses it; read what is worth knowing').waitFor();

  await rig.control('faults', { kind: 'access-denied', operation: 'TerminateRecoveryInstances' });
  await dialogue.getByRole('button', { name: 'Look again' }).click();
  await dialogue.getByText(/may not drs:TerminateRecoveryInstances in/).waitFor();
  await dialogue.getByText('Allow it in the permissions of that role').waitFor();

  await rig.control('faults', { kind: 'access-denied', operation: 'SimulatePrincipalPolicy' });
  await dialogue.getByRole('button', { name: 'Look again' }).click();
  await dialogue.getByText('Nothing is known against it, but not everything could be checked').waitFor();
  await dialogue.getByText('A start does not ask for it, and would begin without knowing.').waitFor();
  // What is known is told all the same.
  await dialogue.getByText('4 servers in 2 waves of version 1').waitFor();
});

test('a wave that is larger than DRS’s quota says how many of its servers wait, and roughly how long', async () => {
  const { planId } = await rig.savePlan('Crowd', [{ tier: 'crowd' }]);
  const dialogue = (await openStart(planId)).getByRole('dialog');
  await dialogue.getByText(/1 of 501 in us-east-1 wait for DRS's quota, about \d+\smin/).waitFor();
});

test('the last run stands there with its time, and one that missed the target says so', async () => {
  const saved = await rig.client.apply([
    {
      kind: 'RecoveryPlan',
      planName: 'Quick',
      rtoTargetMinutes: 1,
      waves: [{ waveName: 'db', protectionGroups: ['db'] }],
    },
  ]);
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
  const planId = saved.value.results[0]?.id ?? '';
  await rig.control('clock', { speed: 240 });
  const executionId = await rig.start('Quick');
  const { page } = await rig.signIn();
  await page.goto(`${rig.server.url}/executions/${executionId}`);
  await page.getByTestId('decided-status').getByText('COMPLETED', { exact: true }).waitFor();
  await rig.control('clock', { speed: 10 });
  const dialogue = (await openStart(planId)).getByRole('dialog');
  await dialogue.getByText('RTO missed').waitFor();
  await dialogue.getByText(/over the RTO target of 1 min/).waitFor();
  expect(await dialogue.getByRole('link', { name: 'Drill' }).getAttribute('href')).toBe(`/executions/${executionId}`);
});

test('a wave that can only fail stands in the header, not among what is worth knowing alone; a start is possible', async () => {
  const { planId } = await rig.savePlan('Half', [{ tier: 'db' }, { tier: 'norecoverypoint' }]);
  const dialogue = (await openStart(planId)).getByRole('dialog');
  await dialogue.getByText(/^As things stand a wave of it would FAIL/).waitFor();
  await dialogue
    .getByText('wave 1 "norecoverypoint" would FAIL, and no wave after it would start: 0 of 1 server can be launched')
    .waitFor();
  await dialogue.getByText(/A start is not refused for it/).waitFor();
  expect(await dialogue.getByRole('button', { name: /^Start the drill/ }).isEnabled()).toBe(true);
});
