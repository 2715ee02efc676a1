import type { z } from 'zod';

/** Input to the control endpoint or to the in-process API that makes no sense; the message names the field. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
}

/** Parses or throws `InvalidInput` with one message about the first bad field. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const unknownKey = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const path = [...(issue?.path ?? []), ...(unknownKey === undefined ? [] : [unknownKey])];
  const field = path.length === 0 ? 'body' : path.join('.');
  throw new InvalidInput(`${field}: ${unknownKey === undefined ? issue?.message : 'is not a known field'}`);
}
