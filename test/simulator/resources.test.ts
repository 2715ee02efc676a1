import {
  DeleteJobCommand,
  DeleteRecoveryInstanceCommand,
  DescribeJobsCommand,
  DescribeRecoveryInstancesCommand,
  DescribeSourceServersCommand,
  DisconnectRecoveryInstanceCommand,
  InitializeServiceCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-drs';
import { DescribeInstancesCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { parseEstate } from '../../src/simulator/estate/parse-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, named, newestJob, region, startRecovery } from './drill.ts';
import { drsCall, homeAccount } from './wire.ts';

const seed = 131;
const arnOf = (type: string, id: string | undefined): string => `arn:aws:drs:${region}:${homeAccount}:${type}/${id}`;

async function drilled(names: readonly string[] = ['web']) {
  const simulator = createSimulator({ seed, estate: named(names) });
  await startRecovery(simulator, idsOf(simulator));
  const job = finish(simulator);
  return { simulator, job, instanceId: `${job.servers[0]?.instanceId}`, ...clientsOf(simulator) };
}

describe('tags', () => {
  test('of servers, jobs and recovery instances are added, overwritten and taken away, and show where they belong', async () => {
    const { simulator, drs, job, instanceId } = await drilled();
    const [serverId] = idsOf(simulator);
    for (const resourceArn of [
      arnOf('source-server', serverId),
      arnOf('job', job.jobId),
      arnOf('recovery-instance', instanceId),
    ]) {
      await drs.send(new TagResourceCommand({ resourceArn, tags: { Owner: 'me', Note: 'a & b/c' } }));
      await drs.send(new TagResourceCommand({ resourceArn, tags: { Owner: 'you' } }));
      await drs.send(new UntagResourceCommand({ resourceArn, tagKeys: ['Note', 'Missing'] }));
      const { tags } = await drs.send(new ListTagsForResourceCommand({ resourceArn }));
      expect(tags).toMatchObject({ Owner: 'you' });
      expect(tags).not.toHaveProperty('Note');
    }
    const shown = { items: [{ tags: expect.objectContaining({ Owner: 'you' }) }] };
    expect(await drs.send(new DescribeSourceServersCommand({}))).toMatchObject(shown);
    expect(await drs.send(new DescribeJobsCommand({}))).toMatchObject(shown);
    expect(await drs.send(new DescribeRecoveryInstancesCommand({}))).toMatchObject(shown);
    expect(simulator.servers(homeAccount, region)[0]?.tags).toMatchObject({ Owner: 'you' });
  });

  test('a Name that was changed by tag is the name of the next instance', async () => {
    const { simulator, drs, ec2 } = await drilled();
    const resourceArn = arnOf('source-server', idsOf(simulator)[0]);
    await drs.send(new TagResourceCommand({ resourceArn, tags: { Name: 'renamed' } }));
    await startRecovery(simulator, idsOf(simulator));
    const InstanceIds = finish(simulator).servers.map((one) => `${one.instanceId}`);
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
    expect(Reservations?.[0]?.Instances?.[0]?.Tags).toContainEqual({ Key: 'Name', Value: 'renamed' });
  });

  test.each([
    ['a server that does not exist', () => arnOf('source-server', 's-00000000000000000')],
    ['a server called a job', (id: string) => arnOf('job', id)],
    ['another Region', (id: string) => arnOf('source-server', id).replace(region, 'eu-west-1')],
    ['another account', (id: string) => arnOf('source-server', id).replace(homeAccount, '444455556666')],
    ['another service', (id: string) => arnOf('source-server', id).replace(':drs:', ':ec2:')],
  ])('%s is not found', async (_, arn) => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    const { drs } = clientsOf(simulator);
    const resourceArn = arn(`${idsOf(simulator)[0]}`);
    const error = { name: 'ResourceNotFoundException' };
    await expect(drs.send(new ListTagsForResourceCommand({ resourceArn }))).rejects.toMatchObject(error);
    await expect(drs.send(new TagResourceCommand({ resourceArn, tags: {} }))).rejects.toMatchObject(error);
  });

  test('a fifty-first tag, and a tag of AWS, are refused and nothing changes', async () => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    const { drs } = clientsOf(simulator);
    const resourceArn = arnOf('source-server', idsOf(simulator)[0]);
    const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`key-${i}`, '']));
    for (const tags of [many, { 'aws:cloudformation:stack-name': 'x' }]) {
      const refused = drs.send(new TagResourceCommand({ resourceArn, tags }));
      await expect(refused).rejects.toMatchObject({ name: 'ValidationException' });
    }
    const { tags } = await drs.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(Object.keys(tags ?? {})).not.toContain('key-0');
  });
});

describe('jobs that are deleted', () => {
  test('are listed no more, and their instances stay', async () => {
    const { drs, job } = await drilled();
    await drs.send(new DeleteJobCommand({ jobID: job.jobId }));
    expect((await drs.send(new DescribeJobsCommand({}))).items).toEqual([]);
    expect((await drs.send(new DescribeRecoveryInstancesCommand({}))).items).toHaveLength(1);
    await expect(drs.send(new DeleteJobCommand({ jobID: job.jobId }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('a job that still runs cannot be deleted', async () => {
    const simulator = createSimulator({ seed, estate: named(['web']) });
    await startRecovery(simulator, idsOf(simulator));
    const { jobId } = newestJob(simulator);
    const refused = clientsOf(simulator).drs.send(new DeleteJobCommand({ jobID: jobId }));
    await expect(refused).rejects.toMatchObject({ name: 'ConflictException', resourceId: jobId });
    expect((await drsCall(simulator, 'DescribeJobs')).body['items']).toHaveLength(1);
  });
});

describe('recovery instances that DRS lets go', () => {
  test('must be disconnected first; then DRS forgets them, EC2 keeps them, and the next launch spares them', async () => {
    const { simulator, drs, ec2, instanceId } = await drilled();
    const remove = () => drs.send(new DeleteRecoveryInstanceCommand({ recoveryInstanceID: instanceId }));
    await expect(remove()).rejects.toMatchObject({ name: 'ConflictException' });
    await drs.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID: instanceId }));
    await drs.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID: instanceId }));
    const { items } = await drs.send(new DescribeRecoveryInstancesCommand({}));
    expect(items?.[0]?.dataReplicationInfo?.dataReplicationState).toBe('DISCONNECTED');
    await remove();
    expect((await drs.send(new DescribeRecoveryInstancesCommand({}))).items).toEqual([]);
    expect((await drs.send(new DescribeSourceServersCommand({}))).items?.[0]?.recoveryInstanceId).toBeUndefined();
    await startRecovery(simulator, idsOf(simulator));
    finish(simulator);
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('running');
  });

  test('one that is only disconnected is still deleted by the next launch', async () => {
    const { simulator, drs, ec2, instanceId } = await drilled();
    await drs.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID: instanceId }));
    await startRecovery(simulator, idsOf(simulator));
    finish(simulator);
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [instanceId] }));
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('terminated');
  });

  test('while a job holds the server, and for an unknown one, both are refused', async () => {
    const { simulator, drs, instanceId } = await drilled();
    const conflict = { name: 'ConflictException', resourceId: idsOf(simulator)[0] };
    const disconnect = () => drs.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID: instanceId }));
    const remove = () => drs.send(new DeleteRecoveryInstanceCommand({ recoveryInstanceID: instanceId }));
    // Such a launch fails before it deletes the instance, so that there still is one afterwards.
    simulator.faults.add({ kind: 'fail-launch', phase: 'snapshot' });
    await startRecovery(simulator, idsOf(simulator));
    await expect(disconnect()).rejects.toMatchObject(conflict);
    finish(simulator);
    await disconnect();
    await startRecovery(simulator, idsOf(simulator));
    await expect(remove()).rejects.toMatchObject(conflict);
    finish(simulator);
    await remove();
    const unknown = drs.send(new DisconnectRecoveryInstanceCommand({ recoveryInstanceID: 'i-00000000000000000' }));
    await expect(unknown).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });
});

describe('a Region where DRS is not initialised', () => {
  const estate = {
    ...makeEstate({ servers: 1 }),
    accounts: [{ accountId: homeAccount, name: 'home', regions: [region], uninitializedRegions: ['eu-north-1'] }],
  };

  test.each(['eu-north-1', 'sa-east-1'])(
    '%s refuses until InitializeService, which may be called twice',
    async (place) => {
      const simulator = createSimulator({ seed, estate });
      const { drs } = clientsOf(simulator, { region: place });
      const look = () => drs.send(new DescribeSourceServersCommand({}));
      await expect(look()).rejects.toMatchObject({ name: 'UninitializedAccountException' });
      await drs.send(new InitializeServiceCommand({}));
      await drs.send(new InitializeServiceCommand({}));
      expect((await look()).items).toEqual([]);
      simulator.addServers([{ hostname: 'late', accountId: homeAccount, region: place }]);
      expect((await look()).items).toHaveLength(1);
    },
  );

  test('has its network all the same', async () => {
    const { ec2 } = clientsOf(createSimulator({ seed, estate }), { region: 'eu-north-1' });
    expect((await ec2.send(new DescribeSubnetsCommand({}))).Subnets).toHaveLength(2);
  });

  test('a Region that is both is refused, naming the field', () => {
    const both = { accountId: homeAccount, name: 'home', regions: [region], uninitializedRegions: [region] };
    expect(() => parseEstate({ ...estate, accounts: [both] })).toThrow(
      'accounts.0.uninitializedRegions.0: is one of regions too',
    );
  });
});
