/** Draws from a seed (mulberry32): the same seed, the same draws. */
export interface Dice {
  below(limit: number): number;
  /** Both included. */
  between(low: number, high: number): number;
  chance(percent: number): boolean;
  oneOf<T>(all: readonly [T, ...T[]]): T;
  /** So many of them, in an order of their own. */
  some<T>(all: readonly T[], count: number): T[];
}

export const createDice = (seed: number): Dice => {
  let state = seed >>> 0;
  const below = (limit: number): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (percent) => below(100) < percent,
    oneOf: (all) => all[below(all.length)] ?? all[0],
    some: (all, count) => {
      const left = [...all];
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)).flat();
    },
  };
};
