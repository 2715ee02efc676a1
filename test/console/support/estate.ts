import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serveSimulator } from '../../../src/simulator/node/serve.ts';

export const accountId = '111122223333';
export const region = 'us-east-1';

/** A data folder whose simulated AWS holds these machines: names by the tier that their group selects. */
export async function prepareEstate(data: string, tiers: Readonly<Record<string, number>>): Promise<void> {
  const servers = Object.entries(tiers).flatMap(([tier, count]) =>
    Array.from({ length: count }, (_, index) => ({
      hostname: `${tier}-${String(index + 1).padStart(3, '0')}`,
      accountId,
      region,
      tags: { Tier: tier },
    })),
  );
  const estate = {
    homeAccountId: accountId,
    accounts: [{ accountId, name: 'Production', regions: [region] }],
    servers,
  };
  const estateFile = join(data, 'estate.json');
  writeFileSync(estateFile, JSON.stringify(estate));
  // The folder remembers its estate: the server is started on it without naming it.
  const simulator = await serveSimulator({ port: 0, speed: 0, estateFile, dataFolder: join(data, 'simulator') });
  await simulator.close();
}
