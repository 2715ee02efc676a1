/** The API under hostile requests: refused or answered, never broken, and never telling what it must not tell. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openApiPath } from '../../tools/generate/documents.ts';
import { setUpApi, token } from '../api/set-up.ts';
import { type Operation, readOpenApi } from '../api/support/open-api.ts';
import { allowed } from '../api/support/schema-arbitrary.ts';
import { hostileText, seed, spoiled } from './support/hostile.ts';
import { expectNoPollution } from './support/pollution.ts';

const document: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', openApiPath), 'utf8'));
const { operations, definitions } = readOpenApi(document);
const writing = operations.filter(({ requestBody }) => requestBody !== undefined);
/** As much as an answer to nonsense may hold: refusals quote what was sent, but not all of it. */
const ANSWER_BYTES_MAX = 400_000;
const runs = { seed, numRuns: 400 };

/** What also answers who is not signed in. */
const anybodys: readonly string[] = ['GET /api/health', 'POST /api/sessions'];

const inPath = (operation: Operation, texts: readonly string[]): string => {
  let index = 0;
  return operation.path.replaceAll(/\{\w+\}/g, () => {
    index += 1;
    return encodeURIComponent((texts[index % texts.length] ?? 'x').toWellFormed().slice(0, 2000) || 'x');
  });
};

test(`no body breaks a route that takes one (seed ${seed})`, async () => {
  const { call, reported } = setUpApi();
  const bodies = fc.constantFrom(...writing).chain((operation) => {
    const schema = operation.requestBody?.content['application/json']?.schema ?? {};
    return fc.tuple(
      fc.constant(operation),
      spoiled(allowed(schema, definitions)),
      fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    );
  });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(bodies, async ([operation, body, texts]) => {
      const answer = await call(operation.method, inPath(operation, texts), JSON.stringify(body) ?? 'null');
      // 502: AWS itself refused or did not answer, in its own words.
      expect(answer.status === 502 || answer.status < 500, `${operation.method} ${operation.path}`).toBe(true);
      expect(answer.text.length).toBeLessThan(ANSWER_BYTES_MAX);
      expect(answer.text).not.toContain(token);
      statuses.add(answer.status);
    }),
    runs,
  );
  expect(reported, 'bugs').toEqual([]);
  expect([...statuses]).toEqual(expect.arrayContaining([404, 422]));
  expectNoPollution();
});

test(`no address, query or header breaks a route (seed ${seed})`, async () => {
  const { api, reported } = setUpApi();
  const requests = fc.tuple(
    fc.constantFrom(...operations),
    fc.array(hostileText, { minLength: 1, maxLength: 3 }),
    fc.array(fc.tuple(fc.constantFrom('limit', 'after', 'status', 'planId', 'waveNumber', 'x'), hostileText), {
      maxLength: 3,
    }),
    fc.constantFrom('authorization', 'content-type', 'idempotency-key', 'if-none-match', 'cookie', 'accept'),
    hostileText,
  );
  await fc.assert(
    fc.asyncProperty(requests, async ([operation, texts, query, headerName, headerText]) => {
      const search = new URLSearchParams(
        query.map(([name, text]): [string, string] => [name, text.toWellFormed().slice(0, 2000)]),
      );
      // What a header cannot hold never reaches the server.
      const header = headerText.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 4000);
      const request = new Request(`http://127.0.0.1:7700${inPath(operation, texts)}?${search.toString()}`, {
        method: operation.method,
        headers: { authorization: `Bearer ${token}`, [headerName]: header },
        ...(operation.requestBody === undefined ? {} : { body: '{}' }),
      });
      const response = await api.fetch(request);
      const text = await response.text();
      expect(response.status, `${operation.method} ${request.url.slice(0, 200)}`).toBeLessThan(500);
      expect(text).not.toContain(token);
    }),
    runs,
  );
  expect(reported, 'bugs').toEqual([]);
  expectNoPollution();
});

test(`without the right token nothing is told, however it is asked (seed ${seed})`, async () => {
  const { api, reported } = setUpApi();
  const wrong = fc.oneof(
    hostileText,
    fc.constantFrom(token.slice(0, -1), `${token}x`, token.toUpperCase(), ` ${token} ${token}`, 'undefined', 'null'),
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), wrong, async (operation, text) => {
      const header = text.replaceAll(/[^\x20-\x7e]/g, '').slice(0, 4000);
      fc.pre(header.trim() !== token);
      const response = await api.fetch(
        new Request(`http://127.0.0.1:7700${inPath(operation, ['x'])}`, {
          method: operation.method,
          headers: { authorization: `Bearer ${header}` },
          ...(operation.requestBody === undefined ? {} : { body: '{}' }),
        }),
      );
      const isPublic = anybodys.includes(`${operation.method} ${operation.path}`);
      expect(isPublic || response.status === 401, `${operation.method} ${operation.path}: ${response.status}`).toBe(
        true,
      );
    }),
    runs,
  );
  expect(reported).toEqual([]);
});
