import { DescribeInstancesCommand, paginateDescribeInstances } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, startRecovery } from './drill.ts';
import { queryCall } from './wire.ts';

const seed = 61;

async function launched(count: number) {
  const server = (index: number) => ({
    publicIp: index % 2 === 0,
    tags: { Name: `web & <${index}>` },
    instanceType: index === 0 ? 'c7i.large' : 'm5.large',
  });
  const simulator = createSimulator({ seed, estate: makeEstate({ servers: count, server }) });
  await startRecovery(simulator, idsOf(simulator));
  const instanceIds = finish(simulator).servers.map((one) => `${one.instanceId}`);
  return { simulator, instanceIds, ...clientsOf(simulator) };
}

test('an unknown instance id fails the whole call and every unknown id is named', async () => {
  const { ec2, instanceIds } = await launched(3);
  const one = ec2.send(new DescribeInstancesCommand({ InstanceIds: [...instanceIds, 'i-00000000000000000'] }));
  await expect(one).rejects.toMatchObject({
    name: 'InvalidInstanceID.NotFound',
    message: "The instance ID 'i-00000000000000000' does not exist",
  });
  const two = ec2.send(
    new DescribeInstancesCommand({ InstanceIds: ['i-00000000000000000', 'i-11111111', ...instanceIds] }),
  );
  await expect(two).rejects.toThrow("The instance IDs 'i-00000000000000000, i-11111111' do not exist");
  const malformed = ec2.send(new DescribeInstancesCommand({ InstanceIds: ['web-1'] }));
  await expect(malformed).rejects.toMatchObject({
    name: 'InvalidInstanceID.Malformed',
    message: 'Invalid id: "web-1"',
  });
});

test('instances carry their addresses, all different, and the tags of DRS', async () => {
  const { ec2, instanceIds } = await launched(40);
  const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: instanceIds }));
  const instances = Reservations.flatMap((one) => one.Instances ?? []);
  expect(new Set(instances.map((one) => one.PrivateIpAddress)).size).toBe(40);
  const publicIps = instances.flatMap((one) => one.PublicIpAddress ?? []);
  expect(publicIps).toHaveLength(20);
  expect(new Set(publicIps).size).toBe(20);
  const [first] = instances;
  expect(first?.LaunchTime).toBeInstanceOf(Date);
  expect(first?.Tags).toContainEqual({ Key: 'Name', Value: 'web & <0>' });
  expect(first?.Tags?.map((tag) => tag.Key)).toContain('AWSElasticDisasterRecoverySourceServerID');
});

test('filters are alternatives within one and conditions together, with wildcards', async () => {
  const { ec2, instanceIds } = await launched(12);
  const find = async (...Filters: { Name: string; Values: string[] }[]): Promise<(string | undefined)[]> => {
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({ Filters }));
    return Reservations.flatMap((one) => one.Instances?.map((instance) => instance.InstanceId) ?? []);
  };
  expect(await find({ Name: 'instance-type', Values: ['c7i.large', 'x1.large'] })).toEqual(instanceIds.slice(0, 1));
  expect(await find({ Name: 'tag:Name', Values: ['web & <1*'] })).toEqual([
    instanceIds[1],
    instanceIds[10],
    instanceIds[11],
  ]);
  const running = { Name: 'instance-state-name', Values: ['running'] };
  expect(await find(running, { Name: 'tag:Name', Values: ['web & <?>'] })).toEqual(instanceIds.slice(0, 10));
  expect(await find({ Name: 'tag:Name', Values: ['nothing'] })).toEqual([]);
  await expect(find({ Name: 'colour', Values: ['blue'] })).rejects.toThrow("The filter 'colour' is invalid");
});

test('pages of five come to their end, and cannot be asked for together with ids', async () => {
  const { ec2, instanceIds } = await launched(12);
  const seen: (string | undefined)[] = [];
  for await (const page of paginateDescribeInstances({ client: ec2, pageSize: 5 }, {})) {
    seen.push(
      ...(page.Reservations ?? []).flatMap((one) => one.Instances?.map((instance) => instance.InstanceId) ?? []),
    );
  }
  expect(seen).toEqual(instanceIds);
  const both = ec2.send(new DescribeInstancesCommand({ InstanceIds: instanceIds, MaxResults: 5 }));
  await expect(both).rejects.toMatchObject({ name: 'InvalidParameterCombination' });
  await expect(ec2.send(new DescribeInstancesCommand({ MaxResults: 4 }))).rejects.toMatchObject({
    name: 'InvalidParameterValue',
  });
});

test('EC2 errors are written as EC2 writes them, and an unmodelled action is refused by name', async () => {
  const { simulator } = await launched(1);
  const refused = await queryCall(simulator, 'ec2', { Action: 'RunInstances' });
  expect(refused.status).toBe(501);
  expect(refused.xml).toMatch(/^<\?xml[^>]*>\n<Response><Errors><Error><Code>NotImplementedBySimulator<\/Code>/);
  expect(refused.xml).toContain('operation RunInstances');
  const dry = await queryCall(simulator, 'ec2', { Action: 'DescribeInstances', DryRun: 'true' });
  expect(dry.xml).toContain('<Code>DryRunOperation</Code>');
});
