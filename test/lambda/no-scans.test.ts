/**
 * Every route of the API on the deployed artefacts, with what its function asks of DynamoDB written down: no table is
 * scanned, and no query is without the key of one partition.
 */
import { expect, it } from 'vitest';
import { z } from 'zod';
import { routeNeeds } from '../../src/api/route-permissions.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { synthesized } from '../support/synth/synthesized.ts';
import { closedAfterEach } from './support/closed-after-each.ts';
import { type Cloud, EXTERNAL_ID, HUB_ACCOUNT, REGION } from './support/cloud.ts';
import { openCloud, runToEnd, runUntilPaused } from './support/drill.ts';

/** Nothing is timed: a busy machine starts functions slowly. */
const TEST_MILLISECONDS = 300_000;

const queryOf = z.looseObject({
  KeyConditionExpression: z.string().regex(/^#partition = :partition( AND #sort |$)/),
  ExpressionAttributeNames: z.looseObject({ '#partition': z.string().regex(/^(partition|\w+Partition)$/) }),
  ExpressionAttributeValues: z.looseObject({ ':partition': z.object({ S: z.string().min(1) }) }),
  Limit: z.int().positive(),
  // What is read and thrown away is paid for as well.
  FilterExpression: z.never().optional(),
});
const keyOf = z.looseObject({
  partition: z.object({ S: z.string().min(1) }),
  sort: z.object({ S: z.string().min(1) }),
});
/** What each request may be; another operation, a scan above all, is none of these. */
const requestOf = z.discriminatedUnion('operation', [
  z.object({ operation: z.literal('Query'), body: queryOf }),
  z.object({ operation: z.literal('GetItem'), body: z.looseObject({ Key: keyOf }) }),
  z.object({
    operation: z.literal('TransactGetItems'),
    body: z.looseObject({ TransactItems: z.array(z.object({ Get: z.looseObject({ Key: keyOf }) })) }),
  }),
  z.object({ operation: z.literal('TransactWriteItems'), body: z.looseObject({}) }),
]);

const idSchema = z.looseObject({
  planId: z.string().optional(),
  groupId: z.string().optional(),
  executionId: z.string().optional(),
});
const itemsSchema = z.object({ items: z.array(idSchema) });

interface Ask {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: Parameters<Cloud['call']>[2];
  /** 200 unless told. */
  readonly status?: number;
}

await onDynamoDbLocal('what the routes of the API ask of DynamoDB', ({ endpoint }) => {
  const closed = closedAfterEach();

  it(
    'no route scans a table, nor queries without a partition',
    async () => {
      const options = { synthesized: await synthesized(), dynamoDbEndpoint: endpoint };
      const deployed = closed(await openCloud(options, { gates: true }));
      const asked = new Set<string>();
      const otherAnswers: unknown[] = [];
      /** Each route once at least; gives the body of the answer. */
      const ask = async (route: string, { path = {}, query, body, status = 200 }: Ask = {}) => {
        const [method = '', pattern = ''] = route.split(' ');
        expect(Object.keys(routeNeeds)).toContain(route);
        asked.add(route);
        const address = pattern.replaceAll(/\{(\w+)\}/g, (_, name: string) => z.string().parse(path[name]));
        const answer = await deployed.call(method, query === undefined ? address : `${address}?${query}`, body);
        if (answer.status !== status) otherAnswers.push([route, path, answer]);
        return answer.body;
      };
      const firstOf = async (route: string) => itemsSchema.safeParse(await ask(route)).data?.items[0];
      const place = { accountId: HUB_ACCOUNT, region: REGION };
      const account = { path: { accountId: HUB_ACCOUNT } };
      const selection = { tags: { Application: 'Shop' } };

      await ask('GET /api/health');
      await ask('GET /api/openapi.json');
      await ask('GET /api/me');
      await ask('GET /api/settings');
      await ask('GET /api/webhook-key');
      await ask('GET /api/accounts');
      await ask('GET /api/accounts/{accountId}', account);
      await ask('GET /api/accounts/{accountId}/check', account);
      await ask('GET /api/accounts/{accountId}/staging-accounts', account);
      await ask('GET /api/capacity');
      await ask('POST /api/inventory/refresh');
      await ask('GET /api/inventory');
      await ask('GET /api/source-servers');
      await ask('GET /api/recovery-instances');
      await ask('PUT /api/tag-sync', { body: { everyHours: 24, version: 0 } });
      await ask('POST /api/tag-sync/run', { body: {} });
      await ask('GET /api/tag-sync');
      await ask('GET /api/tag-sync/servers');

      const { groupId = '' } = (await firstOf('GET /api/protection-groups')) ?? {};
      await ask('GET /api/protection-groups/{groupId}', { path: { groupId } });
      await ask('GET /api/protection-groups/{groupId}/resolve', { path: { groupId } });
      await ask('POST /api/protection-groups/resolve', { body: { ...place, selection } });
      const launchConfig = { copyTags: true };
      await ask('POST /api/protection-groups/launch-settings/check', { body: { ...place, selection, launchConfig } });
      const blog = { groupName: 'blog', ...place, selection, launchConfig };
      const made = idSchema.parse(await ask('POST /api/protection-groups', { body: blog, status: 201 }));
      const ofBlog = { path: { groupId: made.groupId ?? '' } };
      await ask('GET /api/protection-groups/{groupId}/launch-settings', ofBlog);
      await ask('POST /api/protection-groups/{groupId}/launch-settings/apply', ofBlog);
      await ask('GET /api/protection-groups/{groupId}/launch-settings/apply', ofBlog);
      await ask('PUT /api/protection-groups/{groupId}', {
        ...ofBlog,
        body: { ...blog, description: 'all', version: 1 },
      });

      const { planId = '' } = (await firstOf('GET /api/recovery-plans')) ?? {};
      await ask('GET /api/recovery-plans/{planId}', { path: { planId } });
      await ask('GET /api/recovery-plans/{planId}/versions', { path: { planId } });
      await ask('GET /api/recovery-plans/{planId}/overlaps', { path: { planId } });
      await ask('POST /api/recovery-plans/{planId}/check', { path: { planId }, body: {} });
      await ask('POST /api/recovery-plans/{planId}/test-messages', { path: { planId }, body: {} });
      const second = { planName: 'second', waves: [{ waveName: 'all', protectionGroups: ['blog'] }] };
      const saved = idSchema.parse(await ask('POST /api/recovery-plans', { body: second, status: 201 }));
      const ofSecond = { path: { planId: saved.planId ?? '' } };
      await ask('PUT /api/recovery-plans/{planId}', {
        ...ofSecond,
        body: { ...second, description: 'all', version: 1 },
      });
      await ask('POST /api/apply', { body: { documents: [{ kind: 'RecoveryPlan', ...second }], dryRun: true } });
      await ask('DELETE /api/recovery-plans/{planId}', { ...ofSecond, query: 'version=2', status: 204 });
      await ask('DELETE /api/protection-groups/{groupId}', { ...ofBlog, query: 'version=2', status: 204 });

      const body = { planName: 'shop', executionType: 'DRILL' };
      const { executionId = '' } = idSchema.parse(await ask('POST /api/executions', { body, status: 202 }));
      const drill = { path: { executionId } };
      await deployed.clock.advance(10);
      await ask('POST /api/executions/{executionId}/pause', { ...drill, body: {} });
      await runUntilPaused(deployed, executionId);
      await ask('GET /api/executions');
      for (const query of ['status=PAUSED', `planId=${planId}`, 'limit=1']) await ask('GET /api/executions', { query });
      await ask('GET /api/executions/{executionId}', drill);
      await ask('GET /api/executions/{executionId}/servers', drill);
      await ask('GET /api/executions/{executionId}/events', drill);
      await ask('GET /api/executions/{executionId}/job-logs', { ...drill, query: 'jobKey=w000-a1-j000' });
      await ask('GET /api/executions/{executionId}/recovery-instances', drill);
      await ask('POST /api/executions/{executionId}/skip', {
        ...drill,
        body: { waveNumber: 0, reason: 'not needed' },
        status: 409,
      });
      await ask('POST /api/executions/{executionId}/resume', { ...drill, body: { waveNumber: 1 } });
      await ask('POST /api/executions/{executionId}/cancel', { ...drill, body: {} });
      await runToEnd(deployed, executionId);
      await ask('POST /api/executions/{executionId}/keep', { ...drill, body: { hours: 24 }, status: 409 });

      const retry = await ask('POST /api/executions/{executionId}/retry', { ...drill, body: {}, status: 202 });
      const followUpId = idSchema.parse(retry).executionId ?? '';
      await ask('POST /api/executions/{executionId}/cancel', { path: { executionId: followUpId }, body: {} });
      await runToEnd(deployed, followUpId);

      const cleanUp = { executionId, confirmedPlanName: 'shop' };
      const ofCleanUp = {
        path: {
          executionId:
            idSchema.parse(await ask('POST /api/clean-ups', { body: cleanUp, status: 202 })).executionId ?? '',
        },
      };
      await ask('GET /api/clean-ups');
      await ask('GET /api/clean-ups/{executionId}', ofCleanUp);
      await ask('GET /api/clean-ups/{executionId}/servers', ofCleanUp);
      await ask('GET /api/clean-ups/{executionId}/events', ofCleanUp);
      await ask('POST /api/clean-ups/{executionId}/cancel', { ...ofCleanUp, body: {} });
      await runToEnd(deployed, ofCleanUp.path.executionId);
      await ask('GET /api/audit-log');
      await ask('GET /api/audit-log', { query: 'result=refused&limit=2' });

      const home = {
        accountName: 'hub',
        roleArn: `arn:aws:iam::${HUB_ACCOUNT}:role/BreakwaterTarget`,
        externalId: EXTERNAL_ID,
        regions: [REGION],
        stagingAccountIds: ['444455556666'],
      };
      await ask('PUT /api/accounts/{accountId}', { ...account, body: { ...home, version: 1 } });
      const staging = { path: { accountId: '444455556666' } };
      const entry = { accountName: 'staging', roleArn: 'arn:aws:iam::444455556666:role/BreakwaterTarget' };
      const externalId = 'an-external-id-of-another';
      await ask('POST /api/accounts/{accountId}', {
        ...staging,
        body: { ...entry, externalId, regions: [REGION] },
        status: 201,
      });
      await ask('GET /api/accounts/{accountId}/extensible-servers', {
        ...account,
        query: `region=${REGION}&stagingAccountId=444455556666`,
        // The account does not trust this one.
        status: 502,
      });
      await ask('POST /api/accounts/{accountId}/extended-servers', {
        ...account,
        body: { region: REGION, arns: [`arn:aws:drs:${REGION}:444455556666:source-server/s-00000000000000009`] },
      });
      await ask('DELETE /api/accounts/{accountId}', { ...account, query: 'version=2', status: 409 });

      // Cognito says there who people are.
      for (const route of ['GET /api/tokens', 'POST /api/tokens', 'DELETE /api/tokens/{tokenId}']) {
        const token = { path: { tokenId: 'token-1' }, body: { tokenName: 'nightly', role: 'Operator' }, status: 404 };
        await ask(route, token);
      }
      await ask('POST /api/sign-in-codes', { status: 404 });
      await ask('POST /api/sessions', { body: { code: 'a-code-that-nobody-made' }, status: 404 });
      await ask('DELETE /api/session', { status: 204 });
      expect.soft(otherAnswers).toEqual([]);
      // CloudWatch reads the log instead.
      const served = Object.keys(routeNeeds).filter((route) => route !== 'GET /metrics');
      expect([...asked].toSorted()).toEqual(served.toSorted());

      // What the clock and DRS ask for, too.
      await deployed.minute();
      await deployed.invoke('drive', { operation: 'drive' });
      await deployed.invoke('refresh', { operation: 'refresh' });
      await deployed.invoke('syncTags', { operation: 'sync-tags' });
      const wrong = deployed.storeRequests.filter((request) => !requestOf.safeParse(request).success);
      expect(wrong).toEqual([]);
      const queries = deployed.storeRequests.filter(({ operation, by }) => operation === 'Query' && by === 'api');
      expect(queries.length, 'the recorder is there').toBeGreaterThan(50);
    },
    TEST_MILLISECONDS,
  );
});
