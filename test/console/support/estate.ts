import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveSimulator } from '../../../src/simulator/node/serve.ts';

export const accountId = '111122223333';
export const region = 'us-east-1';
/** Replicates for the other one. */
export const stagingAccountId = '444455556666';

type Tiers = Readonly<Record<string, number>>;

/** Machines of this tier are EC2 instances elsewhere, with a tag of their own. */
const inEc2 = { accountId, region: 'us-west-2', availabilityZone: 'us-west-2a', tags: { CostCenter: 'B-17' } };

/**
 * A data folder whose simulated AWS holds these machines: names by the tier that their group selects. `staging`: machines
 * of the staging account; of those whose tier is "default", the disks have AWS's own key.
 */
export async function prepareEstate(data: string, tiers: Tiers, staging: Tiers = {}): Promise<void> {
  const servers = Object.entries(tiers).flatMap(([tier, count]) =>
    Array.from({ length: count }, (_, index) => ({
      hostname: `${tier}-${String(index + 1).padStart(3, '0')}`,
      accountId,
      region,
      tags: { Tier: tier },
      ...(tier === 'ec2' && { origin: inEc2 }),
    })),
  );
  const stagingServers = Object.entries(staging).flatMap(([tier, count]) =>
    Array.from({ length: count }, (_, index) => ({
      hostname: `${tier}-${index + 1}`,
      accountId: stagingAccountId,
      region,
      ebsEncryption: tier === 'default' ? 'DEFAULT' : 'CUSTOM',
    })),
  );
  const estate = {
    homeAccountId: accountId,
    accounts: [
      { accountId, name: 'Production', regions: [region] },
      ...(stagingServers.length > 0 ? [{ accountId: stagingAccountId, name: 'Staging', regions: [region] }] : []),
    ],
    roles: stagingServers.length > 0 ? [{ accountId: stagingAccountId, roleName: 'BreakwaterTarget' }] : [],
    servers: [...servers, ...stagingServers],
  };
  const estateFile = join(data, 'estate.json');
  writeFileSync(estateFile, JSON.stringify(estate));
  // The folder remembers its estate: the server is started on it without naming it.
  const simulator = await serveSimulator({ port: 0, speed: 0, estateFile, dataFolder: join(data, 'simulator') });
  await simulator.close();
}
