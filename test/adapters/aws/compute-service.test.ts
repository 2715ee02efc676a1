import { expect, test } from 'vitest';
import { home } from './support/accounts.ts';
import { answerOf } from './support/answer-of.ts';
import { describedInstances, ec2Error, operationsOf, scriptedAws } from './support/scripted-aws.ts';
import { fleet, simulatedAws } from './support/simulated-aws.ts';

const instanceId = (number: number): string => `i-${number.toString(16).padStart(17, '0')}`;

test('30 instance ids of which EC2 does not know one give 29 rows', async () => {
  const { aws, simulator, clock } = await simulatedAws(fleet(29, home));
  const sourceServerIds = simulator.servers(home.accountId, home.region).map(({ sourceServerId }) => sourceServerId);
  answerOf(await aws.recovery.startRecovery(home, { sourceServerIds, isDrill: true }));
  await clock.advance(3600);
  const launched = answerOf(await aws.recovery.describeRecoveryInstances(home, sourceServerIds));
  const ids = launched.map(({ instanceId: id }) => id ?? '');

  const instances = answerOf(
    await aws.compute.describeInstances(home, [...ids.slice(0, 10), instanceId(1), ...ids.slice(10)]),
  );

  expect(instances.map(({ instanceId: id }) => id).toSorted()).toEqual(ids.toSorted());
  expect(instances[0]).toEqual({
    instanceId: expect.stringMatching(/^i-/),
    instanceType: 'm5.large',
    instanceState: 'running',
    privateIp: expect.stringMatching(/^[\d.]+$/),
    launchTime: expect.stringMatching(/^2026-11-02T.*Z$/),
    tags: expect.objectContaining({ AWSElasticDisasterRecoveryManaged: 'drs.amazonaws.com' }),
    architecture: 'x86_64',
    virtualizationType: 'hvm',
    rootDeviceType: 'ebs',
    isWindows: false,
    bootMode: 'legacy-bios',
    tenancy: 'default',
  });
  expect(simulator.calls().counts['ec2:DescribeInstances']).toBe(2);
});

test('several unknown ids, and malformed ones, are left out together', async () => {
  const { aws, simulator, clock } = await simulatedAws(fleet(1, home));
  const [server] = simulator.servers(home.accountId, home.region);
  const sourceServerIds = [server?.sourceServerId ?? ''];
  answerOf(await aws.recovery.startRecovery(home, { sourceServerIds, isDrill: true }));
  await clock.advance(3600);
  const [launched] = answerOf(await aws.recovery.describeRecoveryInstances(home, sourceServerIds));
  const known = launched?.instanceId ?? '';
  const ids = [instanceId(1), 'i-not-hex', known, 'no id at all', instanceId(2)];
  expect(answerOf(await aws.compute.describeInstances(home, ids))).toMatchObject([{ instanceId: known }]);
});

test('one malformed id with spaces in it is left out', async () => {
  const { aws } = await scriptedAws({
    DescribeInstances: ({ body }) =>
      body.includes('no+id') || body.includes('no%20id')
        ? ec2Error(400, 'InvalidInstanceID.Malformed', 'Invalid id: &quot;no id&quot; (expecting &quot;i-...&quot;)')
        : describedInstances([instanceId(1)]),
  });
  expect(answerOf(await aws.compute.describeInstances(home, ['no id', instanceId(1)]))).toMatchObject([
    { instanceId: instanceId(1) },
  ]);
});

test('when EC2 knows none of the ids, the answer is empty', async () => {
  const { aws } = await simulatedAws(fleet(1, home));
  expect(answerOf(await aws.compute.describeInstances(home, [instanceId(1), instanceId(2)]))).toEqual([]);
});

test('a refusal that names none of our ids is reported, not repeated', async () => {
  const message = "The instance ID 'i-00000000000000fff' does not exist";
  const { aws, seen } = await scriptedAws({
    DescribeInstances: () => ec2Error(400, 'InvalidInstanceID.NotFound', message),
  });
  expect(await aws.compute.describeInstances(home, [instanceId(1)])).toMatchObject({
    ok: false,
    failure: { kind: 'not-found', code: 'InvalidInstanceID.NotFound', message },
  });
  expect(operationsOf(seen)).toEqual(['DescribeInstances']);
});

test('an id whose beginning is another id is not mistaken for it', async () => {
  const { aws } = await scriptedAws({
    DescribeInstances: ({ body }) =>
      body.includes('i-1234567890')
        ? ec2Error(400, 'InvalidInstanceID.NotFound', "The instance ID 'i-1234567890' does not exist")
        : describedInstances(['i-12345678']),
  });
  expect(answerOf(await aws.compute.describeInstances(home, ['i-12345678', 'i-1234567890']))).toMatchObject([
    { instanceId: 'i-12345678' },
  ]);
});

test('101 ids are asked for in two requests, without MaxResults, and each id once', async () => {
  const { aws, seen } = await scriptedAws({ DescribeInstances: () => describedInstances([]) });
  const ids = Array.from({ length: 101 }, (_, index) => instanceId(index));
  expect(answerOf(await aws.compute.describeInstances(home, [...ids, ...ids]))).toEqual([]);
  const asked = seen
    .filter(({ service }) => service === 'ec2')
    .map(({ body }) => [...new URLSearchParams(body)].filter(([name]) => name.startsWith('InstanceId')));
  expect(asked.map((members) => members.length)).toEqual([100, 1]);
  expect(seen.some(({ body }) => body.includes('MaxResults'))).toBe(false);
});
