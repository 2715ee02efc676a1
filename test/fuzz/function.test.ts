/** What API Gateway or a program hands to the deployed API: answered as HTTP, whatever stands in it. The function never fails. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { limits } from '../../src/domain/limits.ts';
import { createFrontDoor } from '../../src/entry/lambda/front-door.ts';
import { frontDoorHeaders } from '../../src/entry/lambda/functions.ts';
import { createCalledApi, directToRequest, toDirectAnswer } from '../../src/entry/lambda/http.ts';
import { readInvocation } from '../../src/entry/lambda/invocation.ts';
import { setUpApi } from '../api/set-up.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { hostileText, hostileValue, seed } from './support/hostile.ts';
import { expectNoPollution } from './support/pollution.ts';

const runs = { seed, numRuns: 300 };
const secret = 'the-secret-of-the-distribution';

const methods = fc.oneof(
  { arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'), weight: 5 },
  fc.constantFrom('TRACE', 'CONNECT', 'get', '', 'GET /'),
  hostileText,
);
const paths = fc.oneof(
  {
    arbitrary: fc.constantFrom(
      '/api/me',
      '/api/executions',
      '/api/protection-groups',
      '/api/apply',
      '//evil.example/api/me',
      '',
    ),
    weight: 3,
  },
  hostileText.map((text) => `/api/executions/${text}`),
  hostileText,
);
const headerNames = fc.oneof(
  fc.constantFrom('content-type', 'authorization', 'cookie', 'host', 'content-length', 'x-roles', '__proto__'),
  hostileText,
);
const json: Readonly<Record<string, string>> = { 'content-type': 'application/json' };
const headers = fc.oneof(
  { arbitrary: fc.constantFrom({}, json), weight: 3 },
  fc.dictionary(headerNames, hostileText, { maxKeys: 4 }),
);
const bodies = fc.oneof(
  hostileValue.map((value) => JSON.stringify(value) ?? ''),
  hostileText,
);
const claims = fc.oneof(
  { arbitrary: fc.constant<unknown>({ sub: '7d3c', 'cognito:groups': '[Admin]' }), weight: 3 },
  fc.constant<unknown>({ sub: '7d3c', 'cognito:groups': '[Guests]' }),
  fc.record({ sub: hostileValue, email: hostileValue, 'cognito:groups': hostileValue }),
  fc.dictionary(hostileText, hostileValue, { maxKeys: 3 }),
);

const httpEvents = fc
  .record({
    method: methods,
    path: paths,
    query: hostileText,
    headers,
    body: bodies,
    isBase64Encoded: fc.boolean(),
    claims,
  })
  .chain(({ method, path, query, claims: said, ...rest }) =>
    fc.oneof({ arbitrary: fc.constant('api.example.com'), weight: 9 }, hostileText).map((domainName) => ({
      version: '2.0',
      rawPath: path,
      rawQueryString: query,
      requestContext: { domainName, http: { method, sourceIp: '192.0.2.7' }, authorizer: { jwt: { claims: said } } },
      ...rest,
      headers: { ...rest.headers, [frontDoorHeaders.secret]: secret },
    })),
  );

const answerSchema = z.object({ statusCode: z.int(), headers: z.record(z.string(), z.string()), body: z.string() });

const setUp = () => {
  const calledApi = createCalledApi();
  const { api, reported } = setUpApi({ authenticate: calledApi.authenticate });
  const answer = createFrontDoor({
    readSecret: async () => secret,
    clock: createVirtualClock(),
    calledApi,
    fetch: api.fetch,
    onRefused: () => undefined,
  });
  return { answer, api, calledApi, reported };
};

test(`what comes by API Gateway has an answer of HTTP, which tells nothing of the way (seed ${seed})`, async () => {
  const { answer, reported } = setUp();
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(httpEvents, async (event) => {
      const invocation = readInvocation(event);
      // What is no HTTP event at all is refused before this: test/fuzz/invocations.test.ts.
      if (invocation?.operation !== 'api' || !('http' in invocation)) return;
      const { statusCode, headers: sent, body } = answerSchema.parse(await answer(invocation.http));
      expect(statusCode).toBeGreaterThanOrEqual(200);
      // 502: AWS itself refused, in its own words.
      expect(statusCode < 500 || statusCode === 502, `${statusCode}: ${body.slice(0, 200)}`).toBe(true);
      expect(JSON.stringify(sent) + body).not.toContain(secret);
      statuses.add(statusCode);
    }),
    runs,
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 403, 404]));
  expect(reported, 'bugs').toEqual([]);
  expectNoPollution();
});

test(`what a program asks of the function directly is answered, whatever its headers and body (seed ${seed})`, async () => {
  const { api, calledApi, reported } = setUp();
  const asked = fc.record({
    operation: fc.constant('api'),
    method: fc.constantFrom('GET', 'POST', 'PUT', 'DELETE'),
    path: fc.oneof(
      fc.constantFrom('/api/me', '/api/protection-groups', '/api/apply'),
      hostileText.map((text) => `/api/${text}`),
    ),
    headers,
    body: hostileValue,
    actor: fc.constant('ci'),
  });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(asked, async (event) => {
      const invocation = readInvocation(event);
      if (invocation?.operation !== 'api' || !('direct' in invocation)) return;
      const caller = { actor: 'automation:ci', roles: ['Admin'] as const };
      const response = await calledApi.callAs(caller, directToRequest(invocation.direct), api.fetch);
      const { status } = z.object({ status: z.int(), body: z.json() }).parse(await toDirectAnswer(response));
      expect(status < 500 || status === 502).toBe(true);
      statuses.add(status);
    }),
    runs,
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 404, 422]));
  expect(reported, 'bugs').toEqual([]);
  expectNoPollution();
});

test('what is nested deeper than any request of ours is refused, and overflows no stack', async () => {
  const { api, calledApi, reported } = setUp();
  const nested = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);
  const ask = async (body: unknown) => {
    const event = { operation: 'api', method: 'POST', path: '/api/protection-groups', actor: 'ci', body };
    const invocation = readInvocation(event);
    if (invocation?.operation !== 'api' || !('direct' in invocation)) throw new Error('not taken as a call of the API');
    const caller = { actor: 'automation:ci', roles: ['Admin'] as const };
    return toDirectAnswer(await calledApi.callAs(caller, directToRequest(invocation.direct), api.fetch));
  };
  expect(await ask(nested(limits.levelsAsked))).toMatchObject({ status: 422 });
  const malformed = { status: 400, body: { code: 'MALFORMED_REQUEST' } };
  expect(await ask(nested(limits.levelsAsked + 1))).toMatchObject(malformed);
  expect(await ask({ groupName: nested(100_000) })).toMatchObject(malformed);
  const task = { operation: 'advance', executionId: 'exec-1', generation: 1 };
  expect(readInvocation({ ...task, news: nested(10) })).toMatchObject({ operation: 'advance' });
  expect(readInvocation({ ...task, news: nested(100_000) })).toBeUndefined();
  expect(reported, 'bugs').toEqual([]);
});
