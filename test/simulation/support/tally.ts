/** Counts what was tried: by name, over all nights. */
export interface Tally {
  count(name: string, times?: number): void;
  readonly counts: ReadonlyMap<string, number>;
}

export const createTally = (): Tally => {
  const counts = new Map<string, number>();
  return {
    counts,
    count: (name, times = 1) => void counts.set(name, (counts.get(name) ?? 0) + times),
  };
};
