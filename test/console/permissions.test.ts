/** What every role sees: all of it; and at every button that it may not press, why. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExecutionView } from '../../src/domain/model/execution-view.ts';
import { type Permission, permissionsOfRole, type Role, roles } from '../../src/domain/permissions.ts';
import { type ConsoleRig, openConsole, type SavedIds } from './support/console.ts';
import { accountId } from './support/estate.ts';
import { reasonOf } from './support/reason.ts';

let rig: ConsoleRig;
let saved: SavedIds;
/** A group that no plan uses. */
let looseGroupId: string;
/** An execution in each of these states. */
const samples = new Map<string, string>();

beforeAll(async () => {
  rig = await openConsole({ tiers: { over: 1, gate: 1, frail: 1, gone: 1, slow: 1, other: 1 } });
  saved = await rig.savePlan('Over', [{ tier: 'over' }], { drillTtlHours: 100 });
  looseGroupId = await rig.saveGroup('loose', 'other');
  await rig.savePlan('AtGate', [{ tier: 'gate', pauseBeforeWave: true }, { tier: 'other' }]);
  await rig.savePlan('Failing', [{ tier: 'frail', onFailure: 'pause' }]);
  await rig.savePlan('Gone', [{ tier: 'gone', pauseBeforeWave: true }]);
  await rig.savePlan('Running', [{ tier: 'slow' }]);
  const { page } = await rig.signIn();
  const until = async (name: string, executionId: string, status: string): Promise<void> => {
    await page.goto(`${rig.server.url}/executions/${executionId}`);
    await page.getByTestId('decided-status').getByText(status, { exact: true }).waitFor();
    samples.set(name, executionId);
  };
  await until('COMPLETED', await rig.start('Over'), 'COMPLETED');
  await until('PAUSED at a gate', await rig.start('AtGate'), 'PAUSED');
  await rig.control('faults', { kind: 'fail-launch', times: 1 });
  await until('PAUSED by a failure', await rig.start('Failing'), 'PAUSED');
  const cancelled = await rig.start('Gone');
  await until('CANCELLED', cancelled, 'PAUSED');
  await rig.client.cancel(cancelled);
  await until('CANCELLED', cancelled, 'CANCELLED');
  await rig.control('clock', { speed: 1 });
  await until('POLLING', await rig.start('Running'), 'POLLING');
  await page.context().close();
});
afterAll(() => rig.close());

/** What the API says of it now. */
const viewOf = async (executionId: string): Promise<ExecutionView> => {
  const answer = await rig.client.getExecution(executionId);
  if (!answer.ok) throw new Error(JSON.stringify(answer.failure));
  return answer.value;
};

const direct = [
  ['pause', 'Pause', 'stop-recovery'],
  ['cancel', 'Cancel', 'stop-recovery'],
  // Its name says what it would do.
  ['resume', /^(Resume|(Approve wave \d+|Go on without what failed|End the pause) …)$/, 'start-recovery'],
] as const;
const inMenu = [
  ['retry', 'Retry failed servers', 'start-recovery'],
  ['skip', 'Skip a wave', 'start-recovery'],
  ['followUp', 'Follow up', 'start-recovery'],
  ['cleanUp', 'Clean up', 'terminate-instances'],
] as const;

const whyNot = (role: Role, permission: Permission, state: ExecutionView['actions']['pause']): string | undefined => {
  if (!permissionsOfRole[role].includes(permission)) return `You need the permission ${permission}`;
  return state.allowed ? undefined : `Not possible: ${state.reason}`;
};

const buttonsOf = async (page: Page): Promise<Record<string, string | undefined>> => {
  const seen: Record<string, string | undefined> = {};
  for (const [action, name] of direct)
    seen[action] = await reasonOf(page.getByRole('button', { name, exact: true }).first());
  await page.getByRole('button', { name: 'Actions' }).click();
  for (const [action, name] of inMenu) seen[action] = await reasonOf(page.getByRole('menuitem', { name }));
  return seen;
};

describe.each(roles)('%s', (role) => {
  let page: Page;
  beforeAll(async () => {
    ({ page } = await rig.signIn({}, [role]));
  });
  afterAll(() => page.context().close());

  test.each(['COMPLETED', 'PAUSED at a gate', 'PAUSED by a failure', 'CANCELLED', 'POLLING'])(
    'reads an execution that is %s, and every action with what the API says of it',
    async (name) => {
      const executionId = samples.get(name) ?? '';
      const { status, actions } = await viewOf(executionId);
      await page.goto(`${rig.server.url}/executions/${executionId}`);
      await page.getByTestId('decided-status').getByText(status, { exact: true }).waitFor();
      const expected = Object.fromEntries(
        [...direct, ...inMenu].map(([action, , permission]) => [action, whyNot(role, permission, actions[action])]),
      );
      expect(await buttonsOf(page)).toEqual(expected);
    },
  );

  test('keeps the instances of a drill from its automatic clean-up only with the permission to stop runs', async () => {
    const executionId = samples.get('COMPLETED') ?? '';
    const { keep } = (await viewOf(executionId)).actions;
    await page.goto(`${rig.server.url}/executions/${executionId}`);
    const button = page.getByRole('button', { name: 'Keep …' });
    await button.waitFor();
    expect(await reasonOf(button)).toBe(whyNot(role, 'stop-recovery', keep));
  });

  test('sets the schedule of copying tags only with the permission to modify accounts', async () => {
    await page.goto(`${rig.server.url}/source-servers`);
    // Before the schedule is read nobody can set it.
    await page.getByRole('table', { name: 'Tags from EC2' }).getByRole('rowheader').first().waitFor();
    const schedule = page.getByRole('button', { name: 'How often tags are copied' });
    expect(await reasonOf(schedule)).toBe(whyNot(role, 'modify-accounts', { allowed: true }));
  });

  test('reads plans and groups, and changes or starts only what it may', async () => {
    const may = (permission: Permission): string | undefined =>
      permissionsOfRole[role].includes(permission) ? undefined : `You need the permission ${permission}`;
    const check = async (path: string, buttons: readonly (readonly [string, Permission])[]): Promise<void> => {
      await page.goto(`${rig.server.url}${path}`);
      for (const [name, permission] of buttons) {
        const button = page
          .getByRole('button', { name, exact: true })
          .or(page.getByRole('link', { name, exact: true }))
          .first();
        await button.waitFor();
        expect([name, await reasonOf(button)]).toEqual([name, may(permission)]);
      }
    };
    await check('/recovery-plans', [['Create a plan', 'create-recovery-plans']]);
    await check('/protection-groups', [['Create a group', 'create-protection-groups']]);
    await check(`/recovery-plans/${saved.planId}`, [
      ['Delete', 'delete-recovery-plans'],
      ['Edit', 'modify-recovery-plans'],
      ['Start a RECOVERY', 'start-recovery'],
      ['Start a drill', 'start-recovery'],
    ]);
    await check(`/protection-groups/${saved.groupId}`, [['Edit', 'modify-protection-groups']]);
    await check(`/protection-groups/${saved.groupId}/launch-settings`, [['Edit', 'modify-protection-groups']]);
    await check(`/protection-groups/${looseGroupId}`, [['Delete', 'delete-protection-groups']]);
    await check('/source-servers', [
      ['Refresh', 'view-protection-groups'],
      ['Copy now', 'modify-accounts'],
    ]);
    await check('/settings', [['Register an account', 'register-accounts']]);
    await check(`/settings/accounts/${accountId}`, [
      ['Edit', 'modify-accounts'],
      ['Take out …', 'delete-accounts'],
    ]);
    await check('/settings/tokens', [['Create a token …', 'manage-tokens']]);
    await check('/audit-log', [['Export as JSON', 'view-audit-log']]);
    // Past the buttons, by its address: an editor that may not be saved says so.
    await page.goto(`${rig.server.url}/recovery-plans/new`);
    const create = page.getByRole('button', { name: 'Create the plan' });
    await create.waitFor();
    expect(await reasonOf(create)).toBe(may('create-recovery-plans'));
  });
});
