import type { Failure } from '../../../src/api/exchange.ts';
import type { FieldError } from '../../../src/domain/model/plan-file.ts';

type Path = FieldError['path'];

const startsWith = (path: Path, start: Path): boolean => start.every((part, index) => path[index] === part);

/** What is wrong at a field or inside it, as a text for that field; undefined when nothing is. */
export function errorAt(errors: readonly FieldError[], ...field: Path): string | undefined {
  const messages = errors.filter(({ path }) => startsWith(path, field)).map(({ message }) => message);
  return messages.length === 0 ? undefined : [...new Set(messages)].join('; ');
}

/** What is wrong with the thing itself, and not with one of its fields. */
export const errorOnlyAt = (errors: readonly FieldError[], ...thing: Path): string | undefined =>
  errorAt(
    errors.filter(({ path }) => path.length === thing.length),
    ...thing,
  );

/** What a save was refused for, as far as it belongs to a field. */
export function refusedFields(failure: Failure | undefined, nameField: string): readonly FieldError[] {
  if (failure?.kind !== 'problem') return [];
  const { code, detail, errors = [] } = failure.problem;
  return code === 'NAME_TAKEN' ? [{ path: [nameField], message: detail }] : errors;
}

/** Without those that an untouched form has, too: nobody is told off for what they have not come to yet. */
export function errorsBeside(errors: readonly FieldError[], untouched: readonly FieldError[]): readonly FieldError[] {
  const known = new Set(untouched.map((error) => JSON.stringify(error)));
  return errors.filter((error) => !known.has(JSON.stringify(error)));
}
