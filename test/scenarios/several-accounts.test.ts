import { describe, expect, test } from 'vitest';
import type { Rig } from '../support/rig.ts';
import { openScenario, type ScenarioOptions } from './support/scenario.ts';

const home = '111122223333';
const other = '444455556666';
const places = [home, other].flatMap((accountId) =>
  ['us-east-1', 'eu-west-1'].map((region) => ({ accountId, region })),
);

const openCompany = (servers: number, options: ScenarioOptions = {}) =>
  openScenario({
    servers,
    estate: { accountIds: [home, other], regions: ['us-east-1', 'eu-west-1'] },
    ...options,
  });

const groupIn = (rig: Rig, place: (typeof places)[number]) => ({ ...place, servers: rig.idsOf('server', place) });
const otherHere = { accountId: other, region: 'us-east-1' };
const homeHere = { accountId: home, region: 'us-east-1' };

const callsOf = (rig: Rig, operation: string) =>
  rig.simulator.calls().log.filter((call) => call.operation === operation);

describe('a plan over two accounts and two Regions', () => {
  test('a wave over all four launches a job in each, with the credentials of its account', async () => {
    const rig = await openCompany(8);
    const planId = await rig.savePlan('company', [{ groups: places.map((place) => groupIn(rig, place)) }]);
    const executionId = await rig.launch(planId);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 8 });
    for (const place of places) {
      const [job, ...rest] = rig.launchJobs(place);
      expect(rest).toEqual([]);
      expect(job?.servers.map((server) => server.sourceServerId).sort()).toEqual(
        [...rig.idsOf('server', place)].sort(),
      );
    }
    const asked = callsOf(rig, 'StartRecovery').map(({ accountId, region }) => `${accountId}/${region}`);
    expect(asked.sort()).toEqual(places.map(({ accountId, region }) => `${accountId}/${region}`).sort());
  });

  test('a wave in one account waits for a wave in another', async () => {
    const rig = await openCompany(4);
    const planId = await rig.savePlan('across', [groupIn(rig, otherHere), groupIn(rig, homeHere)]);
    const executionId = await rig.launch(planId);
    expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
    const [first] = rig.launchJobs(otherHere);
    const [second] = rig.launchJobs(homeHere);
    expect(second?.createdAt).toBeGreaterThanOrEqual(Number(first?.endedAt));
  });

  test('quotas are those of each account and Region: 24 jobs run at once in two accounts', async () => {
    const rig = await openCompany(48);
    const waves = [homeHere, otherHere].flatMap((place) =>
      rig.idsOf('server', place).map((server) => ({ ...place, servers: [server], dependsOn: [] })),
    );
    expect(waves).toHaveLength(24);
    const executionId = await rig.launch(await rig.savePlan('wide', waves));
    await rig.clock.advance(30);
    expect([rig.launchJobs(homeHere).length, rig.launchJobs(otherHere).length]).toEqual([12, 12]);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 24 });
  });

  test('a throttle in one account holds up neither the other account nor the plan', async () => {
    const rig = await openCompany(4);
    const planId = await rig.savePlan('apart', [
      { ...groupIn(rig, homeHere), dependsOn: [] },
      { ...groupIn(rig, otherHere), dependsOn: [] },
    ]);
    const executionId = await rig.launch(planId);
    await rig.clock.advance(20);
    rig.simulator.faults.add({ kind: 'throttle', accountId: other, forSeconds: 600, retryAfterSeconds: 60 });
    await rig.clock.runUntil(async () => (await rig.get(executionId)).waves[0]?.status === 'COMPLETED', 300);
    const during = await rig.get(executionId);
    expect(during.waves[1]?.status).toBe('IN_PROGRESS');
    expect(during.pollFailures.map((failure) => failure.accountId)).toEqual([other]);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
  });
});

describe('the role of another account', () => {
  test('its session lasts an hour: a drill that takes longer goes on with a new one', async () => {
    const rig = await openCompany(4, { estate: { durations: { launch: [2400, 2400] }, accountIds: [home, other] } });
    const place = otherHere;
    const [a = '', b = ''] = rig.idsOf('server', place);
    const planId = await rig.savePlan('long', [
      { ...place, servers: [a] },
      { ...place, servers: [b] },
    ]);
    const executionId = await rig.launch(planId);
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 2 });
    expect(callsOf(rig, 'AssumeRole').length).toBeGreaterThanOrEqual(2);
    expect(rig.simulator.calls().log.filter((call) => call.error === 'ExpiredTokenException')).toEqual([]);
  });

  test.each(['StartRecovery', 'DescribeJobs', 'DescribeRecoveryInstances', 'DescribeInstances'])(
    'its session is revoked at %s: it is renewed, and the wave completes with one job per server',
    async (operation) => {
      const rig = await openCompany(4);
      const executionId = await rig.launch(await rig.savePlan('revoked', [groupIn(rig, otherHere)]));
      const planId = await rig.savePlan('again', [groupIn(rig, { ...otherHere, region: 'eu-west-1' })]);
      rig.simulator.faults.add({ kind: 'expired-token', accountId: other, operation, times: 2 });
      const second = await rig.launch(planId);
      expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
      expect((await rig.runToEnd(second)).status).toBe('COMPLETED');
      expect(callsOf(rig, 'AssumeRole').length).toBeGreaterThanOrEqual(2);
    },
  );

  test('STS cannot be reached for ten minutes in the middle of a drill: the drill goes on', async () => {
    const rig = await openCompany(4);
    const executionId = await rig.launch(await rig.savePlan('sts', [groupIn(rig, otherHere)]));
    rig.simulator.faults.add({ kind: 'internal-error', service: 'sts', forSeconds: 600 });
    rig.simulator.faults.add({ kind: 'expired-token', accountId: other, service: 'drs', times: 1 });
    expect(await rig.runToEnd(executionId)).toMatchObject({ status: 'COMPLETED', launchedCount: 1 });
  });

  test('is refused: the start is refused in AWS’s words, naming the role', async () => {
    const rig = await openCompany(4);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'AssumeRole', message: 'not trusted' });
    const planId = await rig.savePlan('refused', [groupIn(rig, homeHere), groupIn(rig, otherHere)]);
    const result = await rig.start(planId);
    expect(result).toMatchObject({ kind: 'refused', refusals: [{ code: 'CHECK_NOT_POSSIBLE' }] });
    if (result.kind !== 'refused') return;
    expect(result.refusals[0]?.message).toContain(`arn:aws:iam::${other}:role/RecoveryOperator`);
    expect(result.refusals[0]?.message).toContain('not trusted');
    expect(rig.launchJobs(homeHere)).toEqual([]);
  });

  test('is taken away at a gate: the wave fails in AWS’s words, and nothing is launched there', async () => {
    const rig = await openCompany(4);
    const planId = await rig.savePlan('taken', [
      groupIn(rig, homeHere),
      { ...groupIn(rig, otherHere), pauseBeforeWave: true },
    ]);
    const executionId = await rig.launch(planId);
    await rig.runUntil(executionId, 'PAUSED');
    await rig.clock.advance(86_400);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'AssumeRole', message: 'not trusted any more' });
    await rig.command(executionId, { type: 'resume', waveNumber: 1 });
    const execution = await rig.runToEnd(executionId, 1);
    expect(execution).toMatchObject({ status: 'PARTIAL', launchedCount: 1, failedCount: 1 });
    expect(execution.waves[1]?.statusReason).toContain('not trusted any more');
    expect(rig.launchJobs(otherHere)).toEqual([]);
  });

  test('an account that nobody registered is refused without a call', async () => {
    const rig = await openCompany(4);
    const planId = await rig.savePlan('unknown', [
      { servers: rig.idsOf('server', homeHere), accountId: '999999999999' },
    ]);
    const result = await rig.start(planId);
    expect(result).toMatchObject({ kind: 'refused', refusals: [{ code: 'CHECK_NOT_POSSIBLE' }] });
    if (result.kind === 'refused')
      expect(result.refusals[0]?.message).toContain('account 999999999999 is not registered');
    expect(rig.simulator.calls().log).toEqual([]);
  });
});
