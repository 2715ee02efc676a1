/**
 * The API asked about what is there: requests name plans, groups, accounts, tokens and executions that the test itself has
 * created, so that what lies behind "not found" is reached. Each answer of a creation gives more of them.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openApiPath } from '../../tools/generate/documents.ts';
import { type Operation, readOpenApi } from '../api/support/open-api.ts';
import { allowed } from '../api/support/schema-arbitrary.ts';
import { openWorld } from '../api/support/valid-requests.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { hostileText, seed, spoiled } from './support/hostile.ts';
import { createKnownIds } from './support/known-ids.ts';
import { expectNoPollution } from './support/pollution.ts';

const document: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', openApiPath), 'utf8'));
const { operations, definitions } = readOpenApi(document);
/** Those that say in their address, or in their body, what they are about. */
const named = operations.filter(
  ({ path, operationId }) => path.includes('{') || ['postExecutions', 'postCleanUps'].includes(operationId),
);
const runs = { seed, numRuns: 400 };
const EXISTING_SHARE_MIN = 0.75;

type World = ReturnType<typeof openWorld>;

/** One of everything that has an address; runs that are over, that wait for a person, and that run. */
const createAll = async ({ call, rig, shop }: World): Promise<readonly unknown[]> => {
  await rig.load();
  const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
  const group = { groupName: 'database', ...place, selection: { tags: { Tier: 'db' } } };
  const waves = [{ waveName: 'all', protectionGroups: ['database'] }];
  const created = [
    await call('POST', `/api/accounts/${HOME_ACCOUNT}`, { accountName: 'home', regions: [HOME_REGION] }),
    await call('POST', '/api/protection-groups', group),
    await call('POST', '/api/recovery-plans', { planName: 'one', waves }),
    await call('POST', '/api/tokens', { tokenName: 'nightly', role: 'Operator' }),
  ];
  for (const { status, text } of created) expect(status, text).toBeLessThan(300);
  const executionIds = [await shop.completed(), await shop.partial(), await shop.atGate()];
  return [...created.map(({ body }) => body), ...executionIds.map((executionId) => ({ executionId }))];
};

interface Draw {
  readonly operation: Operation;
  readonly body: unknown;
  /** Which of the ids that are there; hostile texts stand for them now and then. */
  readonly picks: readonly number[];
  readonly texts: readonly string[];
  readonly isHostile: boolean;
  readonly version: number;
}

const draws: fc.Arbitrary<Draw> = fc.constantFrom(...named).chain((operation) => {
  const schema = operation.requestBody?.content['application/json']?.schema ?? {};
  const valid = allowed(schema, definitions);
  return fc.record({
    operation: fc.constant(operation),
    body: fc.oneof({ arbitrary: valid, weight: 2 }, spoiled(valid)),
    picks: fc.array(fc.nat(50), { minLength: 3, maxLength: 3 }),
    texts: fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    isHostile: fc.nat(9).map((number) => number === 0),
    version: fc.integer({ min: 1, max: 4 }),
  });
});

test(`no request about what is there breaks a route, and most requests are about something (seed ${seed})`, async () => {
  const world = openWorld();
  const { call, reported } = world;
  const known = createKnownIds();
  for (const body of await createAll(world)) known.learn(body);
  const statuses = new Map<number, number>();
  let existing = 0;
  let requests = 0;
  await fc.assert(
    fc.asyncProperty(draws, async ({ operation, body, picks, texts, isHostile, version }) => {
      const { method, path, requestBody } = operation;
      const address = known.fill(path, picks, isHostile ? texts : undefined);
      const about = isHostile ? body : known.naming(body, picks[0] ?? 0);
      requests += 1;
      if (address.areKnown || (!path.includes('{') && JSON.stringify(about) !== JSON.stringify(body))) existing += 1;
      const query = method === 'DELETE' ? `?version=${version}` : '';
      const sent = requestBody === undefined ? undefined : (JSON.stringify(about) ?? 'null');
      const answer = await call(method, `${address.path}${query}`, sent);
      // 502: AWS itself refused or did not answer, in its own words.
      expect(answer.status === 502 || answer.status < 500, `${method} ${address.path}: ${answer.text}`).toBe(true);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status >= 300) return;
      if (method === 'DELETE') known.forget(address.ids);
      else known.learn(answer.body);
    }),
    runs,
  );
  process.stdout.write(
    `${existing} of ${requests} requests named what is there; ${[...statuses].map(([status, times]) => `${times} × ${status}`).join(', ')}\n`,
  );
  expect(reported, 'bugs').toEqual([]);
  expect(existing / requests).toBeGreaterThan(EXISTING_SHARE_MIN);
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 404, 409, 422]));
  expectNoPollution();
}, 120_000);
