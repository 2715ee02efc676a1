import type { z } from 'zod';
import type { FaultScope } from '../../faults/faults.ts';
import type { Settings } from '../../settings.ts';
import type { Cell } from '../../world/cell.ts';
import type { World } from '../../world/world.ts';
import { type InvalidField, invalid } from './errors.ts';

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

/** One DRS operation, `POST /Name`. */
export type DrsOperation = {
  name: string;
  /** HTTP status of success. */
  status: 200 | 202;
  /** Checks the request body against the API model and answers; throws `AwsError`. */
  handle: (context: DrsContext, body: unknown) => object;
};

/** Joins a request shape and its behaviour. */
export function drsOperation<I>(definition: {
  name: string;
  status?: 200 | 202;
  input: z.ZodType<I>;
  run: (context: DrsContext, input: I) => object;
}): DrsOperation {
  const { name, status = 200, input, run } = definition;
  return {
    name,
    status,
    handle(context, body) {
      const parsed = input.safeParse(body);
      if (!parsed.success) throw invalidInput(parsed.error.issues);
      return run(context, parsed.data);
    },
  };
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
