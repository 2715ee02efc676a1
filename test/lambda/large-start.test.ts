/**
 * A start of 4,000 servers by the functions as they are deployed: Lambda takes 6 MB a request and as much an answer,
 * DynamoDB 400 KB an item. How long it takes is counted where time is virtual, in the scenarios.
 */
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { executionPartition } from '../../src/engine/store/execution-items.ts';
import type { ItemReader, StoredItem } from '../../src/ports/item-store.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { type Cloud, HUB_ACCOUNT, REGION } from './support/cloud.ts';
import { openRegisteredCloud } from './support/drill.ts';

const SERVERS = 4000;
const LAMBDA_BYTES = 6 * 1024 * 1024;
const ITEM_BYTES = 400 * 1024;
/** Nothing is timed: a busy machine starts functions slowly. */
const TEST_MILLISECONDS = 300_000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const itemsOf = async (store: ItemReader, executionId: string): Promise<readonly StoredItem[]> => {
  const where = { table: 'executions', partition: executionPartition(executionId), limit: 100 } as const;
  const items: StoredItem[] = [];
  let page = await store.query(where);
  items.push(...page.items);
  while (page.next !== undefined) {
    page = await store.query({ ...where, after: page.next });
    items.push(...page.items);
  }
  return items;
};

const answerSchema = z.looseObject({ executionId: z.string() });
const countSchema = z.looseObject({ serverCount: z.number(), totalWaves: z.number() });

await onDynamoDbLocal('a large start on the deployed functions', ({ endpoint }) => {
  let cloud: Cloud | undefined;
  afterEach(async () => {
    const closed = cloud;
    cloud = undefined;
    await closed?.close();
    expect(closed?.denied).toEqual([]);
  });

  it(
    '4,000 servers are accepted, in an answer that Lambda carries and items that DynamoDB holds',
    async () => {
      const estate = { servers: SERVERS };
      cloud = await openRegisteredCloud({ synthesized: await synthesized(), dynamoDbEndpoint: endpoint, estate });
      const ids = cloud.simulator.servers(HUB_ACCOUNT, REGION).map(({ sourceServerId }) => sourceServerId);
      const place = { accountId: HUB_ACCOUNT, region: REGION };
      const documents = [
        { kind: 'ProtectionGroup', groupName: 'all', ...place, selection: { sourceServerIds: ids } },
        {
          kind: 'RecoveryPlan',
          planName: 'all',
          waves: [{ waveName: 'all', protectionGroups: ['all'], pauseBeforeWave: true }],
        },
      ];
      expect(await cloud.call('POST', '/api/apply', { documents })).toMatchObject({ status: 200 });

      // As large as a request can be: every server has an instance that its launch may delete.
      const request = {
        planName: 'all',
        executionType: 'RECOVERY',
        acceptedInstanceDeletions: ids.map((id) => id.replace('s-', 'i-')),
      };
      const headers = { 'idempotency-key': 'key-1' };
      const answer = await cloud.call('POST', '/api/executions', request, 'anna', headers);
      expect(answer.status).toBe(202);
      expect(bytesOf(request)).toBeLessThan(LAMBDA_BYTES);
      expect(bytesOf(answer)).toBeLessThan(LAMBDA_BYTES);

      const { executionId } = answerSchema.parse(answer.body);
      const view = await cloud.call('GET', `/api/executions/${executionId}`);
      expect(countSchema.parse(view.body)).toMatchObject({ serverCount: SERVERS, totalWaves: 1 });
      expect(bytesOf(view)).toBeLessThan(LAMBDA_BYTES);

      const items = await itemsOf(cloud.store, executionId);
      const text = JSON.stringify(items.filter(({ sort }) => sort.startsWith('roster#')));
      expect(
        ids.filter((id) => !text.includes(id)),
        'servers that no item holds',
      ).toEqual([]);
      expect(Math.max(...items.map(bytesOf))).toBeLessThan(ITEM_BYTES);
    },
    TEST_MILLISECONDS,
  );
});
