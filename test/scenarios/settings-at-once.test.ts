/** A person applies launch settings while a wave is launched with its own: the wave's hold, and the person is told. */
import { expect, test } from 'vitest';
import { createRig, HOME_ACCOUNT, HOME_REGION, type Rig } from '../support/rig.ts';

const save = async (rig: Rig, launchConfig: object) => {
  const group = {
    kind: 'ProtectionGroup',
    groupName: 'all',
    accountId: HOME_ACCOUNT,
    region: HOME_REGION,
    selection: { sourceServerIds: rig.idsOf('server-') },
    launchConfig,
  };
  const plan = { kind: 'RecoveryPlan', planName: 'shop', waves: [{ waveName: 'all', protectionGroups: ['all'] }] };
  const applied = await rig.clock.complete(rig.catalog.apply([group, plan], { actor: 'anna' }), 1);
  const saved = await rig.catalog.findGroup('all');
  if (applied.kind !== 'applied' || saved === undefined) throw new Error(JSON.stringify(applied));
  return { group: saved, planId: `${applied.results.at(-1)?.id}` };
};

const countBy = (texts: readonly (string | undefined)[]) =>
  Object.fromEntries([...Map.groupBy(texts, (text) => text ?? 'none')].map(([text, alike]) => [text, alike.length]));

test('an application of earlier settings that AWS still works on changes nothing of a wave that is launched meanwhile', async () => {
  let slow = true;
  const rig = await createRig({
    estate: { servers: 12 },
    aroundCall: async (operation, call) => {
      if (operation === 'ec2:CreateLaunchTemplateVersion' && slow) await rig.clock.sleep(9);
      if (operation === 'drs:StartRecovery') await rig.clock.sleep(15);
      return call();
    },
  });
  const { group, planId } = await save(rig, { instanceType: 'm5.xlarge' });
  const earlier = rig.launchSettings.apply(group, 'anna');
  await rig.clock.advance(1);
  slow = false;
  await save(rig, { instanceType: 'c5.large' });
  const executionId = await rig.launch(planId);
  const told = await rig.clock.complete(earlier);
  const view = await rig.runToEnd(executionId);
  expect(view.status).toBe('COMPLETED');
  const servers = await rig.servers(executionId);
  expect(countBy(servers.map(({ observed }) => observed?.instanceType))).toEqual({ 'c5.large': 12 });
  // Ten were in AWS's hands before the wave had its turn; the wave waited for them, and changed them again.
  expect(told.ok && told.value.counts).toMatchObject({ applied: 10, failed: 2 });
  const refused = told.ok ? told.value.servers.filter(({ result }) => result === 'FAILED') : [];
  expect(new Set(refused.map(({ message }) => message))).toEqual(
    new Set([
      `wave "all" of execution ${executionId} ("shop") is launching it with the settings that it found: apply them when that is over`,
    ]),
  );
});
