import {
  DescribeRecoverySnapshotsCommand,
  GetReplicationConfigurationCommand,
  UpdateReplicationConfigurationCommand,
} from '@aws-sdk/client-drs';
import { expect, test } from 'vitest';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { clientsOf } from './clients.ts';
import { idsOf, named } from './drill.ts';

const simulator = createSimulator({ seed: 121, estate: named(['web'], { disksGiB: [40, 100] }) });
const { drs } = clientsOf(simulator);
const [sourceServerID = ''] = idsOf(simulator);
const get = () => drs.send(new GetReplicationConfigurationCommand({ sourceServerID }));

test('replication settings follow from the server until somebody changes them, member by member', async () => {
  const before = await get();
  expect(before).toMatchObject({ sourceServerID, defaultLargeStagingDiskType: 'GP3', ebsEncryption: 'DEFAULT' });
  expect(before.replicatedDisks?.map((disk) => [disk.deviceName, disk.isBootDisk])).toEqual([
    ['/dev/sda', true],
    ['/dev/sdb', false],
  ]);
  await drs.send(
    new UpdateReplicationConfigurationCommand({
      sourceServerID,
      bandwidthThrottling: 50,
      replicatedDisks: [{ deviceName: '/dev/sdb', stagingDiskType: 'IO1', iops: 3000 }],
    }),
  );
  const { replicatedDisks, ...rest } = await get();
  expect(rest).toMatchObject({ bandwidthThrottling: 50, defaultLargeStagingDiskType: 'GP3' });
  expect(replicatedDisks).toMatchObject([
    { stagingDiskType: 'AUTO' },
    { deviceName: '/dev/sdb', stagingDiskType: 'IO1', iops: 3000, isBootDisk: false },
  ]);
});

test('a disk that the server does not have is refused, naming the field', async () => {
  const replicatedDisks = [{ deviceName: '/dev/sdz' }];
  const refused = drs.send(new UpdateReplicationConfigurationCommand({ sourceServerID, replicatedDisks }));
  await expect(refused).rejects.toMatchObject({
    name: 'ValidationException',
    fieldList: [{ name: 'replicatedDisks.0.deviceName' }],
  });
});

test('the point-in-time policy decides how old the oldest recovery point is', async () => {
  const oldestDays = async (): Promise<number> => {
    const command = new DescribeRecoverySnapshotsCommand({ sourceServerID, order: 'ASC', maxResults: 1 });
    const { items } = await drs.send(command);
    return Math.floor((simulator.now() - Date.parse(`${items?.[0]?.timestamp}`)) / 86_400_000);
  };
  expect(await oldestDays()).toBe(6);
  const setDaily = (retentionDuration: number, enabled: boolean) => {
    const pitPolicy = [
      { units: 'MINUTE' as const, interval: 10, retentionDuration: 60, enabled: true },
      { units: 'HOUR' as const, interval: 1, retentionDuration: 24, enabled: true },
      { units: 'DAY' as const, interval: 1, retentionDuration, enabled },
    ];
    return drs.send(new UpdateReplicationConfigurationCommand({ sourceServerID, pitPolicy }));
  };
  await setDaily(30, true);
  expect(await oldestDays()).toBe(29);
  await setDaily(30, false);
  expect(await oldestDays()).toBe(0);
  await expect(setDaily(1001, true)).rejects.toMatchObject({ name: 'ValidationException' });
});
