import type { z } from 'zod';
import { AwsError } from '../wire/aws-error.ts';
import type { Caller } from '../wire/caller.ts';
import { type Call, type HttpReply, notImplemented, type Service } from '../wire/service.ts';

/** An operation of a JSON 1.1 service: `x-amz-target` names it. */
export type JsonOperation = { name: string; run: (call: Call, body: unknown) => object };

/** JSON in, JSON out, the operation in `x-amz-target`. */
export function jsonService(parts: {
  name: Service['name'];
  /** Before the operation's name in `x-amz-target`. */
  target: string;
  operations: readonly JsonOperation[];
}): Service {
  const { name, target, operations } = parts;
  return {
    name,
    operations: operations.map((operation) => operation.name),
    errors: commonErrors(name),
    bind({ target: asked, method, path, body }) {
      const operation = operations.find((one) => asked === `${target}${one.name}`);
      const what = asked?.startsWith(target) === true ? asked.slice(target.length) : `${method} ${path}`;
      if (operation === undefined) {
        throw new AwsError(notImplemented, 501, `The simulator does not model the operation ${name}:${what}`);
      }
      return { name: operation.name, run: (call) => reply(200, operation.run(call, readJson(body)), call.requestId) };
    },
    writeError: (error, requestId) =>
      reply(error.status, { __type: error.code, message: error.message }, requestId, error.code),
  };
}

/** AWS's words before an operation runs. */
export const commonErrors = (name: string): Service['errors'] => ({
  throttled: () => new AwsError('ThrottlingException', 400, 'Rate exceeded'),
  internal: () => new AwsError('InternalServerError', 500, 'An error occurred on the server side.'),
  accessDenied: (caller: Caller, operation: string, message: string | undefined) => {
    const text = `User: ${caller.arn} is not authorized to perform: ${name}:${operation}`;
    return new AwsError('AccessDeniedException', 400, message ?? text);
  },
  expiredToken: () =>
    new AwsError('ExpiredTokenException', 400, 'The security token included in the request is expired'),
});

export function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new AwsError('SerializationException', 400, 'The request body is not JSON');
  }
}

/** Throws a ValidationException that names the field. */
export function parse<T>(shape: z.ZodType<T>, body: unknown): T {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new AwsError('ValidationException', 400, `Invalid input: ${issue?.path.join('.')} ${issue?.message}`);
}

const reply = (status: number, body: object, requestId: string, error?: string): HttpReply => ({
  status,
  headers: {
    'content-type': 'application/x-amz-json-1.1',
    'x-amzn-requestid': requestId,
    ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
  },
  body: JSON.stringify(body),
});
