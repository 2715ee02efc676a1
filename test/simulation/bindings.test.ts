/** The swarm runs past the SDK: here both ways are shown to be one. */

import { describe, expect, test } from 'vitest';
// Under virtual time nothing waits for a file that is loaded when it is first needed.
import '../../src/adapters/aws/sdk-lambda.ts';
import '../../src/adapters/aws/sdk-ssm.ts';
import { addSeconds } from '../../src/domain/time.ts';
import type { AutomationService } from '../../src/ports/automation-service.ts';
import type { ComputeService } from '../../src/ports/compute-service.ts';
import type { FunctionService } from '../../src/ports/function-service.ts';
import type { LaunchSettingsService } from '../../src/ports/launch-settings-service.ts';
import type { RecoveryService } from '../../src/ports/recovery-service.ts';
import type { TaggingService } from '../../src/ports/tagging-service.ts';
import type { FaultInput } from '../../src/simulator/faults/rule.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT } from '../support/rig.ts';
import { drawNight } from './support/draw-night.ts';
import { liveNight, type NightReport } from './support/live-night.ts';
import { createTally } from './support/tally.ts';

const homeScope = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const otherScope = { accountId: OTHER_ACCOUNT, region: HOME_REGION };

type Ports = {
  readonly recovery: RecoveryService;
  readonly compute: ComputeService;
  readonly launchSettings: LaunchSettingsService;
  readonly tagging: TaggingService;
  readonly automation: AutomationService;
  readonly functions: FunctionService;
};

const openWorld = async (binding: 'sdk' | 'direct') => {
  const rig = await createRig({
    binding,
    estate: {
      servers: 450,
      accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT],
      server: (index) => ({
        publicIp: index % 3 === 0,
        ...(index % 5 === 0
          ? {
              origin: {
                ...homeScope,
                availabilityZone: `${HOME_REGION}a`,
                tags: { 'odd <& "key"': `<${index}>`, Empty: '' },
              },
            }
          : {}),
        ...(index % 7 === 0 ? { hostname: `odd <& "name" ${index}` } : {}),
        ...(index % 11 === 0 ? { ebsEncryption: 'CUSTOM' } : {}),
      }),
    },
  });
  const { recovery, compute, launchSettings, tagging, automation, functions } = rig.aws;
  return { rig, ports: { recovery, compute, launchSettings, tagging, automation, functions } };
};
type World = Awaited<ReturnType<typeof openWorld>>;

/** Every operation, in the order of a drill and a clean-up, in both accounts; what was answered. */
const conversation = async ({
  rig,
  ports: { recovery, compute, launchSettings, tagging, automation, functions },
}: World): Promise<readonly unknown[]> => {
  const answers: unknown[] = [];
  const ask = async <T>(question: Promise<T>): Promise<T> => {
    const answer = await rig.clock.complete(question);
    answers.push(answer);
    return answer;
  };
  for (const scope of [homeScope, otherScope]) {
    const servers = await ask(recovery.describeSourceServers(scope));
    const ids = servers.ok ? servers.value.slice(0, 30).map((server) => server.sourceServerId) : [];
    await ask(recovery.describeSourceServers(scope, [...ids, 's-99999999999999999']));
    const [first = ''] = ids;
    const settings = await ask(launchSettings.readLaunchSettings(scope, first));
    const template = settings.ok ? settings.value.launchTemplateId : '';
    const origins = servers.ok ? servers.value.flatMap(({ originInstanceId = [] }) => originInstanceId) : [];
    const arn = (servers.ok ? servers.value[0]?.arn : undefined) ?? '';
    await ask(tagging.describeInstanceTags(scope, [...origins, 'i-00000000000000000']));
    await ask(tagging.tagSourceServer(scope, { arn, tags: { Owner: 'a & "b" <c>', Empty: '' } }));
    await ask(tagging.tagSourceServer(scope, { arn, tags: { 'aws:mine': 'no' } }));
    await ask(tagging.tagSourceServer(scope, { arn: `${arn}0`, tags: { Owner: 'a' } }));
    await ask(launchSettings.updateLaunchConfiguration(scope, first, { copyTags: true, copyPrivateIp: true }));
    await ask(
      launchSettings.updateLaunchTemplate(scope, template, { instanceProfileName: 'a', instanceType: 'm5.xlarge' }),
    );
    await ask(launchSettings.readLaunchSettings(scope, first));
    await ask(launchSettings.updateLaunchTemplate(scope, 'lt-00000000000000000', { instanceProfileName: 'a' }));
    await ask(launchSettings.readLaunchSettings(scope, 's-99999999999999999'));
    await ask(recovery.startRecovery(scope, { sourceServerIds: ids, isDrill: true }));
    await ask(recovery.startRecovery(scope, { sourceServerIds: ids, isDrill: false }));
    const kept = await ask(recovery.describeRecoverySnapshots(scope, ids[0] ?? ''));
    await ask(recovery.describeRecoverySnapshots(scope, 's-99999999999999999'));
    for (const hours of [1, 2000]) {
      await ask(recovery.describeRecoverySnapshots(scope, ids[0] ?? '', addSeconds(rig.clock.now(), -hours * 3600)));
    }
    const snapshotIds = kept.ok ? kept.value.map(({ recoverySnapshotId }) => recoverySnapshotId) : [];
    for (const id of [...snapshotIds.slice(0, 1), 'pit-99999999999999999']) {
      const recoverySnapshotIds = new Map([[ids[0] ?? '', id]]);
      await ask(
        recovery.startRecovery(scope, { sourceServerIds: ids.slice(0, 1), isDrill: true, recoverySnapshotIds }),
      );
    }
    await ask(recovery.startRecovery(scope, { sourceServerIds: ['s-99999999999999999'], isDrill: true }));
    for (const seconds of [100, 200, 400]) {
      await rig.clock.advance(seconds);
      const jobs = await ask(recovery.describeJobs(scope, { since: '2026-11-01T00:00:00.000Z' }));
      const jobIds = jobs.ok ? jobs.value.map((job) => job.jobId) : [];
      await ask(recovery.describeJobs(scope, { jobIds }));
      for (const jobId of [...jobIds, 'drsjob-00000000000000000']) await ask(recovery.describeJobLog(scope, jobId));
      await ask(recovery.describeRecoveryInstances(scope, ids));
    }
    const instances = await recovery.describeRecoveryInstances(scope, ids);
    const instanceIds = instances.ok ? instances.value.map((instance) => instance.recoveryInstanceId) : [];
    await ask(compute.describeInstances(scope, [...instanceIds, 'i-00000000000000000']));
    const runbook = { parameters: { door: ['front', 'a & "b"'], none: [] }, token: 'token-1' };
    for (const documentName of ['Open', 'fail-Close', 'missing-Knock']) {
      const token = `${runbook.token}-${documentName.length}`;
      const begun = await ask(automation.startAutomation(scope, { ...runbook, documentName, token }));
      await ask(automation.startAutomation(scope, { ...runbook, documentName, token }));
      await ask(automation.startAutomation(scope, { ...runbook, documentName: 'Other', documentVersion: '2', token }));
      const automationId = begun.ok ? begun.value.automationId : '00000000-0000-0000-0000-000000000000';
      await ask(automation.describeAutomation(scope, automationId));
      await rig.clock.advance(30);
      await ask(automation.describeAutomation(scope, automationId));
    }
    for (const documentName of ['AWS-RunShellScript', 'fail-RunShellScript', 'verbose-Script', 'missing-Script']) {
      const comment = `breakwater ${documentName} 0`;
      const since = rig.clock.now();
      const request = {
        documentName,
        parameters: { commands: ['true'] },
        instanceIds: instanceIds.slice(0, 3),
        comment,
      };
      const sent = await ask(automation.sendCommand(scope, request));
      await ask(automation.findCommand(scope, { comment, since }));
      await ask(automation.findCommand(scope, { comment: 'of nobody', since }));
      await ask(automation.findCommand(scope, { comment, since: '2026-12-24T00:00:00.000Z' }));
      const commandId = sent.ok ? sent.value.commandId : '00000000-0000-0000-0000-000000000000';
      await ask(automation.describeCommand(scope, commandId));
      await rig.clock.advance(30);
      await ask(automation.describeCommand(scope, commandId));
    }
    const strange = { documentName: 'AWS-RunShellScript', parameters: {}, comment: '' };
    await ask(automation.sendCommand(scope, { ...strange, instanceIds: ['i-00000000000000000'] }));
    for (const functionName of ['tell', 'slow-tell', 'fail-tell', 'missing-tell', 'tell:live']) {
      await ask(functions.invoke(scope, { functionName, payload: '{"idempotencyId":"a & \\"b\\""}' }));
    }
    await ask(recovery.terminateRecoveryInstances(scope, instanceIds));
    await ask(recovery.terminateRecoveryInstances(scope, instanceIds));
    await rig.clock.advance(200);
    await ask(compute.describeInstances(scope, instanceIds));
  }
  await ask(recovery.describeJobs({ accountId: '999999999999', region: HOME_REGION }, { jobIds: ['drsjob-1'] }));
  return answers;
};

const callsOf = ({ rig }: World): readonly string[] =>
  rig.simulator
    .calls()
    .log.map((call) => `${call.service}:${call.operation} ${call.accountId} ${call.error ?? call.status}`);

test('both bindings make the same calls and get the same answers', async () => {
  const sdk = await openWorld('sdk');
  const direct = await openWorld('direct');
  const answers = await conversation(direct);
  expect(answers.length).toBeGreaterThan(40);
  expect(answers).toEqual(await conversation(sdk));
  expect(callsOf(direct)).toEqual(callsOf(sdk));
});

/** Those of calls. */
type CallFault = Extract<
  FaultInput,
  { kind: 'throttle' | 'internal-error' | 'lost-request' | 'lost-reply' | 'expired-token' | 'access-denied' | 'slow' }
>;

const faults: readonly CallFault[] = [
  { kind: 'throttle', retryAfterSeconds: 17 },
  { kind: 'internal-error' },
  { kind: 'internal-error', retryAfterSeconds: 9 },
  { kind: 'lost-request' },
  { kind: 'lost-reply' },
  { kind: 'expired-token' },
  { kind: 'access-denied' },
  { kind: 'slow', delaySeconds: 5 },
  { kind: 'slow', delaySeconds: 25 },
];

const tagFirst = async ({ tagging }: Ports, id: string): Promise<unknown> =>
  tagging.tagSourceServer(homeScope, {
    arn: `arn:aws:drs:${HOME_REGION}:${HOME_ACCOUNT}:source-server/${id}`,
    tags: { Owner: 'night' },
  });

describe('under a fault both bindings give the same failure', () => {
  test.each(faults)('$kind', async (fault) => {
    const questions: readonly (readonly [string, (ports: Ports, id: string) => Promise<unknown>])[] = [
      ['DescribeSourceServers', ({ recovery }) => recovery.describeSourceServers(homeScope)],
      ['DescribeJobs', ({ recovery }) => recovery.describeJobs(otherScope, { since: '2026-11-01T00:00:00.000Z' })],
      [
        'StartRecovery',
        ({ recovery }, id) => recovery.startRecovery(homeScope, { sourceServerIds: [id], isDrill: true }),
      ],
      [
        'UpdateLaunchConfiguration',
        ({ launchSettings }, id) => launchSettings.updateLaunchConfiguration(homeScope, id, { copyTags: true }),
      ],
      ['DescribeLaunchTemplateVersions', ({ launchSettings }, id) => launchSettings.readLaunchSettings(homeScope, id)],
      ['TagResource', tagFirst],
      ['DescribeInstances', ({ tagging }) => tagging.describeInstanceTags(homeScope, ['i-0123456789abcdef0'])],
      ['DescribeInstances', ({ compute }) => compute.describeInstances(homeScope, ['i-0123456789abcdef0'])],
      [
        'StartAutomationExecution',
        ({ automation }) =>
          automation.startAutomation(homeScope, { documentName: 'Open', parameters: {}, token: 't-1' }),
      ],
      [
        'GetAutomationExecution',
        ({ automation }) => automation.describeAutomation(homeScope, '00000000-0000-0000-0000-000000000000'),
      ],
      [
        'SendCommand',
        ({ automation }) =>
          automation.sendCommand(homeScope, {
            documentName: 'AWS-RunShellScript',
            parameters: {},
            instanceIds: ['i-0123456789abcdef0'],
            comment: 'breakwater t-1 0',
          }),
      ],
      [
        'ListCommands',
        ({ automation }) => automation.findCommand(homeScope, { comment: '', since: '2026-11-01T00:00:00.000Z' }),
      ],
      [
        'ListCommandInvocations',
        ({ automation }) => automation.describeCommand(homeScope, '00000000-0000-0000-0000-000000000000'),
      ],
      ['Invoke', ({ functions }) => functions.invoke(homeScope, { functionName: 'tell', payload: '{}' })],
      ['AssumeRole', ({ recovery }) => recovery.describeJobs(otherScope, { jobIds: ['drsjob-1'] })],
    ];
    for (const [operation, question] of questions) {
      const answers = [];
      for (const binding of ['sdk', 'direct'] as const) {
        const { rig, ports } = await openWorld(binding);
        rig.simulator.faults.add({ ...fault, operation });
        const [id = ''] = rig.idsOf('server');
        answers.push(await rig.clock.complete(question(ports, id)));
      }
      const [sdk, direct] = answers;
      expect(direct, operation).toEqual(sdk);
    }
  });
});

test('both bindings extend servers in the same way, also under a fault', async () => {
  const answersOf = async (binding: 'sdk' | 'direct') => {
    const { rig } = await openWorld(binding);
    const { recovery, staging } = rig.aws;
    const servers = await rig.clock.complete(recovery.describeSourceServers(otherScope));
    const arns = servers.ok ? servers.value.flatMap(({ arn = [] }) => arn) : [];
    const answers: unknown[] = [];
    const extend = async (arn: string) => {
      const answer = await rig.clock.complete(staging.createExtendedServer(homeScope, arn));
      answers.push(answer);
      return answer.ok;
    };
    const extended: string[] = [];
    for (const arn of [...arns.slice(0, 30), 'arn:aws:drs:us-east-1:999999999999:source-server/s-99999999999999999']) {
      if (await extend(arn)) extended.push(arn);
    }
    expect(extended.length).toBeGreaterThan(0);
    for (const fault of faults) {
      rig.simulator.faults.add({ ...fault, operation: 'CreateExtendedSourceServer', times: 1 });
      await extend(extended[0] ?? '');
    }
    return answers;
  };
  expect(await answersOf('direct')).toEqual(await answersOf('sdk'));
});

/** As the swarm draws them; in seven the estate is looked at and tags are copied, in some servers are extended, too. */
const comparedNights = [6, 23, 36, 56, 63, 66, 72, 78, 91, 100, 103, 156];

test('whole nights go the same way through both: every event, every job, what is left and what people are told', async () => {
  const tally = createTally();
  for (const seed of comparedNights) {
    const night = drawNight(seed);
    const lived = async (binding: 'sdk' | 'direct') => {
      const told: string[] = [];
      const counted = createTally();
      const tell = (line: string): void => void told.push(line);
      const report = await liveNight(night, { tally: counted, binding, isOneByOne: true, tell });
      const { violations, ends, left, calls, mortalCalls } = report;
      const counts = Object.fromEntries(counted.counts);
      return { violations, ends, left, calls, mortalCalls, told, histories: historiesOf(report), counts };
    };
    const sdk = await lived('sdk');
    const direct = await lived('direct');
    expect(direct, `seed ${seed}`).toEqual(sdk);
    expect(direct.violations, `seed ${seed}`).toEqual([]);
    for (const [name, count] of Object.entries(direct.counts)) tally.count(name, count);
  }
  const unmet = met.filter((name) => !tally.counts.has(name));
  expect(unmet, 'deaths, faults, work on the estate and ends that none of these nights met').toEqual([]);
});

const historiesOf = ({ executions }: NightReport) => executions.map(({ history }) => history);

/** Deaths, faults of calls, work on the whole estate, and how runs end. */
const met = [
  ...['before', 'after'].flatMap((when) => [
    `crash ${when} a store write`,
    `crash ${when} an AWS call`,
    `crash ${when} a change of tags`,
    `crash ${when} an extension`,
  ]),
  ...['sync-tags', 'refresh-inventory'].flatMap((look) => [`operator ${look} done`, `crash within ${look}`]),
  'operator extend done',
  'operator check-account OK',
  'operator check-plan READY',
  ...faults.map(({ kind }) => `fault ${kind}`),
  ...['COMPLETED', 'PARTIAL', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'REFUSED'].map((status) => `execution ${status}`),
];
