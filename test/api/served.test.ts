/** What `breakwater serve` runs, on a loopback socket: it answers as documented, and its log can be pasted. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { openApiPath } from '../../tools/generate/documents.ts';
import { openRealServer } from '../support/real-server.ts';
import { readOpenApi } from './support/open-api.ts';
import { type Known, requestOf, requestsOf } from './support/requests.ts';

const kept = readFileSync(join(import.meta.dirname, '..', '..', openApiPath), 'utf8');
const document = readOpenApi(z.record(z.string(), z.unknown()).parse(JSON.parse(kept)));
const accountId = '111122223333';
const region = 'us-east-1';

let server: Awaited<ReturnType<typeof openRealServer>>;

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIASERVED');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  server = await openRealServer({
    estate: makeEstate({ servers: 4, accountIds: [accountId] }),
    accounts: [
      { accountId, accountName: 'home', roleArn: `arn:aws:iam::${accountId}:role/RecoveryOperator`, regions: [region] },
    ],
    speed: 1,
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await server.close();
});

const authorization = () => ({ authorization: `Bearer ${server.token}` });

const call = async (path: string, body: unknown): Promise<unknown> => {
  const headers = { ...authorization(), 'content-type': 'application/json' };
  const answer = await fetch(`${server.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await answer.text();
  expect(answer.ok, text).toBe(true);
  return JSON.parse(text);
};

/** A plan, and a drill of it that waits at its gate. */
const prepare = async (): Promise<Known> => {
  const ids = server.simulator.servers(accountId, region).map(({ sourceServerId }) => sourceServerId);
  const group = { kind: 'ProtectionGroup', groupName: 'all', accountId, region, selection: { sourceServerIds: ids } };
  const waves = [{ waveName: 'all', protectionGroups: ['all'], pauseBeforeWave: true }];
  const applied = await call('/api/apply', { documents: [group, { kind: 'RecoveryPlan', planName: 'shop', waves }] });
  const { results } = z.object({ results: z.array(z.object({ id: z.string() })) }).parse(applied);
  const [groupId, planId] = results.map(({ id }) => id);
  const started = await call('/api/executions', { planId, executionType: 'DRILL' });
  const { executionId } = z.object({ executionId: z.string(), verdict: z.literal('BEGUN') }).parse(started);
  return {
    executionId: [executionId],
    planId: [planId],
    groupId: [groupId],
    accountId: [accountId],
    region: [region],
    jobKey: ['w000-a1-j000'],
    waveNumber: [0],
    version: [1],
    confirmedPlanName: ['shop'],
    protectionGroups: [['all']],
    sourceServerIds: [ids.slice(0, 1)],
    reason: ['because'],
  };
};

test('an idle connection is kept for longer than clients and proxies keep theirs: none sends into one that just closes', async () => {
  const answer = await fetch(`${server.url}/api/version`, { headers: authorization() });
  await answer.text();
  expect(Number(/timeout=(\d+)/.exec(answer.headers.get('keep-alive') ?? '')?.[1])).toBeGreaterThan(60);
});

test('a hundred requests are answered as the document says, and the log names commands that reach this server', async () => {
  const known = await prepare();
  const look = /^ *Look at it: (.*)$/m.exec(server.log.join('\n'))?.[1];
  expect(look).toBe(
    `./breakwater watch ${String(known['executionId']?.[0])} --server ${server.url} --data ${server.data}`,
  );

  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(requestsOf(document, known), async (sent) => {
      const answer = await fetch(requestOf(sent, server.url, authorization()));
      const text = await answer.text();
      const { operation } = sent;
      statuses.add(answer.status);
      expect(answer.status).not.toBe(500);
      expect(
        document.complaints(operation, answer.status, answer.headers.get('content-type') ?? '', text),
        `${operation.method} ${operation.path}`,
      ).toEqual([]);
    }),
    { numRuns: 100, seed: 20_261_120 },
  );
  // Not all were turned away at the door.
  expect([...statuses]).toEqual(expect.arrayContaining([200, 404, 422]));
  expect(server.log.filter((line) => line.startsWith('error:'))).toEqual([]);
}, 60_000);
