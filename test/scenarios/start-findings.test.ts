/**
 * Everything that a check before a start can find, row by row of its table: each is met here, through API, engine, real
 * SDK and simulated AWS, with the severity of its row, and a start that follows does what that severity says.
 */
import { CreateTagsCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { createProber } from '../../src/adapters/probe/prober.ts';
import type { CheckBody } from '../../src/api/contract.ts';
import { limits } from '../../src/domain/limits.ts';
import { type StartCheck, startCheckSchema } from '../../src/domain/model/start-check.ts';
import { startFindings } from '../../src/domain/start-findings.ts';
import { addSeconds } from '../../src/domain/time.ts';
import { groupKey } from '../../src/engine/catalog-items.ts';
import { createEstateQueries } from '../../src/engine/estate-queries.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import type { EstateInput, ServerInput } from '../../src/simulator/estate/schema.ts';
import { openApi } from '../api/set-up.ts';
import { clientsOf } from '../simulator/clients.ts';
import { drsCall } from '../simulator/wire.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, type Rig, type RigOptions } from '../support/rig.ts';

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };

/** What is asked about, when all is as the row says. */
interface Asked {
  readonly planId: string;
  readonly body?: CheckBody;
}
type Call = ReturnType<typeof openApi>['call'];
interface Scene {
  readonly options?: RigOptions;
  /** It stands at the servers that it is about, too. */
  readonly atServer?: true;
  readonly prepare: (rig: Rig, call: Call) => Promise<Asked>;
}

const servers = (count: number, server?: (index: number) => Partial<ServerInput>): RigOptions => ({
  estate: { servers: count, ...(server === undefined ? {} : { server }) },
});
const replicating = (...states: readonly NonNullable<ServerInput['replication']>[]): RigOptions =>
  servers(states.length, (index) => {
    const replication = states[index];
    return replication === undefined ? {} : { replication };
  });
const continuous = { state: 'CONTINUOUS', lagSeconds: 0 } as const;
const stopped = { state: 'STOPPED', lagSeconds: 0 } as const;
const standby = (state: 'stopped' | 'running'): RigOptions => {
  const tags = { AWSDRS: 'AllowLaunchingIntoThisInstance' };
  const instances: EstateInput['instances'] = [{ name: 'standby', ...place, tags, state }];
  return { estate: { ...makeEstate({ servers: 1 }), instances } };
};

/** One wave over every server, in a group by their ids. */
const saveWhole = async (rig: Rig, wave: object = {}, more: Record<string, unknown> = {}): Promise<Asked> => ({
  planId: await rig.savePlan('shop', [{ servers: rig.idsOf('server-'), ...wave }], more),
});

/** One wave over a group for each of these tags. */
const saveTagged = async (rig: Rig, tags: readonly Record<string, string>[], wave: object = {}): Promise<Asked> => {
  const groups = tags.map((each, index) => ({
    kind: 'ProtectionGroup',
    groupName: `tagged-${index}`,
    ...place,
    selection: { tags: each },
  }));
  const protectionGroups = groups.map(({ groupName }) => groupName);
  const plan = {
    kind: 'RecoveryPlan',
    planName: 'tagged',
    waves: [{ waveName: 'all', protectionGroups, ...wave }],
  };
  const applied = await rig.catalog.apply([...groups, plan], { actor: 'anna' });
  if (applied.kind !== 'applied') throw new Error(JSON.stringify(applied));
  return { planId: `${applied.results.at(-1)?.id}` };
};

/** The first server is to be launched into the standby. */
const saveInto = async (rig: Rig): Promise<Asked & { readonly into: string }> => {
  const { Reservations = [] } = await clientsOf(rig.simulator).ec2.send(new DescribeInstancesCommand({}));
  const into = `${Reservations[0]?.Instances?.[0]?.InstanceId}`;
  const ids = rig.idsOf('server-');
  const serverOverrides = { [`${ids[0]}`]: { launchIntoInstanceId: into } };
  return { planId: await rig.savePlan('into', [{ groups: [{ servers: ids, serverOverrides }] }]), into };
};

const withSettings = async (rig: Rig, launchConfig: object = { instanceType: 'm5.xlarge' }): Promise<Asked> => {
  const groups = [{ servers: rig.idsOf('server-'), launchConfig }];
  return { planId: await rig.savePlan('set', [{ groups }]) };
};

const hoursAgo = (rig: Rig, hours: number): string => addSeconds(rig.clock.now(), -hours * 3600);
const check = (call: Call, { planId, body = {} }: Asked) => call('POST', `/api/recovery-plans/${planId}/check`, body);

const scenes: Readonly<Record<string, Scene>> = {
  LIVE_INSTANCE: {
    options: servers(1),
    atServer: true,
    prepare: async (rig) => {
      rig.launchByStranger(rig.idsOf('server-'), { isDrill: false });
      await rig.clock.advance(3600);
      return saveWhole(rig);
    },
  },
  SERVER_LOCKED: {
    atServer: true,
    prepare: async (rig) => {
      const asked = await saveWhole(rig, { pauseBeforeWave: true });
      await rig.launch(asked.planId);
      return asked;
    },
  },
  SERVER_NOT_FOUND: {
    prepare: async (rig) => saveWhole(rig, { servers: [...rig.idsOf('server-'), 's-00000000000000001'] }),
  },
  NO_SERVERS: { prepare: (rig) => saveTagged(rig, [{ Application: 'None' }]) },
  SERVER_NOT_IN_GROUP: {
    prepare: (rig) => saveTagged(rig, [{ Application: 'Load' }], { sourceServerIds: ['s-00000000000000001'] }),
  },
  SERVER_TWICE: { atServer: true, prepare: (rig) => saveTagged(rig, [{ Application: 'Load' }, { Wave: '0' }]) },
  TOO_MANY_SERVERS: {
    options: servers(limits.serversPerPlan + 1),
    prepare: (rig) => saveTagged(rig, [{ Application: 'Load' }]),
  },
  NOTHING_TO_LAUNCH: { options: replicating(stopped), atServer: true, prepare: (rig) => saveWhole(rig) },
  GROUP_NOT_FOUND: {
    // No call deletes a group that a plan calls: a store that was put back in parts may lack it.
    prepare: async (rig) => {
      const asked = await saveWhole(rig);
      const { items } = await rig.catalog.listGroups({ limit: 10 });
      await rig.store.transact(items.map(({ groupId }) => ({ kind: 'delete', key: groupKey(groupId) })));
      return asked;
    },
  },
  EXISTING_INSTANCE: {
    options: standby('stopped'),
    atServer: true,
    prepare: async (rig) => {
      const asked = await saveInto(rig);
      const tag = { Resources: [asked.into], Tags: [{ Key: 'AWSDRS', Value: 'no' }] };
      await clientsOf(rig.simulator).ec2.send(new CreateTagsCommand(tag));
      return asked;
    },
  },
  NO_RECOVERY_POINT: {
    atServer: true,
    prepare: async (rig) => ({ ...(await saveWhole(rig)), body: { pointInTime: hoursAgo(rig, 24 * 30) } }),
  },
  POINT_IN_TIME_AHEAD: {
    prepare: async (rig) => ({ ...(await saveWhole(rig)), body: { pointInTime: hoursAgo(rig, -1) } }),
  },
  WAVE_NOT_FOUND: {
    prepare: async (rig) => {
      const wavePointsInTime = [{ waveNumber: 4, pointInTime: hoursAgo(rig, 2) }];
      return { ...(await saveWhole(rig)), body: { wavePointsInTime } };
    },
  },
  CHECK_NOT_POSSIBLE: {
    prepare: async (rig) => {
      rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeSourceServers' });
      return saveWhole(rig);
    },
  },
  NOT_LOOKED_AT: {
    prepare: async (rig) => {
      rig.simulator.faults.add({ kind: 'access-denied', operation: 'SimulatePrincipalPolicy' });
      return saveWhole(rig);
    },
  },
  INSTANCE_DELETED: {
    atServer: true,
    prepare: async (rig) => {
      const asked = await saveWhole(rig);
      await rig.runToEnd(await rig.launch(asked.planId));
      return asked;
    },
  },
  ACCEPTED_FOR_NOTHING: {
    prepare: async (rig) => ({
      ...(await saveWhole(rig)),
      body: { acceptedInstanceDeletions: ['i-0123456789abcdef0'] },
    }),
  },
  VOLUMES_REPLACED: { options: standby('stopped'), atServer: true, prepare: saveInto },
  INSTANCE_NOT_STOPPED: { options: standby('running'), atServer: true, prepare: saveInto },
  CANNOT_LAUNCH: {
    options: replicating(continuous, stopped),
    atServer: true,
    prepare: (rig) => saveWhole(rig, { minSuccessPercent: 50 }),
  },
  REPLICATION_STALLED: {
    options: replicating({ state: 'STALLED', lagSeconds: 7200 }),
    atServer: true,
    prepare: (rig) => saveWhole(rig),
  },
  RPO_MISSED: {
    options: replicating({ state: 'CONTINUOUS', lagSeconds: 900 }),
    atServer: true,
    prepare: (rig) => saveWhole(rig, {}, { rpoTargetSeconds: 60 }),
  },
  SERVER_IN_JOB: {
    atServer: true,
    prepare: async (rig) => {
      rig.launchByStranger(rig.idsOf('server-'));
      return saveWhole(rig);
    },
  },
  QUOTA: { options: servers(501), prepare: (rig) => saveWhole(rig) },
  POINT_IN_TIME: {
    prepare: async (rig) => ({ ...(await saveWhole(rig)), body: { pointInTime: hoursAgo(rig, 5) } }),
  },
  OTHER_PLAN: {
    prepare: async (rig) => {
      await rig.savePlan('other', [{ servers: rig.idsOf('server-') }]);
      return saveWhole(rig);
    },
  },
  WAVE_WOULD_FAIL: { options: replicating(continuous, stopped), prepare: (rig) => saveWhole(rig) },
  SETTINGS_UNMET: {
    options: servers(1),
    atServer: true,
    prepare: async (rig) => {
      rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSubnets', times: 1 });
      const groups = [{ servers: rig.idsOf('server-'), launchConfig: { subnetId: 'subnet-00000000000000bad' } }];
      return { planId: await rig.savePlan('set', [{ groups }]) };
    },
  },
  SETTINGS_DIFFER: { atServer: true, prepare: (rig) => withSettings(rig) },
  SETTINGS_LEFT: {
    atServer: true,
    prepare: async (rig) => {
      await rig.runToEnd(await rig.launch((await withSettings(rig)).planId));
      return saveWhole(rig);
    },
  },
  SETTINGS_COMPARED_EARLIER: {
    options: servers(40),
    // Half of them is compared in the time that a check has.
    prepare: async (rig, call) => {
      const asked = await withSettings(rig);
      rig.simulator.faults.add({ kind: 'slow', operation: 'GetLaunchConfiguration', delaySeconds: 3 });
      await check(call, asked);
      return asked;
    },
  },
  PERMISSION_MISSING: {
    prepare: async (rig) => {
      rig.simulator.faults.add({ kind: 'access-denied', operation: 'TerminateRecoveryInstances' });
      return saveWhole(rig);
    },
  },
  PROFILE_NOT_ASKED: { prepare: (rig) => withSettings(rig, { instanceProfileName: 'shop-web' }) },
  ADDRESS_REFUSED: {
    prepare: (rig) => {
      const url = 'http://169.254.169.254/';
      const metadata = { kind: 'HTTP_CHECK', actionName: 'metadata', required: false, url } as const;
      return saveWhole(rig, { actions: { after: [metadata] } });
    },
  },
  TARGET_MISSED: {
    prepare: async (rig) => {
      const asked = await saveWhole(rig, {}, { rtoTargetMinutes: 1 });
      await rig.runToEnd(await rig.launch(asked.planId));
      return asked;
    },
  },
};

/** Nobody checks a clean-up or a follow-up beforehand: its answer and its history tell what it found. */
const ofLaterRuns = ['GONE_ALREADY', 'LEFT_ALONE', 'ACTIONS_NOT_REDONE'];

/** As `serve` asks: names and addresses are looked up. */
const openReal = (rig: Rig) => {
  const looks = { ...rig.aws, prober: createProber({ loopback: 'refused' }), clock: rig.clock };
  return openApi(rig, { estate: createEstateQueries({ ...rig.aws, store: rig.store, clock: rig.clock, looks }) });
};

/** Of the latter comes one of the former too. */
const failing = ['WAVE_WOULD_FAIL', 'SETTINGS_UNMET'];
const verdicts = { BLOCKER: ['BLOCKED'], UNKNOWN: ['UNKNOWN'], WARNING: ['READY', 'WOULD_FAIL'] } as const;
const foundIn = (found: StartCheck) => ({
  BLOCKER: found.blockers,
  UNKNOWN: found.unknown,
  WARNING: found.warnings,
});

describe('of the table of findings', () => {
  test('every row is met here, and nothing that is no row', () => {
    const codes = startFindings.map(({ code }) => code);
    expect([...Object.keys(scenes), ...ofLaterRuns].toSorted()).toEqual(codes.toSorted());
  });

  test.each(startFindings.filter(({ code }) => !ofLaterRuns.includes(code)))(
    '$code is told as $severity, and a start does what that says',
    async ({ code, severity, remedy }) => {
      const scene = scenes[code];
      if (scene === undefined) throw new Error(`nothing shows ${code}`);
      const { options = servers(2), atServer, prepare } = scene;
      const rig = await createRig(options);
      const { call } = openReal(rig);
      const asked = await prepare(rig, call);
      const { planId, body = {} } = asked;
      const found = startCheckSchema.parse((await check(call, asked)).body);
      const told = foundIn(found)[severity].filter((one) => one.code === code);
      expect(told).not.toEqual([]);
      expect(told.every((one) => one.remedy !== '' && one.message !== '')).toBe(true);
      if (severity === 'WARNING') expect(told[0]?.remedy).toBe(remedy);
      expect(verdicts[severity]).toContain(found.verdict);
      expect(found.verdict === 'WOULD_FAIL').toBe(failing.includes(code));
      const others = (['BLOCKER', 'UNKNOWN', 'WARNING'] as const).filter((other) => other !== severity);
      for (const other of others) expect(foundIn(found)[other].map((one) => one.code)).not.toContain(code);
      const atServers = found.servers.flatMap(({ findings }) => findings.filter((one) => one.code === code));
      expect(atServers.length > 0).toBe(atServer === true);
      expect(new Set(atServers.map((one) => one.severity))).toEqual(new Set(atServer ? [severity] : []));

      const start = await call('POST', '/api/executions', { planId, executionType: 'DRILL', ...body });
      if (severity === 'BLOCKER') {
        expect(start).toMatchObject({ status: 409, body: { code: 'EXECUTION_REFUSED', refusals: found.blockers } });
        expect((await rig.get(start.body.executionId)).status).toBe('REFUSED');
      } else expect(start.status).toBe(202);
    },
  );

  test('CHECK_NOT_POSSIBLE is a blocker when AWS refuses for good', async () => {
    const rig = await createRig(servers(1));
    rig.simulator.faults.add({ kind: 'access-denied', operation: 'DescribeSourceServers' });
    const { body } = await check(openApi(rig).call, await saveWhole(rig));
    expect(body).toMatchObject({ verdict: 'BLOCKED', blockers: [{ code: 'CHECK_NOT_POSSIBLE' }], unknown: [] });
  });

  test('GONE_ALREADY and LEFT_ALONE stand in the history of the clean-up, with their servers', async () => {
    const rig = await createRig(servers(3));
    const [own = '', replaced = '', gone = ''] = rig.idsOf('server-');
    const executionId = await rig.launch((await saveWhole(rig)).planId);
    await rig.runToEnd(executionId);
    const launched = new Map(
      (await rig.servers(executionId)).map((server) => [server.sourceServerId, server.recoveryInstanceId] as const),
    );
    await drsCall(rig.simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: [launched.get(gone)] });
    rig.launchByStranger([replaced]);
    await rig.clock.advance(3600);
    const { call } = openApi(rig);
    const cleanUp = await call('POST', '/api/clean-ups', { executionId, confirmedPlanName: 'shop' });
    expect(cleanUp.status, cleanUp.text).toBe(202);
    await rig.runToEnd(cleanUp.body.executionId);
    const { text } = await call('GET', `/api/clean-ups/${cleanUp.body.executionId}/events`);
    expect(text).toContain(`1 instance gone already: ${launched.get(gone)} of server-0002`);
    expect(text).toContain('server-0001 is left alone: ');
    expect(text, own).not.toContain('server-0000 is left alone: ');
  });
});
