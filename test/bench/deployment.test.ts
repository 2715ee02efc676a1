/** What the bench judges of what is deployed. */
import { expect, it } from 'vitest';
import { findWorse } from '../../tools/bench/baseline.ts';
import { measuresOf } from '../../tools/bench/measures.ts';

const park = { name: 'park', callsAws: false, megabytes: 1, importMilliseconds: 300, importCpuMilliseconds: 140 };
const poll = { name: 'poll', callsAws: true, megabytes: 1.7, importMilliseconds: 200, importCpuMilliseconds: 230 };
/** On a machine that is half as fast. */
const slow = (figures: typeof park) => ({
  ...figures,
  importMilliseconds: figures.importMilliseconds * 2,
  importCpuMilliseconds: figures.importCpuMilliseconds * 2,
});
const clientsAlone = { importMilliseconds: 100, importCpuMilliseconds: 80 };
const deployment = { synthSeconds: 50, synthCpuSeconds: 20, bundleMegabytes: 2, functions: [park, poll], clientsAlone };

const worseOf = (changes: Partial<typeof deployment>) =>
  findWorse(measuresOf({ commit: 'c', node: 'n', seed: 1, runs: 1, deployment: { ...deployment, ...changes } }), []);

it('a load is judged beside that of a client of the SDK, by the clock or by CPU, and the fastest of a kind counts', () => {
  expect(
    worseOf({
      clientsAlone: { importMilliseconds: 200, importCpuMilliseconds: 160 },
      functions: [slow(park), slow(poll)],
    }),
  ).toEqual([]);
  expect(worseOf({})).toEqual([]);
  expect(worseOf({ functions: [{ ...park, name: 'find', importCpuMilliseconds: 180 }, park, poll] })).toEqual([]);
});

it.each([
  {
    what: 'a bundle that is too large',
    changes: { functions: [{ ...park, megabytes: 1.6 }, poll] },
    worse: 'park: bundle, MB: 1.6, and the target is 1.5',
  },
  {
    what: 'a bundle with the clients that is too large',
    changes: { functions: [park, { ...poll, megabytes: 2.6 }] },
    worse: 'poll: bundle, MB: 2.6, and the target is 2.5',
  },
  {
    what: 'a slow load',
    changes: { functions: [{ ...park, importCpuMilliseconds: 240 }, poll] },
    worse: 'import without the clients of DRS and EC2 ÷ import of clients alone: 3, and the target is 2.6',
  },
  {
    what: 'a slow load with the clients',
    changes: { functions: [park, { ...poll, importMilliseconds: 380, importCpuMilliseconds: 320 }] },
    worse: 'import with the clients of DRS and EC2 ÷ import of clients alone: 3.8, and the target is 3.6',
  },
  {
    what: 'templates that take too long',
    changes: { synthSeconds: 40, synthCpuSeconds: 31 },
    worse: 'templates written, s: 31, and the target is 30',
  },
])('$what misses its target', ({ changes, worse }) => {
  expect(worseOf(changes)).toEqual([worse]);
});
