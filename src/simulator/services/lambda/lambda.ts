import { z } from 'zod';
import { AwsError } from '../../wire/aws-error.ts';
import { type Call, type HttpReply, notImplemented, type Service } from '../../wire/service.ts';
import { isFailing, isMissing, isRefusing, isSlow } from '../../world/runs.ts';
import { commonErrors } from '../json-service.ts';

const invocationPath = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

const namePattern = String.raw`(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\d{1}:)?(\d{12}:)?(function:)?([a-zA-Z0-9-_\.]+)(:(\$LATEST|[a-zA-Z0-9-_]+))?`;

/** `slow-…` says for so long after the first call with an id that it is still at work. */
const slowMs = 60_000;

/** Lambda, REST: functions are not made, a name is enough. What is called is kept, and the name says how it answers. */
export const lambda: Service = {
  name: 'lambda',
  operations: ['Invoke'],
  errors: commonErrors('lambda'),
  bind({ method, path, body }) {
    const [, name] = invocationPath.exec(path) ?? [];
    if (method !== 'POST' || name === undefined) {
      throw new AwsError(notImplemented, 501, `The simulator does not model the Lambda operation ${method} ${path}`);
    }
    return { name: 'Invoke', run: (call) => invoke(call, decodeName(name), body) };
  },
  writeError: (error, requestId) =>
    reply(error.status, { Type: 'User', Message: error.message, message: error.message }, requestId, {
      'x-amzn-errortype': error.code,
    }),
};

/** What is not escaped as URLs are holds a `%`, which no name may (Invoke, API reference: the pattern of FunctionName). */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    throw new AwsError(
      'ValidationException',
      400,
      `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${namePattern}`,
    );
  }
}

function invoke({ world, caller, region, now, requestId }: Call, functionName: string, payload: string): HttpReply {
  if (isMissing(functionName)) {
    const arn = `arn:aws:lambda:${region}:${caller.accountId}:function:${functionName}`;
    throw new AwsError('ResourceNotFoundException', 404, `Function not found: ${arn}`);
  }
  const { accountId } = caller;
  world.commit({ kind: 'function-call', at: now, accountId, region, call: { at: now, functionName, payload } });
  if (isFailing(functionName)) {
    const thrown = { errorMessage: 'it fails because its name says so', errorType: 'Error' };
    return reply(200, thrown, requestId, { 'x-amz-function-error': 'Unhandled' });
  }
  if (isRefusing(functionName)) return reply(200, { status: 'FAILED', message: 'its name says so' }, requestId, {});
  const id = idOf(payload);
  const first = world
    .cell(accountId, region)
    ?.functionCalls.find((call) => call.functionName === functionName && idOf(call.payload) === id);
  const isAtWork = isSlow(functionName) && now < (first?.at ?? now) + slowMs;
  return reply(
    200,
    isAtWork ? { status: 'IN_PROGRESS', message: 'at work' } : { status: 'SUCCEEDED', message: 'done' },
    requestId,
    {},
  );
}

const withId = z.object({ idempotencyId: z.string() });

const idOf = (payload: string): string => {
  try {
    const parsed = withId.safeParse(JSON.parse(payload));
    return parsed.success ? parsed.data.idempotencyId : payload;
  } catch {
    return payload;
  }
};

const reply = (status: number, body: object, requestId: string, headers: Record<string, string>): HttpReply => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers },
  body: JSON.stringify(body),
});
