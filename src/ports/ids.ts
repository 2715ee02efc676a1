/** The only source of randomness. */
export interface Ids {
  /** A new id that begins with the prefix and a hyphen, unique and hard to guess, sorted by time of making. */
  next(prefix: string): string;
}
