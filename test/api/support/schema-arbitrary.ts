/** Values that a JSON Schema of our OpenAPI document allows, and some that it does not, for fast-check. */
import fc from 'fast-check';
import { z } from 'zod';

type Schema = Readonly<Record<string, unknown>>;
type Definitions = Readonly<Record<string, unknown>>;

const schemaOf = (value: unknown): Schema => z.record(z.string(), z.unknown()).parse(value);
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const textsOf = (value: unknown): readonly string[] => z.array(z.string()).catch([]).parse(value);
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Allowed values, mostly; now and then anything at all. */
export const nearly = (schema: unknown, definitions: Definitions): fc.Arbitrary<unknown> =>
  fc.oneof(
    { arbitrary: allowed(schema, definitions), weight: 8 },
    { arbitrary: fc.jsonValue({ maxDepth: 2 }), weight: 1 },
  );

export function allowed(input: unknown, definitions: Definitions): fc.Arbitrary<unknown> {
  const schema = schemaOf(input);
  if (typeof schema['$ref'] === 'string') {
    return allowed(definitions[schema['$ref'].split('/').at(-1) ?? ''], definitions);
  }
  const alternatives = listOf(schema['anyOf'] ?? schema['oneOf']);
  if (alternatives.length > 0) return fc.oneof(...alternatives.map((each) => allowed(each, definitions)));
  if (schema['allOf'] !== undefined) return allowed(listOf(schema['allOf'])[0], definitions);
  if ('const' in schema) return fc.constant(schema['const']);
  if (Array.isArray(schema['enum'])) return fc.constantFrom(...schema['enum']);
  return byType(schema, definitions);
}

function byType(schema: Schema, definitions: Definitions): fc.Arbitrary<unknown> {
  switch (schema['type']) {
    case 'string':
      return texts(schema);
    case 'integer':
    case 'number':
      return wholeNumbers(schema);
    case 'boolean':
      return fc.boolean();
    case 'array':
      return fc.array(nearly(schema['items'] ?? {}, definitions), {
        minLength: numberOf(schema['minItems']) ?? 0,
        maxLength: Math.min(numberOf(schema['maxItems']) ?? 3, (numberOf(schema['minItems']) ?? 0) + 3),
      });
    case 'object':
      return mappings(schema, definitions);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function texts(schema: Schema): fc.Arbitrary<string> {
  const minLength = numberOf(schema['minLength']) ?? 0;
  const maxLength = numberOf(schema['maxLength']) ?? 40;
  const free = fc.string({ minLength, maxLength: Math.min(maxLength, minLength + 40), unit: 'grapheme' });
  if (schema['format'] === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  const { pattern } = schema;
  // Negated Unicode classes are more than fast-check makes; nearly every free text fits them.
  if (typeof pattern !== 'string' || pattern.includes('\\p')) return free;
  return fc.oneof({ arbitrary: fc.stringMatching(new RegExp(pattern)), weight: 6 }, { arbitrary: free, weight: 1 });
}

function wholeNumbers(schema: Schema): fc.Arbitrary<number> {
  const above = numberOf(schema['exclusiveMinimum']);
  const least = numberOf(schema['minimum']) ?? (above === undefined ? -10 : above + 1);
  const most = Math.min(numberOf(schema['maximum']) ?? 1_000_000, 1_000_000);
  return fc.oneof(fc.integer({ min: least, max: Math.max(least, Math.min(most, least + 5)) }), fc.integer());
}

function mappings(schema: Schema, definitions: Definitions): fc.Arbitrary<unknown> {
  const properties = Object.entries(schemaOf(schema['properties'] ?? {}));
  const required = new Set(textsOf(schema['required']));
  const members = Object.fromEntries(properties.map(([name, member]) => [name, nearly(member, definitions)]));
  const known = fc.record(members, {
    requiredKeys: properties.map(([name]) => name).filter((name) => required.has(name)),
  });
  const extra = schema['additionalProperties'];
  if (typeof extra !== 'object' || extra === null) return known;
  const further = fc.dictionary(fc.string({ maxLength: 10 }), nearly(extra, definitions), { maxKeys: 3 });
  return fc.tuple(known, further).map(([one, other]) => ({ ...other, ...one }));
}
