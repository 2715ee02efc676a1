/**
 * `npm run bench:capacity`: one sweep of the capacity of 3 accounts in 28 Regions, in real time, with the real SDK against
 * the simulator, whose every answer comes 100 ms late. The target is 5 s. With `--json` for `npm run bench`.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { createAwsServices } from '../../src/adapters/aws/aws-services.ts';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createSystemClock } from '../../src/adapters/system/clock.ts';
import { createSystemIds } from '../../src/adapters/system/ids.ts';
import { openRegistry } from '../../src/entry/registry.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { readOptions } from '../options.ts';
import { printEstate } from './estate-row.ts';
import { estateTargets } from './published.ts';

readOptions('npm run bench:capacity\n', { json: { type: 'boolean' } });

const LATENCY_MILLISECONDS = 100;
const [homeId, ...otherIds] = ['111122223333', '444455556666', '777788889999'];
const regions = ['eu', 'us', 'ap', 'sa'].flatMap((continent) =>
  [1, 2, 3, 4, 5, 6, 7].map((number) => `${continent}-west-${number}`),
);

const clock = createSystemClock();
const simulator = createSimulator({
  seed: 42,
  estate: makeEstate({ servers: 4200, accountIds: [homeId ?? '', ...otherIds], regions }),
});
const entryOf = (accountId: string) => ({ accountId, accountName: `account ${accountId}`, regions });
const { accounts, aws } = await openRegistry(
  { store: createMemoryItemStore(), clock, ids: createSystemIds() },
  {
    connect: (registered) =>
      createAwsServices({
        homeAccountId: 'none',
        accounts: registered,
        clock,
        staticCredentials: { accessKeyId: 'AKIABENCH', secretAccessKey: 'bench' },
        fetch: async (request) => {
          await pause(LATENCY_MILLISECONDS);
          return simulator.fetch(request);
        },
      }),
    firstAccounts: [
      entryOf(homeId ?? ''),
      ...otherIds.map((id) => ({ ...entryOf(id), roleArn: `arn:aws:iam::${id}:role/RecoveryOperator` })),
    ],
  },
);
await aws.load();
const started = performance.now();
const before = process.cpuUsage();
const { scopes } = await accounts.capacity();
const seconds = (performance.now() - started) / 1000;
const known = scopes.filter(({ result }) => result === 'OK').length;
if (known < scopes.length)
  throw new Error(`the capacity of ${known} of ${scopes.length} accounts and Regions is known`);
const { user, system } = process.cpuUsage(before);
const row = {
  label: `capacity of ${scopes.length} accounts and Regions, each answer ${LATENCY_MILLISECONDS} ms late`,
  seconds,
  cpuSeconds: (user + system) / 1_000_000,
  targetSeconds: estateTargets.capacitySeconds,
  waits: true,
};
process.exitCode = printEstate([row]);
