/** Every answer that is not a success tells what happened, by a stable code, and what can be done. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HTTPException } from 'hono/http-exception';
import { expect, test } from 'vitest';
import { problemSchema } from '../../src/api/contract.ts';
import * as problems from '../../src/api/problems.ts';
import { refusedProblem } from '../../src/api/refused-problem.ts';

const awsFailure = { operation: 'drs:DescribeJobs', code: 'Any', message: 'no', mayHaveHappened: false } as const;

const everyProblem = [
  problems.unauthorized(),
  problems.hostNotAllowed(),
  problems.notByTheConsole(),
  problems.malformedRequest(),
  problems.originNotAllowed(),
  problems.tokenNeeded(),
  problems.badSignInCode(),
  problems.noSessionsHere(),
  problems.noTokensHere(),
  problems.tooManyTokens(),
  problems.forbidden(['executions:start']),
  problems.changesForbidden([
    { change: { kind: 'Account', name: 'home', id: '111122223333', version: 1, outcome: 'removed' } },
  ]),
  problems.notFound('execution'),
  problems.addressNotFound(),
  problems.methodNotAllowed('PUT', ['GET']),
  problems.actionNotAllowed('pause', { reason: 'it is over', allowed: [], remedy: 'Nothing can be done any more' }),
  problems.actionNotAllowed('follow it up', { reason: 'another follows it', remedy: 'Retry what that one leaves' }),
  problems.waveNotNamed(),
  refusedProblem('exec-1', []),
  problems.versionConflict('recovery plan', 3),
  problems.planChanged({ seenVersion: 2, currentVersion: 3 }),
  problems.nameTaken('recovery plan', 'shop'),
  problems.inUse('recovery plan', ['exec-1']),
  problems.jobNotStarted(),
  problems.awsFailed({ ...awsFailure, kind: 'denied', retryable: false }),
  problems.awsFailed({ ...awsFailure, kind: 'throttled', retryable: true }),
  problems.bodyTooLarge(),
  problems.invalidInput([{ path: ['planName'], message: 'is required' }]),
  problems.idempotencyMismatch(),
  problems.busy(),
  problems.problemOfError(new HTTPException(400)),
  problems.problemOfError(new HTTPException(413)),
  problems.problemOfError(new HTTPException(415)),
  problems.problemOfError(new Error('bug')),
];

test('every problem code comes with a remedy that is a sentence, not the problem over again', () => {
  const folder = join(import.meta.dirname, '..', '..', 'src/api');
  const source = ['problems.ts', 'refused-problem.ts']
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const codes = new Set([...source.matchAll(/(?:'|\bcode: )([A-Z]+(?:_[A-Z]+)*)[',]/g)].map(([, code]) => code));
  expect(new Set(everyProblem.map(({ code }) => code))).toEqual(codes);
  for (const problem of everyProblem) {
    const { remedy, detail } = problemSchema.parse(problem);
    expect(remedy).toMatch(/^[A-Z].{9,}[^.]$/);
    expect(remedy).not.toBe(detail);
  }
});
