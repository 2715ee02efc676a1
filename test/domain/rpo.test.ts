/** How old the data was that servers came up with, against their plan's recovery point objective. */
import { expect, test } from 'vitest';
import type { ServerObservation } from '../../src/domain/model/observation.ts';
import { rpoStanding } from '../../src/domain/rpo.ts';
import { at, beginRun, jobsIn, launch, observationOf, turnSeeing } from './support/drive.ts';

/** One server each: launched at `at(0)`, unless it failed, from data of so many seconds before. */
type Seen = number | 'not said' | 'failed';

const standing = (seen: readonly Seen[], targetSeconds?: number) => {
  const run = beginRun({ jobs: [{ size: Math.max(1, seen.length) }] });
  launch(run);
  const [job] = jobsIn(run.state(), 'STARTED');
  if (job === undefined) throw new Error('no job');
  const servers = job.servers.flatMap(({ sourceServerId }, index): ServerObservation[] => {
    const one = seen[index];
    if (one === undefined) return [];
    return [
      {
        sourceServerId,
        launchStatus: one === 'failed' ? 'FAILED' : 'LAUNCHED',
        ...(typeof one === 'number' && { pointInTime: at(-one) }),
      },
    ];
  });
  const observation = observationOf(job, '', { servers, lastPolledTime: at(300) });
  turnSeeing(run, [observation], at(300));
  return rpoStanding(run.state(), new Map([[job.jobKey, observation]]), targetSeconds);
};

test.each([
  ['of three servers the oldest data counts', [30, 120, 60], 120, 'server-1', 'MET'],
  ['one second older than the objective is missed', [121], 121, 'server-0', 'MISSED'],
  ['a missed objective is missed, whatever the others have', [600, 'not said'], 600, 'server-0', 'MISSED'],
  ['a server of which DRS does not say it leaves it open', [30, 'not said'], 30, 'server-0', 'UNKNOWN'],
  ['a server that failed has no data', ['failed', 30], 30, 'server-1', 'MET'],
  ['data that DRS takes as it begins to launch has no age', [-20], 0, 'server-0', 'MET'],
] as const)('%s', (_what, seen, secondsMax, serverName, rpo) => {
  const launched = seen.filter((one) => one !== 'failed');
  const knownServers = launched.filter((one) => one !== 'not said').length;
  const achievedRpo = { secondsMax, serverName, knownServers, unknownServers: launched.length - knownServers };
  expect(standing(seen, 120)).toStrictEqual({ achievedRpo, rpo });
  expect(standing(seen)).toStrictEqual({ achievedRpo });
});

test('where DRS says of no server from when its data is, the objective is neither met nor missed', () => {
  expect(standing(['not said'], 120)).toStrictEqual({ rpo: 'UNKNOWN' });
  expect(standing(['not said'])).toStrictEqual({});
});

test('as long as no server is launched there is nothing to say', () => {
  expect(standing([], 120)).toStrictEqual({});
  expect(standing(['failed'], 120)).toStrictEqual({});
});

test('of a launch that nobody has looked at since its decision, the data is unknown', () => {
  const run = beginRun({ jobs: [{ size: 1 }] });
  launch(run);
  const [job] = jobsIn(run.state(), 'STARTED');
  if (job === undefined) throw new Error('no job');
  turnSeeing(run, [observationOf(job, 'LAUNCHED')], at(300));
  expect(rpoStanding(run.state(), new Map(), 120)).toStrictEqual({ rpo: 'UNKNOWN' });
});
