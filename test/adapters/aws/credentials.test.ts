import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { AccountEntry } from '../../../src/adapters/aws/credentials.ts';
import { limits } from '../../../src/domain/limits.ts';
import { addSeconds } from '../../../src/domain/time.ts';
import { home, other, otherRole } from './support/accounts.ts';
import { answerOf } from './support/answer-of.ts';
import {
  assumedRole,
  callerIdentity,
  drsError,
  json,
  operationsOf,
  scriptedAws,
  stsError,
} from './support/scripted-aws.ts';
import { fleet, simulatedAws } from './support/simulated-aws.ts';

const expired = () =>
  drsError(403, 'ExpiredTokenException', { message: 'The security token included in the request is expired' });
const noJobs = () => json({ items: [] });
const since = '2026-11-01T00:00:00.000Z';
const inAnHour = '2026-11-02T04:00:00.000Z';
const expiredToken = 'The security token included in the request is expired';

describe('an account that is reached by a role', () => {
  test('shows its own servers, with its external id, and not those of our own account', async () => {
    const { aws } = await simulatedAws([...fleet(2, home, 'home'), ...fleet(3, other, 'other')]);
    const names = answerOf(await aws.recovery.describeSourceServers(other)).map(({ hostname }) => hostname);
    expect(names).toEqual(['other-1', 'other-2', 'other-3']);
    expect(answerOf(await aws.recovery.describeSourceServers(home))).toHaveLength(2);
    expect(answerOf(await aws.identity.callerIdentity(other))).toEqual({
      accountId: other.accountId,
      principalArn: `arn:aws:sts::${other.accountId}:assumed-role/RecoveryOperator/breakwater`,
    });
  });

  test('costs one AssumeRole for many calls at once, in several Regions', async () => {
    const { aws, seen } = await scriptedAws({
      AssumeRole: () => assumedRole('ASIA1', inAnHour),
      DescribeJobs: noJobs,
    });
    const scopes = [other, { ...other, region: 'eu-central-1' }, other];
    for (const outcome of await Promise.all(scopes.map((scope) => aws.recovery.describeJobs(scope, { since })))) {
      expect(outcome).toEqual({ ok: true, value: [] });
    }
    answerOf(await aws.recovery.describeJobs(other, { since }));
    expect(operationsOf(seen).toSorted()).toEqual(['AssumeRole', ...Array(4).fill('DescribeJobs')]);
    expect(new URLSearchParams(seen.find(({ service }) => service === 'sts')?.body).get('RoleSessionName')).toBe(
      'breakwater',
    );
  });

  test('gets a new session some minutes before the old one ends', async () => {
    const { aws, clock, seen } = await scriptedAws({
      AssumeRole: (_request, count) => assumedRole(`ASIA${count}`, addSeconds(clock.now(), 3600)),
      DescribeJobs: noJobs,
    });
    answerOf(await aws.recovery.describeJobs(other, { since }));
    await clock.advance(3600 - limits.sessionRenewalSeconds - 1);
    answerOf(await aws.recovery.describeJobs(other, { since }));
    await clock.advance(1);
    answerOf(await aws.recovery.describeJobs(other, { since }));
    expect(seen.map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
      ['AssumeRole', 'AKIAHOME'],
      ['DescribeJobs', 'ASIA1'],
      ['DescribeJobs', 'ASIA1'],
      ['AssumeRole', 'AKIAHOME'],
      ['DescribeJobs', 'ASIA4'],
    ]);
  });

  test('keeps its session to the end while STS is out of reach, and does not ask STS at every call', async () => {
    let stsDown = false;
    const { aws, clock, seen } = await scriptedAws({
      AssumeRole: () => (stsDown ? new Response('', { status: 503 }) : assumedRole('ASIA1', inAnHour)),
      DescribeJobs: noJobs,
    });
    answerOf(await aws.recovery.describeJobs(other, { since }));
    stsDown = true;
    await clock.advance(3600 - limits.sessionRenewalSeconds);
    for (let call = 0; call < 5; call += 1) answerOf(await aws.recovery.describeJobs(other, { since }));
    expect(operationsOf(seen).filter((operation) => operation === 'AssumeRole')).toHaveLength(2);
    await clock.advance(limits.sessionRenewalSeconds);
    expect(await aws.recovery.describeJobs(other, { since })).toMatchObject({
      ok: false,
      failure: { operation: 'sts:AssumeRole', kind: 'unavailable', retryable: true, mayHaveHappened: false },
    });
  });

  test('does not renew at every call when the clock of AWS is hours behind ours', async () => {
    const { aws, seen } = await scriptedAws({
      AssumeRole: () => assumedRole('ASIA1', '2026-11-01T20:00:00Z'),
      DescribeJobs: noJobs,
    });
    for (let call = 0; call < 3; call += 1) answerOf(await aws.recovery.describeJobs(other, { since }));
    expect(operationsOf(seen)).toEqual(['AssumeRole', 'DescribeJobs', 'DescribeJobs', 'DescribeJobs']);
  });

  test('that refuses the role is reported with the words of AWS and the name of the role', async () => {
    const { aws, simulator } = await simulatedAws(fleet(1, other), {
      accounts: [{ accountId: other.accountId, roleArn: otherRole, externalId: 'wrong' }],
    });
    const outcome = await aws.recovery.describeSourceServers(other);
    expect(outcome).toMatchObject({
      ok: false,
      failure: { operation: 'sts:AssumeRole', kind: 'denied', code: 'AccessDenied', retryable: false },
    });
    const message = outcome.ok ? '' : outcome.failure.message;
    expect(message).toContain(`the role ${otherRole} could not be assumed`);
    expect(message).toContain('is not authorized to perform: sts:AssumeRole on resource');
    expect(simulator.calls().counts['drs:DescribeSourceServers']).toBeUndefined();
  });

  test.each([
    ['role', { roleArn: `${otherRole}Gone` }],
    ['external id', { externalId: 'wrong' }],
  ])('whose %s is changed is not reached by the session of before', async (_what, change) => {
    const entry = { accountId: other.accountId, roleArn: otherRole, externalId: 'breakwater-drill' };
    let registered: AccountEntry = entry;
    const { aws, simulator } = await simulatedAws(fleet(2, other), { accounts: () => [registered] });
    answerOf(await aws.recovery.describeSourceServers(other));
    registered = { ...entry, ...change };
    for (const outcome of [await aws.identity.callerIdentity(other), await aws.recovery.describeSourceServers(other)]) {
      expect(outcome).toMatchObject({
        ok: false,
        failure: {
          operation: 'sts:AssumeRole',
          kind: 'denied',
          message: expect.stringContaining(`the role ${registered.roleArn} could not be assumed`),
        },
      });
    }
    expect(simulator.calls().counts['drs:DescribeSourceServers']).toBe(1);
    registered = entry;
    expect(answerOf(await aws.recovery.describeSourceServers(other))).toHaveLength(2);
  });

  test('is validated by a new session; what is kept serves on while STS is out of reach', async () => {
    let stsDown = false;
    const { aws, seen } = await scriptedAws({
      AssumeRole: (_request, count) =>
        stsDown ? new Response('', { status: 503 }) : assumedRole(`ASIA${count}`, inAnHour),
      DescribeJobs: noJobs,
    });
    answerOf(await aws.recovery.describeJobs(other, { since }));
    answerOf(await aws.identity.callerIdentity(other));
    answerOf(await aws.recovery.describeJobs(other, { since }));
    expect(seen.map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
      ['AssumeRole', 'AKIAHOME'],
      ['DescribeJobs', 'ASIA1'],
      ['AssumeRole', 'AKIAHOME'],
      ['GetCallerIdentity', 'ASIA3'],
      ['DescribeJobs', 'ASIA3'],
    ]);
    stsDown = true;
    expect(await aws.identity.callerIdentity(other)).toMatchObject({
      ok: false,
      failure: { operation: 'sts:AssumeRole', kind: 'unavailable', retryable: true },
    });
    answerOf(await aws.recovery.describeJobs(other, { since }));
  });

  test('whose refusal of the role was mended is reached by the next call', async () => {
    let refused = true;
    const { aws } = await scriptedAws({
      AssumeRole: () => (refused ? stsError(403, 'AccessDenied', 'Not yet') : assumedRole('ASIA1', inAnHour)),
      DescribeJobs: noJobs,
    });
    expect((await aws.recovery.describeJobs(other, { since })).ok).toBe(false);
    refused = false;
    expect(await aws.recovery.describeJobs(other, { since })).toEqual({ ok: true, value: [] });
  });
});

describe('a session that AWS calls expired', () => {
  test('is renewed, and a read is asked again', async () => {
    const { aws, simulator } = await simulatedAws(fleet(2, other));
    answerOf(await aws.recovery.describeSourceServers(other));
    simulator.faults.add({ kind: 'expired-token', service: 'drs', times: 1 });
    expect(answerOf(await aws.recovery.describeSourceServers(other))).toHaveLength(2);
    expect(simulator.calls().counts['sts:AssumeRole']).toBe(2);
  });

  test('is renewed once only: a read that is refused again fails, and is worth another try later', async () => {
    const { aws, seen } = await scriptedAws({
      AssumeRole: (_request, count) => assumedRole(`ASIA${count}`, inAnHour),
      DescribeJobs: expired,
    });
    expect(await aws.recovery.describeJobs(other, { since })).toMatchObject({
      ok: false,
      failure: { operation: 'drs:DescribeJobs', kind: 'credentials', message: expiredToken, retryable: true },
    });
    expect(operationsOf(seen)).toEqual(['AssumeRole', 'DescribeJobs', 'AssumeRole', 'DescribeJobs']);
  });

  test('leaves a launch unsent by us, and the next one has a new session', async () => {
    const { aws, seen } = await scriptedAws({
      AssumeRole: (_request, count) => assumedRole(`ASIA${count}`, inAnHour),
      StartRecovery: ({ accessKeyId }) =>
        accessKeyId === 'ASIA1' ? expired() : json({ job: { jobID: 'drsjob-1', status: 'PENDING' } }, 202),
    });
    const request = { sourceServerIds: ['s-0000000000000000a'], isDrill: true };
    expect(await aws.recovery.startRecovery(other, request)).toMatchObject({
      ok: false,
      failure: { kind: 'credentials', retryable: true, mayHaveHappened: false },
    });
    expect(operationsOf(seen)).toEqual(['AssumeRole', 'StartRecovery']);
    expect(answerOf(await aws.recovery.startRecovery(other, request))).toMatchObject({ jobId: 'drsjob-1' });
    expect(operationsOf(seen)).toEqual(['AssumeRole', 'StartRecovery', 'AssumeRole', 'StartRecovery']);
  });

  test('in our own account is renewed too, and AWS is asked again who we are', async () => {
    const answers = [expired, noJobs];
    const { aws, seen } = await scriptedAws({ DescribeJobs: () => answers.shift()?.() ?? noJobs() });
    answerOf(await aws.recovery.describeJobs(home, { since }));
    answerOf(await aws.recovery.describeJobs(home, { since }));
    expect(seen.map(({ operation }) => operation)).toEqual([
      'GetCallerIdentity',
      'DescribeJobs',
      'GetCallerIdentity',
      'DescribeJobs',
      'DescribeJobs',
    ]);
  });

  test('of our own is renewed while a role is assumed', async () => {
    const answers = [() => stsError(403, 'ExpiredToken', expiredToken), () => assumedRole('ASIA1', inAnHour)];
    const { aws, seen } = await scriptedAws({
      AssumeRole: () => answers.shift()?.() ?? stsError(500, 'InternalFailure', 'asked too often'),
      DescribeJobs: noJobs,
    });
    answerOf(await aws.recovery.describeJobs(other, { since }));
    expect(operationsOf(seen)).toEqual(['AssumeRole', 'AssumeRole', 'DescribeJobs']);
  });
});

describe('an account that is not registered', () => {
  const stranger = { accountId: '999999999999', region: 'eu-west-1' };

  test('is an error that says what to add, and makes no call at all', async () => {
    const { aws, seen, calls } = await scriptedAws({});
    const request = { sourceServerIds: ['s-0000000000000000a'], isDrill: false };
    for (const outcome of [
      await aws.recovery.startRecovery(stranger, request),
      await aws.compute.describeInstances(stranger, ['i-0000000000000000a']),
    ]) {
      expect(outcome).toMatchObject({
        ok: false,
        failure: { kind: 'denied', code: 'AccountNotRegistered', retryable: false, mayHaveHappened: false },
      });
      expect(outcome.ok ? '' : outcome.failure.message).toMatch(/999999999999 .*roleArn/);
    }
    expect(seen).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('is an error also when its entry has no role: DRS is not asked with credentials of another account', async () => {
    const { aws, seen } = await scriptedAws(
      { GetCallerIdentity: () => callerIdentity(home.accountId) },
      { accounts: [{ accountId: stranger.accountId }] },
    );
    expect(await aws.recovery.describeSourceServers(stranger)).toMatchObject({
      ok: false,
      failure: { code: 'WrongAccount' },
    });
    expect(seen.filter(({ service }) => service !== 'sts')).toEqual([]);
  });

  test('is an error also when only AWS can say which account is ours', async () => {
    const { aws, seen } = await scriptedAws({ DescribeJobs: noJobs }, { homeAccountGiven: false });
    expect(await aws.recovery.describeJobs(home, { since })).toEqual({ ok: true, value: [] });
    expect(await aws.recovery.describeJobs(stranger, { since })).toMatchObject({
      ok: false,
      failure: { kind: 'denied', code: 'AccountNotRegistered' },
    });
    expect(operationsOf(seen)).toEqual(['DescribeJobs']);
  });

  test('is an error when its role is one of another account', async () => {
    const { aws, seen } = await scriptedAws({}, { accounts: [{ accountId: stranger.accountId, roleArn: otherRole }] });
    expect(await aws.recovery.describeSourceServers(stranger)).toMatchObject({
      ok: false,
      failure: {
        kind: 'denied',
        code: 'RoleOfOtherAccount',
        message: expect.stringMatching(/999999999999 .*444455556666/),
      },
    });
    expect(seen).toEqual([]);
  });
});

describe('our own account', () => {
  test('is confirmed by AWS once, however many calls begin at once', async () => {
    const { aws, seen } = await scriptedAws({ DescribeJobs: noJobs });
    await Promise.all([1, 2, 3].map(() => aws.recovery.describeJobs(home, { since })));
    answerOf(await aws.recovery.describeJobs(home, { since }));
    expect(seen.filter(({ operation }) => operation === 'GetCallerIdentity')).toHaveLength(1);
    expect(operationsOf(seen)).toHaveLength(4);
  });

  test('is refused while our credentials belong to another one', async () => {
    let loggedInTo = '777777777777';
    const { aws, seen } = await scriptedAws({
      GetCallerIdentity: () => callerIdentity(loggedInTo),
      DescribeJobs: noJobs,
    });
    expect(await aws.recovery.describeJobs(home, { since })).toMatchObject({
      ok: false,
      failure: {
        kind: 'denied',
        code: 'WrongAccount',
        message: expect.stringMatching(/111122223333 .*777777777777 \(arn:aws:iam::777777777777:user\/op\)/),
      },
    });
    expect(operationsOf(seen)).toEqual([]);
    loggedInTo = home.accountId;
    expect(await aws.recovery.describeJobs(home, { since })).toEqual({ ok: true, value: [] });
  });

  test('is not taken for refused when AWS could not say who we are', async () => {
    const answers = [() => stsError(503, 'ServiceUnavailable', 'Try later')];
    const { aws } = await scriptedAws({
      GetCallerIdentity: () => answers.shift()?.() ?? callerIdentity(home.accountId),
      DescribeJobs: noJobs,
    });
    expect(await aws.recovery.describeJobs(home, { since })).toMatchObject({
      ok: false,
      failure: { operation: 'sts:GetCallerIdentity', kind: 'unavailable', retryable: true, message: 'Try later' },
    });
    expect(await aws.recovery.describeJobs(home, { since })).toEqual({ ok: true, value: [] });
  });

  test('is reached by a role when one is registered for it', async () => {
    const roleArn = `arn:aws:iam::${home.accountId}:role/Recovery`;
    const { aws, seen } = await scriptedAws(
      { AssumeRole: () => assumedRole('ASIA1', inAnHour), DescribeJobs: noJobs },
      { accounts: [{ accountId: home.accountId, roleArn }] },
    );
    answerOf(await aws.recovery.describeJobs(home, { since }));
    expect(seen.map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
      ['AssumeRole', 'AKIAHOME'],
      ['DescribeJobs', 'ASIA1'],
    ]);
  });
});

describe("our own credentials by the SDK's default chain", () => {
  beforeEach(() => {
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
    for (const name of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(name, '/nonexistent');
    for (const name of ['AWS_PROFILE', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN']) {
      vi.stubEnv(name, undefined);
    }
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test('are found in the environment, and looked for again when AWS calls them expired', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAFIRST');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
    const { aws, seen } = await scriptedAws(
      {
        DescribeJobs({ accessKeyId }) {
          vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIASECOND');
          return accessKeyId === 'AKIAFIRST' ? expired() : noJobs();
        },
      },
      { credentialsGiven: false },
    );
    expect(await aws.recovery.describeJobs(home, { since })).toEqual({ ok: true, value: [] });
    expect(seen.map(({ operation, accessKeyId }) => [operation, accessKeyId])).toEqual([
      ['GetCallerIdentity', 'AKIAFIRST'],
      ['DescribeJobs', 'AKIAFIRST'],
      ['GetCallerIdentity', 'AKIASECOND'],
      ['DescribeJobs', 'AKIASECOND'],
    ]);
  });

  test('that are nowhere are a failure that says so, and nothing is sent', async () => {
    const { aws, seen } = await scriptedAws({}, { credentialsGiven: false });
    const request = { sourceServerIds: ['s-0000000000000000a'], isDrill: true };
    expect(await aws.recovery.startRecovery(home, request)).toMatchObject({
      ok: false,
      failure: {
        kind: 'credentials',
        code: 'CredentialsProviderError',
        message: expect.stringContaining('Could not load credentials'),
        retryable: true,
        mayHaveHappened: false,
      },
    });
    expect(seen).toEqual([]);
  });
});
