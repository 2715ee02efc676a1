/** What API Gateway sends to the API's function, and what it gets: who calls by the groups of the user pool, and HTTP whole. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { permissionsOf, roles } from '../../src/domain/permissions.ts';
import { createFrontDoor } from '../../src/entry/lambda/front-door.ts';
import { frontDoorHeaders } from '../../src/entry/lambda/functions.ts';
import { callerOf, createCalledApi, toRequest } from '../../src/entry/lambda/http.ts';
import { type HttpEvent, readInvocation } from '../../src/entry/lambda/invocation.ts';
import { setUpApi } from '../api/set-up.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  /** As the authorizer of API Gateway writes the claims: a list as the text `[Admin Operator]`. */
  readonly claims?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** Payload format 2.0 (API Gateway guide, "Create AWS Lambda proxy integrations for HTTP APIs"). */
const eventOf = ({ method = 'GET', path = '/api/me', query = '', claims, headers = {}, ...body }: Sent) => ({
  version: '2.0',
  routeKey: 'ANY /api/{proxy+}',
  rawPath: path,
  rawQueryString: query,
  headers: { accept: '*/*', host: 'abc.execute-api.eu-west-1.amazonaws.com', ...headers },
  requestContext: {
    accountId: '111122223333',
    apiId: 'abc',
    domainName: 'abc.execute-api.eu-west-1.amazonaws.com',
    http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.7', userAgent: 'curl/8' },
    ...(claims === undefined ? {} : { authorizer: { jwt: { claims, scopes: null } } }),
    stage: '$default',
  },
  isBase64Encoded: false,
  ...body,
});

const read = (sent: Sent): HttpEvent => {
  const invocation = readInvocation(eventOf(sent));
  if (invocation?.operation !== 'api' || !('http' in invocation)) throw new Error('not taken as a call of the API');
  return invocation.http;
};

const ana = { sub: '7d3c', email: 'ana@example.com', token_use: 'id' };
const inGroup = (group: string) => ({ ...ana, 'cognito:groups': `[${group}]` });
const answerSchema = z.object({ statusCode: z.number(), headers: z.record(z.string(), z.string()), body: z.string() });

const secret = 'the-secret-of-the-distribution';
const byCloudFront = { [frontDoorHeaders.secret]: secret, [frontDoorHeaders.viewerAddress]: '2001:db8::7' };

/** The API behind the function, as `api` of the function calls it. */
const openDoor = (readSecret = async () => secret) => {
  const calledApi = createCalledApi();
  const { api } = setUpApi({ authenticate: calledApi.authenticate, addressOf: calledApi.addressOf });
  const clock = createVirtualClock();
  const seen: Request[] = [];
  const refused: unknown[] = [];
  const answer = createFrontDoor({
    readSecret,
    clock,
    calledApi,
    fetch: (request) => {
      seen.push(request);
      return api.fetch(request);
    },
    onRefused: (detail) => refused.push(detail),
  });
  const call = async (sent: Sent) => {
    const { statusCode, headers, body } = answerSchema.parse(await answer(read(sent)));
    return { statusCode, headers, body: z.json().parse(JSON.parse(body)) };
  };
  return { call, clock, seen, refused };
};

/** Asked by CloudFront. */
const setUp = () => {
  const { call } = openDoor();
  return ({ headers = {}, ...sent }: Sent) => call({ ...sent, headers: { ...headers, ...byCloudFront } });
};

describe('a person of the user pool', () => {
  it.each(roles)('in the group %s may do what this role may', async (role) => {
    const { statusCode, body } = await setUp()({ claims: inGroup(role) });
    expect(statusCode).toBe(200);
    expect(body).toEqual({ actor: 'ana@example.com', roles: [role], permissions: [...permissionsOf([role])] });
  });

  it('in several groups may do what any of them may, and a group that is no role gives nothing', async () => {
    const { body } = await setUp()({
      claims: inGroup('Auditor eu-west-1_AbC_Google Operator admin not-Admin Admin_old x:Admin Admin.'),
    });
    expect(body).toMatchObject({
      roles: ['Auditor', 'Operator'],
      permissions: permissionsOf(['Auditor', 'Operator']),
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['in no group', ana],
    ['in a group that is no role', inGroup('Administrators')],
    ['whose other claims name a role', { ...ana, 'custom:role': 'Admin', groups: '[Admin]' }],
  ])('%s may do nothing', async (_who, claims) => {
    const call = setUp();
    expect((await call({ claims })).body).toMatchObject({ roles: [], permissions: [] });
    expect(await call({ claims, path: '/api/executions' })).toMatchObject({
      statusCode: 403,
      body: { code: 'FORBIDDEN' },
    });
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['ana@example.com', { ...ana, 'cognito:username': 'ana' }],
    ['ana', { sub: '7d3c', 'cognito:username': 'ana' }],
    ['berta', { sub: '7d3c', username: 'berta' }],
    ['7d3c', { sub: '7d3c' }],
  ])('is called %s in the history', (name, claims) => {
    expect(callerOf(read({ claims }))?.actor).toBe(name);
  });

  it('without verified claims is a stranger, whatever else the request says', async () => {
    const call = setUp();
    const headers = { authorization: 'Bearer forged', 'x-roles': 'Admin' };
    expect(await call({ headers })).toMatchObject({ statusCode: 401 });
    expect(await call({ headers, claims: { email: 'ana@example.com' } }), 'nobody by id').toMatchObject({
      statusCode: 401,
    });
  });
});

describe('HTTP through the function', () => {
  it('brings the query to the API: each member of it, decoded once', () => {
    const { searchParams, pathname } = new URL(
      toRequest(read({ path: '/api/executions', query: 'limit=2&status=FAILED&status=PARTIAL&name=a%2526b+c' }))?.url ??
        '',
    );
    expect(pathname).toBe('/api/executions');
    expect([...searchParams]).toEqual([
      ['limit', '2'],
      ['status', 'FAILED'],
      ['status', 'PARTIAL'],
      ['name', 'a%26b c'],
    ]);
  });

  it('lets the API judge the query, and gives its status', async () => {
    const call = setUp();
    const claims = inGroup('Admin');
    expect(await call({ claims, path: '/api/executions', query: 'limit=2' })).toMatchObject({ statusCode: 200 });
    expect(await call({ claims, path: '/api/executions', query: 'limit=nonsense' })).toMatchObject({ statusCode: 422 });
    expect(await call({ claims, path: '/api/executions/exec-none' })).toMatchObject({ statusCode: 404 });
  });

  it.each([
    ['as it is', (text: string) => ({ body: text, isBase64Encoded: false })],
    ['in base64', (text: string) => ({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true })],
  ])('brings a body %s', async (_how, sent) => {
    const group = {
      groupName: 'Zürich – Lager',
      accountId: '111122223333',
      region: 'eu-west-1',
      selection: { tags: { site: 'zürich' } },
    };
    const { statusCode, body, headers } = await setUp()({
      method: 'POST',
      path: '/api/protection-groups',
      claims: inGroup('Admin'),
      headers: { 'content-type': 'application/json' },
      ...sent(JSON.stringify(group)),
    });
    expect({ statusCode, body }).toMatchObject({ statusCode: 201, body: { groupName: 'Zürich – Lager' } });
    expect(headers['content-type']).toContain('json');
  });

  it.each<[string, Sent]>([
    ['a method that servers do not answer', { method: 'TRACE' }],
    ['a method that is none', { method: 'GET /' }],
    ['a method by the name of what every object has', { method: 'constructor' }],
    ['a header whose value no header holds', { headers: { 'x-site': 'Łódź' } }],
    ['a header whose name is none', { headers: { 'x site': 'a' } }],
  ])('refuses %s, and does not fail', async (_what, sent) => {
    const { call, seen } = openDoor();
    const headers = { ...sent.headers, ...byCloudFront };
    expect(await call({ ...sent, headers, claims: inGroup('Admin') })).toMatchObject({
      statusCode: 400,
      body: { code: 'MALFORMED_REQUEST' },
    });
    expect(seen).toEqual([]);
  });
});

describe('the way to the API', () => {
  const admin = inGroup('Admin');
  const guess = 'x'.repeat(secret.length);

  it.each<[string, Readonly<Record<string, string>>]>([
    ['around CloudFront', {}],
    ['with a guess of its secret', { [frontDoorHeaders.secret]: guess }],
    ['with the beginning of its secret', { [frontDoorHeaders.secret]: secret.slice(0, -1) }],
    ['with an empty secret', { [frontDoorHeaders.secret]: '' }],
    ['with the secret twice, as API Gateway joins them', { [frontDoorHeaders.secret]: `${secret},${secret}` }],
  ])('%s is closed to everybody: nothing reaches the API, and it is told', async (_way, headers) => {
    const { call, seen, refused } = openDoor();
    for (const sent of [{ claims: admin }, { path: '/api/health' }]) {
      const answer = await call({ ...sent, headers });
      expect(answer).toMatchObject({
        statusCode: 403,
        headers: { 'content-type': 'application/problem+json' },
        body: { code: 'NOT_BY_THE_CONSOLE', remedy: expect.stringContaining('Url of the stack') },
      });
    }
    expect(seen).toEqual([]);
    expect(refused).toEqual(['/api/me', '/api/health'].map((path) => ({ path, sourceIp: '192.0.2.7' })));
  });

  it('by CloudFront leads to the API, which is not told the secret', async () => {
    const { call, seen, refused } = openDoor();
    expect(await call({ claims: admin, headers: byCloudFront })).toMatchObject({ statusCode: 200 });
    expect(await call({ path: '/api/health', headers: byCloudFront })).toMatchObject({ statusCode: 200 });
    expect(seen).toHaveLength(2);
    for (const { headers } of seen) expect([...headers.keys()].toSorted()).toEqual(['accept', 'host']);
    expect(refused).toEqual([]);
  });

  it.each([
    ['2001:db8::7', '2001:db8::7'],
    ['203.0.113.9', '203.0.113.9'],
    ['203.0.113.9, 198.51.100.1', undefined],
    ['<script>', undefined],
  ])('the viewer %s is the address %s of the audit log, and never that of CloudFront', async (viewer, address) => {
    const { call } = openDoor();
    const headers = { ...byCloudFront, [frontDoorHeaders.viewerAddress]: viewer };
    const body = JSON.stringify({ groupName: 'none', accountId: '1' });
    const json = { 'content-type': 'application/json' };
    const path = '/api/protection-groups';
    const asked = await call({ method: 'POST', path, claims: admin, headers: { ...headers, ...json }, body });
    expect(asked.statusCode).toBe(422);
    const { items } = z
      .object({ items: z.array(z.looseObject({ route: z.string() })) })
      .parse((await call({ path: '/api/audit-log', claims: admin, headers })).body);
    expect(items.map((entry) => entry['address'])).toEqual([address]);
  });

  it('is opened by a new secret within a minute, and a guesser cannot make us ask for it more often', async () => {
    const state = { secret, reads: 0 };
    const { call, clock } = openDoor(async () => {
      state.reads += 1;
      return state.secret;
    });
    const statusWith = async (sent: string) =>
      (await call({ claims: admin, headers: { [frontDoorHeaders.secret]: sent } })).statusCode;
    expect(await statusWith(secret)).toBe(200);
    state.secret = 'another-secret-of-the-distribution';
    expect(await statusWith(state.secret)).toBe(403);
    for (let guesses = 0; guesses < 20; guesses += 1) expect(await statusWith(guess)).toBe(403);
    expect(state.reads).toBe(1);
    await clock.advance(60);
    expect(await statusWith(state.secret)).toBe(200);
    expect(await statusWith(secret)).toBe(403);
    expect(state.reads).toBe(2);
  });

  it('is closed while the secret cannot be read, and open as soon as it can', async () => {
    const state = { fails: true };
    const { call, seen } = openDoor(async () => {
      if (state.fails) throw new Error('AccessDenied');
      return secret;
    });
    await expect(call({ claims: admin, headers: byCloudFront })).rejects.toThrow('AccessDenied');
    expect(seen).toEqual([]);
    state.fails = false;
    expect(await call({ claims: admin, headers: byCloudFront })).toMatchObject({ statusCode: 200 });
  });
});
