/** The same object without the members that are undefined: what AWS leaves out, we leave out. */
export type Present<T> = {
  [Key in keyof T as undefined extends T[Key] ? never : Key]: T[Key];
} & {
  [Key in keyof T as undefined extends T[Key] ? Key : never]?: Exclude<T[Key], undefined>;
};

export function present<T extends object>(members: T): Present<T> {
  const entries: Iterable<readonly unknown[]> = Object.entries(members).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries);
}
