/** Whatever is decided at once can be saved at once: one transaction of 100 items, none larger than 400 KB. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { jobItem } from '../../src/engine/store/execution-writer.ts';
import { saveSize } from './checkers/save-size.ts';
import { at, beginRun, claimAll, jobsIn, launch, observationOf, turn } from './support/drive.ts';
import { ledgersOf } from './support/inputs.ts';
import type { Run, Step } from './support/run.ts';

/** 49 waves of one server in 40 accounts, and one gate: everything starts at once, each with a ledger of its own. */
const companyOfManyAccounts = (): Run =>
  beginRun(
    { settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] },
    ...Array.from({ length: 49 }, (_, index) => ({
      settings: { dependsOnWaves: [] },
      jobs: [{ size: 1, scope: { accountId: String(100_000_000_000 + (index % 40)), region: 'us-east-1' } }],
    })),
  );

const fits = (step: Step): void => expect(saveSize(step)).toEqual([]);

describe('a plan of 50 waves over 40 accounts', () => {
  it('starts, a few jobs at a time', () => {
    const run = companyOfManyAccounts();
    fits(turn(run));
    expect(jobsIn(run.state(), 'PLANNED')).toHaveLength(limits.jobsChangedPerTurn);
  });

  it('is cancelled with as many jobs planned as there can be', () => {
    const run = companyOfManyAccounts();
    turn(run);
    const step = run.apply({ type: 'cancel', actor: 'anna', reason: '' }, at(1));
    expect(step.rejected).toBe(false);
    fits(step);
  });

  it('is settled when all jobs end at once, a few at a time, also while others are planned', () => {
    const run = companyOfManyAccounts();
    for (let round = 0; round < 3; round += 1) launch(run);
    turn(run);
    expect(jobsIn(run.state(), 'PLANNED')).toHaveLength(4);
    const started = jobsIn(run.state(), 'STARTED');
    const observations = new Map(
      started.map((job) => [
        job.jobKey,
        observationOf(job, 'FAILED', { jobStatus: 'COMPLETED', lastPolledTime: at(10_000) }),
      ]),
    );
    for (let turns = 0; jobsIn(run.state(), 'STARTED').length > 0; turns += 1) {
      expect(turns).toBeLessThan(10);
      fits(run.apply({ type: 'advance', observations, ledgers: ledgersOf(run.state()) }, at(10_000)));
    }
    expect(jobsIn(run.state(), 'ENDED')).toHaveLength(started.length);
  });
});

describe('a job of 100 servers that AWS refuses at great length', () => {
  const words = 'every member of sourceServers must satisfy a pattern; '.repeat(1000);
  const refusedJob = (): Run => {
    const run = beginRun({ jobs: [{ size: 100 }] });
    turn(run);
    return run;
  };
  const itemBytes = (run: Run): number =>
    Math.max(...run.state().jobs.map((_, index) => JSON.stringify(jobItem(run.state(), 'roster-1', index, 1)).length));

  it('as a whole: its words are shortened at each server, and kept whole in the history', () => {
    const run = refusedJob();
    claimAll(run);
    const [job] = run.state().jobs;
    const claimId = job?.claim?.claimId ?? '';
    const error = { code: 'ValidationException', message: words };
    const obstacles = new Map();
    const step = run.apply({ type: 'startRefused', jobKey: 'w000-a1-j000', claimId, error, obstacles }, at(1));
    expect(step.events[0]?.data).toMatchObject({ type: 'JobRefused', error });
    expect(run.state().jobs[0]?.servers[0]?.reason).toMatch(/^ValidationException: every member .*…$/);
    expect(itemBytes(run)).toBeLessThan(limits.itemBytes / 2);
  });

  it('server by server: the same', () => {
    const run = refusedJob();
    const servers = run.state().jobs.flatMap((job) => job.servers);
    const obstacles = new Map(
      servers.map((server) => [server.sourceServerId, { kind: 'refused', reason: words }] as const),
    );
    const [[, ledger] = []] = ledgersOf(run.state());
    const scope = { accountId: '111122223333', region: 'us-east-1' };
    const step = run.apply(
      {
        type: 'launchChecked',
        scope,
        claimId: 'claim-1',
        ledger: ledger ?? { reservations: [] },
        foreignJobs: [],
        obstacles,
      },
      at(1),
    );
    expect(run.state().waves[0]?.failedCount).toBe(100);
    expect(JSON.stringify(step.events[0]).length).toBeLessThan(limits.itemBytes / 2);
    expect(itemBytes(run)).toBeLessThan(limits.itemBytes / 2);
  });
});
