/**
 * `npm run bench:store`: what the engine asks of the store, on DynamoDB Local where Java is there and otherwise in memory;
 * and what a drill asks of the services of AWS that Breakwater is made of there.
 * The counts are the same on every machine; a test holds them.
 */
import Table from 'cli-table3';
import type { OpenStore } from '../../test/drivers/support/world.ts';
import { startLocal } from '../../test/support/dynamodb/start-local.ts';
import { openVirtualStore } from '../../test/support/dynamodb/wire.ts';
import { readOptions } from '../options.ts';
import { measureRunCost, pricedRuns, type RunCost } from './run-cost.ts';
import { measureStoreCost, type OperationCall, type StoreUnderMeasurement } from './store-cost.ts';
import { kindOf } from './turns.ts';

readOptions('npm run bench:store\n', {});

const drills = [
  { title: '3 waves × 10 servers', waves: [{ servers: 10 }, { servers: 10 }, { servers: 10 }] },
  {
    title: '2 waves × 250 servers, three jobs each, with a gate between them',
    waves: [{ servers: 250 }, { servers: 250, pauseBeforeWave: true }],
  },
];

const range = (numbers: readonly number[]): string => {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? String(most) : `${least}–${most}`;
};

const tableOf = (calls: readonly OperationCall[]): string => {
  const table = new Table({
    head: ['operation', 'calls', 'reads', 'transactions', 'items', 'requests'],
    style: { head: [] },
  });
  for (const [kind, same] of Map.groupBy(calls, kindOf)) {
    const items = same.map((call) => call.items.reduce((sum, count) => sum + count, 0));
    const columns = [same.map(({ reads }) => reads), same.map(({ transactions }) => transactions), items];
    const requests = same.map((call) => call.requests);
    table.push([kind, same.length, ...columns.map(range), range(requests)]);
  }
  return table.toString();
};

const measureRuns = async (): Promise<readonly RunCost[]> => {
  const runs: RunCost[] = [];
  for (const run of pricedRuns) runs.push(await measureRunCost(run));
  return runs;
};

const priceTable = (runs: readonly RunCost[]): string => {
  const table = new Table({
    head: ['servers', 'waves', 'minutes', 'transitions', 'function calls', 'seconds', 'read units', 'write units'],
    style: { head: [] },
  });
  for (const run of runs) table.push(Object.values(run).map((value: number) => String(Math.round(value))));
  return table.toString();
};

const local = await startLocal();
const { answer } = local;
const where = 'endpoint' in answer ? 'on DynamoDB Local' : `in memory (${answer.missing}): requests are not counted`;
process.stdout.write(`Reads and transactions of the engine's operations, ${where}\n`);
for (const { title, waves } of drills) {
  let sent: readonly unknown[] = [];
  const openStore: OpenStore | undefined =
    'endpoint' in answer
      ? async (clock) => {
          const opened = await openVirtualStore(answer.endpoint, clock);
          sent = opened.sent;
          return opened.store;
        }
      : undefined;
  const store: StoreUnderMeasurement = openStore === undefined ? {} : { openStore, requestCount: () => sent.length };
  process.stdout.write(`\n${title}\n${tableOf(await measureStoreCost(waves, store))}\n`);
}
await local.stop();
process.stdout.write(`\nWhat a drill asks for on AWS: docs/operate/cost.md\n${priceTable(await measureRuns())}\n`);
