/** The simulator's wire and the ways in of events: whatever comes, there is an answer of the protocol, or a refusal. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readInvocation } from '../../src/entry/lambda/invocation.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import { services } from '../../src/simulator/services/services.ts';
import { createSimulator } from '../../src/simulator/simulator.ts';
import { createRig, HOME_ACCOUNT } from '../support/rig.ts';
import { expectNoPollution, hostileText, hostileValue, seed, spoiled } from './support/hostile.ts';

const runs = { seed, numRuns: 500 };
const NOT_MODELLED = 501;

const authorizations = fc
  .oneof(
    { arbitrary: fc.constantFrom('drs', 'ec2', 'sts', 'servicequotas'), weight: 6 },
    hostileText.map((text) => text.slice(0, 300)),
  )
  .map((service) => `AWS4-HMAC-SHA256 Credential=AKIAHOME/20261102/us-east-1/${service}/aws4_request`);

const operationNames = services.flatMap((service) => service.operations);
const bodies = fc.oneof(
  spoiled(
    fc.constant({
      filters: {
        sourceServerIDs: ['s-00000000000000000'],
        jobIDs: ['drsjob-00000000000000000'],
        fromDate: '2026-11-02T00:00:00Z',
      },
      sourceServers: [{ sourceServerID: 's-00000000000000000' }],
      maxResults: 5,
      nextToken: 'x',
      isDrill: true,
      tags: { Name: 'x' },
    }),
  ).map((value) => JSON.stringify(value) ?? ''),
  fc
    .dictionary(
      fc.constantFrom(
        'InstanceId.1',
        'Filter.1.Name',
        'Filter.1.Value.1',
        'MaxResults',
        'RoleArn',
        'NextToken',
        '__proto__',
      ),
      hostileText,
    )
    .chain((members) =>
      fc.constantFrom(...operationNames).map((action) =>
        new URLSearchParams({
          Action: action,
          ...Object.fromEntries(Object.entries(members).map(([name, text]) => [name, text.toWellFormed()])),
        }).toString(),
      ),
    ),
  hostileText,
);

test(`the simulator answers every request as AWS would, or says what it does not model (seed ${seed})`, async () => {
  const simulator = createSimulator({ seed: 1, estate: makeEstate({ servers: 5 }) });
  const paths = fc.oneof(
    fc.constantFrom('/', ...operationNames.map((name) => `/${name}`)),
    hostileText.map((text) => `/${encodeURIComponent(text.toWellFormed().slice(0, 500))}`),
    hostileText.map((text) => `/tags/${text.slice(0, 500)}`),
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'POST', 'DELETE'),
      paths,
      authorizations,
      bodies,
      hostileText,
      async (method, path, authorization, body, target) => {
        const reply = await simulator.exchange(
          { method, path, search: '', body, target: target.slice(0, 200) },
          authorization,
        );
        expect(
          reply.status === NOT_MODELLED || reply.status < 500,
          `${method} ${path.slice(0, 80)}: ${reply.status} ${reply.body.slice(0, 200)}`,
        ).toBe(true);
        statuses.add(reply.status);
      },
    ),
    runs,
  );
  expect(statuses.size).toBeGreaterThan(3);
  expectNoPollution();
});

test(`its control endpoint refuses nonsense, and goes on (seed ${seed})`, async () => {
  const simulator = createSimulator({ seed: 1, estate: makeEstate({ servers: 5 }) });
  const routes = fc.constantFrom(
    'faults',
    'clock',
    'servers',
    'jobs',
    'foreign-job',
    'event-listener',
    'calls',
    '__proto__',
    '..%2f..',
  );
  await fc.assert(
    fc.asyncProperty(fc.constantFrom('GET', 'POST', 'DELETE'), routes, hostileValue, async (method, route, value) => {
      const response = await simulator.fetch(
        new Request(`http://127.0.0.1/_control/${route}`, {
          method,
          ...(method === 'GET' ? {} : { body: JSON.stringify(value) ?? '' }),
        }),
      );
      expect(response.status, `${method} ${route}`).toBeLessThan(500);
    }),
    runs,
  );
  expectNoPollution();
});

const drsEvent = {
  version: '0',
  id: '00000000-0000-0000-0000-000000000000',
  'detail-type': 'DRS Source Server Launch Result',
  source: 'aws.drs',
  account: '111122223333',
  time: '2026-11-02T03:00:00Z',
  region: 'us-east-1',
  resources: ['arn:aws:drs:us-east-1:111122223333:source-server/s-00000000000000000'],
  detail: { state: 'RECOVERY_LAUNCH_SUCCEEDED', 'job-id': 'drsjob-00000000000000000', 'is-drill': 'TRUE' },
};

test(`an event that claims to be DRS's is heard or ignored, and decides nothing (seed ${seed})`, async () => {
  const rig = await createRig({ binding: 'direct', estate: { servers: 2 } });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.clock.runUntil(async () => rig.launchJobs().length > 0, 3600);
  await rig.clock.advance(5);
  const [job] = rig.launchJobs();
  const ours = { ...drsEvent, account: HOME_ACCOUNT, detail: { ...drsEvent.detail, 'job-id': job?.jobId } };
  const before = await rig.events(executionId);
  const answers = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.oneof(spoiled(fc.constantFrom(drsEvent, ours)), hostileValue), async (event) => {
      answers.add(await rig.engine.hearDrsEvent(event));
    }),
    runs,
  );
  expect(answers).toEqual(new Set(['ignored', 'not-ours', 'woken']));
  expect(await rig.events(executionId)).toEqual(before);
  expectNoPollution();
});

test(`a deployed function knows its callers' events, and no others (seed ${seed})`, () => {
  const task = { operation: 'advance', executionId: 'exec-1', generation: 1 };
  const http = {
    version: '2.0',
    rawPath: '/api/health',
    rawQueryString: '',
    headers: {},
    isBase64Encoded: false,
    requestContext: { domainName: 'api.example.com', http: { method: 'GET' } },
  };
  const read = new Set<string | undefined>();
  fc.assert(
    fc.property(spoiled(fc.constantFrom<unknown>(task, http, drsEvent, { operation: 'find' })), (event) => {
      const invocation = readInvocation(event);
      read.add(invocation?.operation);
      // A hostile member beside what is known is let in; what is known is as it must be.
      if (invocation?.operation === 'advance')
        expect(invocation).toMatchObject({ executionId: expect.stringMatching(/./) });
    }),
    runs,
  );
  // One of `find` may hold nothing else: what is spoiled is refused.
  expect(read).toEqual(new Set([undefined, 'advance', 'api', 'hear']));
  expect(readInvocation({ operation: '__proto__' })).toBeUndefined();
  expect(readInvocation({ operation: 'constructor', executionId: 'x', generation: 1 })).toBeUndefined();
  expectNoPollution();
});
