/** Redirects, by the fetch that production uses: a fetch of a test's own follows none. */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createWebhookSender } from '../../src/adapters/webhook/webhook.ts';
import { portOf } from '../support/free-port.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { webhookKey } from './set-up.ts';

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0)) await cleanUp();
});

/** A server that counts what reaches it. */
const listen = async (answer: RequestListener) => {
  let hits = 0;
  const server = createServer((request, response) => {
    hits += 1;
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUps.push(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return { url: `http://127.0.0.1:${portOf(server)}/hook`, hits: () => hits };
};

const post = (url: string) =>
  createWebhookSender({ clock: createVirtualClock() }).post({
    url,
    key: webhookKey,
    notificationId: 'notification-1',
    sentTime: '2026-11-02T03:00:00.000Z',
    body: '{}',
  });

test.each([301, 302, 303, 307, 308])('an answer of %i takes no message to another address', async (status) => {
  const elsewhere = await listen((_request, response) => response.writeHead(204).end());
  const named = await listen((_request, response) => response.writeHead(status, { location: elsewhere.url }).end());
  expect(await post(named.url)).toEqual({ kind: 'refused', message: `it answered ${status}` });
  expect(named.hits()).toBe(1);
  expect(elsewhere.hits()).toBe(0);
  expect(await post(elsewhere.url), 'who is named there is reached').toEqual({ kind: 'taken' });
});
