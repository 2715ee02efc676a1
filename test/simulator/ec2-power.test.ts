import { DescribeRecoveryInstancesCommand, TerminateRecoveryInstancesCommand } from '@aws-sdk/client-drs';
import {
  CreateLaunchTemplateVersionCommand,
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  ModifyLaunchTemplateCommand,
  StartInstancesCommand,
  StopInstancesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { finish, idsOf, named, newestJob, startRecovery } from './drill.ts';
import { drsCall } from './wire.ts';

const seed = 141;

async function drilled(names: readonly string[] = ['web']) {
  const simulator = createSimulator({ seed, estate: named(names) });
  await startRecovery(simulator, idsOf(simulator));
  const InstanceIds = finish(simulator).servers.map((one) => `${one.instanceId}`);
  return { simulator, InstanceIds, ...clientsOf(simulator) };
}

/** What EC2 and DRS say of an instance. */
async function states(simulator: Simulator, id: string | undefined): Promise<[string | undefined, string | undefined]> {
  const { drs, ec2 } = clientsOf(simulator);
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [`${id}`] }] }),
  );
  const { items = [] } = await drs.send(
    new DescribeRecoveryInstancesCommand({ filters: { recoveryInstanceIDs: [`${id}`] } }),
  );
  return [Reservations[0]?.Instances?.[0]?.State?.Name, items[0]?.ec2InstanceState];
}

describe('instances that somebody ends in EC2 behind the back of DRS', () => {
  test('DRS goes on listing them: shutting down, terminated, and at last not found', async () => {
    const { simulator, ec2, InstanceIds } = await drilled();
    const [id] = InstanceIds;
    const { TerminatingInstances } = await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(TerminatingInstances).toMatchObject([
      {
        InstanceId: id,
        PreviousState: { Name: 'running', Code: 16 },
        CurrentState: { Name: 'shutting-down', Code: 32 },
      },
    ]);
    expect(await states(simulator, id)).toEqual(['shutting-down', 'SHUTTING-DOWN']);
    simulator.clock.advance(60);
    expect(await states(simulator, id)).toEqual(['terminated', 'TERMINATED']);
    simulator.clock.advance(3600);
    expect(await states(simulator, id)).toEqual([undefined, 'NOT_FOUND']);
  });

  test('twice is as good as once, and DRS can still clean up what is left in its list', async () => {
    const { simulator, drs, ec2, InstanceIds } = await drilled();
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    simulator.clock.advance(60);
    const again = await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect(again.TerminatingInstances?.[0]?.CurrentState?.Name).toBe('terminated');
    await drs.send(new TerminateRecoveryInstancesCommand({ recoveryInstanceIDs: InstanceIds }));
    expect(finish(simulator).servers[0]?.launchStatus).toBe('TERMINATED');
    expect(await states(simulator, InstanceIds[0])).toEqual(['terminated', undefined]);
  });

  test('the next launch takes the dead one off the list of DRS', async () => {
    const { simulator, ec2, InstanceIds } = await drilled();
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    simulator.clock.advance(7200);
    await startRecovery(simulator, idsOf(simulator));
    finish(simulator);
    expect((await drsCall(simulator, 'DescribeRecoveryInstances')).body['items']).toMatchObject([
      { jobID: newestJob(simulator).jobId, ec2InstanceState: 'RUNNING' },
    ]);
  });

  test('whoever begins to end an instance first ends it: EC2 before the job that would have, or the job before EC2', async () => {
    const { simulator, ec2, InstanceIds } = await drilled();
    await startRecovery(simulator, idsOf(simulator));
    simulator.clock.advance(10);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    expect((await states(simulator, InstanceIds[0]))[0]).toBe('shutting-down');
    finish(simulator);
    const [second = ''] = newestJob(simulator).servers.map((one) => one.instanceId);
    await drsCall(simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: [second] });
    simulator.clock.advance(10);
    const late = await ec2.send(new TerminateInstancesCommand({ InstanceIds: [second] }));
    expect(late.TerminatingInstances?.[0]?.PreviousState?.Name).toBe('shutting-down');
    finish(simulator);
    expect(await states(simulator, second)).toEqual(['terminated', undefined]);
  });

  test('an unknown id among them ends none of them', async () => {
    const { simulator, ec2, InstanceIds } = await drilled();
    const all = [...InstanceIds, 'i-00000000000000000'];
    const refused = ec2.send(new TerminateInstancesCommand({ InstanceIds: all }));
    await expect(refused).rejects.toMatchObject({ name: 'InvalidInstanceID.NotFound' });
    expect(await states(simulator, InstanceIds[0])).toEqual(['running', 'RUNNING']);
  });

  test('termination protection of the launch template holds EC2 off, for all instances of the call', async () => {
    const { simulator, ec2, InstanceIds } = await drilled(['web-1', 'web-2']);
    const { LaunchTemplates } = await ec2.send(new DescribeLaunchTemplatesCommand({}));
    const LaunchTemplateId = LaunchTemplates?.[0]?.LaunchTemplateId;
    const LaunchTemplateData = { DisableApiTermination: true };
    await ec2.send(
      new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, SourceVersion: '1', LaunchTemplateData }),
    );
    await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: '2' }));
    await startRecovery(simulator, idsOf(simulator).slice(0, 1));
    const [protectedId = ''] = finish(simulator).servers.map((one) => one.instanceId);
    const both = [protectedId, `${InstanceIds[1]}`];
    await expect(ec2.send(new TerminateInstancesCommand({ InstanceIds: both }))).rejects.toMatchObject({
      name: 'OperationNotPermitted',
    });
    expect(await states(simulator, both[1])).toEqual(['running', 'RUNNING']);
  });
});

describe('instances that are stopped and started', () => {
  test('go through stopping and pending, and start with a new launch time', async () => {
    const { simulator, ec2, InstanceIds } = await drilled();
    const launchTime = async (): Promise<number | undefined> => {
      const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds }));
      return Reservations?.[0]?.Instances?.[0]?.LaunchTime?.getTime();
    };
    const launched = await launchTime();
    await ec2.send(new StopInstancesCommand({ InstanceIds }));
    expect(await states(simulator, InstanceIds[0])).toEqual(['stopping', 'STOPPING']);
    await expect(ec2.send(new StartInstancesCommand({ InstanceIds }))).rejects.toMatchObject({
      name: 'IncorrectInstanceState',
    });
    simulator.clock.advance(60);
    expect(await states(simulator, InstanceIds[0])).toEqual(['stopped', 'STOPPED']);
    expect(await launchTime()).toBe(launched);
    const { StartingInstances } = await ec2.send(new StartInstancesCommand({ InstanceIds }));
    expect(StartingInstances?.[0]).toMatchObject({ PreviousState: { Code: 80 }, CurrentState: { Code: 0 } });
    expect(await launchTime()).toBe(simulator.now());
    simulator.clock.advance(60);
    expect(await states(simulator, InstanceIds[0])).toEqual(['running', 'RUNNING']);
    const idle = await ec2.send(new StartInstancesCommand({ InstanceIds }));
    expect(idle.StartingInstances?.[0]?.CurrentState?.Name).toBe('running');
  });

  test('a stopped one can be terminated; a terminated one can be neither started nor stopped', async () => {
    const { simulator, ec2, InstanceIds } = await drilled();
    await ec2.send(new StopInstancesCommand({ InstanceIds }));
    simulator.clock.advance(60);
    await ec2.send(new TerminateInstancesCommand({ InstanceIds }));
    simulator.clock.advance(60);
    for (const command of [new StartInstancesCommand({ InstanceIds }), new StopInstancesCommand({ InstanceIds })]) {
      await expect(ec2.send(command)).rejects.toMatchObject({ name: 'IncorrectInstanceState' });
    }
  });

  test('hibernating is refused by name, and a dry run changes nothing', async () => {
    const { simulator, ec2, InstanceIds } = await drilled();
    await expect(ec2.send(new StopInstancesCommand({ InstanceIds, Hibernate: true }))).rejects.toMatchObject({
      name: 'NotImplementedBySimulator',
      message: 'The simulator does not model the parameter Hibernate of StopInstances',
    });
    await expect(ec2.send(new TerminateInstancesCommand({ InstanceIds, DryRun: true }))).rejects.toMatchObject({
      name: 'DryRunOperation',
    });
    expect(await states(simulator, InstanceIds[0])).toEqual(['running', 'RUNNING']);
  });
});
