import { expect, test } from 'vitest';
import { settingsJobSchema } from '../../src/domain/model/launch-settings-view.ts';
import { setUpCli } from './run.ts';

const file = `kind: ProtectionGroup
groupName: shop-db
accountId: "111122223333"
region: us-east-1
selection:
  tags: { Application: Shop, Tier: db }
launchConfig:
  instanceType: m5.xlarge
`;

async function setUp() {
  const cli = setUpCli();
  await cli.rig.load();
  cli.files.set('shop.yaml', file);
  expect((await cli.run('apply -f shop.yaml')).code).toBe(0);
  return cli;
}

test('drift names each field with what is wanted and what AWS has, and how to apply it', async () => {
  const { run } = await setUp();
  const { code, out } = await run('drift shop-db');
  expect(code).toBe(1);
  expect(out).toMatch(/shop-db-01 .* DRIFTED .*instanceType: m5\.xlarge, AWS has m5\.large/);
  expect(out).toMatch(/targetInstanceTypeRightSizingMethod: NONE, AWS has BASIC/);
  expect(out).toMatch(/To apply them: .*apply-settings group-/);
});

test('apply-settings says what became of each server, and nothing differs afterwards', async () => {
  const { run } = await setUp();
  const applied = await run('apply-settings shop-db');
  expect([applied.code, applied.err]).toEqual([0, '']);
  expect(applied.out).toMatch(/shop-db-01 .* APPLIED .*instanceType/);
  expect(applied.out).toMatch(/version 1\): 2 of 2 done: 2 changed, 0 as wanted already, 0 failed/);
  const { code, out } = await run('drift shop-db');
  expect([code, out.match(/IN_SYNC/g)?.length]).toEqual([0, 2]);
});

test('apply-settings tells its progress while AWS throttles, and goes on by itself', async () => {
  const { run, rig } = await setUp();
  rig.simulator.faults.add({ kind: 'throttle', operation: 'UpdateLaunchConfiguration', times: 8 });
  const { code, out, err } = await run('apply-settings shop-db');
  expect(code).toBe(0);
  expect(err).toMatch(/^0 of 2 done/);
  expect(out).toMatch(/2 of 2 done: 2 changed/);
});

test('a refusal ends in code 1 with the words of AWS', async () => {
  const { run, rig } = await setUp();
  const operation = 'ModifyLaunchTemplate';
  rig.simulator.faults.add({ kind: 'access-denied', operation, message: 'not yours to modify', times: 1 });
  const { code, out, err } = await run('apply-settings shop-db');
  expect(code).toBe(1);
  expect(out).toMatch(/FAILED .*not yours to modify/);
  expect(err).toMatch(/1 server failed/);
});

test('only an earlier version of the group is applied: that is said, and is code 1', async () => {
  const { run, context, files } = await setUp();
  files.set('shop.yaml', file.replace('m5.xlarge', 'm5.2xlarge'));
  expect((await run('apply -f shop.yaml')).code).toBe(0);
  const { code, out, err } = await run('apply-settings shop-db', {
    // As a server answers that still has the group as it was before.
    fetch: async (input, init) => {
      const response = await context.fetch(input, init);
      if (init?.method !== 'POST') return response;
      return Response.json({ ...settingsJobSchema.parse(await response.json()), groupVersion: 1 });
    },
  });
  expect([code, err]).toEqual([1, 'Version 2 is not applied, only 1, an earlier one. Run the same again.\n']);
  expect(out).toMatch(/\(version 1\): 2 of 2 done/);
});

test('describe says how the servers of a group are launched, and export writes it', async () => {
  const { run } = await setUp();
  expect((await run('describe group shop-db')).out).toMatch(/Launched with, all servers: instanceType m5\.xlarge/);
  expect((await run('export')).out).toMatch(/launchConfig:\n\s+instanceType: m5\.xlarge/);
});
