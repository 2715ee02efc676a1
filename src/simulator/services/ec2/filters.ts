import type { QueryInput } from '../../wire/query.ts';
import { ec2Error } from './errors.ts';
import { fitsWildcard } from './wildcard.ts';

/** How filters read a resource: values by filter name, and its tags for `tag:…` and `tag-key`. */
export type Filterable<S> = {
  values: Record<string, (subject: S) => readonly (string | undefined)[]>;
  tags: (subject: S) => Record<string, string>;
};

/** Reads `Filter.n`; values of one filter are alternatives, filters must all hold, `*` and `?` are wildcards. */
export function readFilters<S>(input: QueryInput, { values, tags }: Filterable<S>): (subject: S) => boolean {
  const readerOf = (name: string): ((subject: S) => readonly (string | undefined)[]) | undefined => {
    if (name === 'tag-key') return (subject) => Object.keys(tags(subject));
    if (name.startsWith('tag:')) return (subject) => [tags(subject)[name.slice(4)]];
    // Any text may come as a name: one that every object has is none of these.
    return Object.hasOwn(values, name) ? values[name] : undefined;
  };
  const filters = input.indexes('Filter').map((index) => {
    const name = input.text(`Filter.${index}.Name`) ?? '';
    const patterns = input.list(`Filter.${index}.Value`);
    const read = readerOf(name);
    if (read === undefined) throw ec2Error('InvalidParameterValue', `The filter '${name}' is invalid`);
    return (subject: S): boolean =>
      read(subject).some((value) => value !== undefined && patterns.some((pattern) => fitsWildcard(value, pattern)));
  });
  return (subject) => filters.every((holds) => holds(subject));
}
