import { DescribeRecoveryInstancesCommand, StartRecoveryCommand } from '@aws-sdk/client-drs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';

const account = '111122223333';
const region = 'us-east-1';

test('a launch deletes the previous recovery instance, a live one too', async () => {
  const simulator = createSimulator({ seed: 11, estate: makeEstate({ servers: 1 }) });
  const { drs, ec2 } = clientsOf(simulator);
  const sourceServerID = simulator.servers(account, region)[0]?.sourceServerId;
  await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: false }));
  simulator.clock.advance(700);
  const before = await drs.send(new DescribeRecoveryInstancesCommand({}));
  expect(before.items).toHaveLength(1);
  const live = before.items?.[0];
  expect(live?.isDrill).toBe(false);

  await drs.send(new StartRecoveryCommand({ sourceServers: [{ sourceServerID }], isDrill: true }));
  simulator.clock.advance(700);
  const after = await drs.send(
    new DescribeRecoveryInstancesCommand({ filters: { sourceServerIDs: [`${sourceServerID}`] } }),
  );
  expect(after.items).toHaveLength(1);
  expect(after.items?.[0]?.recoveryInstanceID).not.toBe(live?.recoveryInstanceID);
  const old = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [`${live?.ec2InstanceID}`] }));
  expect(old.Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('terminated');
});
