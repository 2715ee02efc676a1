/**
 * `npm run console:screenshots`: every page of the console in both themes, at 1280 pixels and at the width of a phone,
 * written to `screenshots/` for looking at.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import type { ExecutionView } from '../../src/domain/model/execution-view.ts';
import { buildConsole } from '../../src/entry/build-console.ts';
import { type ConsoleRig, openConsole } from '../../test/console/support/console.ts';
import { accountId, region, stagingAccountId } from '../../test/console/support/estate.ts';
import { consolePages, signInPages, visit } from '../../test/console/support/pages.ts';

const folder = join(import.meta.dirname, '../../screenshots');
const widths = { desk: 1280, phone: 390 } as const;
const themes = ['light', 'dark'] as const;

/** Something of everything: what is over, what failed and waits, what waits at a gate, what runs, what is for real. */
const prepare = async (rig: ConsoleRig) => {
  await rig.savePlan('Shop', [{ tier: 'db' }, { tier: 'app', pauseBeforeWave: true }, { tier: 'web' }]);
  const shop = await rig.savePlan('Shop', [
    { tier: 'db', onFailure: 'pause' },
    { tier: 'app', pauseBeforeWave: true },
    { tier: 'web' },
  ]);
  await tellOf(rig, shop.planId);
  await settle(rig, shop.groupId);
  await rig.savePlan('Billing', [{ tier: 'billing', onFailure: 'pause' }, { tier: 'reports' }]);
  await rig.savePlan('Intranet', [{ tier: 'intranet' }]);
  await rig.savePlan('Fleet', [{ tier: 'fleet' }]);
  const ledger = await rig.savePlan('Ledger', [{ tier: 'ledger' }]);
  const over = await rig.start('Intranet');
  await untilStatus(rig, over, 'COMPLETED');
  const real = await rig.start('Ledger', 'RECOVERY');
  await untilStatus(rig, real, 'COMPLETED');
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  const failed = await rig.start('Billing', 'RECOVERY');
  await untilStatus(rig, failed, 'PAUSED');
  const gate = await rig.start('Shop');
  await untilStatus(rig, gate, 'PAUSED');
  await rig.control('faults', { kind: 'fail-launch', times: 3 });
  await rig.control('clock', { speed: 30 });
  const fleet = await rig.start('Fleet');
  await until(rig, fleet, ({ launchedCount }) => launchedCount > 0);
  // So slowly that it still runs in the last picture, and AWS, asked by a page, answers within its time.
  await rig.control('clock', { speed: 0.25 });
  return { shop, ledger, executions: { over, failed, gate, fleet }, real };
};

/** Launch settings of which AWS refused one, a server with its own, tokens, a staging account, a Region that fails. */
const settle = async (rig: ConsoleRig, groupId: string): Promise<void> => {
  const { client } = rig;
  const group = await client.getGroup(groupId);
  if (!group.ok) throw new Error(JSON.stringify(group.failure));
  const { groupName, description, selection, version } = group.value;
  const found = await client.resolveGroup(groupId);
  const one = found.ok ? found.value.servers[0]?.sourceServerId : undefined;
  const launchConfig = { instanceType: 'm5.xlarge', copyTags: true, launchDisposition: 'STARTED' as const };
  const serverOverrides = one === undefined ? {} : { [one]: { launchDisposition: 'STOPPED' as const } };
  const body = { groupName, description, accountId, region, selection, launchConfig, serverOverrides };
  await client.updateGroup(groupId, body, version);
  const message = 'not authorized to perform: ec2:CreateLaunchTemplateVersion';
  await rig.control('faults', { kind: 'access-denied', operation: 'CreateLaunchTemplateVersion', message, times: 1 });
  await client.applyLaunchSettings(groupId);
  await client.createToken('ana', 'Operator');
  await client.createToken('nightly-drill', 'PlanManager');
  const account = await client.getAccount(accountId);
  if (!account.ok) throw new Error(JSON.stringify(account.failure));
  const regions = [region, 'eu-west-1'];
  const entry = { accountName: 'Production', regions, stagingAccountIds: [stagingAccountId] };
  await client.updateAccount(accountId, entry, account.value.version);
};

/** Objectives, and people who are told: by the API, as the editor does it. */
const tellOf = async ({ client }: ConsoleRig, planId: string): Promise<void> => {
  const plan = await client.getPlan(planId);
  if (!plan.ok) throw new Error(JSON.stringify(plan.failure));
  const { planName, waves, version } = plan.value;
  const saved = await client.updatePlan(
    planId,
    {
      planName,
      description: 'What customers buy with',
      rtoTargetMinutes: 30,
      rpoTargetSeconds: 60,
      notifications: {
        emails: ['oncall@example.com'],
        webhookUrl: 'https://hooks.example.com/T0/secret',
        events: ['gate', 'end'],
      },
      waves: waves.map(({ waveNumber: _number, protectionGroupIds: _groups, dependsOnWaves, ...wave }) => ({
        ...wave,
        protectionGroups: [wave.waveName],
        dependsOn: dependsOnWaves,
      })),
    },
    version,
  );
  if (!saved.ok) throw new Error(JSON.stringify(saved.failure));
};

const until = async (
  rig: ConsoleRig,
  executionId: string,
  isSo: (execution: ExecutionView) => boolean,
): Promise<void> => {
  for (;;) {
    const look = await rig.client.getExecution(executionId);
    if (!look.ok) throw new Error(JSON.stringify(look.failure));
    if (isSo(look.value)) return;
    await setTimeout(200);
  }
};

const untilStatus = (rig: ConsoleRig, executionId: string, status: ExecutionView['status']): Promise<void> =>
  until(rig, executionId, (execution) => execution.status === status);

type Prepared = Awaited<ReturnType<typeof prepare>>;
interface Dialogue {
  readonly name: string;
  readonly path: string;
  /** The buttons that open it, one after the other. */
  readonly press: readonly RegExp[];
  readonly ready: RegExp;
}

const dialoguesOf = ({ executions, ledger, shop, real }: Prepared): readonly Dialogue[] => [
  { name: 'start-drill', path: `/recovery-plans/${ledger.planId}?start=DRILL`, press: [], ready: /Look again/ },
  { name: 'start-recovery', path: `/recovery-plans/${ledger.planId}?start=RECOVERY`, press: [], ready: /LIVE/ },
  {
    name: 'start-refused',
    path: `/recovery-plans/${shop.planId}?start=RECOVERY`,
    press: [],
    ready: /would be refused/,
  },
  {
    name: 'start-point-in-time',
    path: `/recovery-plans/${shop.planId}?start=DRILL`,
    press: [/^A point in time/],
    ready: /whole plan/,
  },
  { name: 'approve', path: `/executions/${executions.gate}`, press: [/^Approve/], ready: /will launch/ },
  { name: 'retry', path: `/executions/${executions.failed}`, press: [/^Retry failed/], ready: /launched again/ },
  {
    name: 'skip',
    path: `/executions/${executions.failed}`,
    press: [/^Actions/, /^Skip/],
    ready: /Kept in the history/,
  },
  { name: 'cancel', path: `/executions/${executions.fleet}`, press: [/^Cancel$/], ready: /DRS cannot cancel/ },
  { name: 'pause', path: `/executions/${executions.gate}`, press: [/^Pause$/], ready: /ends the pause/ },
  { name: 'clean-up', path: `/executions/${real}`, press: [/^Actions/, /^Clean up/], ready: /ledger-002/ },
  {
    name: 'apply-settings',
    path: `/protection-groups/${shop.groupId}/launch-settings`,
    press: [/^Apply …/],
    ready: /Nothing is launched/,
  },
  { name: 'create-token', path: '/settings/tokens', press: [/^Create a token/], ready: /it stands in the history/ },
  { name: 'revoke-token', path: '/settings/tokens', press: [/^Revoke ana/], ready: /cannot be undone/ },
  { name: 'delete-plan', path: `/recovery-plans/${ledger.planId}`, press: [/^Delete$/], ready: /Nobody can start it/ },
];

const shoot = async (page: Page, file: string, fullPage: boolean): Promise<void> => {
  await page.screenshot({ path: join(folder, file), fullPage });
  process.stdout.write(`screenshots/${file}\n`);
};

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
await buildConsole((line) => process.stderr.write(`${line}\n`));
const rig = await openConsole({
  tiers: { db: 6, app: 16, web: 12, billing: 4, reports: 3, intranet: 5, ledger: 2, fleet: 300 },
  staging: { reports: 3 },
  speed: 120,
});
try {
  const prepared = await prepare(rig);
  const { shop, executions } = prepared;
  for (const colorScheme of themes) {
    for (const [device, width] of Object.entries(widths)) {
      const options = { colorScheme, viewport: { width, height: 900 } };
      const stranger = await rig.newPage(options);
      for (const { name, path, ready } of signInPages) {
        await visit(stranger, `${rig.server.url}${path({ ...shop, executionId: executions.over })}`, { ready });
        await shoot(stranger, `${name}-${device}-${colorScheme}.png`, true);
      }
      await stranger.context().close();
      const { page } = await rig.signIn(options);
      for (const { name, path, ready } of consolePages) {
        for (const [which, executionId] of Object.entries(executions)) {
          const isOfExecution = path({ ...shop, executionId: '1' }) !== path({ ...shop, executionId: '2' });
          if (!isOfExecution && which !== 'over') continue;
          await visit(page, `${rig.server.url}${path({ ...shop, executionId })}`, { ready });
          await shoot(page, `${name}${isOfExecution ? `-${which}` : ''}-${device}-${colorScheme}.png`, true);
        }
      }
      for (const { name, path, press, ready } of dialoguesOf(prepared)) {
        await page.goto(`${rig.server.url}${path}`);
        for (const button of press) {
          const at = page
            .getByRole('button', { name: button })
            .or(page.getByRole('menuitem', { name: button }))
            .or(page.getByRole('radio', { name: button }));
          await at.first().click();
        }
        await page.getByRole('dialog').getByText(ready).first().waitFor();
        await shoot(page, `dialogue-${name}-${device}-${colorScheme}.png`, false);
      }
      await page.context().close();
    }
  }
} finally {
  await rig.close();
}
