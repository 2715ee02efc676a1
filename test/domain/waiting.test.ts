/** How long a job waits: not before AWS said, and not for ever, however often it is cut. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { at, beginRun, claimAll, jobsIn, turn } from './support/drive.ts';
import type { Run } from './support/run.ts';

const jobKey = 'w000-a1-j000';
const DAY = limits.waitForOthersHours * 3600;

const planned = (size = 1): Run => {
  const run = beginRun({ jobs: [{ size }] });
  turn(run);
  return run;
};

describe('a job that AWS told to come back later', () => {
  it('is not planned before that, and then it is', () => {
    const run = planned();
    run.apply({ type: 'launchPostponed', jobKeys: [jobKey], reason: 'AWS: later', notBefore: at(20) }, at(1));
    for (const seconds of [1, 10, 19]) {
      expect(turn(run, at(seconds)).events, `after ${seconds} s`).toEqual([]);
      expect(run.state().jobs[0]).toMatchObject({ state: 'WAITING', notBefore: at(20) });
    }
    turn(run, at(20));
    expect(run.state().jobs[0]).toMatchObject({ state: 'PLANNED' });
  });

  it('so is one whose start was refused for a time', () => {
    const run = planned();
    claimAll(run, at(1));
    const error = { code: 'ThrottlingException', message: 'Rate exceeded' };
    const claimId = run.state().jobs[0]?.claim?.claimId ?? '';
    run.apply({ type: 'startRefused', jobKey, claimId, error, obstacles: new Map(), retryTime: at(30) }, at(2));
    turn(run, at(29));
    expect(run.state().jobs[0]).toMatchObject({ state: 'WAITING' });
    turn(run, at(30));
    expect(run.state().jobs[0]).toMatchObject({ state: 'PLANNED' });
  });
});

describe('a server that others hold', () => {
  const held = (run: Run, ids: readonly string[], seconds: number) =>
    run.apply(
      {
        type: 'launchChecked',
        scope: { accountId: '111122223333', region: 'us-east-1' },
        claimId: `claim-${seconds}`,
        ledger: { reservations: [] },
        foreignJobs: [],
        heldJobKeys: jobsIn(run.state(), 'WAITING').map((job) => job.jobKey),
        obstacles: new Map(ids.map((id) => [id, { kind: 'held', waitingFor: 'drsjob-of-somebody' }])),
      },
      at(seconds),
    );

  it('is waited for a day in all, also when it is taken out of its job in between', () => {
    const run = planned(2);
    const ids = run.state().jobs.flatMap((job) => job.servers.map((server) => server.sourceServerId));
    held(run, ids, 0);
    expect(run.state().jobs).toMatchObject([{ state: 'WAITING', waitingSince: at(0) }]);
    // Half a day later one of the two is free: it starts, and the other waits on, in a job of its own.
    turn(run, at(DAY / 2));
    held(run, ids.slice(1), DAY / 2);
    const [waiting] = jobsIn(run.state(), 'WAITING');
    expect(waiting).toMatchObject({ waitingSince: at(0), servers: [{ sourceServerId: ids[1] }] });
    expect(jobsIn(run.state(), 'CLAIMED')).toHaveLength(1);
    turn(run, at(DAY - 1));
    held(run, ids.slice(1), DAY - 1);
    turn(run, at(DAY + limits.waitingRecheckSeconds));
    expect(run.state().jobs.find((job) => job.jobKey === waiting?.jobKey)).toMatchObject({
      state: 'REFUSED',
      servers: [{ reason: expect.stringContaining('waited 24 h for drsjob-of-somebody') }],
    });
  });
});
