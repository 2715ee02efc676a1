/** What a turn costs at the store: on DynamoDB each read and each transaction is a request that is paid for. */
import { describe, expect, it } from 'vitest';
import { measureStoreCost, type OperationCall } from '../../tools/bench/store-cost.ts';
import type { OpenStore } from '../drivers/support/world.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { openVirtualStore, type SentRequest } from '../support/dynamodb/wire.ts';

const threeJobs = [{ servers: 250 }];
const drills = [
  { title: 'waves of one server', waves: [{ servers: 1 }, { servers: 1 }] },
  { title: 'a wave of 250 servers in three jobs', waves: threeJobs },
];

const of = (calls: readonly OperationCall[], operation: string): readonly OperationCall[] => {
  const found = calls.filter((call) => call.operation === operation);
  expect(found.length, operation).toBeGreaterThan(0);
  return found;
};

describe.each(drills)('the cost of $title', ({ waves }) => {
  it('a turn is two reads and one transaction', async () => {
    const turns = of(await measureStoreCost(waves), 'advance').filter(({ startedJobs }) => startedJobs === 0);
    for (const { reads, transactions } of turns) expect({ reads, transactions }).toEqual({ reads: 2, transactions: 1 });
    // The last one gives the quota back.
    expect(turns.at(-1)?.ledgers).toEqual([1]);
    expect(turns.slice(0, -1).flatMap(({ ledgers }) => ledgers)).toEqual(turns.slice(1).map(() => 0));
  });

  it('a turn that starts jobs reads no more, and has a transaction for what it plans and claims, and for the answers', async () => {
    const turns = of(await measureStoreCost(waves), 'advance').filter(({ startedJobs }) => startedJobs > 0);
    expect(turns.length).toBeGreaterThan(0);
    for (const { startedJobs, reads, transactions, ledgers } of turns) {
      // Planned and claimed, the first answer, and all that came while it was saved; the last of them with the turn's end.
      const answers = Math.min(startedJobs, 2);
      expect({ reads, transactions }).toEqual({ reads: 2, transactions: 1 + answers });
      expect(ledgers).toEqual([1, ...Array.from({ length: answers }, () => 1)]);
    }
  });

  it('a poll is one write for each job, the lease of the place and its end, and one more when there is news', async () => {
    const polls = of(await measureStoreCost(waves), 'poll').filter(({ reads }) => reads > 2);
    for (const { observedJobs, transactions } of polls) {
      expect(observedJobs).toBeGreaterThan(0);
      expect(transactions - observedJobs - 2).toBeGreaterThanOrEqual(0);
      expect(transactions - observedJobs - 2).toBeLessThanOrEqual(1);
    }
  });

  it('a poll writes observations and nothing else, and no other operation writes them', async () => {
    const calls = await measureStoreCost(waves);
    for (const { tables } of of(calls, 'poll')) expect(tables).toEqual(['observations']);
    for (const { tables } of calls.filter(({ operation }) => operation !== 'poll'))
      expect(tables).toEqual(['executions']);
  });

  it('a wait is one transaction, and reads the token before and the news after it', async () => {
    for (const { reads, transactions } of of(await measureStoreCost(waves), 'park')) {
      expect({ reads, transactions }).toEqual({ reads: 2, transactions: 1 });
    }
  });
});

await onDynamoDbLocal('the cost on DynamoDB', ({ endpoint }) => {
  it('each read and each transaction of the port is one request to DynamoDB, and none is a scan', async () => {
    let sent: readonly SentRequest[] = [];
    const openStore: OpenStore = async (clock) => {
      const opened = await openVirtualStore(endpoint, clock);
      sent = opened.sent;
      return opened.store;
    };
    const onWire = await measureStoreCost(threeJobs, { openStore, requestCount: () => sent.length });
    for (const { requests, reads, transactions } of onWire) expect(requests).toBe(reads + transactions);
    const inMemory = await measureStoreCost(threeJobs);
    expect(onWire.map((call) => ({ ...call, requests: 0 }))).toEqual(inMemory);
    expect(new Set(sent.map(({ operation }) => operation))).toEqual(
      new Set(['GetItem', 'Query', 'TransactGetItems', 'TransactWriteItems']),
    );
  });
});
