import type { Ids } from '../../src/ports/ids.ts';

/**
 * Ids that are the same in every run with the same seed: `exec-000001-5f3a9c1e`. A count sorts them by time of making;
 * the rest tells apart those of two seeds.
 */
export function createSeededIds(seed: number): Ids {
  const random = mulberry32(seed);
  let count = 0;
  return {
    next(prefix) {
      count += 1;
      return `${prefix}-${String(count).padStart(6, '0')}-${random().toString(16).padStart(8, '0')}`;
    },
  };
}

/** The mulberry32 generator: 32 bits a call. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}
