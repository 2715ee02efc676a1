/** What somebody who means harm sends in the place of a value. */
import fc from 'fast-check';

/** `BREAKWATER_SEED=7 npx vitest run test/fuzz` begins elsewhere. */
export const seed = Number(process.env['BREAKWATER_SEED'] ?? 20261120);

const texts: readonly string[] = [
  '',
  '\u0000',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  '../../../../etc/passwd',
  '..%2f..%2f..%2fetc%2fpasswd',
  '%00',
  '%ZZ',
  '\ud800',
  '\u202e\u200b',
  "'; DROP TABLE items; --",
  ['$', '{jndi:ldap://127.0.0.1/x}'].join(''),
  '<script>alert(1)</script>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>&e;',
  'a'.repeat(70_000),
  '(a+)+$'.repeat(500),
  '#'.repeat(3000),
  'execution#exec-1',
  '1e400',
  '-0',
  '9'.repeat(400),
];

/** Nested so deep that a careless walk over it runs out of stack. */
const deep = (levels: number): unknown => JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

export const hostileText = fc.oneof(
  { arbitrary: fc.constantFrom(...texts), weight: 4 },
  fc.string({ unit: 'binary', maxLength: 60 }),
);

export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, -1, 0, 1e308, 2 ** 53, 0.1),
  fc.constantFrom<unknown>(
    [],
    {},
    deep(3000),
    Array.from({ length: 5000 }, () => 'x'),
  ),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}')),
  fc.jsonValue({ maxDepth: 3 }),
);

/** One place of a value, somewhere in it, becomes hostile; or it gets a hostile member more. */
export const spoiled = (value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(value, hostileValue, hostileText, fc.array(fc.nat(20), { maxLength: 6 }), fc.boolean())
    .map(([whole, hostile, name, path, adds]) => spoilAt(whole, hostile, name, path, adds));

const spoilAt = (part: unknown, hostile: unknown, name: string, path: readonly number[], adds: boolean): unknown => {
  const [step, ...rest] = path;
  if (Array.isArray(part) && part.length > 0 && step !== undefined) {
    return part.with(step % part.length, spoilAt(part[step % part.length], hostile, name, rest, adds));
  }
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return hostile;
  const entries = Object.entries(part);
  if (adds && rest.length === 0) return Object.fromEntries([...entries, [name, hostile]]);
  if (step === undefined || entries.length === 0) return hostile;
  return Object.fromEntries(
    entries.map(([key, value], index) => [
      key,
      index === step % entries.length ? spoilAt(value, hostile, name, rest, adds) : value,
    ]),
  );
};
