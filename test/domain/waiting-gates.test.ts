/** The gates at which people are waited for, and since when: what the age of the oldest one is measured by. */
import { expect, test } from 'vitest';
import { at, beginRun, turn } from './support/drive.ts';

const gated = { settings: { pauseBeforeWave: true, dependsOnWaves: [] }, jobs: [{ size: 1 }] };

const atTwoGates = () => {
  const run = beginRun(gated, gated);
  turn(run, at(30));
  const [first, second] = run.state().header.waitingGates ?? [];
  if (first === undefined || second === undefined) throw new Error('no two gates are waited at');
  return { run, first, second };
};

test('each stands in the header from when it is reached', () => {
  const { first, second } = atTwoGates();
  expect([first, second]).toStrictEqual([
    { waveNumber: 0, reachedTime: at(30) },
    { waveNumber: 1, reachedTime: at(30) },
  ]);
});

test('one that is opened is left out, and the last one leaves nothing', () => {
  const { run, first } = atTwoGates();
  run.apply({ type: 'resume', actor: 'carla', waveNumber: 1 }, at(60));
  expect(run.state().header.waitingGates).toStrictEqual([first]);
  run.apply({ type: 'resume', actor: 'carla', waveNumber: 0 }, at(61));
  expect(run.state().header).not.toHaveProperty('waitingGates');
});
