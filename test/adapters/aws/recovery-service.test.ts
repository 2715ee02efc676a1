import { expect, test } from 'vitest';
import type { RecoveryJob } from '../../../src/ports/recovery-service.ts';
import { home } from './support/accounts.ts';
import { answerOf } from './support/answer-of.ts';
import { json, operationsOf, type SeenRequest, scriptedAws } from './support/scripted-aws.ts';
import { fleet, simulatedAws } from './support/simulated-aws.ts';

const hexId = (prefix: string, number: number): string => `${prefix}-${number.toString(16).padStart(17, '0')}`;
const filtersOf = ({ body }: SeenRequest) => JSON.parse(body).filters;

test('450 source servers come through the pages of DRS', async () => {
  const { aws, simulator } = await simulatedAws(fleet(450, home));
  const servers = answerOf(await aws.recovery.describeSourceServers(home));
  const expected = simulator.servers(home.accountId, home.region).map(({ sourceServerId }) => sourceServerId);
  expect(servers.map(({ sourceServerId }) => sourceServerId).toSorted()).toEqual(expected.toSorted());
  expect(simulator.calls().counts['drs:DescribeSourceServers']).toBeGreaterThan(1);
});

test('450 source servers asked for by id come through requests of 200 ids, and an unknown id is left out', async () => {
  const { aws, simulator } = await simulatedAws(fleet(450, home));
  const ids = simulator.servers(home.accountId, home.region).map(({ sourceServerId }) => sourceServerId);
  const servers = answerOf(await aws.recovery.describeSourceServers(home, [...ids, hexId('s', 1)]));
  expect(servers.map(({ sourceServerId }) => sourceServerId).toSorted()).toEqual(ids.toSorted());
});

test('a source server carries its name, its tags, its replication and its last launch', async () => {
  const { aws } = await scriptedAws({
    DescribeSourceServers: () =>
      json({
        items: [
          {
            sourceServerID: hexId('s', 1),
            tags: { Name: 'web-1' },
            recoveryInstanceId: 'i-0000000000000000a',
            lastLaunchResult: 'SUCCEEDED',
            lifeCycle: {
              lastLaunch: { initiated: { apiCallDateTime: '2026-11-01T03:00:00Z', jobID: 'drsjob-1', type: 'DRILL' } },
            },
            dataReplicationInfo: { dataReplicationState: 'STALLED', lagDuration: 'PT2H' },
            sourceProperties: { identificationHints: { hostname: 'web-1', fqdn: 'web-1.example.com' } },
            supportsTimeTravel: true,
          },
          { sourceServerID: hexId('s', 2) },
          {
            sourceServerID: hexId('s', 3),
            sourceProperties: { identificationHints: { fqdn: 'only.example.com' } },
          },
        ],
      }),
  });
  expect(answerOf(await aws.recovery.describeSourceServers(home))).toEqual([
    {
      sourceServerId: hexId('s', 1),
      hostname: 'web-1',
      tags: { Name: 'web-1' },
      recoveryInstanceId: 'i-0000000000000000a',
      lastLaunchResult: 'SUCCEEDED',
      lastLaunchTime: '2026-11-01T03:00:00Z',
      replicationState: 'STALLED',
      lagDuration: 'PT2H',
    },
    { sourceServerId: hexId('s', 2), tags: {} },
    { sourceServerId: hexId('s', 3), tags: {}, hostname: 'only.example.com' },
  ]);
});

test('an extended server names the one in its staging account, but not while its extension is in error', async () => {
  const stagingSourceServerArn = `arn:aws:drs:us-east-1:444455556666:source-server/${hexId('s', 9)}`;
  const stagingArea = { stagingAccountID: '444455556666', stagingSourceServerArn };
  const { aws } = await scriptedAws({
    DescribeSourceServers: () =>
      json({
        items: [
          { sourceServerID: hexId('s', 1), stagingArea: { ...stagingArea, status: 'EXTENDED' } },
          { sourceServerID: hexId('s', 2), stagingArea: { ...stagingArea, status: 'EXTENSION_ERROR' } },
        ],
      }),
  });
  const stagingAccountId = '444455556666';
  expect(answerOf(await aws.recovery.describeSourceServers(home))).toEqual([
    { sourceServerId: hexId('s', 1), tags: {}, stagingAccountId, stagingServerArn: stagingSourceServerArn },
    { sourceServerId: hexId('s', 2), tags: {}, stagingAccountId },
  ]);
});

test('a drill can be followed to its end: its job, its log, its instances', async () => {
  const { aws, simulator, clock } = await simulatedAws([
    ...fleet(2, home),
    { ...home, hostname: 'fail-launch-billing' },
  ]);
  const ids = simulator.servers(home.accountId, home.region).map(({ sourceServerId }) => sourceServerId);
  const since = clock.now();
  const started = answerOf(await aws.recovery.startRecovery(home, { sourceServerIds: ids, isDrill: true }));
  expect(started).toMatchObject({ jobType: 'LAUNCH', initiatedBy: 'START_DRILL', jobStatus: 'PENDING' });

  await clock.advance(3600);
  const [job] = answerOf(await aws.recovery.describeJobs(home, { jobIds: [started.jobId] }));
  expect(job).toMatchObject({ jobId: started.jobId, jobStatus: 'COMPLETED', endTime: expect.any(String) });
  expect(job?.servers.map(({ launchStatus }) => launchStatus)).toEqual(['LAUNCHED', 'LAUNCHED', 'FAILED']);
  expect(answerOf(await aws.recovery.describeJobs(home, { since }))).toEqual([job]);
  await clock.advance(60);
  expect(answerOf(await aws.recovery.describeJobs(home, { since: clock.now() }))).toEqual([]);

  const log = answerOf(await aws.recovery.describeJobLog(home, started.jobId));
  expect(log.map(({ event }) => event)).toEqual(expect.arrayContaining(['JOB_START', 'CONVERSION_END', 'JOB_END']));
  const failure = log.find(({ event }) => event === 'LAUNCH_FAILED');
  expect(failure).toMatchObject({ sourceServerId: ids[2], rawError: expect.stringMatching(/\w/) });

  const instances = answerOf(await aws.recovery.describeRecoveryInstances(home, ids));
  expect(instances.map(({ sourceServerId }) => sourceServerId).toSorted()).toEqual(ids.slice(0, 2).toSorted());
  for (const instance of instances) {
    expect(instance).toMatchObject({ jobId: started.jobId, isDrill: true, instanceState: 'RUNNING' });
    expect(instance.pointInTime).toMatch(/^2026-11-02T/);
  }
});

test('a launch status and a job status that nobody knows yet are kept as they came', async () => {
  const { aws, simulator } = await simulatedAws(fleet(1, home));
  const ids = simulator.servers(home.accountId, home.region).map(({ sourceServerId }) => sourceServerId);
  const { jobId } = answerOf(await aws.recovery.startRecovery(home, { sourceServerIds: ids, isDrill: true }));
  const launched = simulator.faults.add({ kind: 'unknown-status', field: 'launchStatus', value: 'LAUNCHING_SLOWLY' });
  const read = async () => answerOf(await aws.recovery.describeJobs(home, { jobIds: [jobId] }));
  expect(await read()).toMatchObject([{ jobStatus: 'PENDING', servers: [{ launchStatus: 'LAUNCHING_SLOWLY' }] }]);
  simulator.faults.remove(launched.id);
  simulator.faults.add({ kind: 'unknown-status', field: 'jobStatus', value: 'HIBERNATING' });
  expect(await read()).toMatchObject([{ jobStatus: 'HIBERNATING', servers: [{ launchStatus: 'PENDING' }] }]);
});

test('what DRS leaves out of a job is not made up', async () => {
  const { aws } = await scriptedAws({
    DescribeJobs: () =>
      json({
        items: [{ jobID: 'drsjob-1', participatingServers: [{ sourceServerID: 's-1' }, { launchStatus: 'FAILED' }] }],
      }),
    DescribeJobLogItems: () => json({ items: [{}] }),
  });
  const expected: RecoveryJob[] = [
    {
      jobId: 'drsjob-1',
      jobStatus: 'UNKNOWN',
      servers: [{ sourceServerId: 's-1' }, { sourceServerId: '', launchStatus: 'FAILED' }],
    },
  ];
  expect(answerOf(await aws.recovery.describeJobs(home, { jobIds: ['drsjob-1'] }))).toEqual(expected);
  expect(answerOf(await aws.recovery.describeJobLog(home, 'drsjob-1'))).toEqual([{ event: 'UNKNOWN' }]);
});

test('jobs come newest first, also when they were asked for in several requests', async () => {
  const { aws, seen } = await scriptedAws({
    DescribeJobs: (_request, count) =>
      json({
        items: [
          { jobID: `drsjob-${count}-late`, creationDateTime: `2026-11-02T0${count}:00:00Z` },
          { jobID: `drsjob-${count}-early`, creationDateTime: `2026-11-01T0${count}:00:00Z` },
          { jobID: `drsjob-${count}-undated` },
        ],
      }),
  });
  const jobIds = Array.from({ length: 1001 }, (_, index) => hexId('drsjob', index));
  const jobs = answerOf(await aws.recovery.describeJobs(home, { jobIds }));
  expect(seen.filter(({ service }) => service === 'drs').map((request) => filtersOf(request).jobIDs.length)).toEqual([
    1000, 1,
  ]);
  expect(jobs.map(({ jobId }) => jobId)).toEqual([
    'drsjob-3-late',
    'drsjob-2-late',
    'drsjob-3-early',
    'drsjob-2-early',
    'drsjob-2-undated',
    'drsjob-3-undated',
  ]);
});

test('recovery instances of 201 servers are asked for in two requests', async () => {
  const { aws, seen } = await scriptedAws({ DescribeRecoveryInstances: () => json({ items: [] }) });
  const ids = Array.from({ length: 201 }, (_, index) => hexId('s', index));
  expect(answerOf(await aws.recovery.describeRecoveryInstances(home, ids))).toEqual([]);
  const asked = seen.filter(({ service }) => service === 'drs').map((request) => filtersOf(request).sourceServerIDs);
  expect(asked).toEqual([ids.slice(0, 200), ids.slice(200)]);
});

test('to ask for no ids is no request: AWS would answer with everything', async () => {
  const { aws, seen } = await scriptedAws({});
  expect(await aws.recovery.describeSourceServers(home, [])).toEqual({ ok: true, value: [] });
  expect(await aws.recovery.describeJobs(home, { jobIds: [] })).toEqual({ ok: true, value: [] });
  expect(await aws.recovery.describeRecoveryInstances(home, [])).toEqual({ ok: true, value: [] });
  expect(seen).toEqual([]);
});

test('a page token that comes again is a failure, not an endless loop', async () => {
  const { aws, seen } = await scriptedAws({
    DescribeSourceServers: (_request, count) => json({ items: [], nextToken: count % 2 === 0 ? 'even' : 'odd' }),
  });
  const outcome = await aws.recovery.describeSourceServers(home);
  expect(outcome).toMatchObject({ ok: false, failure: { kind: 'invalid', message: expect.stringContaining('token') } });
  expect(operationsOf(seen)).toHaveLength(3);
});

test('an empty page token ends the list', async () => {
  const { aws, seen } = await scriptedAws({ DescribeSourceServers: () => json({ items: [], nextToken: '' }) });
  expect(answerOf(await aws.recovery.describeSourceServers(home))).toEqual([]);
  expect(operationsOf(seen)).toHaveLength(1);
});

test('a page that fails fails the list: half a list is never given for a whole one', async () => {
  const { aws } = await scriptedAws({
    DescribeSourceServers: ({ body }) =>
      body.includes('nextToken')
        ? new Response('', { status: 503 })
        : json({ items: [{ sourceServerID: hexId('s', 1) }], nextToken: 'more' }),
  });
  expect(await aws.recovery.describeSourceServers(home)).toMatchObject({ ok: false, failure: { kind: 'unavailable' } });
});

test.each([
  ['a job without an id', { items: [{ status: 'STARTED' }] }],
  ['a status that is no text', { items: [{ jobID: 'drsjob-1', participatingServers: [{ launchStatus: 7 }] }] }],
  ['no list at all', { jobs: [] }],
])('an answer with %s is refused with a message that says where', async (_name, answer) => {
  const { aws } = await scriptedAws({ DescribeJobs: () => json(answer) });
  expect(await aws.recovery.describeJobs(home, { jobIds: ['drsjob-1'] })).toMatchObject({
    ok: false,
    failure: { kind: 'invalid', code: 'MalformedReply', message: expect.stringMatching(/DescribeJobs.*\n.*at items/s) },
  });
});
