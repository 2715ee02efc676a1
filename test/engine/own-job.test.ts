/** Which job of DRS a claim with a lost reply has made: each condition keeps somebody else's job out. */
import { describe, expect, it } from 'vitest';
import type { Claim } from '../../src/domain/model/execution.ts';
import { isLiveInstance } from '../../src/engine/launch-check.ts';
import { findOwnJob, knownJobIds } from '../../src/engine/own-job.ts';
import type { RecoveryJob } from '../../src/ports/recovery-service.ts';
import { at, beginRun, jobsIn, launch } from '../domain/support/drive.ts';

const run = beginRun({ jobs: [{ size: 2 }] });
launch(run);
const [job] = jobsIn(run.state(), 'STARTED');
if (job === undefined) throw new Error('no job was started');

const claim: Claim = {
  claimId: 'claim-1',
  claimedTime: at(1000),
  expiresTime: at(1060),
  newestJobId: 'drsjob-before',
  newestJobTime: at(900),
};
const made: RecoveryJob = {
  jobId: 'drsjob-made',
  jobType: 'LAUNCH',
  initiatedBy: 'START_DRILL',
  jobStatus: 'STARTED',
  creationTime: at(1002),
  servers: job.servers.toReversed().map(({ sourceServerId }) => ({ sourceServerId })),
};
const found = (changes: Partial<RecoveryJob>, known: readonly string[] = []) =>
  findOwnJob(job, claim, 'DRILL', [{ ...made, ...changes }], new Set(known))?.jobId;

describe('the job of a claim with a lost reply', () => {
  it.each([
    ['as it was made', {}],
    ['of the second of the newest job before', { creationTime: at(900) }],
    ['made at the end of the claim, by a clock five minutes ahead', { creationTime: at(1360) }],
  ])('is adopted: %s', (_what, changes) => {
    expect(found(changes)).toBe('drsjob-made');
  });

  it.each<[string, Partial<RecoveryJob>]>([
    ['older than the newest job before the call', { creationTime: at(899) }],
    ['the newest job before the call itself', { jobId: 'drsjob-before' }],
    ['made after the claim and all that clocks may differ', { creationTime: at(1361) }],
    ['of no known time', { creationTime: 'no time at all' }],
    ['a recovery, not a drill', { initiatedBy: 'START_RECOVERY' }],
    ['a termination', { jobType: 'TERMINATE' }],
    ['of one of the servers only', { servers: made.servers.slice(0, 1) }],
    ['of a server more', { servers: [...made.servers, { sourceServerId: 's-0000000000000ffff' }] }],
  ])('is not one that is %s', (_what, changes) => {
    expect(found(changes)).toBeUndefined();
  });

  it('is not one that is known: of this execution, or of another by the ledger', () => {
    expect(found({}, ['drsjob-made'])).toBeUndefined();
    const ledger = { reservations: [{ executionId: 'exec-2', jobKey: 'x', serverCount: 2, jobId: 'drsjob-other' }] };
    expect(knownJobIds(run.state(), ledger)).toEqual(new Set(['drsjob-other', job.jobId]));
  });

  it('is not one that was seen before the call, in the second of the newest', () => {
    const before = { ...made, jobId: 'drsjob-earlier-run', creationTime: at(900) };
    const seen = { ...claim, sameSecondJobIds: ['drsjob-earlier-run'] };
    const foundIn = (jobs: readonly RecoveryJob[]) => findOwnJob(job, seen, 'DRILL', jobs, new Set())?.jobId;
    expect(foundIn([before, made])).toBe('drsjob-made');
    expect(foundIn([made, before])).toBe('drsjob-made');
    expect(foundIn([before])).toBeUndefined();
  });

  it('is the first of two that are alike also where it was made in the second of the newest before', () => {
    const ours = { ...made, creationTime: at(900) };
    const later = { ...made, jobId: 'drsjob-later', creationTime: at(1200) };
    const foundIn = (jobs: readonly RecoveryJob[]) => findOwnJob(job, claim, 'DRILL', jobs, new Set())?.jobId;
    expect(foundIn([later, ours])).toBe('drsjob-made');
  });

  it('is the first of two that are alike: DRS refuses the second while ours runs', () => {
    const later = { ...made, jobId: 'drsjob-later', creationTime: at(1200) };
    const foundIn = (jobs: readonly RecoveryJob[]) => findOwnJob(job, claim, 'DRILL', jobs, new Set())?.jobId;
    expect(foundIn([later, made])).toBe('drsjob-made');
    expect(foundIn([made, later])).toBe('drsjob-made');
  });

  it('without a newest job before the call is looked for from five minutes before the claim', () => {
    const { newestJobId: _id, newestJobTime: _time, ...first } = claim;
    const foundAt = (seconds: number) =>
      findOwnJob(job, first, 'DRILL', [{ ...made, creationTime: at(seconds) }], new Set())?.jobId;
    expect(foundAt(700)).toBe('drsjob-made');
    expect(foundAt(699)).toBeUndefined();
  });
});

describe('an instance that a launch would delete', () => {
  const instance = { sourceServerId: 's-1', recoveryInstanceId: 'i-1' };
  it.each([
    [{ isDrill: false }, true],
    [{}, true],
    [{ isDrill: true }, false],
    [{ isDrill: false, instanceState: 'TERMINATED' }, false],
    [{ instanceState: 'terminated' }, false],
    [{ isDrill: false, instanceState: 'STOPPED' }, true],
  ])('%o counts as live: %s', (facts, live) => {
    expect(isLiveInstance({ ...instance, ...facts })).toBe(live);
  });
});
