import { describe, expect, test } from 'vitest';
import { describeEvent } from '../../src/domain/describe-event.ts';
import { type EventData, executionEventSchema } from '../../src/domain/model/event.ts';
import { beginRun } from './support/drive.ts';

const waves = [
  { waveNumber: 0, waveName: 'database' },
  { waveNumber: 1, waveName: 'application' },
];
const time = '2026-11-02T03:00:00.000Z';
const jobKey = 'w001-a1-j002';
const ofActivity = { waveNumber: 0, activityKey: 'w000-after-00', activityName: 'web answers' };
const error = { code: 'ConflictException', message: 'One or more source servers are in use' };

const sentences: readonly (readonly [EventData, string])[] = [
  [{ type: 'ExecutionStarted' }, 'Started by ana'],
  [
    { type: 'ExecutionStarted', pointsInTime: { pointInTime: '2026-11-02T03:00:00.000Z' } },
    'Started by ana, as of 2026-11-02T03:00:00.000Z',
  ],
  [
    {
      type: 'ExecutionStarted',
      pointsInTime: { wavePointsInTime: [{ waveNumber: 0, pointInTime: '2026-11-02T03:00:00.000Z' }] },
    },
    'Started by ana, wave 0 "database" as of 2026-11-02T03:00:00.000Z',
  ],
  [{ type: 'ExecutionBegun', rosterId: 'r', serverCount: 1, warnings: [] }, 'Begun with 1 server'],
  [
    { type: 'ExecutionBegun', rosterId: 'r', serverCount: 34, warnings: ['web-1: replication is STALLED'] },
    'Begun with 34 servers. Mind: web-1: replication is STALLED',
  ],
  [
    {
      type: 'ExecutionRefused',
      refusals: [{ code: 'X', message: 'db matches nothing', subjects: [], remedy: 'look' }],
      refusalCount: 1,
    },
    'Refused for 1 reason, nothing was started: db matches nothing',
  ],
  [{ type: 'GateReached', waveNumber: 1 }, 'Wave 1 "application" is ready and waits for approval'],
  [{ type: 'GateOpened', waveNumber: 1 }, 'ana approved wave 1 "application"'],
  [{ type: 'WaveStarting', waveNumber: 7 }, 'Wave 7 starts'],
  [{ type: 'JobPlanned', jobKey, serverCount: 16 }, 'Job w001-a1-j002 of wave 1 "application" is next: 16 servers'],
  [
    {
      type: 'JobSplit',
      jobKey,
      newJobKey: 'w001-a1-j003',
      sourceServerIds: ['s-1', 's-2'],
      waitingFor: 'free servers',
    },
    '2 servers of job w001-a1-j002 of wave 1 "application" wait in w001-a1-j003 for free servers',
  ],
  [
    { type: 'JobHeld', jobKey, waitingFor: 'a free job', notBefore: time, retry: false },
    'Job w001-a1-j002 of wave 1 "application" waits: a free job',
  ],
  [
    { type: 'JobHeld', jobKey, waitingFor: 'ThrottlingException: Rate exceeded', notBefore: time, retry: true },
    'Job w001-a1-j002 of wave 1 "application" waits and will be tried again: ThrottlingException: Rate exceeded',
  ],
  [
    { type: 'JobClaimed', jobKey, claim: { claimId: 'c', claimedTime: time, expiresTime: time } },
    'Asking DRS to start job w001-a1-j002 of wave 1 "application"',
  ],
  [
    { type: 'JobReplyLost', jobKey, error: { code: 'ECONNRESET', message: 'socket hang up' }, claimEndsTime: time },
    'The reply about job w001-a1-j002 of wave 1 "application" was lost (ECONNRESET: socket hang up); looking whether DRS made the job before trying again',
  ],
  [
    {
      type: 'JobLookFailed',
      jobKey,
      error: { code: 'ThrottlingException', message: 'Rate exceeded' },
      retryTime: time,
    },
    'Could not look for job w001-a1-j002 of wave 1 "application", whose reply was lost (ThrottlingException: Rate exceeded); looking again',
  ],
  [
    { type: 'JobNotFound', jobKey },
    'DRS shows no job of the lost call for job w001-a1-j002 of wave 1 "application"; trying again',
  ],
  [
    { type: 'JobStarted', jobKey, jobId: 'drsjob-1', adopted: false },
    'DRS accepted job w001-a1-j002 of wave 1 "application" as drsjob-1',
  ],
  [
    { type: 'JobStarted', jobKey, jobId: 'drsjob-1', adopted: true },
    'Found drsjob-1 in DRS: it is job w001-a1-j002 of wave 1 "application", whose reply was lost',
  ],
  [
    { type: 'JobRefused', jobKey, error },
    'Job w001-a1-j002 of wave 1 "application" was not launched: ConflictException: One or more source servers are in use',
  ],
  [
    { type: 'JobWithdrawn', jobKey, reason: 'cancelled by ana' },
    'Job w001-a1-j002 of wave 1 "application" is withdrawn: cancelled by ana',
  ],
  [
    {
      type: 'ServersDecided',
      jobKey,
      servers: [
        { sourceServerId: 's-1', outcome: 'LAUNCHED' },
        { sourceServerId: 's-2', outcome: 'LAUNCHED' },
        { sourceServerId: 's-3', outcome: 'FAILED', reason: 'InsufficientInstanceCapacity' },
        { sourceServerId: 's-4', outcome: 'FAILED' },
      ],
    },
    'Job w001-a1-j002 of wave 1 "application": 2 servers launched, 2 failed: s-3: InsufficientInstanceCapacity; s-4: no reason given',
  ],
  [
    { type: 'ServersDecided', jobKey, servers: [{ sourceServerId: 's-1', outcome: 'TERMINATED' }] },
    'Job w001-a1-j002 of wave 1 "application": 1 instance terminated',
  ],
  [
    { type: 'ServersDecided', jobKey, servers: [{ sourceServerId: 's-1', outcome: 'LAUNCHED' }] },
    'Job w001-a1-j002 of wave 1 "application": 1 server launched',
  ],
  [
    {
      type: 'JobSplit',
      jobKey,
      newJobKey: 'w001-a1-j003',
      sourceServerIds: ['s-1'],
      waitingFor: 'nothing: they cannot be launched',
    },
    '1 server of job w001-a1-j002 of wave 1 "application" cannot be launched and is taken out',
  ],
  [
    {
      type: 'JobSplit',
      jobKey,
      newJobKey: 'w001-a1-j003',
      sourceServerIds: ['s-1', 's-2'],
      waitingFor: 'nothing: they cannot be launched',
    },
    '2 servers of job w001-a1-j002 of wave 1 "application" cannot be launched and are taken out',
  ],
  [
    { type: 'JobEnded', jobKey, how: 'COMPLETED' },
    'Job w001-a1-j002 of wave 1 "application" has ended in DRS, and every server of it is decided',
  ],
  [
    { type: 'JobEnded', jobKey, how: 'GIVEN_UP' },
    'Job w001-a1-j002 of wave 1 "application" did not end in time and is no longer watched',
  ],
  [
    { type: 'JobEnded', jobKey, how: 'NOTHING_LEFT' },
    'Job w001-a1-j002 of wave 1 "application" has no server left to launch',
  ],
  [
    { type: 'JobEnded', jobKey, how: 'MISSING' },
    'Job w001-a1-j002 of wave 1 "application" is no longer listed by DRS; its servers were settled from their recovery instances',
  ],
  [
    { type: 'WaveEnded', waveNumber: 0, status: 'FAILED', reason: '3 of 6 launched' },
    'Wave 0 "database" is FAILED: 3 of 6 launched',
  ],
  [{ type: 'WaveFailureAccepted', waveNumber: 0 }, 'ana decided to go on without what failed in wave 0 "database"'],
  [
    {
      type: 'WaveRetried',
      waveNumber: 0,
      attempt: 2,
      jobs: [
        { jobKey: 'w000-a2-j000', accountId: '111122223333', region: 'us-east-1', sourceServerIds: ['s-1', 's-2'] },
        { jobKey: 'w000-a2-j001', accountId: '111122223333', region: 'eu-west-1', sourceServerIds: ['s-3'] },
      ],
    },
    'ana retries wave 0 "database": attempt 2 over 3 servers',
  ],
  [
    { type: 'ActivityClaimed', ...ofActivity, claim: { claimId: 'claim-1', expiresTime: time }, token: 'action-1' },
    'Starting action "web answers" of wave 0 "database"',
  ],
  [
    { type: 'ActivityStarted', ...ofActivity, message: 'HTTP 503, not 200' },
    'Action "web answers" of wave 0 "database" has begun: HTTP 503, not 200',
  ],
  [
    { type: 'ActivityHeld', ...ofActivity, message: 'ThrottlingException: slow down', notBefore: time },
    'Action "web answers" of wave 0 "database" could not be started and will be tried again: ThrottlingException: slow down',
  ],
  [
    { type: 'ActivityEnded', ...ofActivity, required: true, state: 'SUCCEEDED', message: 'HTTP 200' },
    'Action "web answers" of wave 0 "database" has succeeded: HTTP 200',
  ],
  [
    { type: 'ActivityEnded', ...ofActivity, required: false, state: 'TIMED_OUT', message: 'HTTP 503' },
    'Action "web answers" of wave 0 "database" has timed out (not required: the wave goes on): HTTP 503',
  ],
  [
    { type: 'ActivityEnded', ...ofActivity, required: false, state: 'FAILED', message: 'exit 1', retryTime: time },
    'Action "web answers" of wave 0 "database" has failed and will be tried again: exit 1',
  ],
  [
    { type: 'ActivityEnded', ...ofActivity, required: false, state: 'FAILED', message: 'exit 1' },
    'Action "web answers" of wave 0 "database" has failed (not required: the wave goes on): exit 1',
  ],
  [
    { type: 'ActivityEnded', ...ofActivity, required: true, state: 'FAILED', message: 'exit 1' },
    'Action "web answers" of wave 0 "database" has failed: exit 1',
  ],
  [
    { type: 'ActivityEnded', ...ofActivity, required: false, state: 'SUCCEEDED', message: 'HTTP 200' },
    'Action "web answers" of wave 0 "database" has succeeded: HTTP 200',
  ],
  [
    { type: 'ActivityEnded', ...ofActivity, required: false, state: 'CANCELLED', message: 'cancelled by ana' },
    'Action "web answers" of wave 0 "database" is cancelled: cancelled by ana',
  ],
  [
    { type: 'ActivitiesDropped', waveNumber: 0, activityKeys: ['w000-after-00', 'w000-after-01'] },
    '2 actions of wave 0 "database" will not be done',
  ],
  [{ type: 'WaveSkipped', waveNumber: 0, reason: 'next week' }, 'ana skipped wave 0 "database": next week'],
  [
    { type: 'ServersSkipped', waveNumber: 0, sourceServerIds: ['s-1'], reason: 'not needed' },
    'ana goes on without 1 server of wave 0 "database": not needed',
  ],
  [
    { type: 'ExecutionStarted', acceptedInstanceDeletions: ['i-1', 'i-2'] },
    'Started by ana, who accepted that DRS deletes 2 live recovery instances: i-1, i-2',
  ],
  [{ type: 'ChecksPostponed', reason: 'the checks cannot be made yet' }, 'The checks cannot be made yet'],
  [
    { type: 'WaveSettled', waveNumber: 0, reason: 'in the end 2 of 3 servers launched' },
    'Wave 0 "database" is over: in the end 2 of 3 servers launched',
  ],
  [
    { type: 'JobLookedForStill', jobKey: 'w000-a1-j000' },
    'Nothing starts any more, but an earlier call may have made job w000-a1-j000 of wave 0 "database": still looking for it in DRS',
  ],
  [{ type: 'PauseRequested' }, 'ana asked for a pause: waves that have started go on, no further wave starts'],
  [
    { type: 'PauseRequested', reason: 'nobody drove it' },
    'ana asked for a pause, because nobody drove it: waves that have started go on, no further wave starts',
  ],
  [{ type: 'ExecutionPaused', reason: 'a person is needed' }, 'Paused: a person is needed'],
  [{ type: 'ExecutionResumed' }, 'ana ended the pause'],
  [{ type: 'CancelRequested', reason: 'cancelled by ana: wrong plan' }, 'Cancelled by ana: wrong plan'],
  [{ type: 'ExecutionEnded', status: 'PARTIAL', reason: 'one server failed' }, 'Ended PARTIAL: one server failed'],
];

describe('an event as a sentence', () => {
  test.each(sentences)('%j', (data, sentence) => {
    const event = executionEventSchema.parse({ sequence: 1, time, actor: 'ana', data });
    expect(describeEvent(event, { waves, jobs: [] })).toBe(sentence);
  });

  test('names the servers of a job, a few and then how many more, also after some have left it', () => {
    const run = beginRun({ jobs: [{ size: 15 }] });
    const { waves: ran, jobs } = run.state();
    const [job] = jobs;
    if (job === undefined) throw new Error('no job');
    const told = (data: EventData, names = { waves: ran, jobs }): string =>
      describeEvent(executionEventSchema.parse({ sequence: 1, time, actor: 'engine', data }), names);
    const few = 'server-0, server-1, server-2 and 12 more';
    const key = job.jobKey;
    expect(told({ type: 'JobPlanned', jobKey: key, serverCount: 15 })).toMatch(`is next: 15 servers (${few})`);
    expect(told({ type: 'JobStarted', jobKey: key, jobId: 'drsjob-1', adopted: false })).toMatch(`drsjob-1 (${few})`);
    const [first] = job.servers;
    const left = { waves: ran, jobs: [{ ...job, servers: job.servers.slice(0, 2) }] };
    expect(told({ type: 'JobPlanned', jobKey: key, serverCount: 15 }, left)).toMatch(
      'is next: 15 servers (server-0, server-1 and 13 more)',
    );
    expect(
      told({
        type: 'ServersDecided',
        jobKey: key,
        servers: [{ sourceServerId: first?.sourceServerId ?? '', outcome: 'FAILED', reason: 'no capacity' }],
      }),
    ).toMatch(`1 failed: server-0 (${first?.sourceServerId}): no capacity`);
  });

  test('names servers of whichever job has them; of many failures the first five, and how many more', () => {
    const { waves: ran, jobs } = beginRun({ jobs: [{ size: 2 }, { size: 8 }] }).state();
    const [pair, many] = jobs;
    if (pair === undefined || many === undefined) throw new Error('two jobs are needed');
    const told = (data: EventData): string =>
      describeEvent({ sequence: 1, time, actor: 'engine', data }, { waves: ran, jobs });
    const ids = (job: typeof pair) => job.servers.map(({ sourceServerId }) => sourceServerId);
    expect(told({ type: 'JobPlanned', jobKey: pair.jobKey, serverCount: 2 })).toBe(
      'Job w000-a1-j000 of wave 0 "tier 0" is next: 2 servers (server-0, server-1)',
    );
    expect(
      told({ type: 'ServersSkipped', waveNumber: 0, sourceServerIds: ids(many).slice(0, 4), reason: 'late' }),
    ).toBe('engine goes on without 4 servers (server-2, server-3, server-4 and 1 more) of wave 0 "tier 0": late');
    expect(told({ type: 'JobPlanned', jobKey: many.jobKey, serverCount: 8 })).toMatch(
      'is next: 8 servers (server-2, server-3, server-4 and 5 more)',
    );
    const up = ids(many)
      .slice(0, 2)
      .map((sourceServerId) => ({ sourceServerId, outcome: 'LAUNCHED' as const }));
    expect(told({ type: 'ServersDecided', jobKey: many.jobKey, servers: up })).toMatch(
      /: 2 servers launched \(server-2, server-3\)$/,
    );
    const failed = (count: number) =>
      told({
        type: 'ServersDecided',
        jobKey: many.jobKey,
        servers: ids(many)
          .slice(0, count)
          .map((sourceServerId) => ({ sourceServerId, outcome: 'FAILED' })),
      });
    expect(failed(5)).toMatch(/: 5 failed: server-2 .*; server-6 \([^;]*\): no reason given$/);
    expect(failed(7)).toMatch(/: 7 failed: server-2 .*; server-6 \([^;]*\): no reason given; and 2 more$/);
  });

  test('every kind of event has been read', () => {
    const read = new Set(sentences.map(([data]) => data.type));
    const all = executionEventSchema.shape.data.options.map((option) => option.shape.type.value);
    expect([...read].sort()).toEqual([...all].sort());
  });
});
