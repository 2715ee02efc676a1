/** The one place that turns what went wrong into an answer. */
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { limits } from '../domain/limits.ts';
import type { FieldError } from '../domain/model/plan-file.ts';
import { countOf, firstFew } from '../domain/names.ts';
import { permissionOfChange } from '../domain/permissions.ts';
import type { DeniedChange } from '../engine/denied-changes.ts';
import type { NotAllowed } from '../engine/execution-service.ts';
import { failureText } from '../engine/failure-text.ts';
import type { AwsFailure } from '../ports/aws-failure.ts';
import { bodyBytesMax, type Problem } from './contract.ts';

const titles = {
  400: 'Bad request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  413: 'Content too large',
  415: 'Unsupported media type',
  422: 'Invalid input',
  500: 'Internal error',
  502: 'AWS refused',
  503: 'Busy',
} as const;
type ProblemStatus = keyof typeof titles;
type ProblemBody = Problem & { readonly status: ProblemStatus };

const problemOf = (
  status: ProblemStatus,
  code: string,
  detail: string,
  more: Pick<Problem, 'remedy'> & Omit<Partial<Problem>, 'status' | 'code' | 'detail' | 'remedy'>,
): ProblemBody => ({
  type: `urn:breakwater:problem:${code.toLowerCase().replaceAll('_', '-')}`,
  title: titles[status],
  status,
  code,
  detail,
  ...more,
});

export const sendProblem = (c: Context, problem: ProblemBody) =>
  c.json(problem, problem.status, { 'content-type': 'application/problem+json' });

/** The same whatever is wrong: a detail would tell a guesser what is right already. */
export const unauthorized = (): ProblemBody =>
  problemOf(401, 'UNAUTHORIZED', 'Unauthorized', { remedy: 'Send the token of this server, or sign in' });

export const hostNotAllowed = (): ProblemBody =>
  problemOf(403, 'HOST_NOT_ALLOWED', 'This server answers on its loopback address only', {
    remedy: 'Call it as 127.0.0.1 or localhost',
  });

/** On AWS: sent to the address of API Gateway itself, around the firewall. */
export const notByTheConsole = (): ProblemBody =>
  problemOf(403, 'NOT_BY_THE_CONSOLE', 'The API answers at the address of the console only, behind its firewall', {
    remedy: 'Use the Url of the stack; or, from a program, invoke the api function by IAM',
  });

/** On AWS: API Gateway and programs hand on more than HTTP can carry from here. */
export const malformedRequest = (): ProblemBody =>
  problemOf(
    400,
    'MALFORMED_REQUEST',
    'The method, the host or a header is none that HTTP has, or the body is nested too deep',
    {
      remedy: 'Send it as /api/openapi.json describes; nothing was changed',
    },
  );

export const originNotAllowed = (): ProblemBody =>
  problemOf(403, 'ORIGIN_NOT_ALLOWED', 'A page of another website sent this', {
    remedy: 'Act in the console itself, or send the token',
  });

export const tokenNeeded = (): ProblemBody =>
  problemOf(403, 'TOKEN_NEEDED', 'Only whoever holds the token can let a browser in', {
    remedy: 'Run ./breakwater open where the token is',
  });

export const badSignInCode = (): ProblemBody =>
  problemOf(401, 'SIGN_IN_CODE_INVALID', 'This sign-in link has been used, is too old, or never was one', {
    remedy: 'Get a new one: ./breakwater open',
  });

export const noSessionsHere = (): ProblemBody =>
  problemOf(404, 'NO_SESSIONS', 'This server does not sign browsers in by a code', {
    remedy: 'Use its own sign-in',
  });

export const noTokensHere = (): ProblemBody =>
  problemOf(404, 'NO_TOKENS', 'This server has no tokens of its own: people sign in by their accounts', {
    remedy: 'Manage users and their groups where they sign in',
  });

export const tooManyTokens = (): ProblemBody =>
  problemOf(409, 'TOO_MANY_TOKENS', `There are ${limits.accessTokens} tokens already`, {
    remedy: 'Revoke those that nobody uses any more',
  });

export const forbidden = (needed: readonly string[]): ProblemBody =>
  problemOf(403, 'FORBIDDEN', `This needs the permission ${needed.join(', ')}`, {
    remedy: 'Ask an administrator for a role that has it',
  });

/** Of a file: which of its changes need what. */
export const changesForbidden = (changes: readonly DeniedChange[]): ProblemBody => ({
  ...forbidden([...new Set(changes.map(({ change }) => permissionOfChange(change)))]),
  errors: changes.map(({ change, documentIndex }) => ({
    path: documentIndex === undefined ? [] : ['documents', documentIndex],
    message: `${change.kind} "${change.name}" would be ${change.outcome}: this needs ${permissionOfChange(change)}`,
  })),
});

export const notFound = (what: string): ProblemBody =>
  problemOf(404, 'NOT_FOUND', `No such ${what}`, {
    remedy: 'Compare it with what this server lists: it may be mistyped, deleted, or of another server',
  });

export const addressNotFound = (): ProblemBody =>
  problemOf(404, 'NOT_FOUND', 'No such address', { remedy: 'Every address is listed in /api/openapi.json' });

export const methodNotAllowed = (method: string, allowed: readonly string[]): ProblemBody =>
  problemOf(405, 'METHOD_NOT_ALLOWED', `${method} is not possible here`, {
    remedy: `Possible: ${allowed.join(', ')}`,
  });

export const actionNotAllowed = (action: string, { reason, remedy, allowed }: NotAllowed): ProblemBody =>
  problemOf(409, 'ACTION_NOT_ALLOWED', `Cannot ${action}: ${reason}`, {
    remedy,
    ...(allowed !== undefined && { allowed: [...allowed] }),
  });

/** A retry without a wave is a follow-up, and there is none before the end. */
export const waveNotNamed = (): ProblemBody =>
  problemOf(422, 'INVALID_INPUT', 'The execution is not over: say which wave is to be retried', {
    errors: [{ path: ['waveNumber'], message: 'is required until the execution is over' }],
    remedy: 'Name the failed wave, or wait for the end of the execution',
  });

export const versionConflict = (what: string, currentVersion: number): ProblemBody =>
  problemOf(409, 'VERSION_CONFLICT', `The ${what} has changed meanwhile: it is at version ${currentVersion} now`, {
    currentVersion,
    remedy: 'Read it again, make the change to what it says now, and send that version',
  });

/** Of a start of what somebody has looked at. */
export const planChanged = ({ seenVersion, currentVersion }: PlanChange): ProblemBody =>
  problemOf(
    409,
    'PLAN_CHANGED',
    `Nothing was started: the plan has changed since, it is at version ${currentVersion}`,
    {
      currentVersion,
      errors: [
        { path: ['planVersion'], message: `is ${seenVersion}, and the plan is at version ${currentVersion} now` },
      ],
      remedy: `Look what version ${currentVersion} would do, and start that`,
    },
  );

interface PlanChange {
  readonly seenVersion: number;
  readonly currentVersion: number;
}

export const nameTaken = (what: string, name: string): ProblemBody =>
  problemOf(409, 'NAME_TAKEN', `There is a ${what} "${name}" already (upper and lower case are the same)`, {
    remedy: 'Choose another name, or change the one that there is',
  });

export const inUse = (what: keyof typeof useEnds, by: readonly string[]): ProblemBody =>
  problemOf(409, 'IN_USE', `The ${what} is in use: ${firstFew(by, 5, ', ')}`, {
    remedy: useEnds[what],
  });

export const pruneInUse = (uses: readonly string[]): ProblemBody =>
  problemOf(409, 'IN_USE', `What would be removed is in use: ${firstFew(uses, 20, ', ')}`, {
    remedy: 'Keep it in the file; or take it out of what uses it, and wait for the end of executions and clean-ups',
  });

const useEnds = {
  account: 'Move or delete these groups, and wait for the end of these executions',
  'protection group': 'Take it out of these plans first',
  'recovery plan': 'Wait for the end of executions, or cancel them; clean up what is to be cleaned up, or keep it',
} as const;

export const jobNotStarted = (): ProblemBody =>
  problemOf(409, 'JOB_NOT_STARTED', 'DRS has not accepted this job yet: there is no log of it', {
    remedy: 'Look again when the job has an id',
  });

/** AWS was asked while the caller waits, and did not give what was asked. */
export const awsFailed = (failure: AwsFailure): ProblemBody =>
  problemOf(
    failure.retryable ? 503 : 502,
    failure.retryable ? 'AWS_UNAVAILABLE' : 'AWS_REFUSED',
    failure.isOwn ? failureText(failure) : `AWS: ${failureText(failure)}`,
    {
      remedy: failure.retryable
        ? 'Ask again in a moment'
        : 'Mend the permission, the account entry or what was asked for; nothing was changed',
    },
  );

export const bodyTooLarge = (): ProblemBody =>
  problemOf(413, 'BODY_TOO_LARGE', `A request has at most ${bodyBytesMax} bytes`, {
    remedy: 'Send less at once: a plan file can be applied in parts, groups before the plans that call them',
  });

export const invalidInput = (errors: readonly FieldError[]): ProblemBody =>
  problemOf(422, 'INVALID_INPUT', `${countOf(errors.length, 'field error')}${firstTold(errors.length)}`, {
    errors: errors.slice(0, limits.errorsTold).map(({ path, message }) => ({ path: [...path], message })),
    remedy: 'Correct every field that is named, then send it again; nothing was changed',
  });

const firstTold = (count: number): string =>
  count > limits.errorsTold ? `, of which the first ${limits.errorsTold} are named` : '';

export const idempotencyMismatch = (): ProblemBody =>
  problemOf(422, 'IDEMPOTENCY_KEY_REUSED', 'This Idempotency-Key came with another request within the last 24 hours', {
    remedy: 'Look first what that one has started; a new request needs a new key',
  });

export const busy = (): ProblemBody =>
  problemOf(503, 'BUSY', 'Others keep saving the same things; nothing was written', {
    remedy: 'Send the same request again',
  });

/** What a library or our own bug threw. A bug tells nothing of itself to the caller. */
export function problemOfError(error: unknown): ProblemBody {
  if (error instanceof HTTPException) {
    if (error.status === 400) {
      return problemOf(400, 'MALFORMED_JSON', 'The body is not JSON', {
        remedy: 'Correct its syntax; nothing was changed. What a body holds is described in /api/openapi.json',
      });
    }
    if (error.status === 413) return bodyTooLarge();
    if (error.status === 415) {
      return problemOf(415, 'UNSUPPORTED_MEDIA_TYPE', 'A body is JSON', {
        remedy: 'Send content-type: application/json',
      });
    }
  }
  return problemOf(500, 'INTERNAL_ERROR', 'Something went wrong in the server; its log says what', {
    remedy: 'Look what was done before you try again, and report what the log says: it is a bug',
  });
}
