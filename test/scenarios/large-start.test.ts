/**
 * The start of 4,000 servers, by the API: API Gateway gives an answer 30 s, a Lambda function's request and answer 6 MB.
 * Counted, with the latencies that are usual: 300 ms a call to AWS, 10 ms a request to the store.
 */
import { expect, test } from 'vitest';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { openApi } from '../api/set-up.ts';
import { createRig } from '../support/rig.ts';
import type { VirtualClock } from '../support/virtual-clock.ts';
import { openScenario } from './support/scenario.ts';
import { createSizedStore } from './support/sized-store.ts';

const SERVERS = 4000;
const AWS_SECONDS = 0.3;
const STORE_SECONDS = 0.01;
const LAMBDA_BYTES = 6 * 1024 * 1024;

/** Each request takes its time, and is counted. */
const distantStore = (store: ItemStore, clock: VirtualClock) => {
  let requests = 0;
  const far = async <T>(request: () => Promise<T>): Promise<T> => {
    requests += 1;
    await clock.sleep(STORE_SECONDS);
    return request();
  };
  const distant: ItemStore = {
    get: (key) => far(() => store.get(key)),
    getMany: (keys) => far(() => store.getMany(keys)),
    query: (where) => far(() => store.query(where)),
    queryIndex: (where) => far(() => store.queryIndex(where)),
    transact: (writes) => far(() => store.transact(writes)),
  };
  return { store: distant, requests: () => requests };
};

test('a start of 4,000 servers in one wave is answered in seconds, in a few KB, and has begun within a minute', async () => {
  const sized = createSizedStore();
  const home = await openScenario({ servers: SERVERS, store: sized.store });
  const { clock } = home;
  const distant = distantStore(sized.store, clock);
  const rig = await createRig({
    beside: home,
    seed: 43,
    store: distant.store,
    network: async (request, send) => {
      await clock.sleep(AWS_SECONDS);
      return send(request);
    },
  });
  const { call } = openApi(rig);
  const near = openApi(home);
  const group = { kind: 'ProtectionGroup', groupName: 'all', accountId: '111122223333', region: 'us-east-1' };
  const documents = [
    { ...group, selection: { sourceServerIds: home.idsOf('server') } },
    {
      kind: 'RecoveryPlan',
      planName: 'all',
      waves: [{ waveName: 'all', protectionGroups: ['all'], pauseBeforeWave: true }],
    },
  ];
  expect((await home.catalog.apply(documents, { actor: 'anna' })).kind).toBe('applied');

  // As large as a request can be: every one of them has an instance that its launch may delete.
  const acceptedInstanceDeletions = home.idsOf('server').map((id) => id.replace('s-', 'i-'));
  const body = JSON.stringify({ planName: 'all', executionType: 'RECOVERY', acceptedInstanceDeletions });
  const startMs = clock.nowMs();
  const answer = await call('POST', '/api/executions', body, { 'idempotency-key': 'key-1' });
  const answeredSeconds = (clock.nowMs() - startMs) / 1000;
  expect(answer.status).toBe(202);
  expect(answeredSeconds).toBeLessThan(10);
  expect(Buffer.byteLength(body)).toBeLessThan(LAMBDA_BYTES / 10);
  expect(Buffer.byteLength(answer.text)).toBeLessThan(10_000);

  const executionId: string = answer.body.executionId;
  await clock.runUntil(async () => (await home.get(executionId)).status === 'PAUSED', 3600);
  const begunSeconds = (clock.nowMs() - startMs) / 1000;
  expect(begunSeconds).toBeLessThan(60);
  // Locks in chunks of 99, looked at before and taken after; roster, wave and jobs in chunks of 100.
  expect(distant.requests()).toBeLessThan(250);

  const view = await near.call('GET', `/api/executions/${executionId}`);
  expect(view.body.serverCount).toBe(SERVERS);
  expect(Buffer.byteLength(view.text)).toBeLessThan(LAMBDA_BYTES / 10);
  const servers = await near.call('GET', `/api/executions/${executionId}/servers?limit=500`);
  expect(Buffer.byteLength(servers.text)).toBeLessThan(LAMBDA_BYTES / 10);
  const largest = [...sized.largestBytes].toSorted(([, a], [, b]) => b - a);
  expect(largest[0]?.[1]).toBeLessThan(150_000);
});
