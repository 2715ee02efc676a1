import { describe, expect, test } from 'vitest';
import type { AwsFailure, Outcome } from '../../../src/ports/aws-failure.ts';
import { home } from './support/accounts.ts';
import { drsError, ec2Error, json, scriptedAws } from './support/scripted-aws.ts';

const html = (status: number): Response => new Response('<html><b>Bad gateway</b></html>', { status });
const broken = (code: string): Response => {
  throw new TypeError('fetch failed', { cause: Object.assign(new Error(`connect ${code}`), { code }) });
};

type Expected = Partial<AwsFailure>;
const refused = { retryable: false, mayHaveHappened: false };
const later = { retryable: true, mayHaveHappened: false };
const unsure = { kind: 'unavailable', retryable: true, mayHaveHappened: true } as const;
const expiredToken = 'The security token included in the request is expired';

const startRecoveryFailures: [string, () => Response, Expected][] = [
  [
    'a throttle, with the time that DRS asks to wait',
    () => drsError(429, 'ThrottlingException', { message: 'Rate exceeded' }, { 'retry-after': '7' }),
    { kind: 'throttled', code: 'ThrottlingException', message: 'Rate exceeded', retryAfterSeconds: 7, ...later },
  ],
  [
    'a throttle whose time to wait is a date',
    () =>
      drsError(
        429,
        'ThrottlingException',
        { message: 'Rate exceeded' },
        {
          date: 'Mon, 02 Nov 2026 03:00:00 GMT',
          'retry-after': 'Mon, 02 Nov 2026 03:00:30 GMT',
        },
      ),
    { kind: 'throttled', retryAfterSeconds: 30, ...later },
  ],
  [
    'a throttle that asks to wait for a day: five minutes are waited at most',
    () => drsError(429, 'ThrottlingException', { message: 'Rate exceeded' }, { 'retry-after': '86400' }),
    { kind: 'throttled', retryAfterSeconds: 300, ...later },
  ],
  [
    'a throttle that asks to wait until a date next year',
    () =>
      drsError(
        429,
        'ThrottlingException',
        { message: 'Rate exceeded' },
        { date: 'Mon, 02 Nov 2026 03:00:00 GMT', 'retry-after': 'Tue, 02 Nov 2027 03:00:00 GMT' },
      ),
    { kind: 'throttled', retryAfterSeconds: 300, ...later },
  ],
  ['a throttle by a proxy that speaks HTML', () => html(429), { kind: 'throttled', code: 'HTTP 429', ...later }],
  [
    'a throttle under a name that the API model does not list',
    () => drsError(400, 'TooManyRequestsException', { message: 'Too many' }),
    { kind: 'throttled', code: 'TooManyRequestsException', message: 'Too many', ...later },
  ],
  [
    'expired credentials',
    () => drsError(403, 'ExpiredTokenException', { message: expiredToken }),
    { kind: 'credentials', code: 'ExpiredTokenException', message: expiredToken, ...later },
  ],
  [
    'expired credentials under the name of a refusal',
    () => drsError(403, 'AccessDeniedException', { message: expiredToken }),
    { kind: 'credentials', message: expiredToken, ...later },
  ],
  [
    'credentials that AWS does not know',
    () =>
      drsError(403, 'UnrecognizedClientException', {
        message: 'The security token included in the request is invalid.',
      }),
    { kind: 'credentials', code: 'UnrecognizedClientException', ...later },
  ],
  [
    'a permission that is missing',
    () =>
      drsError(403, 'AccessDeniedException', { message: 'User: op is not authorized to perform: drs:StartRecovery' }),
    {
      kind: 'denied',
      code: 'AccessDeniedException',
      message: 'User: op is not authorized to perform: drs:StartRecovery',
      ...refused,
    },
  ],
  [
    'a quota',
    () => drsError(402, 'ServiceQuotaExceededException', { message: 'Too many jobs', quotaCode: 'L-D88FAC3A' }),
    { kind: 'quota', code: 'ServiceQuotaExceededException', message: 'Too many jobs', ...refused },
  ],
  [
    'a conflict, with the server that it is about',
    () =>
      drsError(409, 'ConflictException', {
        message: 'Server is in another job',
        resourceId: 's-0000000000000000a',
        resourceType: 'source-server',
      }),
    {
      kind: 'conflict',
      code: 'ConflictException',
      message: 'Server is in another job',
      resourceId: 's-0000000000000000a',
      ...refused,
    },
  ],
  [
    'something that is not there',
    () => drsError(404, 'ResourceNotFoundException', { message: 'No such server', resourceId: 's-1' }),
    { kind: 'not-found', code: 'ResourceNotFoundException', message: 'No such server', resourceId: 's-1', ...refused },
  ],
  [
    'a validation, with the fields that AWS names',
    () =>
      drsError(400, 'ValidationException', {
        message: 'Invalid request',
        reason: 'fieldValidationFailed',
        fieldList: [{ name: 'sourceServers', message: 'listed twice' }],
      }),
    {
      kind: 'invalid',
      code: 'ValidationException',
      message: 'Invalid request (sourceServers: listed twice)',
      ...refused,
    },
  ],
  [
    'an account in which DRS was never set up',
    () => drsError(400, 'UninitializedAccountException', { message: 'Account is not initialized' }),
    { kind: 'invalid', code: 'UninitializedAccountException', message: 'Account is not initialized', ...refused },
  ],
  [
    "an error of the service's own",
    () => drsError(500, 'InternalServerException', { message: 'Internal error' }, { 'retry-after': '3' }),
    { ...unsure, code: 'InternalServerException', message: 'Internal error', retryAfterSeconds: 3 },
  ],
  [
    'a gateway that speaks HTML',
    () => html(502),
    { ...unsure, code: 'HTTP 502', message: expect.stringContaining('Bad gateway') },
  ],
  ['an empty error', () => new Response('', { status: 503 }), { ...unsure, code: 'HTTP 503' }],
  ['an error body of JSON null', () => json(null, 500), { ...unsure, code: 'HTTP 500' }],
  ['a success that is no JSON', () => html(200), { ...unsure, code: 'HTTP 200' }],
  ['a success without a job', () => json({}, 202), { ...unsure, code: 'MalformedReply' }],
  ['a connection that broke off', () => broken('ECONNRESET'), { ...unsure, code: 'ECONNRESET' }],
  [
    'a connection that was never made',
    () => broken('ECONNREFUSED'),
    { kind: 'unavailable', code: 'ECONNREFUSED', message: 'fetch failed: connect ECONNREFUSED', ...later },
  ],
];

const describeInstancesFailures: [string, () => Response, Expected][] = [
  [
    'a throttle, which EC2 calls 503',
    () => ec2Error(503, 'RequestLimitExceeded', 'Request limit exceeded.'),
    { kind: 'throttled', code: 'RequestLimitExceeded', message: 'Request limit exceeded.', ...later },
  ],
  [
    'a permission that is missing, which EC2 may call 400',
    () => ec2Error(400, 'UnauthorizedOperation', 'You are not authorized to perform this operation.'),
    { kind: 'denied', code: 'UnauthorizedOperation', ...refused },
  ],
  [
    'a Region that the account has not opted in to',
    () => ec2Error(400, 'OptInRequired', 'You are not subscribed to this service.'),
    { kind: 'denied', code: 'OptInRequired', ...refused },
  ],
  [
    'expired credentials',
    () => ec2Error(400, 'RequestExpired', 'Request has expired.'),
    { kind: 'credentials', code: 'RequestExpired', message: 'Request has expired.', ...later },
  ],
  [
    'a parameter that EC2 refuses',
    () => ec2Error(400, 'InvalidParameterValue', 'Value is invalid.'),
    { kind: 'invalid', code: 'InvalidParameterValue', message: 'Value is invalid.', ...refused },
  ],
  ['a gateway that speaks HTML', () => html(503), { kind: 'unavailable', code: 'HTTP 503', ...later }],
  ['an empty error', () => new Response('', { status: 500 }), { kind: 'unavailable', code: 'HTTP 500', ...later }],
  ['a success that is no XML', () => json({}), { kind: 'unavailable', code: 'HTTP 200', ...later }],
  [
    'a success that says nothing of instances',
    () => html(200),
    { kind: 'invalid', code: 'MalformedReply', ...refused },
  ],
];

const failureOf = (outcome: Outcome<unknown>): AwsFailure => {
  if (outcome.ok) throw new Error('the call succeeded');
  return outcome.failure;
};

describe('StartRecovery reports', () => {
  test.each(startRecoveryFailures)('%s', async (_name, answer, expected) => {
    const { aws } = await scriptedAws({ StartRecovery: answer });
    const request = { sourceServerIds: ['s-0000000000000000a'], isDrill: true };
    const failure = failureOf(await aws.recovery.startRecovery(home, request));
    expect(failure).toMatchObject({ operation: 'drs:StartRecovery', ...expected });
  });
});

describe('DescribeInstances reports', () => {
  test.each(describeInstancesFailures)('%s', async (_name, answer, expected) => {
    const { aws } = await scriptedAws({ DescribeInstances: answer });
    const failure = failureOf(await aws.compute.describeInstances(home, ['i-0000000000000000a']));
    expect(failure).toMatchObject({ operation: 'ec2:DescribeInstances', ...expected });
  });
});

test('a failure without a time to wait does not invent one', async () => {
  const { aws } = await scriptedAws({
    DescribeJobs: () => drsError(429, 'ThrottlingException', { message: 'Rate exceeded' }, { 'retry-after': 'soon' }),
  });
  const failure = failureOf(await aws.recovery.describeJobs(home, { jobIds: ['drsjob-1'] }));
  expect(failure.kind).toBe('throttled');
  expect(failure).not.toHaveProperty('retryAfterSeconds');
});

test('a read whose reply was lost cannot have changed anything', async () => {
  const { aws } = await scriptedAws({ DescribeJobs: () => broken('ECONNRESET') });
  const failure = failureOf(await aws.recovery.describeJobs(home, { jobIds: ['drsjob-1'] }));
  expect(failure).toMatchObject({ kind: 'unavailable', retryable: true, mayHaveHappened: false });
});
