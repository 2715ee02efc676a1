/** What a store keeps of a value: a member that is `undefined` is gone when it is read again, or refused when it is saved. */

/** The paths of what no store keeps. */
export const notKeptIn = (value: unknown, path: string): readonly string[] => {
  if (value === undefined) return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => notKeptIn(part, `${path}.${name}`));
};
