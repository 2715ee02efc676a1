/** The description of the API: kept in the repository, valid in others' eyes, and true of what the API answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { createSessions } from '../../src/api/sessions.ts';
import { generatedDocuments, openApiPath, planFileSchemaPath } from '../../tools/generate/documents.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { openApi } from './set-up.ts';
import { type Operation, readOpenApi } from './support/open-api.ts';
import { allowed, nearly } from './support/schema-arbitrary.ts';

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
  const { operations, definitions, complaints } = readOpenApi(kept(openApiPath));

  type Known = Readonly<Record<string, readonly unknown[]>>;

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
    const groups = await rig.catalog.listGroups({ limit: 100 });
    const newSecret = (): string => crypto.getRandomValues(new Uint32Array(8)).join('-');
    const { api, reported: bugs } = openApi(rig, {
      authenticate: async () => ({ actor: 'anna', roles: ['Admin'] }),
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
      reason: ['because'],
      documents: [
        [{ kind: 'RecoveryPlan', planName: 'new', waves: [{ waveName: 'a', protectionGroups: ['shop-group-0-0'] }] }],
      ],
    };
    return { rig, api, bugs, known };
  }

  interface Sent {
    readonly operation: Operation;
    readonly path: Readonly<Record<string, string>>;
    readonly query: Readonly<Record<string, unknown>>;
    readonly key: string | undefined;
    readonly body: unknown;
  }

  const requests = (known: Known): fc.Arbitrary<Sent> =>
    fc.constantFrom(...operations).chain((operation) => {
      const of = (place: string) => operation.parameters.filter((parameter) => parameter.in === place);
      const values = (name: string, schema: unknown) =>
        known[name] === undefined
          ? nearly(schema, definitions)
          : fc.oneof(
              { arbitrary: fc.constantFrom(...known[name]), weight: 5 },
              { arbitrary: nearly(schema, definitions), weight: 1 },
            );
      const record = (place: string) =>
        fc.record(Object.fromEntries(of(place).map(({ name, schema }) => [name, values(name, schema)])), {
          requiredKeys: of(place).flatMap(({ name, required }) => (required === true ? [name] : [])),
        });
      const content = operation.requestBody?.content['application/json'];
      return fc.record({
        operation: fc.constant(operation),
        path: record('path').map((values) =>
          Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
        ),
        query: record('query'),
        key:
          of('header').length > 0
            ? fc.option(fc.stringMatching(/^[a-c]{1,2}$/), { nil: undefined })
            : fc.constant(undefined),
        body: content === undefined ? fc.constant(undefined) : withKnown(allowed(content.schema, definitions), known),
      });
    });

  /** Bodies name things that there are, more often than not: fields of these names get these values, at any depth. */
  const withKnown = (bodies: fc.Arbitrary<unknown>, known: Known) =>
    fc.tuple(bodies, fc.nat(), fc.boolean()).map(([body, pick, real]) => (real ? filled(body, known, pick) : body));

  const filled = (part: unknown, known: Known, pick: number): unknown => {
    if (Array.isArray(part)) return part.map((each) => filled(each, known, pick));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(
      Object.entries(part).map(([name, value]) => {
        const values = known[name];
        return [name, values === undefined ? filled(value, known, pick) : values[pick % values.length]];
      }),
    );
  };

  const requestOf = ({ operation, path, query, key, body }: Sent): Request => {
    const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return new Request(`http://127.0.0.1:7700${filled}?${search.toString()}`, {
      method: operation.method,
      headers: {
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  };

  test('is what the document says, whatever is asked, and never that something went wrong inside', async () => {
    const { rig, api, bugs, known } = await setUp();
    const statuses = new Map<string, Set<number>>();
    await fc.assert(
      fc.asyncProperty(requests(known), async (sent) => {
        const response = await api.fetch(requestOf(sent));
        const text = await response.text();
        const { operation } = sent;
        expect([bugs, response.status === 500]).toEqual([[], false]);
        expect(complaints(operation, response.status, response.headers.get('content-type') ?? '', text)).toEqual([]);
        const seen = statuses.get(operation.operationId) ?? new Set();
        statuses.set(operation.operationId, seen.add(response.status));
      }),
      { numRuns: 1000, seed: 20_261_102 },
    );
    const succeeded = [...statuses].filter(([, seen]) => [...seen].some((status) => status < 300)).map(([id]) => id);
    expect(statuses.size).toBe(operations.length);
    // Most operations were reached past their checks: otherwise the fuzz would prove little.
    expect(succeeded.length).toBeGreaterThan(operations.length * 0.7);
    expect(rig.taskErrors).toEqual([]);
  });
});
