import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const shape = z.object({
  type: z.string(),
  members: z
    .record(
      z.string(),
      z.object({ shape: z.string(), location: z.string().optional(), locationName: z.string().optional() }),
    )
    .optional(),
  required: z.array(z.string()).optional(),
  member: z.object({ shape: z.string() }).optional(),
  key: z.object({ shape: z.string() }).optional(),
  value: z.object({ shape: z.string() }).optional(),
  enum: z.array(z.string()).optional(),
  pattern: z.string().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
  error: z.object({ httpStatusCode: z.number() }).optional(),
});
export type Shape = z.infer<typeof shape>;

const model = z.object({
  operations: z.record(
    z.string(),
    z.object({
      http: z.object({ method: z.string(), requestUri: z.string(), responseCode: z.number().optional() }),
      input: z.object({ shape: z.string() }),
      output: z.object({ shape: z.string() }).optional(),
      errors: z.array(z.object({ shape: z.string() })).optional(),
    }),
  ),
  shapes: z.record(z.string(), shape),
});
export type ApiModel = z.infer<typeof model>;

/** The DRS API model as AWS publishes it with its SDKs. */
export const drsModel: ApiModel = model.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'models', 'drs-service-2.json'), 'utf8')),
);

export function shapeOf(api: ApiModel, name: string): Shape {
  const found = api.shapes[name];
  if (found === undefined) throw new Error(`the model has no shape ${name}`);
  return found;
}

/** Everything in which a value is not of its shape, each with its path. Members that the shape does not have count too. */
export function violations(api: ApiModel, name: string, value: unknown, path = name): string[] {
  const known = shapeOf(api, name);
  const wrong = (what: string): string[] => [`${path}: ${what}, got ${JSON.stringify(value)}`];
  switch (known.type) {
    case 'structure': {
      if (!isRecord(value)) return wrong('must be an object');
      const { members = {}, required = [] } = known;
      const missing = required.filter((one) => value[one] === undefined).map((one) => `${path}.${one}: is missing`);
      const inner = Object.entries(value).flatMap(([key, one]) => {
        const member = members[key];
        return member === undefined
          ? [`${path}.${key}: is no member of ${name}`]
          : violations(api, member.shape, one, `${path}.${key}`);
      });
      return [...missing, ...inner];
    }
    case 'list': {
      if (!Array.isArray(value)) return wrong('must be a list');
      const inner = value.flatMap((one, i) => violations(api, known.member?.shape ?? '', one, `${path}[${i}]`));
      return [...outside(known, value.length, path, 'entries'), ...inner];
    }
    case 'map': {
      if (!isRecord(value)) return wrong('must be a map');
      return Object.entries(value).flatMap(([key, one]) => [
        ...violations(api, known.key?.shape ?? '', key, `${path} key`),
        ...violations(api, known.value?.shape ?? '', one, `${path}.${key}`),
      ]);
    }
    case 'string': {
      if (typeof value !== 'string') return wrong('must be a string');
      const bad = [...outside(known, value.length, path, 'characters')];
      if (known.enum !== undefined && !known.enum.includes(value))
        bad.push(...wrong(`must be one of ${known.enum.join()}`));
      if (known.pattern !== undefined && !new RegExp(`^(?:${known.pattern})$`).test(value))
        bad.push(...wrong(`must match ${known.pattern}`));
      return bad;
    }
    case 'integer':
    case 'long':
      return Number.isInteger(value) ? outside(known, Number(value), path, 'as value') : wrong('must be an integer');
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong('must be true or false');
    default:
      return wrong(`has a type that is not checked: ${known.type}`);
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function outside({ min, max }: Shape, size: number, path: string, what: string): string[] {
  if (min !== undefined && size < min) return [`${path}: at least ${min} ${what}, got ${size}`];
  if (max !== undefined && size > max) return [`${path}: at most ${max} ${what}, got ${size}`];
  return [];
}
