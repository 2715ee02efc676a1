import type { z } from 'zod';
import type { FaultScope } from '../../faults/faults.ts';
import type { Settings } from '../../settings.ts';
import type { Cell } from '../../world/cell.ts';
import type { World } from '../../world/world.ts';
import { type InvalidField, invalid, uninitialized } from './errors.ts';

/** What an operation works with. Reads use `asOf`, which a stale read sets back; changes use `now`. */
export type DrsContext = {
  world: World;
  cell: Cell;
  settings: Settings;
  now: number;
  asOf: number;
  /** The call as faults see it, for faults that act inside the operation. */
  scope: FaultScope;
};

/** A call before anybody knows whether DRS works in that account and Region. */
export type DrsCall = Omit<DrsContext, 'cell'> & { accountId: string; region: string; cell: Cell | undefined };

/** One DRS operation. */
export type DrsOperation = {
  name: string;
  /** HTTP status of success; 204 has no body. */
  status: 200 | 201 | 202 | 204;
  /** Default `POST /Name`. */
  route?: { method: string; path: string };
  /** Checks the request against the API model and answers; undefined for an empty body. Throws `AwsError`. */
  answer: (call: DrsCall, input: unknown) => object | undefined;
};

/** An operation that needs an initialised Region. */
export type DrsCellOperation = DrsOperation & {
  handle: (context: DrsContext, input: unknown) => object | undefined;
};

export const isInitialized = (cell: Cell | undefined, at: number): cell is Cell =>
  cell?.initializedAt !== undefined && cell.initializedAt <= at;

/** Joins a request shape and its behaviour. */
export function drsOperation<I>(definition: {
  name: string;
  status?: DrsOperation['status'];
  route?: NonNullable<DrsOperation['route']>;
  input: z.ZodType<I>;
  run: (context: DrsContext, input: I) => object | undefined;
}): DrsCellOperation {
  const { name, status = 200, route, input, run } = definition;
  const handle = (context: DrsContext, body: unknown): object | undefined => run(context, parseRequest(input, body));
  return {
    name,
    status,
    ...(route === undefined ? {} : { route }),
    handle,
    answer(call, body) {
      const { cell } = call;
      if (!isInitialized(cell, call.now)) throw uninitialized(call.accountId, call.region);
      return handle({ ...call, cell }, body);
    },
  };
}

/** Throws ValidationException. */
export function parseRequest<I>(shape: z.ZodType<I>, body: unknown): I {
  const parsed = shape.safeParse(body);
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  return parsed.data;
}

/** AWS lists the fields and repeats them in the message. */
function invalidInput(issues: readonly { path: readonly PropertyKey[]; message: string }[]): Error {
  const fields: InvalidField[] = issues.map(({ path, message }) => ({
    name: path.length === 0 ? 'body' : path.map(String).join('.'),
    message,
  }));
  const list = fields.map(({ name, message }) => `'${name}' ${message}`).join('; ');
  const plural = fields.length === 1 ? 'error' : 'errors';
  return invalid(`${fields.length} validation ${plural} detected: ${list}`, 'fieldValidationFailed', fields);
}
