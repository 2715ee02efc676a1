/** What the bench judges and prints of large plans. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { findWorse, readBaseline } from '../../tools/bench/baseline.ts';
import { dependenciesOf } from '../../tools/bench/bench-world.ts';
import { measuresOf } from '../../tools/bench/measures.ts';
import { memoryRuns, quotaRuns } from '../../tools/bench/parts.ts';
import { predecessorServers } from '../../tools/bench/published.ts';
import { type LargeRow, largeTable } from '../../tools/bench/tables.ts';
import { startFlags } from '../../tools/start-flags.ts';

const row: LargeRow = {
  label: '40 × 100, all at once',
  targetMegabytes: 400,
  figures: {
    executionSeconds: 1020,
    boundSeconds: 1000,
    jobs: 40,
    servers: 4000,
    calls: 1400,
    peakMegabytes: 380,
    cpuSeconds: 9,
    wallSeconds: 20,
  },
};
const report = { commit: '', node: '', seed: 1, runs: 1 };
const worseOf = (changes: Partial<LargeRow['figures']>) =>
  findWorse(measuresOf({ ...report, quotas: [{ ...row, figures: { ...row.figures, ...changes } }] }), []);

it.each([
  { what: 'as wanted', changes: {}, worse: [] },
  {
    what: 'of too much memory',
    changes: { peakMegabytes: 401 },
    worse: ['40 × 100, all at once: peak memory, MB: 401, and the target is 400'],
  },
  {
    what: 'slower than the quotas and the chain of jobs allow',
    changes: { executionSeconds: 1060 },
    worse: ['40 × 100, all at once: ÷ least possible: 1.06, and the target is 1.05'],
  },
  {
    what: 'of too much CPU',
    changes: { cpuSeconds: 61 },
    worse: ['40 × 100, all at once: CPU, s: 61, and the target is 60'],
  },
])('a large plan that is $what', ({ changes, worse }) => {
  expect(worseOf(changes)).toEqual(worse);
});

it('memory is judged with the flags that Breakwater is started with, and with no others', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const started = `node ${startFlags.join(' ')} --disable-warning=ExperimentalWarning`;
  expect(scripts.start).toBe(`${started} src/entry/local.ts`);
  expect(readFileSync('breakwater', 'utf8')).toContain(`${started.replace('node', 'node"')} "$home/src/entry/cli.ts"`);
  expect(quotaRuns.map(({ nodeOptions }) => nodeOptions)).toEqual(quotaRuns.map(() => startFlags));
});

it('both sizes are judged one after the other, in chains beside each other, and all at once', () => {
  const ordersOf = (waves: number) => quotaRuns.filter(({ shape }) => shape.waves === waves);
  expect(ordersOf(10).map(({ shape }) => shape.order)).toEqual(['chain', 'four chains', 'eight chains', 'independent']);
  expect(ordersOf(10).map(({ targetMegabytes }) => targetMegabytes)).toEqual([300, 300, 300, 300]);
  expect(ordersOf(40).map(({ shape }) => shape.order)).toEqual(['chain', 'eight chains', 'independent']);
  expect(ordersOf(40).map(({ targetMegabytes }) => targetMegabytes)).toEqual([400, 400, 400]);
});

it.each([
  { order: 'chain', waits: [[], [0], [1], [2], [3], [4], [5], [6], [7], [8]] },
  { order: 'four chains', waits: [[], [], [], [], [0], [1], [2], [3], [4], [5]] },
  { order: 'eight chains', waits: [[], [], [], [], [], [], [], [], [0], [1]] },
  { order: 'independent', waits: [[], [], [], [], [], [], [], [], [], []] },
] as const)('ten waves, $order', ({ order, waits }) => {
  expect(waits.map((_, wave) => dependenciesOf(order, wave))).toEqual(waits);
});

it('what each costs in time, memory and CPU is kept: a figure that is no longer measured is missed', () => {
  const kept = new Set(readBaseline().measures.map(({ name }) => name));
  const names = quotaRuns.flatMap(({ label }) => [
    `${label}: ÷ least possible`,
    `${label}: peak memory, MB`,
    `${label}: CPU, s`,
  ]);
  expect(names.filter((name) => !kept.has(name))).toEqual([]);
});

it('memory with other flags is a figure, and misses its target in the table alone', () => {
  const large = memoryRuns.map(({ label, targetMegabytes }) => ({
    label,
    targetMegabytes,
    figures: { ...row.figures, peakMegabytes: 470 },
  }));
  const measures = measuresOf({ ...report, large });
  expect(measures.map(({ name, value }) => ({ name, value }))).toEqual(
    memoryRuns.map(({ label }) => ({ name: `${label}: peak memory, MB`, value: 470 })),
  );
  expect(findWorse(measures, [])).toEqual([]);
  expect(largeTable(large).match(/≤ [34]00 MISSED/g)).toEqual(['≤ 300 MISSED', '≤ 400 MISSED']);
});

it('the table has how many servers a plan of the predecessor may have, and why', () => {
  const lines = largeTable([row]).split('\n');
  expect(predecessorServers).toEqual({ from: 400, to: 500, limit: 'then its state outgrows 256 KiB' });
  expect(lines.find((line) => line.includes('the predecessor'))).toMatch(/400–500 │ then its state outgrows 256 KiB/);
  expect(lines.find((line) => line.includes(row.label))).toMatch(/4000 │ +380 │ ≤ 400 met/);
});
