/** What held since when (epoch ms), oldest first. Times never go back, so that a past moment can still be read off. */
export type History<T> = { since: number; value: T }[];

/** The value that held at a time; undefined before the first one. */
export function valueAt<T>(history: History<T> | undefined, at: number): T | undefined {
  return history?.findLast((one) => one.since <= at)?.value;
}
