import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, test } from 'vitest';
import { type ServedSimulator, serveSimulator } from '../../src/simulator/node/serve.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { idsOf, named } from './drill.ts';
import { control, homeAccount } from './wire.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUps.splice(0).reverse()) await step();
});

/** Receives events; `arrived(n)` resolves when so many have come. */
async function receiver(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      server.emit('event-received');
      answer(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}/events`,
    bodies,
    arrived: async (count: number): Promise<void> => {
      while (bodies.length < count) await once(server, 'event-received');
    },
  };
}
const accept = (_: IncomingMessage, response: ServerResponse): void => void response.writeHead(204).end();

async function serve(dataFolder?: string): Promise<ServedSimulator> {
  const served = await serveSimulator({
    port: 0,
    speed: 'manual',
    seed: 7,
    ...(dataFolder === undefined ? {} : { dataFolder }),
  });
  let open = true;
  const close = async (): Promise<void> => {
    if (open) await served.close();
    open = false;
  };
  cleanUps.push(close);
  return { ...served, close };
}

const call = async (url: string, method: string, path: string, body?: unknown) => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const answer = await fetch(`${url}/_control/${path}`, init);
  return { status: answer.status, body: await answer.json() };
};

function drill(simulator: Simulator, count: number): void {
  const sourceServerIds = idsOf(simulator).slice(0, count);
  simulator.startForeignJob({ accountId: homeAccount, region: 'us-east-1', sourceServerIds });
}

test('events are posted to the URL, one after the other, and the report counts them', async () => {
  const { url, simulator } = await serve();
  const events = await receiver(accept);
  const set = await call(url, 'POST', 'event-listener', { url: events.url });
  expect(set).toEqual({ status: 200, body: { url: events.url, delivered: 0, failed: 0, lastError: null } });
  drill(simulator, 3);
  await call(url, 'POST', 'clock', { advanceSeconds: 700 });
  await events.arrived(3);
  expect(events.bodies.map((body) => JSON.parse(body))).toMatchObject([
    { source: 'aws.drs', detail: { state: 'RECOVERY_LAUNCH_SUCCEEDED', 'is-drill': 'TRUE' } },
    { source: 'aws.drs' },
    { source: 'aws.drs' },
  ]);
  await expect.poll(async () => (await call(url, 'GET', 'event-listener')).body).toMatchObject({ delivered: 3 });
  expect((await call(url, 'DELETE', 'event-listener')).body).toMatchObject({ url: null });
});

test('the URL outlives a kill of the simulator', async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'simulator-'));
  cleanUps.push(() => rmSync(dataFolder, { recursive: true }));
  const events = await receiver(accept);
  const first = await serve(dataFolder);
  first.simulator.eventListener.set(events.url);
  drill(first.simulator, 1);
  await first.close();
  const second = await serve(dataFolder);
  second.simulator.clock.advance(700);
  await events.arrived(1);
  expect(JSON.parse(`${events.bodies[0]}`)).toMatchObject({
    resources: [expect.stringContaining(idsOf(second.simulator)[0] ?? '')],
  });
});

test('a listener that refuses, redirects or is gone loses its events, and nothing else suffers', async () => {
  const { simulator } = await serve();
  const elsewhere = await receiver(accept);
  const failing = await receiver((request, response) => {
    if (request.url === '/moved') response.writeHead(302, { location: elsewhere.url }).end();
    else response.writeHead(500).end();
  });
  const report = () => simulator.eventListener.report();
  simulator.eventListener.set(failing.url);
  drill(simulator, 1);
  simulator.clock.advance(700);
  await expect.poll(report).toMatchObject({ delivered: 0, failed: 1, lastError: 'the listener answered 500' });
  simulator.eventListener.set(failing.url.replace('/events', '/moved'));
  drill(simulator, 1);
  simulator.clock.advance(700);
  await expect.poll(report).toMatchObject({ failed: 2 });
  expect(elsewhere.bodies).toEqual([]);
  simulator.eventListener.set('http://127.0.0.1:1/');
  drill(simulator, 1);
  simulator.clock.advance(700);
  await expect.poll(report).toMatchObject({ delivered: 0, failed: 3 });
});

test.each([
  ['https://example.com/', 'on this machine'],
  ['http://example.com/', 'on this machine'],
  ['http://10.0.0.1/', 'on this machine'],
  ['http://127.0.0.1.example.com/', 'on this machine'],
  ['http://user:password@127.0.0.1/', 'on this machine'],
  ['file:///etc/passwd', 'on this machine'],
  ['nowhere', 'is not a URL'],
])('%s is refused as listener', async (url, why) => {
  const { url: endpoint } = await serve();
  const answer = await call(endpoint, 'POST', 'event-listener', { url });
  expect(answer.status).toBe(400);
  expect(answer.body).toMatchObject({ message: expect.stringContaining(why) });
  expect((await call(endpoint, 'GET', 'event-listener')).body).toMatchObject({ url: null });
});

test('a simulator in a test has no URL to post to, and says so', async () => {
  const simulator = createSimulator({ seed: 7, estate: named(['web']) });
  const answer = await control(simulator, 'POST', 'event-listener', { url: 'http://127.0.0.1:1/' });
  expect(answer.status).toBe(400);
  expect(answer.body['message']).toContain('listen to its events instead');
});
