/** The description of the API: kept in the repository, valid in others' eyes, and true of what the API answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { createAccessTokens } from '../../src/api/access-tokens.ts';
import { createSessions } from '../../src/api/sessions.ts';
import { generatedDocuments, openApiPath, planFileSchemaPath } from '../../tools/generate/documents.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { openApi } from './set-up.ts';
import { readOpenApi } from './support/open-api.ts';
import { type Known, requestOf, requestsOf } from './support/requests.ts';

const root = join(import.meta.dirname, '..', '..');
const keptText = (path: string): string => readFileSync(join(root, path), 'utf8');
const kept = (path: string) => z.record(z.string(), z.unknown()).parse(JSON.parse(keptText(path)));

describe('what is kept in the repository', () => {
  test('is what the sources say (otherwise: npm run generate)', async () => {
    for (const [path, text] of await generatedDocuments())
      expect(keptText(path) === text, `${path} is stale`).toBe(true);
  });

  test('is a valid OpenAPI 3.1 document in the eyes of a foreign validator', async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(kept(openApiPath)));
    expect(result.errors ?? []).toEqual([]);
    expect([result.valid, validator.version]).toEqual([true, '3.1']);
    const broken = await new Validator().validate({ openapi: '3.1.0', paths: { '/x': { get: { parameters: 7 } } } });
    expect(broken.valid).toBe(false);
  });

  test('names every operation once, each with a summary', () => {
    const { operations } = readOpenApi(kept(openApiPath));
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids.length).toBeGreaterThan(30);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('describes plan files: the sample fits, and a typing error does not', () => {
    const validate = new Ajv({ strict: false, unicodeRegExp: true }).compile(kept(planFileSchemaPath));
    const documents = parseAllDocuments(keptText('examples/shop.yaml')).map((document) => document.toJS());
    expect(documents.map((document) => validate(document))).toEqual(documents.map(() => true));
    expect(validate(documents)).toBe(true);
    const [group] = documents;
    expect(validate({ ...group, acountId: '111122223333' })).toBe(false);
    expect(validate({ ...group, kind: 'Group' })).toBe(false);
  });
});

describe('what the API answers', () => {
  const document = readOpenApi(kept(openApiPath));
  const { operations, complaints } = document;

  /** A server with groups, plans, and executions in several states. */
  async function setUp() {
    const rig = await createRig({ estate: { servers: 6 } });
    const ids = rig.idsOf('server-');
    const planId = await rig.savePlan('shop', [
      { servers: ids.slice(0, 2) },
      { servers: ids.slice(2, 4), pauseBeforeWave: true },
    ]);
    const other = await rig.savePlan('blog', [{ servers: ids.slice(4) }]);
    const over = await rig.launch(other);
    await rig.runToEnd(over);
    const request = { initiatedBy: 'anna', confirmedPlanName: 'blog', recovery: false, acceptedInstances: [] };
    const cleaned = await rig.clock.complete(rig.engine.executions.cleanUp(over, request));
    if (cleaned.kind !== 'started') throw new Error(cleaned.kind);
    await rig.runToEnd(cleaned.executionId);
    const waiting = await rig.launch(planId);
    await rig.runUntil(waiting, 'PAUSED');
    // What a filter names is registered.
    await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, accountName: 'home', regions: [HOME_REGION] }, 'anna');
    const groups = await rig.catalog.listGroups({ limit: 100 });
    const newSecret = (): string => crypto.getRandomValues(new Uint32Array(8)).join('-');
    const { api, reported: bugs } = openApi(rig, {
      authenticate: async () => ({ actor: 'anna', roles: ['Admin'] }),
      tokens: createAccessTokens({ store: rig.store, clock: rig.clock, ids: createSeededIds(5), newSecret }),
      testMessages: async (id) => (id === planId ? [] : undefined),
      sessions: createSessions({ store: rig.store, clock: rig.clock, newSecret }),
    });
    const known: Known = {
      executionId: [over, waiting, cleaned.executionId],
      planId: [planId, other],
      groupId: groups.items.map((group) => group.groupId),
      jobKey: ['w000-a1-j000', 'w001-a1-j000'],
      confirmedPlanName: ['blog', 'shop'],
      version: [1, 2],
      waveNumber: [0, 1],
      accountId: [HOME_ACCOUNT],
      accountName: ['home'],
      roleArn: [`arn:aws:iam::${HOME_ACCOUNT}:role/BreakwaterTarget`],
      externalId: ['a-long-external-id'],
      regions: [[HOME_REGION]],
      region: [HOME_REGION],
      protectionGroups: [['shop-group-0-0'], ['blog-group-0-0']],
      dependsOn: [[]],
      sourceServerIds: [ids.slice(0, 1)],
      sourceServerId: ids.slice(0, 1),
      state: ['CONTINUOUS'],
      tag: ['Application=Load'],
      name: ['server'],
      who: ['anna'],
      from: ['2026-01-01'],
      until: ['2030-01-01'],
      launchConfig: [{}, { copyTags: true }],
      serverOverrides: [{}],
      reason: ['because'],
      after: ['0', `${HOME_ACCOUNT}/${HOME_REGION}/s-0`],
      limit: [1, 100],
      planName: ['shop', 'new'],
      description: ['for the fuzz'],
      waves: [[{ waveName: 'a', protectionGroups: ['shop-group-0-0'] }]],
      rtoTargetMinutes: [60],
      rpoTargetSeconds: [60],
      drillTtlHours: [8],
      notifications: [{ webhookUrl: 'https://hooks.example.com/fuzz' }],
      afterCleanUp: [[]],
      pointInTime: [rig.clock.now()],
      wavePointsInTime: [[], [{ waveNumber: 0, pointInTime: rig.clock.now() }]],
      tokenName: ['ana', 'nightly-drill'],
      role: ['Operator'],
      documents: [
        [{ kind: 'RecoveryPlan', planName: 'new', waves: [{ waveName: 'a', protectionGroups: ['shop-group-0-0'] }] }],
      ],
    };
    return { rig, api, bugs, known };
  }

  test('is what the document says, whatever is asked, and never that something went wrong inside', async () => {
    const { rig, api, bugs, known } = await setUp();
    const statuses = new Map<string, Set<number>>();
    await fc.assert(
      fc.asyncProperty(requestsOf(document, known), async (sent) => {
        const response = await api.fetch(requestOf(sent, 'http://127.0.0.1:7700'));
        const text = await response.text();
        const { operation } = sent;
        expect([bugs, response.status === 500]).toEqual([[], false]);
        expect(complaints(operation, response.status, response.headers.get('content-type') ?? '', text)).toEqual([]);
        const seen = statuses.get(operation.operationId) ?? new Set();
        statuses.set(operation.operationId, seen.add(response.status));
      }),
      { numRuns: 1200, seed: 20_261_102 },
    );
    const succeeded = [...statuses].filter(([, seen]) => [...seen].some((status) => status < 300)).map(([id]) => id);
    expect(statuses.size).toBe(operations.length);
    // Otherwise the fuzz would prove little.
    const stopped = [...statuses].filter(([, seen]) => [...seen].every((status) => status === 422)).map(([id]) => id);
    // A search has ten fields, and each may be drawn wrong: chance keeps one or the other from being past all of them.
    expect(stopped.length, `refused for their fields alone: ${stopped.join(', ')}`).toBeLessThanOrEqual(
      operations.length * 0.05,
    );
    // The others need a state (a gate that waits, a plan that nothing uses) that the fuzz itself ends: each operation is
    // brought into its state, and succeeds, in valid-requests.test.ts.
    expect(succeeded.length).toBeGreaterThan(operations.length * 0.7);
    expect(rig.taskErrors).toEqual([]);
  });
});
