import { expect, test } from 'vitest';
import { forecastStart } from '../../src/domain/start-forecast.ts';

const here = '111122223333/us-east-1';
const there = '111122223333/eu-west-1';
const wave = (waveNumber: number, servers: number, dependsOnWaves: readonly number[] = [], place = here) => ({
  waveNumber,
  dependsOnWaves,
  serverCounts: new Map(servers === 0 ? [] : [[place, servers]]),
});
const unused = new Map<string, { jobs: number; servers: number }>();

test('what fits beside what is in use starts at once, and waves take one job after the other', () => {
  expect(forecastStart([wave(0, 100), wave(1, 500, [0])], unused, 600)).toEqual({ secondsMax: 1200, heldBack: [] });
});

test('servers beyond the 500 in all jobs wait for the jobs before them, in an empty account too', () => {
  const { secondsMax, heldBack } = forecastStart([wave(0, 1100)], unused, 600);
  expect(secondsMax).toBe(1800);
  expect(heldBack).toEqual([
    {
      waveNumber: 0,
      place: here,
      serverCount: 1100,
      waitingServers: 600,
      behind: 'SERVERS',
      used: { jobs: 0, servers: 0 },
      isNow: true,
      waitSeconds: 1200,
    },
  ]);
});

test('twenty jobs of others hold back the smallest wave, until they are taken to be over', () => {
  const used = new Map([[here, { jobs: 20, servers: 20 }]]);
  const { secondsMax, heldBack } = forecastStart([wave(0, 1)], used, 600);
  expect(secondsMax).toBe(1200);
  expect(heldBack).toMatchObject([{ waitingServers: 1, behind: 'JOBS', waitSeconds: 600 }]);
});

test('another account or Region has quotas of its own', () => {
  const used = new Map([[here, { jobs: 20, servers: 500 }]]);
  expect(forecastStart([wave(0, 300, [], there)], used, 600)).toEqual({ secondsMax: 600, heldBack: [] });
});

test('waves side by side share the quota: the later of them waits, and it is not now that it is used', () => {
  const { heldBack } = forecastStart([wave(0, 50), wave(1, 400, [0]), wave(2, 300, [0])], unused, 600);
  expect(heldBack).toMatchObject([{ waveNumber: 2, waitingServers: 200, isNow: false, waitSeconds: 600 }]);
});

test('a wave without a server is over at once', () => {
  expect(forecastStart([wave(0, 0), wave(1, 10, [0])], unused, 600)).toEqual({ secondsMax: 600, heldBack: [] });
});

test('an account and Region of which nothing is in use holds nothing back', () => {
  const used = new Map([[here, { jobs: 0, servers: 0 }]]);
  expect(forecastStart([wave(0, 10)], used, 600)).toEqual({ secondsMax: 600, heldBack: [] });
});

test('a wave behind one that the plan does not have never starts: the forecast is of the others', () => {
  expect(forecastStart([wave(0, 10), wave(1, 10, [7])], unused, 600)).toEqual({ secondsMax: 600, heldBack: [] });
});

test('a wave is over when its own jobs are: what depends on it does not wait for the others', () => {
  const chain = [wave(1, 10, [0], there), wave(2, 10, [1], there), wave(3, 10, [2], there)];
  const { secondsMax } = forecastStart([wave(0, 10, [], there), ...chain, wave(4, 1100)], unused, 600);
  expect(secondsMax).toBe(2400);
});
