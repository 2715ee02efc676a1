/** Addresses that the last look at a job did not tell are asked for later, and what is missing is said. */
import { expect, test } from 'vitest';
import { openScenario } from './support/scenario.ts';

const ipsOf = (servers: readonly { readonly observed?: { readonly privateIp?: string | undefined } | undefined }[]) =>
  servers.map((server) => typeof server.observed?.privateIp);

/** A wave that ends while EC2 refuses, and a gate after it: the execution stays open. */
const endWithoutAddresses = async (fault: 'throttle' | 'access-denied', forSeconds: number) => {
  const rig = await openScenario({ servers: 2 });
  const [first = '', second = ''] = rig.idsOf('server');
  const waves = [{ servers: [first] }, { servers: [second], pauseBeforeWave: true }];
  const executionId = await rig.launch(await rig.savePlan('shop', waves));
  rig.simulator.faults.add(
    fault === 'throttle' ? { kind: fault, service: 'ec2', forSeconds } : { kind: fault, service: 'ec2' },
  );
  const view = await rig.runUntil(executionId, 'PAUSED');
  return { rig, executionId, view };
};

test('EC2 throttled at the end of a job: the addresses come later, while the next gate waits', async () => {
  const { rig, executionId, view } = await endWithoutAddresses('throttle', 400);
  expect(view.pollFailures).toMatchObject([
    {
      message: expect.stringMatching(/^addresses and states of launched servers are missing: ec2:DescribeInstances: /),
    },
  ]);
  await rig.clock.advance(400);
  expect(ipsOf((await rig.servers(executionId)).filter(({ outcome }) => outcome === 'LAUNCHED'))).toEqual(['string']);
  expect((await rig.get(executionId)).pollFailures).toEqual([]);
  const calls = rig.simulator.calls().log.length;
  await rig.clock.advance(3600);
  expect(rig.simulator.calls().log, 'and nothing is asked after that').toHaveLength(calls);
});

test('EC2 may not be asked: the record says so, and the asking ends', async () => {
  const { rig, executionId } = await endWithoutAddresses('access-denied', 0);
  await rig.clock.advance(700);
  const calls = rig.simulator.calls().log.length;
  await rig.clock.advance(3600);
  expect(rig.simulator.calls().log).toHaveLength(calls);
  expect((await rig.get(executionId)).pollFailures).toMatchObject([
    { message: expect.stringContaining('addresses and states of launched servers are missing') },
  ]);
  expect((await rig.get(executionId)).pollFailures[0]?.consecutive).toBeGreaterThan(5);
});

test('EC2 may not be asked at the end of the last wave: the final record says what is missing', async () => {
  const rig = await openScenario({ servers: 1 });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  rig.simulator.faults.add({ kind: 'access-denied', service: 'ec2' });
  const view = await rig.runToEnd(executionId);
  expect(view.status).toBe('COMPLETED');
  expect(view.pollFailures).toMatchObject([
    { message: expect.stringContaining('addresses and states of launched servers are missing') },
  ]);
});

test('EC2 throttled at the end of the last wave: the final record has the addresses all the same', async () => {
  const rig = await openScenario({ servers: 2 });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.clock.runUntil(async () =>
    (await rig.servers(executionId)).some(({ observed }) => observed?.launchStatus === 'LAUNCHED'),
  );
  rig.simulator.faults.add({ kind: 'throttle', service: 'ec2', times: 2 });
  const view = await rig.runToEnd(executionId);
  expect(view).toMatchObject({ status: 'COMPLETED', pollFailures: [] });
  expect(ipsOf(await rig.servers(executionId))).toEqual(['string', 'string']);
});

test('EC2 may not be asked at the end: the record becomes final half a minute after its last wave', async () => {
  const rig = await openScenario({ servers: 1 });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  rig.simulator.faults.add({ kind: 'access-denied', service: 'ec2' });
  const { endTime = '', waves } = await rig.runToEnd(executionId);
  const heldSeconds = (Date.parse(endTime) - Date.parse(waves[0]?.endTime ?? '')) / 1000;
  expect(heldSeconds).toBeGreaterThan(0);
  expect(heldSeconds).toBeLessThanOrEqual(32);
});

const failingJob = async (
  fault?: { readonly kind: 'throttle'; readonly forSeconds: number } | { kind: 'access-denied' },
) => {
  const rig = await openScenario({ servers: ['fail-launch-web', 'web'] });
  const waves = [{ servers: [...rig.idsOf('fail'), ...rig.idsOf('web')], minSuccessPercent: 50 }];
  const executionId = await rig.launch(await rig.savePlan('shop', waves));
  await rig.clock.runUntil(() => rig.launchJobs().length > 0);
  const begun = rig.clock.nowMs();
  if (fault !== undefined) rig.simulator.faults.add({ ...fault, service: 'drs', operation: 'DescribeJobLogItems' });
  const view = await rig.runToEnd(executionId);
  expect(view.status).toBe('PARTIAL');
  const server = (await rig.servers(executionId)).find(({ outcome }) => outcome === 'FAILED');
  return { server, seconds: Math.ceil((rig.clock.nowMs() - begun) / 1000) };
};

test('the log of the job throttled until after its end: the reason is asked for until it is there', async () => {
  const plain = await failingJob();
  expect(plain.server?.observed?.error).toMatch(/capacity/i);
  const throttled = await failingJob({ kind: 'throttle', forSeconds: plain.seconds + 5 });
  expect(throttled.server?.observed?.error).toBe(plain.server?.observed?.error);
  expect(throttled.seconds).toBeGreaterThan(plain.seconds + 5);
});

test('the log of the job may not be read: the record says that it could not be, not that there is no reason', async () => {
  const { server, seconds } = await failingJob({ kind: 'access-denied' });
  expect(server?.observed?.error).toBeUndefined();
  expect(server?.reason).toContain('which could not be read');
  expect(seconds).toBeLessThan((await failingJob()).seconds + 60);
});

test('a wave half failed, with nothing started after it: the final record has the addresses of what came up', async () => {
  const rig = await openScenario({ servers: 3 });
  const [failing = '', up = '', after = ''] = rig.idsOf('server');
  rig.simulator.faults.add({ kind: 'fail-launch', sourceServerIds: [failing] });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: [failing, up] }, { servers: [after] }]));
  expect((await rig.runToEnd(executionId)).status).toBe('PARTIAL');
  expect(ipsOf((await rig.servers(executionId)).filter(({ outcome }) => outcome === 'LAUNCHED'))).toEqual(['string']);
});
