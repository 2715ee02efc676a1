import { expect, test } from 'vitest';
import { drawNight } from './support/draw-night.ts';
import { liveNight } from './support/live-night.ts';
import { createTally } from './support/tally.ts';

/** Nights past those of the swarm that once did not hold, each with what went wrong in it. */
const nights: readonly (readonly [seed: number, what: string])[] = [
  [513, 'a command whose reply was lost is sent again when SSM does not answer the search for it either'],
  [140261, 'a clean-up comes at the hour that a person named, who had kept the instances for good before'],
  [
    140259,
    'a stranger launches servers again before anybody saw ours, under an unknown status: nobody can know that ours came up',
  ],
  [
    141951,
    'our machine sleeps while AWS holds a launch: AWS was made to sleep, too, and its job came too late to be ours',
  ],
  [301509, 'AWS acts on both of two calls whose replies were lost, on the second when the first one’s job is over'],
  [303504, 'a wave is launched again that never was: its first jobs wait for ever, and hold nothing back'],
  [808709, 'after an outage more jobs have ended than one turn settles: the wave of the rest was called timed out'],
  [900584, 'AWS throttles for minutes before a wave: its launch settings were given up, and the wave with them'],
  [
    901360,
    'AWS acts late on a call without an answer, and refuses the next one: what the first made ran on, unwatched',
  ],
  [903044, 'two jobs are made in one second: after a lost reply the job of a run that is over was taken for our own'],
  [908545, 'of what a clean-up left alone somebody names a time again: it was taken for one that comes needlessly'],
  [903383, 'our job comes in the second of a stranger’s that was seen: a later one, alike, was taken for ours'],
  [901512, 'a cancel while a second call sleeps on its claim: what the first call made ran on, unwatched'],
];

test.each(nights)('night %i holds: %s', { timeout: 60_000 }, async (seed) => {
  const { violations } = await liveNight(drawNight(seed), { tally: createTally() });
  expect(violations, `told in full by: npm run simulate -- --seed ${seed}`).toEqual([]);
});
