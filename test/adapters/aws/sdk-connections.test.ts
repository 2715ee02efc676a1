import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createAwsServices } from '../../../src/adapters/aws/aws-services.ts';
import { createVirtualClock } from '../../support/virtual-clock.ts';
import { home } from './support/accounts.ts';
import { callerIdentity } from './support/scripted-aws.ts';

const request = { sourceServerIds: ['s-0000000000000000a'], isDrill: true };
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** The real adapters with the SDK's own connections, to a listener at an endpoint. */
async function listening(answer: RequestListener) {
  const server = createServer(answer);
  servers.push(server);
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', resolve);
  await promise;
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return { server, aws: at(`http://127.0.0.1:${address.port}`) };
}

const at = (endpoint: string) =>
  createAwsServices({
    homeAccountId: home.accountId,
    accounts: [],
    clock: createVirtualClock(),
    endpoint,
    staticCredentials: { accessKeyId: 'AKIAHOME', secretAccessKey: 'secret' },
  });

const answerSts = async (response: Parameters<RequestListener>[1]) => {
  response.end(await callerIdentity(home.accountId).text());
};

test('an endpoint serves every service, and connections are kept for the next call', async () => {
  let connections = 0;
  const { aws, server } = await listening((incoming, response) => {
    if (incoming.url === '/DescribeSourceServers') response.end(JSON.stringify({ items: [] }));
    else void answerSts(response);
  });
  server.on('connection', () => {
    connections += 1;
  });
  for (let call = 0; call < 3; call += 1) {
    expect(await aws.recovery.describeSourceServers(home)).toEqual({ ok: true, value: [] });
  }
  // One of the client of STS, one of the client of DRS.
  expect(connections).toBe(2);
});

test.each([
  ['before the reply', (response: Parameters<RequestListener>[1]) => response.destroy()],
  [
    'within the reply',
    (response: Parameters<RequestListener>[1]) => {
      response.writeHead(202, { 'content-length': '1000' });
      response.write('{"job":', () => response.destroy());
    },
  ],
  [
    'within a reply that does not say its length',
    (response: Parameters<RequestListener>[1]) => {
      response.writeHead(202);
      response.write('{"job":', () => response.destroy());
    },
  ],
])('a connection that breaks %s leaves one launch on the wire, which may have happened', async (_name, breakOff) => {
  let launches = 0;
  const { aws } = await listening((incoming, response) => {
    if (incoming.url !== '/StartRecovery') return void answerSts(response);
    launches += 1;
    breakOff(response);
  });
  expect(await aws.recovery.startRecovery(home, request)).toMatchObject({
    ok: false,
    failure: { operation: 'drs:StartRecovery', kind: 'unavailable', mayHaveHappened: true, retryable: true },
  });
  expect(launches).toBe(1);
});

test('a throttle that comes through a real connection says when to come back', async () => {
  const { aws } = await listening((incoming, response) => {
    if (incoming.url !== '/StartRecovery') return void answerSts(response);
    response.writeHead(429, { 'x-amzn-errortype': 'ThrottlingException', 'retry-after': '12' });
    response.end(JSON.stringify({ message: 'Rate exceeded' }));
  });
  expect(await aws.recovery.startRecovery(home, request)).toMatchObject({
    ok: false,
    failure: { kind: 'throttled', message: 'Rate exceeded', retryAfterSeconds: 12 },
  });
});

test('an endpoint where nobody listens is out of reach, and nothing has happened', async () => {
  const { aws, server } = await listening(() => {});
  server.close();
  expect(await aws.recovery.startRecovery(home, request)).toMatchObject({
    ok: false,
    failure: { operation: 'sts:GetCallerIdentity', kind: 'unavailable', code: 'ECONNREFUSED', mayHaveHappened: false },
  });
});
