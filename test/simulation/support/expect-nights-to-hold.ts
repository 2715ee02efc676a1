import { expect } from 'vitest';
import { drawNight } from './draw-night.ts';
import { unmetIn } from './expected-of-nights.ts';
import { liveNight } from './live-night.ts';
import { createTally } from './tally.ts';

/** Lives through the nights of these seeds: none shows a violation, and together they meet everything there is to meet. */
export const expectNightsToHold = async (first: number, last: number): Promise<void> => {
  const tally = createTally();
  for (let seed = first; seed <= last; seed += 1) {
    const { violations } = await liveNight(drawNight(seed), { tally });
    expect(violations, `told in full by: npm run simulate -- --seed ${seed}`).toEqual([]);
  }
  expect(unmetIn(tally), 'faults, acts and statuses that no night met').toEqual([]);
};
