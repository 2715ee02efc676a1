import { z } from 'zod';

/** Parts of request shapes: lengths, patterns and bounds as the API model (2020-02-26) states them. */
export function text(min: number, max: number, pattern?: string): z.ZodString {
  const bounded = z
    .string({ error: 'must be a string' })
    .min(min, { error: `must have length greater than or equal to ${min}` })
    .max(max, { error: `must have length less than or equal to ${max}` });
  if (pattern === undefined) return bounded;
  return bounded.regex(new RegExp(`^(?:${pattern})$`), {
    error: `must satisfy regular expression pattern: ${pattern}`,
  });
}

export function list<T extends z.ZodType>(member: T, min = 0, max = Number.MAX_SAFE_INTEGER): z.ZodArray<T> {
  return z
    .array(member, { error: 'must be a list' })
    .min(min, { error: `must have length greater than or equal to ${min}` })
    .max(max, { error: `must have length less than or equal to ${max}` });
}

export const whole = (min: number): z.ZodInt =>
  z.int({ error: 'must be an integer' }).min(min, { error: `must be greater than or equal to ${min}` });

export const oneOf = <const V extends readonly [string, ...string[]]>(...values: V) =>
  z.enum(values, { error: `must be one of ${values.join(', ')}` });

export const boolean = z.boolean({ error: 'must be true or false' });
export const tagsMap = z.record(text(0, 256), text(0, 256), { error: 'must be a map of strings' });
export const arn = text(20, 2048, 'arn:.{16,2044}');
export const sourceServerId = text(19, 19, 's-[0-9a-zA-Z]{17}');
export const jobId = text(24, 24, 'drsjob-[0-9a-zA-Z]{17}');
export const recoveryInstanceId = text(10, 19, 'i-[0-9a-fA-F]{8,}');

export const dateTime = text(
  19,
  32,
  '[1-9][0-9]*-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([0-1][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]+)?Z',
).transform((value) => Date.parse(value));
