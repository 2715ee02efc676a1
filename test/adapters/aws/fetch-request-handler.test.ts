import { expect, test } from 'vitest';
import { createFetchRequestHandler } from '../../../src/adapters/aws/fetch-request-handler.ts';

const sdkRequest = {
  protocol: 'https:',
  hostname: 'drs.eu-west-1.amazonaws.com',
  path: '/StartRecovery',
  method: 'POST',
  headers: { 'content-type': 'application/json' },
};

test('a request goes out as it was made, and the reply comes back whole', async () => {
  const handler = createFetchRequestHandler(async (request) => {
    expect(request.url).toBe('https://drs.eu-west-1.amazonaws.com:8443/tags?one=1&many=2&many=3&bare=');
    expect(request.method).toBe('POST');
    expect(request.headers.get('content-type')).toBe('application/json');
    expect(await request.text()).toBe('{"a":1}');
    return new Response('accepted', { status: 202, headers: { 'Retry-After': '5' } });
  });
  const query = { one: '1', many: ['2', '3'], bare: null };
  const { response } = await handler.handle({ ...sdkRequest, path: '/tags', port: 8443, query, body: '{"a":1}' });
  expect(response.statusCode).toBe(202);
  expect(response.headers['retry-after']).toBe('5');
  expect(new TextDecoder().decode(response.body)).toBe('accepted');
});

test('bytes are sent as they are, and a GET has no body', async () => {
  const bodies: string[] = [];
  const handler = createFetchRequestHandler(async (request) => {
    bodies.push(`${request.method} ${await request.text()}`);
    return new Response();
  });
  await handler.handle({ ...sdkRequest, body: new TextEncoder().encode('bytes') });
  await handler.handle({ ...sdkRequest, method: 'GET', body: '' });
  expect(bodies).toEqual(['POST bytes', 'GET ']);
});

test('an abort ends the wait for a fetch that pays no attention to it', async () => {
  const controller = new AbortController();
  const handler = createFetchRequestHandler(() => new Promise(() => {}));
  const pending = handler.handle(sdkRequest, { abortSignal: controller.signal });
  controller.abort(new Error('given up'));
  await expect(pending).rejects.toThrow('given up');
});

test('an abort reaches the fetch, so that it can end its own work', async () => {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<Request>();
  const handler = createFetchRequestHandler((request) => {
    resolve(request);
    return new Promise(() => {});
  });
  const pending = handler.handle(sdkRequest, { abortSignal: controller.signal });
  const request = await promise;
  expect(request.signal.aborted).toBe(false);
  controller.abort(new Error('given up'));
  await expect(pending).rejects.toThrow('given up');
  expect(request.signal.aborted).toBe(true);
});

test('what was given up before it began is not sent', async () => {
  let sent = 0;
  const handler = createFetchRequestHandler(async () => {
    sent += 1;
    return new Response();
  });
  const abortSignal = AbortSignal.abort(new Error('too late'));
  await expect(handler.handle(sdkRequest, { abortSignal })).rejects.toThrow('too late');
  expect(sent).toBe(0);
});

test('a rejected fetch is a broken connection, with the code that Node gives as its cause', async () => {
  const cause = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const handler = createFetchRequestHandler(() => Promise.reject(new TypeError('fetch failed', { cause })));
  await expect(handler.handle(sdkRequest)).rejects.toMatchObject({
    name: 'NetworkError',
    code: 'ECONNRESET',
    message: 'fetch failed: read ECONNRESET',
  });
  const silent = createFetchRequestHandler(() => Promise.reject(undefined));
  await expect(silent.handle(sdkRequest)).rejects.toMatchObject({ name: 'NetworkError', code: 'NetworkError' });
});
