/** What a check says of a start before it: everything at once, at each server, with its cause and its remedy. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createProber } from '../../src/adapters/probe/prober.ts';
import type { CheckBody } from '../../src/api/contract.ts';
import { routeNeeds } from '../../src/api/route-permissions.ts';
import { outlookLines } from '../../src/cli/render/outlook-lines.ts';
import { limits } from '../../src/domain/limits.ts';
import { type StartCheck, startCheckSchema } from '../../src/domain/model/start-check.ts';
import type { WaveActionsInput } from '../../src/domain/model/wave-action.ts';
import { createEstateQueries } from '../../src/engine/estate-queries.ts';
import { openApi } from '../api/set-up.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, type Rig } from '../support/rig.ts';

// Loading a client of the SDK takes real time, which virtual time does not wait for.
beforeAll(async () => {
  await import('../../src/adapters/aws/sdk-iam.ts');
});

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };

const check = async (rig: Rig, planId: string): Promise<StartCheck> => {
  const found = await rig.clock.complete(rig.engine.estate.checkPlan(planId, new Set()));
  if (found === undefined) throw new Error(`no plan ${planId}`);
  return found;
};

const codesOf = (found: readonly { readonly code: string }[]): readonly string[] => found.map(({ code }) => code);
const findingsOf = ({ servers }: StartCheck, sourceServerId: string) =>
  servers.find((server) => server.sourceServerId === sourceServerId)?.findings ?? [];

describe('replication', () => {
  test('each server says its state, its lag against the target, and what can be done', async () => {
    const states = ['CONTINUOUS', 'STALLED', 'DISCONNECTED', 'INITIAL_SYNC'] as const;
    const rig = await createRig({
      estate: {
        servers: 4,
        server: (index) => ({ replication: { state: states[index] ?? 'CONTINUOUS', lagSeconds: 900 } }),
      },
    });
    const [late = '', stalled = '', gone = '', young = ''] = rig.idsOf('server-');
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }], { rpoTargetSeconds: 60 });
    const found = await check(rig, planId);
    expect(codesOf(findingsOf(found, late))).toEqual(['RPO_MISSED']);
    expect(codesOf(findingsOf(found, stalled))).toEqual(['REPLICATION_STALLED', 'RPO_MISSED']);
    expect(findingsOf(found, gone)).toMatchObject([
      { code: 'CANNOT_LAUNCH', severity: 'WARNING', message: expect.stringContaining('disconnected from DRS') },
    ]);
    expect(findingsOf(found, young)).toMatchObject([{ message: expect.stringContaining('no recovery point yet') }]);
    for (const server of found.servers) for (const { remedy } of server.findings) expect(remedy).not.toBe('');
    expect(found.servers[0]).toMatchObject({ replicationState: expect.any(String), lagDuration: expect.any(String) });
  });

  test('a server that was stalled until its last recovery point was let go of is found, though its state does not say so', async () => {
    const days = (count: number) => ({ state: 'STALLED' as const, lagSeconds: count * 86_400 });
    const rig = await createRig({
      estate: { servers: 2, server: (index) => ({ replication: days(index === 0 ? 1 : 30) }) },
    });
    const [kept = '', lost = ''] = rig.idsOf('server-');
    const planId = await rig.savePlan('shop', [{ servers: [kept, lost] }]);
    const found = await check(rig, planId);
    expect(codesOf(findingsOf(found, kept))).toEqual(['REPLICATION_STALLED']);
    expect(findingsOf(found, lost)).toMatchObject([
      { code: 'REPLICATION_STALLED' },
      { code: 'CANNOT_LAUNCH', message: expect.stringContaining('DRS keeps no recovery point of it') },
    ]);

    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeRecoverySnapshots' });
    const blind = await check(rig, planId);
    expect(blind).toMatchObject({ verdict: 'UNKNOWN', unknown: [{ code: 'NOT_LOOKED_AT' }] });
    expect(codesOf(blind.warnings)).toEqual(['REPLICATION_STALLED', 'REPLICATION_STALLED']);
  });
});

describe('servers that somebody has', () => {
  test('a job of somebody else is named with since when, and stands at its server', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [held = '', free = ''] = rig.idsOf('server-');
    const jobId = rig.launchByStranger([held]);
    const since = rig.clock.now();
    await rig.clock.advance(60);
    const found = await check(rig, await rig.savePlan('shop', [{ servers: [held, free] }]));
    const server = found.servers.find(({ sourceServerId }) => sourceServerId === held);
    expect(server?.inJob).toEqual({
      jobId,
      jobType: 'LAUNCH',
      initiatedBy: 'START_DRILL',
      since: expect.stringMatching(since.slice(0, 16)),
    });
    expect(server?.findings).toMatchObject([{ code: 'SERVER_IN_JOB', message: expect.stringContaining(jobId) }]);
    expect(found.verdict).toBe('READY');
  });

  test('defect 8.3.17: a job of the second account, beyond the first hundred jobs, is found with that account’s credentials', async () => {
    const rig = await createRig({
      estate: {
        servers: 240,
        accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT],
        server: (index) => (index === 1 ? { hostname: 'stuck-mainframe-00' } : {}),
      },
      quotas: { jobsInProgress: 200 },
    });
    const other = { accountId: OTHER_ACCOUNT, region: HOME_REGION };
    const [held = ''] = rig.idsOf('stuck-', other);
    rig.launchByStranger([held], other);
    // 119 younger jobs stand before it in the list: DRS gives a hundred a page.
    for (const id of rig.idsOf('server-', other)) {
      await rig.clock.advance(1);
      rig.launchByStranger([id], other);
    }
    await rig.clock.advance(3600);
    const planId = await rig.savePlan('both', [
      { servers: rig.idsOf('server-').slice(0, 1) },
      { servers: [held], accountId: OTHER_ACCOUNT },
    ]);
    const found = await check(rig, planId);
    expect(findingsOf(found, held)).toMatchObject([{ code: 'SERVER_IN_JOB' }]);
    expect(findingsOf(found, rig.idsOf('server-')[0] ?? '')).toEqual([]);
  });

  test('another plan over the same servers is told, by its tags too, and is no reason against a start', async () => {
    const rig = await createRig({ estate: { servers: 3 } });
    const [a = '', b = '', c = ''] = rig.idsOf('server-');
    const planId = await rig.savePlan('shop', [{ servers: [a, b] }]);
    await rig.savePlan('night', [{ servers: [b, c] }]);
    await rig.savePlan('apart', [{ servers: [c] }]);
    await rig.savePlan('part', [{ servers: [a, b, c], sourceServerIds: [c] }]);
    const applied = await rig.catalog.apply(
      [
        { kind: 'ProtectionGroup', groupName: 'load', ...place, selection: { tags: { Application: 'Load' } } },
        { kind: 'RecoveryPlan', planName: 'tagged', waves: [{ waveName: 'all', protectionGroups: ['load'] }] },
      ],
      { actor: 'anna' },
    );
    expect(applied.kind).toBe('applied');
    const found = await check(rig, planId);
    expect(found.verdict).toBe('READY');
    const told = found.warnings.filter(({ code }) => code === 'OTHER_PLAN').map(({ message }) => message);
    expect(told.toSorted()).toEqual([
      expect.stringMatching(/^plan "night" launches 1 server of this plan too: server-0001 /),
      expect.stringMatching(/^plan "tagged" launches 2 servers of this plan too: /),
    ]);
  });
});

describe('what comes when', () => {
  test('a wave beyond the quotas says how many wait behind which limit, how long, and what that goes by', async () => {
    const rig = await createRig({ estate: { servers: 620 } });
    const planId = await rig.savePlan('load', [{ servers: rig.idsOf('server-') }]);
    const before = await check(rig, planId);
    expect(before.waves[0]?.queueing).toEqual([
      { ...place, serverCount: 620, waitingServers: 120, behind: 'SERVERS', waitSecondsMax: 1200 },
    ]);
    expect(before.forecast).toEqual({ secondsMax: 2400, jobSeconds: 1200, basis: 'TYPICAL' });
    expect(before.lastRun).toBeUndefined();

    const end = await rig.runToEnd(await rig.launch(planId));
    const after = await check(rig, planId);
    expect(after.forecast).toMatchObject({ basis: 'LAST_RUN' });
    const took = (Date.parse(end.endTime ?? '') - Date.parse(end.startTime)) / 1000;
    expect(after.forecast?.jobSeconds).toBeLessThan(took);
    expect(after.forecast?.secondsMax).toBeGreaterThan(after.forecast?.jobSeconds ?? took);
    // It foretells the run that was: the same estate, twice.
    expect(Math.abs((after.forecast?.secondsMax ?? 0) - took) / took).toBeLessThan(0.35);
  });

  test('gates and approvals are named, with who may open them', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [a = '', b = ''] = rig.idsOf('server-');
    const approval = { kind: 'APPROVAL', actionName: 'the DBA agrees', timeoutMinutes: 30 } as const;
    const planId = await rig.savePlan('shop', [
      { servers: [a] },
      { servers: [b], pauseBeforeWave: true, actions: { after: [approval] } },
    ]);
    const found = await check(rig, planId);
    expect(found.approvers).toEqual({
      permission: 'start-recovery',
      roles: ['Admin', 'RecoveryManager', 'PlanManager', 'Operator'],
    });
    // The same that the server asks of who opens one.
    expect(routeNeeds['POST /api/executions/{executionId}/resume']).toEqual([found.approvers?.permission]);
    expect(found.waves.map(({ pauseBeforeWave, approvals }) => [pauseBeforeWave, approvals])).toEqual([
      [false, []],
      [
        true,
        [
          {
            actionName: 'the DBA agrees',
            phase: 'after',
            executionTypes: ['DRILL', 'RECOVERY'],
            timeoutMinutes: 30,
          },
        ],
      ],
    ]);
    expect((await check(rig, await rig.savePlan('plain', [{ servers: [a] }]))).approvers).toBeUndefined();
  });
});

describe('the targets of the plan', () => {
  test('the last run is held against them, and what it missed is told before the next', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const waves = [{ servers: rig.idsOf('server-') }];
    const planId = await rig.savePlan('shop', waves, { rtoTargetMinutes: 1, rpoTargetSeconds: 86_400 });
    const executionId = await rig.launch(planId);
    const end = await rig.runToEnd(executionId);
    expect(end).toMatchObject({ rpo: 'MET', achievedRpo: { knownServers: 2, unknownServers: 0 } });
    const missed = await check(rig, planId);
    expect(missed.lastRun).toMatchObject({ executionId, executionType: 'DRILL', rto: 'MISSED', rpo: 'MET' });
    expect(missed.warnings.filter(({ code }) => code === 'TARGET_MISSED')).toMatchObject([
      { message: expect.stringContaining('over the RTO target of 1 min'), remedy: expect.stringContaining('record') },
    ]);

    await rig.savePlan('shop', waves, { rtoTargetMinutes: 600 });
    const met = await check(rig, planId);
    expect(met.lastRun).toMatchObject({ rto: 'MET' });
    expect(codesOf(met.warnings)).not.toContain('TARGET_MISSED');
  });

  test('data that was older than the target is told with its server, in the record and in the next check', async () => {
    const rig = await createRig({
      estate: {
        servers: 2,
        server: (index) => (index === 1 ? { replication: { state: 'STALLED', lagSeconds: 7200 } } : {}),
      },
    });
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }], { rpoTargetSeconds: 3600 });
    const end = await rig.runToEnd(await rig.launch(planId));
    expect(end).toMatchObject({ status: 'COMPLETED', rpo: 'MISSED', achievedRpo: { serverName: 'server-0001' } });
    expect(end.achievedRpo?.secondsMax).toBeGreaterThanOrEqual(7200);
    const { lastRun, warnings } = await check(rig, planId);
    expect(lastRun).toMatchObject({ rpo: 'MISSED' });
    expect(warnings.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/launched server-0001 from data .* old, over the RPO target of 3600 s$/),
    );
  });

  test('a run that launched nothing says nothing of the plan: the one before it is held against the targets', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }], { rtoTargetMinutes: 600 });
    const first = await rig.launch(planId);
    await rig.runToEnd(first);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery' });
    await rig.runToEnd(await rig.launch(planId));
    expect((await check(rig, planId)).lastRun).toMatchObject({ executionId: first, rto: 'MET' });
  });

  test('a run that people cut short missed nothing, and the forecast goes by the one before it, of every wave', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [first = '', second = ''] = rig.idsOf('server-');
    const waves = [{ servers: [first] }, { servers: [second], pauseBeforeWave: true }];
    const planId = await rig.savePlan('shop', waves, { rtoTargetMinutes: 600 });
    const untilGate = async (executionId: string) => {
      await rig.clock.runUntil(async () => (await rig.get(executionId)).status === 'PAUSED');
      return executionId;
    };
    const short = await untilGate(await rig.launch(planId));
    await rig.command(short, { type: 'skip', waveNumber: 1, reason: 'no time today' });
    await rig.runToEnd(short);
    expect(await check(rig, planId)).toMatchObject({
      forecast: { basisExecutionId: short },
      lastRun: { executionId: short, wavesNotLaunched: 1 },
    });

    const whole = await untilGate(await rig.launch(planId));
    await rig.command(whole, { type: 'resume', waveNumber: 1 });
    await rig.runToEnd(whole);
    const cancelled = await untilGate(await rig.launch(planId));
    await rig.command(cancelled, { type: 'cancel', reason: 'seen enough' });
    await rig.runToEnd(cancelled);
    const found = await check(rig, planId);
    expect(found.forecast).toMatchObject({ basis: 'LAST_RUN', basisExecutionId: whole });
    expect(found.lastRun).toMatchObject({ executionId: cancelled, status: 'PARTIAL', wavesNotLaunched: 1 });
    expect(found.lastRun).not.toHaveProperty('rto');
    expect(codesOf(found.warnings)).not.toContain('TARGET_MISSED');
    expect(outlookLines(found).slice(1)).toEqual([
      expect.stringContaining(`(as the longest of ${whole}, the last that launched every wave)`),
      expect.stringMatching(new RegExp(`^Last drill ${cancelled}: PARTIAL in [\\d:]+, 1 wave not launched; data `)),
    ]);
  });
});

describe('launch settings', () => {
  const savePlan = async (rig: Rig, launchConfig: object): Promise<string> => {
    const selection = { sourceServerIds: rig.idsOf('server-') };
    const applied = await rig.clock.complete(
      rig.catalog.apply(
        [
          { kind: 'ProtectionGroup', groupName: 'shop', ...place, selection, launchConfig },
          { kind: 'RecoveryPlan', planName: 'shop', waves: [{ waveName: 'all', protectionGroups: ['shop'] }] },
        ],
        { actor: 'anna' },
      ),
    );
    if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
    return `${applied.results.at(-1)?.id}`;
  };

  test('what AWS has otherwise is named by server and field, and is no longer once a wave has applied it', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const planId = await savePlan(rig, { instanceType: 'm5.xlarge', copyTags: true });
    const found = await check(rig, planId);
    expect(found.verdict).toBe('READY');
    for (const id of rig.idsOf('server-')) {
      expect(findingsOf(found, id)).toMatchObject([
        { code: 'SETTINGS_DIFFER', message: expect.stringMatching(/instanceType is "m5.large", not "m5.xlarge"/) },
      ]);
    }
    await rig.runToEnd(await rig.launch(planId));
    expect(codesOf((await check(rig, planId)).warnings)).not.toContain('SETTINGS_DIFFER');
  });

  test('what cannot be read is unknown at its server, and the rest is compared', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [hidden = '', seen = ''] = rig.idsOf('server-');
    const planId = await savePlan(rig, { instanceType: 'm5.xlarge' });
    rig.simulator.faults.add({
      kind: 'access-denied',
      operation: 'GetLaunchConfiguration',
      sourceServerIds: [hidden],
    });
    const found = await check(rig, planId);
    expect(found.verdict).toBe('UNKNOWN');
    expect(findingsOf(found, hidden)).toMatchObject([{ code: 'NOT_LOOKED_AT', severity: 'UNKNOWN' }]);
    expect(codesOf(findingsOf(found, seen))).toEqual(['SETTINGS_DIFFER']);
  });

  test('AWS is slow: what is not compared in a few seconds is unknown, and the answer comes', async () => {
    const rig = await createRig({ estate: { servers: 40 } });
    const planId = await savePlan(rig, { instanceType: 'm5.xlarge' });
    rig.simulator.faults.add({ kind: 'slow', operation: 'GetLaunchConfiguration', delaySeconds: 3 });
    const before = rig.clock.nowMs();
    const found = await check(rig, planId);
    expect((rig.clock.nowMs() - before) / 1000).toBeLessThan(limits.settingsLookSeconds + 5);
    expect(found.warnings.filter(({ code }) => code === 'SETTINGS_DIFFER')).toHaveLength(20);
    expect(found.unknown).toMatchObject([
      { message: expect.stringMatching(/^the launch settings of 20 further servers/) },
    ]);
  });

  test('a simulated AWS whose time runs faster than people’s is compared to the end', async () => {
    const rig = await createRig({ estate: { servers: 40 } });
    const planId = await savePlan(rig, { instanceType: 'm5.xlarge' });
    rig.simulator.faults.add({ kind: 'slow', operation: 'GetLaunchConfiguration', delaySeconds: 3 });
    const started = rig.clock.now();
    const clock = { ...rig.clock, now: () => started };
    const looks = { ...rig.aws, prober: createProber({ loopback: 'refused' }), clock };
    const estate = createEstateQueries({ ...rig.aws, store: rig.store, clock: rig.clock, looks });
    const found = await rig.clock.complete(estate.checkPlan(planId, new Set()));
    expect(found).toMatchObject({ verdict: 'READY', unknown: [] });
  });
});

describe('launch settings of a large plan', () => {
  const servers = 300;
  const open = async () => {
    let isSlow = false;
    const rig = await createRig({
      estate: { servers },
      network: async (request, send) => {
        if (isSlow && request.url.endsWith('/GetLaunchConfiguration')) await rig.clock.sleep(1);
        return send(request);
      },
    });
    const apply = async (launchConfig: object): Promise<string> => {
      const selection = { tags: { Application: 'Load' } };
      const documents = [
        { kind: 'ProtectionGroup', groupName: 'shop', ...place, selection, launchConfig },
        { kind: 'RecoveryPlan', planName: 'shop', waves: [{ waveName: 'all', protectionGroups: ['shop'] }] },
      ];
      const applied = await rig.clock.complete(rig.catalog.apply(documents, { actor: 'anna' }));
      if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
      return `${applied.results.at(-1)?.id}`;
    };
    const planId = await apply({ instanceType: 'm5.large' });
    isSlow = true;
    const asked = () => rig.simulator.calls().counts['drs:GetLaunchConfiguration'] ?? 0;
    return { rig, planId, apply, asked };
  };

  test('each check goes on where the one before ended, until the plan is ready, and says how old the rest is', async () => {
    const { rig, planId, asked } = await open();
    const first = await check(rig, planId);
    expect(first.verdict).toBe('UNKNOWN');
    expect(first.unknown).toMatchObject([
      {
        message: expect.stringMatching(/ 5 s: 50 of 300 are$/),
        remedy: expect.stringMatching(/^Check again: it goes on/),
      },
    ]);
    let last = first;
    let checks = 1;
    for (; last.verdict !== 'READY'; checks += 1) last = await check(rig, planId);
    expect(checks).toBe(6);
    expect(asked(), 'no server twice; the look at permissions asks for one').toBe(servers + checks);
    expect(last.warnings.filter(({ code }) => code === 'SETTINGS_DIFFER')).toHaveLength(servers);
    expect(last.warnings.filter(({ code }) => code === 'SETTINGS_COMPARED_EARLIER')).toMatchObject([
      { message: expect.stringMatching(/of 250 servers were compared up to \d+ s ago/) },
    ]);
    await rig.clock.advance(limits.settingsComparedSeconds);
    expect((await check(rig, planId)).verdict, 'what is older than that is not known').toBe('UNKNOWN');
  });

  test('what was compared counts for the settings that it was compared with, and until AWS refuses to tell', async () => {
    const { rig, planId, apply } = await open();
    await check(rig, planId);
    await apply({ instanceType: 'm5.xlarge' });
    expect((await check(rig, planId)).unknown).toMatchObject([{ message: expect.stringContaining('50 of 300 are') }]);
    for (let checks = 0; checks < 5; checks += 1) await check(rig, planId);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'GetLaunchConfiguration' });
    const refused = await check(rig, planId);
    expect(refused.verdict).toBe('UNKNOWN');
    expect(refused.unknown.map(({ message }) => message)).toEqual([
      expect.stringMatching(/AccessDenied.* launch settings of 50 servers are not compared$/),
      expect.anything(),
    ]);
  });
});

describe('permissions', () => {
  const actions: WaveActionsInput = {
    before: [{ kind: 'SSM_AUTOMATION', actionName: 'drain', documentName: 'Breakwater-Drain' }],
    after: [{ kind: 'LAMBDA', actionName: 'tell', functionName: 'Breakwater-Tell' }],
  };

  test('what the role of each account may not do is named with the account, and what it may is not', async () => {
    const rig = await createRig({ estate: { servers: 2, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT] } });
    const other = { accountId: OTHER_ACCOUNT, region: HOME_REGION };
    const planId = await rig.savePlan('shop', [
      { servers: rig.idsOf('server-'), actions },
      { servers: rig.idsOf('server-', other), ...other },
    ]);
    expect((await check(rig, planId)).warnings).toEqual([]);

    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', accountId: OTHER_ACCOUNT });
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartAutomationExecution' });
    const found = await check(rig, planId);
    expect(found.verdict).toBe('WOULD_FAIL');
    expect(found.warnings.map(({ code, message }) => [code, message])).toEqual([
      [
        'WAVE_WOULD_FAIL',
        `wave 0 "wave-0" would FAIL, and no wave after it would start: SSM_AUTOMATION "drain" would fail: arn:aws:iam::${HOME_ACCOUNT}:user/operator may not ssm:StartAutomationExecution in ${HOME_ACCOUNT}/${HOME_REGION} (explicitDeny)`,
      ],
      [
        'WAVE_WOULD_FAIL',
        `wave 1 "wave-1" would FAIL, and no wave after it would start: 0 of 1 server can be launched, and at least 100 % are wanted; arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator may not drs:StartRecovery in ${OTHER_ACCOUNT}/${HOME_REGION} (explicitDeny)`,
      ],
      [
        'PERMISSION_MISSING',
        `arn:aws:iam::${HOME_ACCOUNT}:user/operator may not ssm:StartAutomationExecution in ${HOME_ACCOUNT}/${HOME_REGION} (explicitDeny)`,
      ],
      [
        'PERMISSION_MISSING',
        `arn:aws:iam::${OTHER_ACCOUNT}:role/RecoveryOperator may not drs:StartRecovery in ${OTHER_ACCOUNT}/${HOME_REGION} (explicitDeny)`,
      ],
    ]);
    expect(rig.simulator.jobs(HOME_ACCOUNT, HOME_REGION)).toEqual([]);
  });

  test('a wave with enough servers where the role may start them is not called lost for the rest', async () => {
    const rig = await createRig({ estate: { servers: 2, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT] } });
    const other = { accountId: OTHER_ACCOUNT, region: HOME_REGION };
    const groups = [{ servers: rig.idsOf('server-') }, { servers: rig.idsOf('server-', other), ...other }];
    const planId = await rig.savePlan('shop', [{ groups, minSuccessPercent: 50 }]);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartRecovery', accountId: OTHER_ACCOUNT });
    const found = await check(rig, planId);
    expect([found.verdict, codesOf(found.warnings)]).toEqual(['READY', ['PERMISSION_MISSING']]);
    const executionId = await rig.launch(planId);
    await rig.runToEnd(executionId);
    expect((await rig.get(executionId)).waves).toMatchObject([{ status: 'PARTIAL' }]);
  });

  test.each([
    ['UpdateLaunchConfiguration', { launchDisposition: 'STOPPED' }],
    ['CreateLaunchTemplateVersion', { instanceType: 'm5.xlarge' }],
    ['ModifyLaunchTemplate', { instanceType: 'm5.xlarge' }],
  ] as const)(
    'a wave whose launch settings differ, where the role may not %s, is told to FAIL, and does',
    async (operation, launchConfig) => {
      const rig = await createRig({ estate: { servers: 1 } });
      const planId = await rig.savePlan('shop', [{ groups: [{ servers: rig.idsOf('server-'), launchConfig }] }]);
      rig.simulator.faults.add({ kind: 'access-denied', operation });
      const found = await check(rig, planId);
      expect(found.verdict).toBe('WOULD_FAIL');
      expect(found.warnings[0]?.message).toMatch(
        new RegExp(
          `the launch settings of server-0000 .* cannot be applied before it: .* may not (drs|ec2):${operation} in`,
        ),
      );
      const executionId = await rig.launch(planId);
      await rig.runToEnd(executionId);
      expect((await rig.get(executionId)).waves).toMatchObject([{ status: 'FAILED', launchedCount: 0 }]);
    },
  );

  test('where AWS has the launch settings as wanted, nothing needs the right to change them', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const launchConfig = { instanceType: 'm5.xlarge', launchDisposition: 'STOPPED' } as const;
    const planId = await rig.savePlan('shop', [{ groups: [{ servers: rig.idsOf('server-'), launchConfig }] }]);
    await rig.runToEnd(await rig.launch(planId));
    for (const operation of ['UpdateLaunchConfiguration', 'CreateLaunchTemplateVersion', 'ModifyLaunchTemplate']) {
      rig.simulator.faults.add({ kind: 'access-denied', operation });
    }
    const found = await check(rig, planId);
    expect([found.verdict, new Set(codesOf(found.warnings))]).toEqual([
      'READY',
      new Set(['PERMISSION_MISSING', 'INSTANCE_DELETED']),
    ]);
    const executionId = await rig.launch(planId);
    await rig.runToEnd(executionId);
    expect((await rig.get(executionId)).status).toBe('COMPLETED');
  });

  test('a group that names an instance profile of its own is told that nobody asked whether its role may be passed on', async () => {
    const rig = await createRig({ estate: { servers: 2 } });
    const [own = '', ofDrs = ''] = rig.idsOf('server-');
    const save = (name: string, server: string, instanceProfileName: string) =>
      rig.savePlan(name, [{ groups: [{ servers: [server], launchConfig: { instanceProfileName } }] }]);
    const found = await check(rig, await save('own', own, 'shop-web'));
    expect(found.warnings).toContainEqual({
      code: 'PROFILE_NOT_ASKED',
      message: expect.stringMatching(/^1 server in .* instance profile shop-web was not asked$/),
      remedy: expect.stringContaining('iam:PassRole'),
    });
    const ofItsOwn = await check(rig, await save('of-drs', ofDrs, 'AWSElasticDisasterRecoveryRecoveryInstanceRole'));
    expect(ofItsOwn.warnings.map(({ code }) => code)).not.toContain('PROFILE_NOT_ASKED');
  });

  test('an optional action that is denied is worth knowing, and its wave is not lost for it', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const optional: WaveActionsInput = {
      before: (actions.before ?? []).map((action) => ({ ...action, required: false })),
    };
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), actions: optional }]);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartAutomationExecution' });
    const found = await check(rig, planId);
    expect([found.verdict, codesOf(found.warnings)]).toEqual(['READY', ['PERMISSION_MISSING']]);
  });

  test('a denied action of recoveries alone fails a recovery, and no drill; who asks of neither is told which', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const ofRecoveries: WaveActionsInput = {
      before: (actions.before ?? []).map((action) => ({ ...action, executionTypes: ['RECOVERY' as const] })),
    };
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), actions: ofRecoveries }]);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartAutomationExecution' });
    const { call } = openApi(rig);
    const asked = async (body: CheckBody): Promise<StartCheck> =>
      startCheckSchema.parse((await call('POST', `/api/recovery-plans/${planId}/check`, body)).body);
    expect((await asked({ executionType: 'DRILL' })).verdict).toBe('READY');
    expect((await asked({ executionType: 'RECOVERY' })).verdict).toBe('WOULD_FAIL');
    const either = await asked({});
    expect(either.verdict).toBe('WOULD_FAIL');
    expect(either.warnings[0]?.message).toContain('SSM_AUTOMATION "drain", in a RECOVERY, would fail: ');
  });

  test('an action that the role may start but not look at is named: nobody would see its end', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const command = { kind: 'SSM_COMMAND', actionName: 'warm', documentName: 'Breakwater-Warm' } as const;
    const after = [...(actions.before ?? []), command];
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), actions: { after } }]);
    for (const operation of ['GetAutomationExecution', 'ListCommandInvocations', 'ListCommands']) {
      rig.simulator.faults.add({ kind: 'access-denied', operation });
    }
    const { verdict, warnings } = await check(rig, planId);
    const missing = warnings.filter(({ code }) => code === 'PERMISSION_MISSING');
    const told = missing.map(({ message }) => /may not (\S+)/.exec(message)?.[1]);
    expect(told).toEqual(['ssm:GetAutomationExecution', 'ssm:ListCommandInvocations', 'ssm:ListCommands']);
    expect(verdict).toBe('WOULD_FAIL');
  });

  test('the right that only looks for a command whose reply was lost fails no wave', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const after = [{ kind: 'SSM_COMMAND', actionName: 'warm', documentName: 'Breakwater-Warm' } as const];
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), actions: { after } }]);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'ListCommands' });
    const found = await check(rig, planId);
    expect([found.verdict, codesOf(found.warnings)]).toEqual(['READY', ['PERMISSION_MISSING']]);
  });

  test('what the role may not do after a clean-up is named too, in the account where it is done', async () => {
    const rig = await createRig({ estate: { servers: 2, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT] } });
    const afterCleanUp = [
      {
        kind: 'SSM_AUTOMATION',
        actionName: 'tell',
        documentName: 'Tell',
        accountId: OTHER_ACCOUNT,
        region: HOME_REGION,
      },
    ];
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }], { afterCleanUp });
    expect((await check(rig, planId)).warnings).toEqual([]);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'StartAutomationExecution' });
    expect((await check(rig, planId)).warnings).toMatchObject([
      {
        code: 'PERMISSION_MISSING',
        message: expect.stringContaining(`may not ssm:StartAutomationExecution in ${OTHER_ACCOUNT}/${HOME_REGION}`),
      },
    ]);
  });

  test('a role that may not ask has permissions that are unknown, once and not for each question', async () => {
    const rig = await createRig({ estate: { servers: 1 } });
    const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), actions }]);
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'SimulatePrincipalPolicy' });
    const found = await check(rig, planId);
    expect(found).toMatchObject({ verdict: 'UNKNOWN', blockers: [], warnings: [] });
    expect(found.unknown).toMatchObject([
      {
        code: 'NOT_LOOKED_AT',
        message: expect.stringMatching(/^iam:SimulatePrincipalPolicy: AccessDenied: .*not known$/),
      },
    ]);
  });
});

test('a check of an address that is never asked is told before the start, by what a name leads to as well', async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  const http = (actionName: string, url: string) => ({ kind: 'HTTP_CHECK', actionName, url }) as const;
  const planId = await rig.savePlan(
    'shop',
    [
      {
        servers: rig.idsOf('server-'),
        actions: {
          before: [{ kind: 'TCP_CHECK', actionName: 'own port', host: 'localhost', port: 22 }],
          after: [
            http('credentials', 'http://169.254.169.254/latest/meta-data'),
            http('short', 'http://[fd00:ec2::254]/'),
            http('fine', 'http://10.0.0.4/health'),
            http('each', 'http://{privateIp}/health'),
          ],
        },
      },
    ],
    { afterCleanUp: [http('gone', 'http://169.254.169.254/')] },
  );
  const looks = { ...rig.aws, prober: createProber({ loopback: 'refused' }), clock: rig.clock };
  const estate = createEstateQueries({ ...rig.aws, store: rig.store, clock: rig.clock, looks });
  const found = await rig.clock.complete(estate.checkPlan(planId, new Set()));
  expect(found?.verdict).toBe('WOULD_FAIL');
  expect(found?.warnings.map(({ code, message }) => [code, message])).toEqual([
    [
      'WAVE_WOULD_FAIL',
      expect.stringMatching(
        /^wave 0 "wave-0" would FAIL, .*TCP_CHECK "own port" would fail: .*; HTTP_CHECK "credentials"/,
      ),
    ],
    [
      'ADDRESS_REFUSED',
      expect.stringMatching(/^TCP_CHECK "own port" of wave 0 "wave-0" would fail: .* this machine itself/),
    ],
    [
      'ADDRESS_REFUSED',
      expect.stringMatching(/^HTTP_CHECK "credentials" of wave 0 .*169\.254\.169\.254 is a link-local/),
    ],
    ['ADDRESS_REFUSED', expect.stringMatching(/^HTTP_CHECK "short" of wave 0 /)],
    ['ADDRESS_REFUSED', expect.stringMatching(/^HTTP_CHECK "gone" after a clean-up would fail: /)],
  ]);
});

test('where nothing beyond the start is asked, that is unknown', async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server-') }]);
  const estate = createEstateQueries({ ...rig.aws, store: rig.store, clock: rig.clock });
  expect(await rig.clock.complete(estate.checkPlan(planId, new Set()))).toMatchObject({
    verdict: 'UNKNOWN',
    unknown: [{ code: 'NOT_LOOKED_AT' }],
  });
});

test('defect 8.3.17: what AWS does not tell is named, each by itself, and nothing else is hidden by it', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [a = '', b = ''] = rig.idsOf('server-');
  const holder = await rig.launch(await rig.savePlan('holder', [{ servers: [a], pauseBeforeWave: true }]));
  const planId = await rig.savePlan('shop', [{ servers: [a, b] }]);
  for (const operation of ['DescribeJobs', 'DescribeRecoveryInstances']) {
    rig.simulator.faults.add({ kind: 'access-denied', operation });
  }
  const found = await check(rig, planId);
  expect(found.verdict).toBe('BLOCKED');
  expect(codesOf(found.blockers)).toEqual(['CHECK_NOT_POSSIBLE', 'SERVER_LOCKED']);
  expect(codesOf(found.unknown)).toEqual(['NOT_LOOKED_AT']);
  expect(found.forecast).toBeUndefined();

  await rig.command(holder, { type: 'cancel', reason: 'makes room' });
  expect(await check(rig, planId)).toMatchObject({
    verdict: 'BLOCKED',
    blockers: [{ code: 'CHECK_NOT_POSSIBLE' }],
  });
});

test('4,000 servers are checked by a few questions to AWS, and in time for who waits', async () => {
  const calls: string[] = [];
  const rig = await createRig({
    estate: { servers: limits.serversPerPlan },
    onCall: ({ operation }) => calls.push(operation),
  });
  const ids = rig.idsOf('server-');
  const waves = Array.from({ length: 40 }, (_, index) => ({ servers: ids.slice(index * 100, index * 100 + 100) }));
  const planId = await rig.savePlan('all', waves);
  calls.length = 0;
  rig.simulator.faults.add({ kind: 'slow', service: 'drs', delaySeconds: 0.3 });
  const before = rig.clock.nowMs();
  const found = await check(rig, planId);
  // An API behind a gateway has 30 s.
  expect((rig.clock.nowMs() - before) / 1000).toBeLessThan(15);
  expect(found).toMatchObject({ verdict: 'READY', serverCount: 4000 });
  // By 200 ids each, as many a page; and nothing for each server.
  const counts = Object.fromEntries([...Map.groupBy(calls, (name) => name)].map(([name, all]) => [name, all.length]));
  expect(counts).toEqual({
    'sts:GetCallerIdentity': 2,
    'drs:DescribeSourceServers': 20,
    'drs:DescribeRecoveryInstances': 20,
    'drs:DescribeJobs': 1,
    'iam:SimulatePrincipalPolicy': 5,
  });
});
