/** I7 in nights that are drawn; `npm run simulate` lives such twins beside one night in 30. */
import { expect, test } from 'vitest';
import { liveTwin } from './support/live-twin.ts';
import { createTally } from './support/tally.ts';

const TWINS = 24;

test('killed at drawn points, runs of drawn plans end as if nobody had died, and DRS has the same jobs', {
  timeout: 600_000,
}, async () => {
  const tally = createTally();
  for (let seed = 1; seed <= TWINS; seed += 1) {
    const { violations } = await liveTwin(seed, { tally });
    expect(violations, `the twin of seed ${seed}`).toEqual([]);
  }
  const met = (name: string): number => tally.counts.get(`twin ${name}`) ?? 0;
  expect(met('killed and compared')).toBe(TWINS);
  const unmet = [
    ...['before', 'after'].flatMap((when) => [`crash ${when} a store write`, `crash ${when} an AWS call`]),
    ...['COMPLETED', 'PARTIAL', 'FAILED', 'CANCELLED'].map((status) => `ended ${status}`),
    'ended clean-up COMPLETED',
    'ended clean-up by itself COMPLETED',
  ].filter((name) => met(name) === 0);
  expect(unmet, 'deaths and ends that no twin met').toEqual([]);
});
