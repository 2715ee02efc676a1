import { z } from 'zod';
import { ownedByDrs } from '../domain/launch-fields-of-drs.ts';
import { limits } from '../domain/limits.ts';
import type { FieldError } from '../domain/model/plan-file.ts';
import { countOf } from '../domain/names.ts';
import { nearestName } from './nearest-name.ts';

type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly errors: readonly FieldError[] };

/** Parses input from outside; what is wrong with it is told in a person's words, field by field, all at once. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): Parsed<z.output<Schema>> {
  const parsed = schema.safeParse(input, { error: describeIssue });
  return parsed.success
    ? { ok: true, value: parsed.data }
    : { ok: false, errors: fieldErrors(withAbsent(parsed.error.issues, input), schema) };
}

/** A parameter that zod reads as a number is none to it (NaN) when nothing came: only the input shows that. */
const withAbsent = (issues: readonly z.core.$ZodIssue[], input: unknown): readonly z.core.$ZodIssue[] =>
  issues.map((issue) => {
    const [name, ...rest] = issue.path;
    const isAbsent =
      issue.code === 'invalid_type' &&
      name !== undefined &&
      rest.length === 0 &&
      typeof input === 'object' &&
      input !== null &&
      !Object.hasOwn(input, name);
    return isAbsent ? { ...issue, message: required } : issue;
  });

/** The schema names the fields that an unknown one may have been meant to be. */
function fieldErrors(issues: readonly z.core.$ZodIssue[], schema: z.core.$ZodType): readonly FieldError[] {
  const errors = issues.flatMap((issue) => errorsOf(issue, [], schema));
  // A required field with a typing error in its name is one error, not two.
  const meant = new Set(
    errors.flatMap(({ meantPath }) => (meantPath === undefined ? [] : [JSON.stringify(meantPath)])),
  );
  return errors
    .filter(({ path, message }) => message !== required || !meant.has(JSON.stringify(path)))
    .map(({ path, message }) => ({ path, message }));
}

const required = 'is required';

/** `meantPath`: the known field that an unknown one seems to be. */
type Finding = FieldError & { readonly meantPath?: FieldError['path'] };

function errorsOf(
  issue: z.core.$ZodIssue,
  before: readonly PropertyKey[],
  schema: z.core.$ZodType,
): readonly Finding[] {
  const path = [...before, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return unknownFieldErrors(issue.keys, path, schema);
  }
  if (issue.code === 'invalid_union') {
    const branch = meantBranch(issue.errors);
    if (branch !== undefined) return branch.flatMap((inner) => errorsOf(inner, path, schema));
    const unknown = unknownToAll(issue.errors);
    if (unknown.length > 0) return unknownFieldErrors(unknown, path, schema);
  }
  return [{ path: plain(path), message: issue.message }];
}

const plain = (path: readonly PropertyKey[]): (string | number)[] =>
  path.map((part) => (typeof part === 'symbol' ? String(part) : part));

function unknownFieldErrors(
  keys: readonly string[],
  path: readonly PropertyKey[],
  schema: z.core.$ZodType,
): readonly Finding[] {
  const known = fieldNamesAt(schema, path);
  const more = keys.length - limits.unknownFieldsTold;
  const rest = more > 0 ? [{ path: plain(path), message: `and ${countOf(more, 'more unknown field')}` }] : [];
  const told = keys.slice(0, limits.unknownFieldsTold).map((key): Finding => {
    // Known of another kind: then a name like it is no typing error.
    const isKnownElsewhere = known.includes(key);
    const nearest = isKnownElsewhere ? undefined : nearestName(key, known);
    const at = { path: [...plain(path), key] };
    const whose = ownedByDrs(plain(path), key);
    if (whose !== undefined) return { ...at, message: whose };
    if (isKnownElsewhere) return { ...at, message: `"${key}" is a field of another kind, not of this one` };
    if (nearest === undefined) return { ...at, message: `unknown field "${key}"${knownText(known)}` };
    const meantPath = [...plain(path), nearest];
    return { ...at, meantPath, message: `unknown field "${key}"; did you mean "${nearest}"?` };
  });
  return [...told, ...rest];
}

const knownText = (known: readonly string[]): string =>
  known.length === 0 ? '' : `; known are ${[...new Set(known)].join(', ')}`;

/** The one alternative whose fields were given, so that its own errors are told and not the other alternatives'. */
function meantBranch(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] | undefined {
  const unknown = new Set(unknownToAll(branches));
  const isOwn = (issue: z.core.$ZodIssue): boolean =>
    issue.path.length > 0 || (issue.code === 'unrecognized_keys' && issue.keys.every((key) => unknown.has(key)));
  const own = branches.filter((issues) => issues.some((issue) => issue.path.length > 0) && issues.every(isOwn));
  return own.length === 1 ? own[0] : undefined;
}

/** Fields that no alternative knows. */
function unknownToAll(branches: readonly (readonly z.core.$ZodIssue[])[]): readonly string[] {
  const [first, ...others] = branches.map(
    (issues) =>
      new Set(
        issues.flatMap((issue) => (issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [])),
      ),
  );
  return [...(first ?? [])].filter((key) => others.every((keys) => keys.has(key)));
}

/** The fields that the schema knows at this path, through lists, options and alternatives. */
function fieldNamesAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) return fieldNamesAt(schema.unwrap(), path);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => fieldNamesAt(option, path));
  const [first, ...rest] = path;
  if (schema instanceof z.ZodArray) return fieldNamesAt(schema.element, rest);
  if (!(schema instanceof z.ZodObject)) return [];
  if (first === undefined) return Object.keys(schema.shape);
  const field = schema.shape[String(first)];
  return field === undefined ? [] : fieldNamesAt(field, rest);
}

const kinds: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping',
  record: 'a mapping',
};

/** Our words where zod's are for programmers; zod's own, or the schema's, everywhere else. */
function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return describeType(issue.expected, issue.input);
  if (issue.input === undefined) return required;
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => message).join('; ');
  if (issue.code === 'invalid_union' && 'options' in issue && Array.isArray(issue.options)) {
    return issue.input === undefined ? required : `must be ${issue.options.map(String).join(' or ')}`;
  }
  if (issue.code === 'invalid_value') return `must be ${issue.values.map(String).join(' or ')}`;
  if (typeof issue.input !== 'number') return undefined;
  if (issue.code === 'too_small') return `must be at least ${issue.minimum}`;
  return issue.code === 'too_big' ? `must be at most ${issue.maximum}` : undefined;
}

/** What is expected, and what came. */
function describeType(expected: string, input: unknown): string {
  if (input === undefined) return required;
  const wanted = kinds[expected] ?? expected;
  const came = expected === 'int' && typeof input === 'number' ? undefined : kindOf(input);
  // YAML reads 012345678901 and yes as a number and a truth value.
  const unquoted = expected === 'string' && (typeof input === 'number' || typeof input === 'boolean');
  return `must be ${wanted}${came === undefined ? '' : `, not ${came}`}${unquoted ? ': put it in quotes' : ''}`;
}

/** Undefined: text that was to be read as something else, which no word says. */
function kindOf(input: unknown): string | undefined {
  if (input === null) return 'null';
  if (Array.isArray(input)) return kinds['array'];
  return Number.isNaN(input) ? undefined : kinds[typeof input];
}
