import { expect, test } from 'vitest';
import { z } from 'zod';
import { drsCall } from '../simulator/wire.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, type RigOptions } from '../support/rig.ts';

type Rig = Awaited<ReturnType<typeof createRig>>;

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const request = { initiatedBy: 'anna', confirmedPlanName: 'shop', recovery: false, acceptedInstances: [] };

const launchedShop = async (
  executionType: 'DRILL' | 'RECOVERY' = 'DRILL',
  servers = 12,
  more: Pick<RigOptions, 'network'> = {},
) => {
  const rig = await createRig({ estate: { servers }, ...more });
  const ids = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [{ servers: ids.slice(0, 6) }, { servers: ids.slice(6, 10) }]);
  const executionId = await rig.launch(planId, executionType);
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  return { rig, ids, planId, executionId };
};

const cleanUp = async (rig: Rig, executionId: string, more: Partial<typeof request> = {}) =>
  rig.clock.complete(rig.engine.executions.cleanUp(executionId, { ...request, ...more }));

const started = async (rig: Rig, executionId: string, more: Partial<typeof request> = {}): Promise<string> => {
  const result = await cleanUp(rig, executionId, more);
  if (result.kind !== 'started') throw new Error(JSON.stringify(result));
  return result.executionId;
};

/** Servers that have a recovery instance in DRS now. */
const present = (rig: Rig): string[] =>
  rig.simulator
    .servers(HOME_ACCOUNT, HOME_REGION)
    .flatMap((server) => (server.instanceId === undefined ? [] : [server.sourceServerId]));

const terminations = (rig: Rig) =>
  rig.simulator.jobs(HOME_ACCOUNT, HOME_REGION).filter((job) => job.type === 'TERMINATE');

test('a clean-up terminates what the drill launched, follows the job to its end, and has a record of its own', async () => {
  const { rig, executionId } = await launchedShop();
  expect(present(rig)).toHaveLength(10);
  const cleanUpId = await started(rig, executionId);
  const end = await rig.runToEnd(cleanUpId);
  expect(end).toMatchObject({
    status: 'COMPLETED',
    purpose: 'CLEAN_UP',
    relatedExecutionId: executionId,
    statusReason: '10 of 10 servers terminated',
  });
  expect((await rig.servers(cleanUpId)).map((server) => server.outcome)).toEqual(Array(10).fill('TERMINATED'));
  expect(present(rig)).toEqual([]);
  expect(terminations(rig)).toHaveLength(1);
  const listed = await rig.engine.executions.list({ limit: 10 });
  expect(listed.items.map((item) => item.executionId)).toEqual([executionId]);
  const cleanUps = await rig.engine.executions.list({ limit: 10, purpose: 'CLEAN_UP' });
  expect(cleanUps.items.map((item) => item.executionId)).toEqual([cleanUpId]);
});

test('an instance that somebody launched since is left alone, and named', async () => {
  const { rig, ids, executionId } = await launchedShop();
  const [relaunched = ''] = ids;
  rig.simulator.startForeignJob({ ...place, sourceServerIds: [relaunched], isDrill: true });
  await rig.clock.advance(3600);
  const cleanUpId = await started(rig, executionId);
  const end = await rig.runToEnd(cleanUpId);
  expect(end).toMatchObject({ status: 'COMPLETED', statusReason: '9 of 9 servers terminated' });
  expect(present(rig)).toEqual([relaunched]);
  const begun = (await rig.events(cleanUpId)).find((event) => event.data.type === 'ExecutionBegun');
  expect(JSON.stringify(begun)).toContain('server-0000 is left alone');
});

/** While it is so, DRS names the instances neither in its jobs nor in its list. */
const withoutInstances =
  (isSo: () => boolean): NonNullable<RigOptions['network']> =>
  async (request, send) => {
    const answer = await send(request);
    if (!isSo() || !answer.ok) return answer;
    if (request.url.endsWith('/DescribeRecoveryInstances')) return Response.json({ items: [] });
    if (!request.url.endsWith('/DescribeJobs')) return answer;
    const { items, ...page } = jobsSchema.parse(await answer.json());
    const nameless = items.map(({ participatingServers, ...job }) => ({
      ...job,
      participatingServers: participatingServers.map(({ recoveryInstanceID: _name, ...server }) => server),
    }));
    return Response.json({ ...page, items: nameless });
  };
const jobsSchema = z.looseObject({
  items: z.array(
    z.looseObject({ participatingServers: z.array(z.looseObject({ recoveryInstanceID: z.string().optional() })) }),
  ),
});

test('defect 8.3.22: where DRS never named the instances, a clean-up knows them by their job: what a later job launched stays', async () => {
  let isNameless = true;
  const { rig, ids, executionId } = await launchedShop('DRILL', 12, { network: withoutInstances(() => isNameless) });
  expect((await rig.servers(executionId)).map((server) => server.recoveryInstanceId)).toEqual(
    Array(10).fill(undefined),
  );
  isNameless = false;
  const [relaunched = ''] = ids;
  const jobId = rig.launchByStranger([relaunched]);
  await rig.clock.advance(3600);
  const cleanUpId = await started(rig, executionId);
  expect(await rig.runToEnd(cleanUpId)).toMatchObject({
    status: 'COMPLETED',
    statusReason: '9 of 9 servers terminated',
  });
  expect(present(rig)).toEqual([relaunched]);
  const begun = (await rig.events(cleanUpId)).find((event) => event.data.type === 'ExecutionBegun');
  expect(JSON.stringify(begun)).toContain(`of job ${jobId}, not what this execution launched`);
});

test('servers that the execution did not launch keep their instances', async () => {
  const { rig, ids, executionId } = await launchedShop();
  const strangers = ids.slice(10, 12);
  rig.simulator.startForeignJob({ ...place, sourceServerIds: strangers, isDrill: true });
  await rig.clock.advance(3600);
  await rig.runToEnd(await started(rig, executionId));
  expect(present(rig).sort()).toEqual([...strangers].sort());
});

test('a clean-up may be repeated: a second one finds nothing left', async () => {
  const { rig, executionId } = await launchedShop();
  await rig.runToEnd(await started(rig, executionId));
  const again = await rig.runToEnd(await started(rig, executionId));
  expect(again).toMatchObject({ status: 'COMPLETED', statusReason: 'nothing was left to terminate', serverCount: 0 });
  expect(terminations(rig)).toHaveLength(1);
});

test('a drill that was cleaned up says so: its clean-up is offered no more, and each server names what terminated it', async () => {
  const { rig, executionId } = await launchedShop();
  const look = async () => (await rig.clock.complete(rig.engine.executions.get(executionId)))?.actions.cleanUp;
  expect(await look()).toEqual({ allowed: true });
  const cleanUpId = await started(rig, executionId);
  expect(await look()).toEqual({
    allowed: false,
    reason: `the clean-up ${cleanUpId} terminates its instances now`,
  });
  await rig.runToEnd(cleanUpId);
  expect(await look()).toEqual({
    allowed: false,
    reason: `what it launched (10 instances) was terminated by ${cleanUpId}`,
  });
  const seen = await rig.clock.complete(rig.engine.executions.get(executionId));
  expect(seen?.cleanUps).toMatchObject([
    { executionId: cleanUpId, status: 'COMPLETED', serverCount: 10, terminatedCount: 10 },
  ]);
  expect((await rig.servers(executionId)).map(({ terminatedBy }) => terminatedBy)).toEqual(Array(10).fill(cleanUpId));
});

test('what is left after a clean-up is offered, and nothing once a clean-up has found nothing', async () => {
  const { rig, planId, executionId } = await launchedShop();
  const offered = async () => (await rig.clock.complete(rig.engine.executions.get(executionId)))?.actions.cleanUp;
  // A later drill of the same servers replaces every instance of the first.
  await rig.runToEnd(await rig.launch(planId));
  expect(await offered()).toEqual({ allowed: true });
  const cleanUpId = await started(rig, executionId);
  await rig.runToEnd(cleanUpId);
  expect(await offered()).toEqual({
    allowed: false,
    reason: `nothing of what it launched was left when ${cleanUpId} looked`,
  });
});

test('the wrong plan name terminates nothing; a recovery needs to be named as one', async () => {
  const { rig, executionId } = await launchedShop('RECOVERY');
  expect(await cleanUp(rig, executionId, { confirmedPlanName: 'shopp' })).toMatchObject({
    kind: 'not-allowed',
    reason: expect.stringContaining('"shop"'),
  });
  expect(await cleanUp(rig, executionId)).toMatchObject({
    kind: 'not-allowed',
    reason: expect.stringContaining('RECOVERY'),
  });
  expect(present(rig)).toHaveLength(10);
  await rig.runToEnd(await started(rig, executionId, { recovery: true }));
  expect(present(rig)).toEqual([]);
});

test('while an execution holds the servers, a clean-up is refused and says who holds them', async () => {
  const { rig, planId, executionId } = await launchedShop();
  const second = await rig.launch(planId);
  const result = await cleanUp(rig, executionId);
  expect(result).toMatchObject({ kind: 'refused' });
  expect(JSON.stringify(result)).toContain(second);
});

test('a lost reply of the termination is looked for, not repeated', async () => {
  const { rig, executionId } = await launchedShop();
  rig.simulator.faults.add({ kind: 'lost-reply', operation: 'TerminateRecoveryInstances', times: 1 });
  const end = await rig.runToEnd(await started(rig, executionId));
  expect(end.status).toBe('COMPLETED');
  expect(end.waves[0]?.jobs[0]?.adopted).toBe(true);
  expect(terminations(rig)).toHaveLength(1);
});

test('250 instances are terminated in jobs of at most 100', async () => {
  const rig = await createRig({ estate: { servers: 250 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  const end = await rig.runToEnd(await started(rig, executionId));
  expect(end).toMatchObject({ status: 'COMPLETED', statusReason: '250 of 250 servers terminated' });
  expect(
    terminations(rig)
      .map((job) => job.servers.length)
      .toSorted((a, b) => a - b),
  ).toEqual([50, 100, 100]);
});

test('an execution that still runs, or launched nothing, cannot be cleaned up', async () => {
  const { rig, planId, executionId } = await launchedShop();
  const running = await rig.launch(planId);
  expect(await cleanUp(rig, running)).toMatchObject({ kind: 'not-allowed' });
  expect(await cleanUp(rig, 'exec-none')).toEqual({ kind: 'not-found' });
  await rig.runToEnd(running);
  const cleanUpId = await started(rig, running);
  await rig.runToEnd(cleanUpId);
  expect(await cleanUp(rig, cleanUpId)).toMatchObject({ kind: 'not-allowed' });
  // All of its instances were replaced by the second drill, and those are terminated.
  expect((await rig.runToEnd(await started(rig, executionId))).statusReason).toBe('nothing was left to terminate');
});

test('what DRS has let go of and EC2 still runs is not gone: a clean-up names it, and is refused when nothing else is left', async () => {
  const { rig, executionId } = await launchedShop();
  const [first] = await rig.servers(executionId);
  const recoveryInstanceID = first?.recoveryInstanceId ?? '';
  await rig.clock.complete(drsCall(rig.simulator, 'DisconnectRecoveryInstance', { recoveryInstanceID }));
  await rig.clock.complete(drsCall(rig.simulator, 'DeleteRecoveryInstance', { recoveryInstanceID }));
  const cleaned = await started(rig, executionId);
  expect((await rig.runToEnd(cleaned)).statusReason).toBe('9 of 9 servers terminated');
  const begun = (await rig.events(cleaned)).find((event) => event.data.type === 'ExecutionBegun');
  expect(JSON.stringify(begun)).toContain(`DRS no longer lists ${recoveryInstanceID}, and in EC2 it is running`);
  expect(await cleanUp(rig, executionId)).toMatchObject({
    kind: 'refused',
    refusals: [
      { code: 'NOTHING_TO_CLEAN_UP', message: expect.stringMatching(/^9 instances gone already: .*; server-/) },
    ],
  });
});

test('an instance that EC2 still runs although DRS calls it terminated is a leak, named in the result and the message', async () => {
  const { rig, ids, executionId } = await launchedShop();
  const [left = ''] = ids;
  rig.simulator.faults.add({ kind: 'leave-instance', sourceServerIds: [left], times: 1 });
  const cleanUpId = await started(rig, executionId);
  const end = await rig.runToEnd(cleanUpId);
  const server = (await rig.servers(cleanUpId)).find(({ sourceServerId }) => sourceServerId === left);
  const reason = `leak: ${server?.recoveryInstanceId} is running in EC2, though DRS calls it TERMINATED: terminate it there`;
  expect(server).toMatchObject({ outcome: 'FAILED', reason });
  expect(end).toMatchObject({ status: 'PARTIAL', failedCount: 1 });
  expect(end.waves[0]?.statusReason).toContain(`9 of 10 servers terminated; failed: server-0000 (${left}): ${reason}`);
  const told = rig.notifications.findLast(({ event }) => event === 'end');
  expect(told?.text).toContain(`Perhaps still there: server-0000 (${left}): ${reason}`);
});

test('a termination of which nobody can see the end is no leak: it is looked for until DRS answers', async () => {
  const { rig, executionId } = await launchedShop();
  const cleanUpId = await started(rig, executionId);
  await rig.clock.runUntil(() => terminations(rig).length > 0);
  rig.simulator.faults.add({ kind: 'vanish-job', jobIds: terminations(rig).map(({ jobId }) => jobId) });
  rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeRecoveryInstances', forSeconds: 3600 });
  await rig.clock.advance(3300);
  const during = await rig.get(cleanUpId);
  expect(during).toMatchObject({ status: 'POLLING', failedCount: 0 });
  expect(during.pollFailures).toMatchObject([
    { message: expect.stringMatching(/^what became of 10 servers is not known: drs:DescribeRecoveryInstances: /) },
  ]);
  expect(await rig.runToEnd(cleanUpId)).toMatchObject({
    status: 'COMPLETED',
    statusReason: '10 of 10 servers terminated',
  });
});

test('when EC2 cannot be asked what DRS says is kept, with a note that nobody looked', async () => {
  const { rig, executionId } = await launchedShop();
  const cleanUpId = await started(rig, executionId);
  rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeInstances' });
  expect((await rig.runToEnd(cleanUpId)).status).toBe('COMPLETED');
  const [server] = await rig.servers(cleanUpId);
  expect(server?.outcome).toBe('TERMINATED');
  expect(server?.reason).toMatch(/^DRS says so; whether i-\S+ is gone from EC2 is unknown: ec2:DescribeInstances: /);
});

test('what a plan does after a clean-up is done once everything is gone, and a failure of it is told apart from a leak', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const ids = rig.idsOf('server-');
  const afterCleanUp = [
    { kind: 'WAIT', actionName: 'let names expire', minutes: 5 },
    { kind: 'HTTP_CHECK', actionName: 'the shop is gone', url: 'http://10.9.9.9/{planName}', timeoutMinutes: 3 },
  ];
  const planId = await rig.savePlan('shop', [{ servers: ids }], { afterCleanUp });
  const executionId = await rig.launch(planId);
  const drill = await rig.runToEnd(executionId);
  expect(drill.waves[0]?.activities).toEqual([]);
  const cleanUpId = await started(rig, executionId);
  const end = await rig.runToEnd(cleanUpId);
  expect(present(rig)).toEqual([]);
  expect(end.waves[0]?.activities).toMatchObject([
    { activityName: 'let names expire', state: 'SUCCEEDED' },
    { activityName: 'the shop is gone', state: 'TIMED_OUT' },
  ]);
  expect(end.waves[0]).toMatchObject({ status: 'FAILED', terminatedCount: 2, jobs: [{ terminatedCount: 2 }] });
  expect(end.waves[0]?.statusReason).toMatch(/^2 of 2 servers terminated; but action "the shop is gone" timed out: /);
  const order = (await rig.events(cleanUpId)).map(({ data }) => data.type);
  expect(order.indexOf('ServersDecided')).toBeLessThan(order.indexOf('ActivityStarted'));
  // Nothing is left for a second clean-up but the actions.
  const again = await rig.runToEnd(await started(rig, executionId));
  expect(again.waves[0]?.activities[0]).toMatchObject({ activityName: 'let names expire', state: 'SUCCEEDED' });
});

test('nothing is done after a clean-up that left something behind', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const afterCleanUp = [{ kind: 'WAIT', actionName: 'let names expire', minutes: 5 }];
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }], { afterCleanUp });
  const executionId = await rig.launch(planId);
  await rig.runToEnd(executionId);
  rig.simulator.faults.add({ kind: 'leave-instance', times: 1 });
  const end = await rig.runToEnd(await started(rig, executionId));
  expect(end.waves[0]?.activities).toMatchObject([{ state: 'CANCELLED' }]);
});
