/**
 * A start of 4,000 servers by the functions as they are deployed: Lambda takes 6 MB a request and as much an answer (API
 * Gateway 10), Step Functions 256 KB of state, DynamoDB 400 KB an item. How long it takes is counted where time is virtual,
 * in the scenarios.
 */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { closedAfterEach } from './support/closed-after-each.ts';
import { type Cloud, HUB_ACCOUNT, REGION } from './support/cloud.ts';
import { openRegisteredCloud } from './support/drill.ts';

const SERVERS = 4000;
const LAMBDA_BYTES = 6 * 1024 * 1024;
/** Only ids travel in the state, so that it is as large for one server. */
const STATE_BYTES = 1024;
/** Far below: half of what DynamoDB takes. */
const ITEM_BYTES = 200 * 1024;
/** Servers are read by page: an answer about the whole execution does not grow with them. */
const ANSWER_BYTES = 64 * 1024;
/** Nothing is timed: a busy machine starts functions slowly. */
const TEST_MILLISECONDS = 300_000;

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const transactionSchema = z.object({
  TransactItems: z.array(
    z.looseObject({ Put: z.looseObject({ Item: z.record(z.string(), z.record(z.string(), z.string())) }).optional() }),
  ),
});
/** Every item that a function wrote, as DynamoDB holds it. */
const itemsPutIn = ({ storeRequests }: Cloud) =>
  storeRequests.flatMap(({ operation, body }) =>
    operation === 'TransactWriteItems'
      ? transactionSchema.parse(body).TransactItems.flatMap(({ Put }) => (Put === undefined ? [] : [Put.Item]))
      : [],
  );
const tasks: ReadonlySet<string> = new Set(['begin', 'advance', 'park', 'poll', 'finalize']);

const answerSchema = z.looseObject({ executionId: z.string() });
const countSchema = z.looseObject({ serverCount: z.number(), totalWaves: z.number(), status: z.string() });

await onDynamoDbLocal('a large start on the deployed functions', ({ endpoint }) => {
  const closed = closedAfterEach();

  it(
    '4,000 servers are accepted, in an answer that Lambda carries and items that DynamoDB holds',
    async () => {
      const estate = { servers: SERVERS };
      const options = { synthesized: await synthesized(), dynamoDbEndpoint: endpoint, estate };
      const cloud = closed(await openRegisteredCloud(options));
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
      const answer = await cloud.callOverHttp({
        way: 'by CloudFront',
        method: 'POST',
        path: '/api/executions',
        group: 'Admin',
        viewerAddress: '203.0.113.9',
        headers: { 'idempotency-key': 'key-1' },
        body: request,
      });
      expect(answer.status).toBe(202);
      expect.soft(bytesOf(answer), 'the answer').toBeLessThan(ANSWER_BYTES);

      const { executionId } = answerSchema.parse(answer.body);
      await cloud.clock.advance(60);
      const view = await cloud.call('GET', `/api/executions/${executionId}`);
      expect(countSchema.parse(view.body)).toMatchObject({ serverCount: SERVERS, totalWaves: 1, status: 'PAUSED' });
      expect.soft(bytesOf(view), 'the view').toBeLessThan(ANSWER_BYTES);

      const largest = (of: (invocation: Cloud['invocations'][number]) => readonly number[]): number =>
        Math.max(...cloud.invocations.flatMap(of));
      expect.soft(largest(({ requestBytes, answerBytes }) => [requestBytes, answerBytes])).toBeLessThan(LAMBDA_BYTES);
      const ofTask = ({ name, requestBytes, answerBytes }: Cloud['invocations'][number]) =>
        tasks.has(name) ? [requestBytes, answerBytes] : [];
      expect(new Set(cloud.invocations.map(({ name }) => name))).toEqual(
        new Set(['api', 'begin', 'advance', 'park', 'notify']),
      );
      expect.soft(largest(ofTask), 'the state').toBeLessThan(STATE_BYTES);

      const items = itemsPutIn(cloud);
      const text = JSON.stringify(items.filter(({ sort }) => sort?.['S']?.startsWith('roster#')));
      expect(
        ids.filter((id) => !text.includes(id)),
        'servers that no item holds',
      ).toEqual([]);
      expect.soft(Math.max(...items.map(bytesOf)), 'the largest item').toBeLessThan(ITEM_BYTES);
    },
    TEST_MILLISECONDS,
  );
});
