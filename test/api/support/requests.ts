/** Requests as our OpenAPI document describes them, for fast-check. */
import fc from 'fast-check';
import type { Operation, readOpenApi } from './open-api.ts';
import { allowed, nearly } from './schema-arbitrary.ts';

type OpenApi = Pick<ReturnType<typeof readOpenApi>, 'operations' | 'definitions'>;

/** What there is, by the names of parameters and fields. */
export type Known = Readonly<Record<string, readonly unknown[]>>;

export interface Sent {
  readonly operation: Operation;
  readonly path: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, unknown>>;
  readonly key: string | undefined;
  readonly body: unknown;
}

/** Requests to every operation: mostly well formed, about what there is; now and then not. */
export const requestsOf = ({ operations, definitions }: OpenApi, known: Known): fc.Arbitrary<Sent> =>
  fc.constantFrom(...operations).chain((operation) => {
    const of = (place: string) => operation.parameters.filter((parameter) => parameter.in === place);
    const values = (name: string, schema: unknown) =>
      known[name] === undefined
        ? nearly(schema, definitions)
        : fc.oneof(
            { arbitrary: fc.constantFrom(...known[name]), weight: 5 },
            { arbitrary: nearly(schema, definitions), weight: 1 },
          );
    const record = (place: string) =>
      fc.record(Object.fromEntries(of(place).map(({ name, schema }) => [name, values(name, schema)])), {
        requiredKeys: of(place).flatMap(({ name, required }) => (required === true ? [name] : [])),
      });
    const content = operation.requestBody?.content['application/json'];
    return fc.record({
      operation: fc.constant(operation),
      path: record('path').map((values) =>
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)])),
      ),
      query: record('query'),
      key:
        of('header').length > 0
          ? fc.option(fc.stringMatching(/^[a-c]{1,2}$/), { nil: undefined })
          : fc.constant(undefined),
      body: content === undefined ? fc.constant(undefined) : withKnown(allowed(content.schema, definitions), known),
    });
  });

/** Bodies name things that there are, more often than not: fields of these names get these values, at any depth. */
const withKnown = (bodies: fc.Arbitrary<unknown>, known: Known) =>
  fc.tuple(bodies, fc.nat(), fc.boolean()).map(([body, pick, real]) => (real ? filled(body, known, pick) : body));

const filled = (part: unknown, known: Known, pick: number): unknown => {
  if (Array.isArray(part)) return part.map((each) => filled(each, known, pick));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([name, value]) => {
      const values = known[name];
      return [name, values === undefined ? filled(value, known, pick) : values[pick % values.length]];
    }),
  );
};

/** Whatever was drawn, also what has no text of its own. */
const textOf = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);

export const requestOf = (
  { operation, path, query, key, body }: Sent,
  baseUrl: string,
  headers: Readonly<Record<string, string>> = {},
): Request => {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
  const search = new URLSearchParams(
    Object.entries(query).map(([name, value]): [string, string] => [name, textOf(value)]),
  );
  return new Request(`${baseUrl}${filled}?${search.toString()}`, {
    method: operation.method,
    headers: {
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
};
