import { expect, test } from 'vitest';
import { createAccountCall } from '../../../src/adapters/aws/account-call.ts';
import { createWireCall } from '../../../src/adapters/aws/wire-call.ts';
import { limits } from '../../../src/domain/limits.ts';
import { home } from './support/accounts.ts';
import { drsError, json, operationsOf, scriptedAws } from './support/scripted-aws.ts';
import { fleet, simulatedAws } from './support/simulated-aws.ts';

const request = { sourceServerIds: ['s-0000000000000000a'], isDrill: true };

test('a launch whose reply is lost is on the wire once, and may have happened', async () => {
  const { aws, simulator } = await simulatedAws(fleet(3, home));
  const servers = simulator.servers(home.accountId, home.region);
  simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery' });

  const outcome = await aws.recovery.startRecovery(home, {
    sourceServerIds: servers.map(({ sourceServerId }) => sourceServerId),
    isDrill: true,
  });

  expect(outcome).toMatchObject({
    ok: false,
    failure: { kind: 'unavailable', mayHaveHappened: true, retryable: true },
  });
  expect(simulator.calls().counts['drs:StartRecovery']).toBe(1);
  expect(simulator.jobs(home.accountId, home.region)).toHaveLength(1);
});

test.each([
  ['a server error', () => drsError(500, 'InternalServerException', { message: 'Internal error' })],
  ['a throttle', () => drsError(429, 'ThrottlingException', { message: 'Rate exceeded' })],
  ['a conflict', () => drsError(409, 'ConflictException', { message: 'Busy' })],
  ['an expired session', () => drsError(403, 'ExpiredTokenException', { message: 'Expired' })],
])('a launch that meets %s is not repeated', async (_name, answer) => {
  const { aws, seen } = await scriptedAws({ StartRecovery: answer });
  const outcome = await aws.recovery.startRecovery(home, request);
  expect(outcome.ok).toBe(false);
  expect(operationsOf(seen)).toEqual(['StartRecovery']);
});

test('a launch asks for the servers and the kind, and sends no tags', async () => {
  const { aws, seen } = await scriptedAws({
    StartRecovery: () => json({ job: { jobID: 'drsjob-1', status: 'PENDING' } }, 202),
  });
  const outcome = await aws.recovery.startRecovery(home, { ...request, isDrill: false });
  expect(outcome).toEqual({ ok: true, value: { jobId: 'drsjob-1', jobStatus: 'PENDING', servers: [] } });
  expect(JSON.parse(seen.at(-1)?.body ?? '')).toEqual({
    sourceServers: [{ sourceServerID: 's-0000000000000000a' }],
    isDrill: false,
  });
});

test('a launch that gets no reply is given up after the time-out of virtual time, and may have happened', async () => {
  const { aws, clock, calls } = await scriptedAws({ StartRecovery: () => new Promise(() => {}) });
  const pending = aws.recovery.startRecovery(home, request);

  await clock.advance(limits.requestTimeoutSeconds - 1);
  expect(calls.map(({ operation }) => operation)).not.toContain('drs:StartRecovery');
  await clock.advance(1);

  const outcome = await pending;
  expect(outcome).toMatchObject({
    ok: false,
    failure: { kind: 'unavailable', code: 'TimeoutError', mayHaveHappened: true, retryable: true },
  });
  expect(calls.at(-1)).toEqual({
    operation: 'drs:StartRecovery',
    scope: home,
    durationMs: limits.requestTimeoutSeconds * 1000,
    outcome: 'unavailable',
  });
  expect(clock.pendingTimers()).toBe(0);
});

test('a launch that had to wait too long for its credentials is not sent', async () => {
  const { aws, clock, seen } = await scriptedAws({ GetCallerIdentity: () => new Promise(() => {}) });
  const outcome = await clock.complete(aws.recovery.startRecovery(home, request));
  expect(outcome).toMatchObject({
    ok: false,
    failure: { operation: 'drs:StartRecovery', kind: 'unavailable', code: 'TimeoutError', mayHaveHappened: false },
  });
  expect(operationsOf(seen)).toEqual([]);
});

test.each([
  { what: 'a launch', operation: 'drs:StartRecovery', mutates: true, sentCount: 0 },
  { what: 'a read, which harms nobody,', operation: 'drs:DescribeJobs', mutates: false, sentCount: 1 },
])(
  '$what whose process slept while it got its credentials is sent late: $sentCount',
  async ({ operation, mutates, sentCount }) => {
    let now = '2026-11-02T03:00:00.000Z';
    // The reply is there before any timer has run.
    const clock = { now: () => now, after: () => () => {} };
    let sent = 0;
    const call = createAccountCall({
      clock,
      wireCall: createWireCall({ clock }),
      access: {
        async sessionFor() {
          now = '2026-11-02T09:00:00.000Z';
          return { ok: true, value: { credentials: { accessKeyId: 'A', secretAccessKey: 's' } } };
        },
        drop() {},
      },
    });
    const outcome = await call({ operation, mutates, scope: home }, async () => {
      sent += 1;
    });
    expect(outcome).toMatchObject(
      mutates ? { ok: false, failure: { code: 'TimeoutError', mayHaveHappened: false } } : { ok: true },
    );
    expect(sent).toBe(sentCount);
  },
);

test('no timer is left behind by a call that was answered', async () => {
  const { aws, clock } = await scriptedAws({ DescribeJobs: () => json({ items: [] }) });
  expect(await aws.recovery.describeJobs(home, { jobIds: ['drsjob-1'] })).toEqual({ ok: true, value: [] });
  expect(clock.pendingTimers()).toBe(0);
});
