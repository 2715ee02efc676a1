import { describe, expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { loopbackHosts } from '../../src/api/app.ts';
import { bearerToken } from '../../src/api/authenticate.ts';
import { setUpApi, token } from './set-up.ts';

describe('who may call', () => {
  test('health needs no token', async () => {
    const { call } = setUpApi();
    const answer = await call('GET', '/api/health', undefined, { authorization: '' });
    expect([answer.status, answer.body]).toEqual([200, { status: 'ok', version: '1.2.3', commandFlags: '' }]);
  });

  test.each([
    ['no token', ''],
    ['a wrong token', 'Bearer wrong'],
    ['a token of the same length', `Bearer ${'x'.repeat(token.length)}`],
    ['the beginning of the token', `Bearer ${token.slice(0, -1)}`],
    ['more than the token', `Bearer ${token}x`],
    ['another scheme', `Basic ${token}`],
  ])('%s gets 401 and the same words', async (_, authorization) => {
    const { call } = setUpApi();
    const answer = await call('GET', '/api/executions', undefined, { authorization });
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      type: 'urn:breakwater:problem:unauthorized',
      title: 'Unauthorized',
      status: 401,
      code: 'UNAUTHORIZED',
      detail: 'Unauthorized',
      remedy: 'Send the token of this server, or sign in',
    });
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('an address that does not exist does not show itself without a token', async () => {
    const { call } = setUpApi();
    expect((await call('GET', '/api/nothing', undefined, { authorization: '' })).status).toBe(401);
    expect((await call('GET', '/api/nothing')).status).toBe(404);
  });

  test('an empty token set by mistake lets nobody in', async () => {
    const { call } = setUpApi({ authenticate: bearerToken({ token: '', actor: 'ana' }) });
    expect((await call('GET', '/api/executions', undefined, { authorization: 'Bearer ' })).status).toBe(401);
  });

  test.each(['127.0.0.1:7700', 'localhost:7700', '[::1]:7700', 'LOCALHOST'])('as %s it answers', async (host) => {
    const { api } = setUpApi({ allowedHosts: loopbackHosts });
    expect((await api.fetch(new Request(`http://${host}/api/health`, { headers: { host } }))).status).toBe(200);
  });

  test.each([
    ['the address', 'http://rebound.example/api/health', '127.0.0.1'],
    ['the Host header', 'http://127.0.0.1/api/health', 'rebound.example'],
    ['a Host header that is none', 'http://127.0.0.1/api/health', 'a b'],
  ])('a name that is not the machine itself in %s is refused', async (_, url, host) => {
    const { api } = setUpApi({ allowedHosts: loopbackHosts });
    const answer = await api.fetch(new Request(url, { headers: { host, authorization: `Bearer ${token}` } }));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ code: 'HOST_NOT_ALLOWED' });
  });
});

describe('what cannot be answered', () => {
  test('an unknown address is 404, another method 405 with what is possible', async () => {
    const { call } = setUpApi();
    expect((await call('GET', '/api/nothing')).body).toMatchObject({ code: 'NOT_FOUND', detail: 'No such address' });
    const answer = await call('DELETE', '/api/executions');
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ code: 'METHOD_NOT_ALLOWED', remedy: 'Possible: GET, HEAD, POST' });
  });

  test('a body that is no JSON is 400, one of another type 415', async () => {
    const { call } = setUpApi();
    expect((await call('POST', '/api/apply', '{"documents": [')).body).toMatchObject({
      status: 400,
      code: 'MALFORMED_JSON',
    });
    expect((await call('POST', '/api/apply', 'a: b', { 'content-type': 'text/yaml' })).body).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    });
  });

  test('a body over 5 MB is 413, whether its length is told or not', async () => {
    const { call } = setUpApi();
    const large = JSON.stringify({ documents: ['x'.repeat(5 * 1024 * 1024)] });
    expect((await call('POST', '/api/apply', large)).body).toMatchObject({ status: 413, code: 'BODY_TOO_LARGE' });
    const told = await call('POST', '/api/apply', large, { 'content-length': String(large.length) });
    expect(told.status).toBe(413);
  });

  test('a bug of ours is 500, told to the log and not to the caller', async () => {
    const store = createMemoryItemStore();
    const { call, reported } = setUpApi({}, { store });
    const fail = async () => {
      throw new Error('secret of /home/ana');
    };
    Object.assign(store, { get: fail, query: fail });
    const answer = await call('GET', '/api/executions/exec-000001');
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/secret|at .*\.ts/);
    expect(reported).toEqual([new Error('secret of /home/ana')]);
  });

  test('a query that makes no sense is 422 with the field', async () => {
    const { call } = setUpApi();
    for (const [query, path] of [
      ['limit=0', ['query', 'limit']],
      ['limit=1001', ['query', 'limit']],
      ['limit=many', ['query', 'limit']],
      ['page=2', ['query', 'page']],
    ] as const) {
      const { status, body } = await call('GET', `/api/executions?${query}`);
      expect([status, body.errors[0].path]).toEqual([422, path]);
    }
  });

  test('ids that no store can hold are just not found', async () => {
    const { call } = setUpApi();
    for (const id of ['%00', 'a%2Fb', 'x'.repeat(300), '%F0%9F%92%A3']) {
      expect((await call('GET', `/api/recovery-plans/${id}`)).status).toBe(404);
      expect((await call('GET', `/api/executions/${id}/servers`)).status).toBe(404);
    }
  });
});

test('the OpenAPI document is published, and needs the token', async () => {
  const { call } = setUpApi();
  expect((await call('GET', '/api/openapi.json', undefined, { authorization: '' })).status).toBe(401);
  const { body } = await call('GET', '/api/openapi.json');
  expect(body.openapi).toBe('3.1.0');
  expect(Object.keys(body.paths)).toContain('/api/executions/{executionId}/retry');
  expect(body.components.securitySchemes.token).toEqual({ type: 'http', scheme: 'bearer' });
  expect(Object.keys(body.components.schemas)).toEqual(expect.arrayContaining(['Execution', 'Problem', 'Server']));
});

test('two APIs in one process do not share their callers', async () => {
  const one = setUpApi();
  const other = setUpApi({ authenticate: bearerToken({ token: 'other', actor: 'bo' }) });
  expect((await one.call('GET', '/api/executions')).status).toBe(200);
  expect((await other.call('GET', '/api/executions')).status).toBe(401);
});
