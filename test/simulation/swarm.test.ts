import { expect, test } from 'vitest';
import { drawNight } from './support/draw-night.ts';
import { expectNightsToHold } from './support/expect-nights-to-hold.ts';
import { liveNight } from './support/live-night.ts';
import { violationsOf } from './support/shrink.ts';
import { createTally } from './support/tally.ts';

// Nights 251 to 500 are in a file of their own, for the other core. Ten thousand: npm run simulate -- --seeds 10000
test(
  'every invariant holds at every write of nights 1 to 250 under faults, and then everything ends',
  {
    timeout: 600_000,
  },
  () => expectNightsToHold(1, 250),
);

test('the same seed gives the same night, line by line', async () => {
  const tellingOf = async (seed: number): Promise<readonly string[]> => {
    const lines: string[] = [];
    await liveNight(drawNight(seed), { tally: createTally(), tell: (line) => void lines.push(line) });
    return lines;
  };
  for (const seed of [3, 13, 53]) {
    const first = await tellingOf(seed);
    expect(first.length).toBeGreaterThan(20);
    expect(await tellingOf(seed)).toEqual(first);
  }
});

test('a night that throws is shown as one that did not hold', async () => {
  const night = drawNight(1);
  const impossible = { ...night, plans: night.plans.map((plan) => ({ ...plan, waves: [] })) };
  expect((await violationsOf(impossible))[0]).toMatch(/^thrown: /);
});
