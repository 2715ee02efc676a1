/** A claim is answered once, by its own id; and what nobody answered is looked for, not forgotten. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { LaunchInput } from '../../src/domain/transition/input.ts';
import { at, beginRun, claimAll, turn } from './support/drive.ts';
import type { Run } from './support/run.ts';

const error = { code: 'SomeException', message: 'in the words of AWS' };
const DAY = limits.jobGiveUpHours * 3600;

const claimed = (size = 1): Run => {
  const run = beginRun({ jobs: [{ size }] });
  turn(run);
  claimAll(run);
  return run;
};

const baseOf = (run: Run) => {
  const [job] = run.state().jobs;
  return { jobKey: job?.jobKey ?? '', claimId: job?.claim?.claimId ?? '' };
};

describe('the answer to a claim', () => {
  const answersTo = (base: { jobKey: string; claimId: string }): readonly LaunchInput[] => [
    { type: 'jobStarted', ...base, jobId: 'drsjob-1', adopted: false },
    { type: 'startRefused', ...base, error, obstacles: new Map() },
    { type: 'replyLost', ...base, error },
    { type: 'jobNotFound', ...base },
  ];

  it.each(answersTo(baseOf(claimed())).map((answer) => [answer.type, answer] as const))(
    '%s: taken once',
    (type, answer) => {
      const run = claimed();
      expect(run.apply(answer, at(1)).rejected).toBe(false);
      const again = run.apply(answer, at(2));
      // A lost reply leaves the claim open: its caller may say so twice.
      expect(again.rejected).toBe(type !== 'replyLost');
    },
  );

  it('to another claim is rejected: that claim is over', () => {
    const run = claimed();
    for (const answer of answersTo({ ...baseOf(run), claimId: 'claim-of-another-driver' })) {
      expect(run.apply(answer, at(1))).toMatchObject({ rejected: true, events: [] });
    }
  });

  it('may still come after a cancel: what runs is watched to its end', () => {
    const run = claimed();
    run.apply({ type: 'cancel', actor: 'anna', reason: '' }, at(1));
    run.apply({ type: 'jobStarted', ...baseOf(run), jobId: 'drsjob-1', adopted: false }, at(2));
    expect(run.state().jobs[0]).toMatchObject({ state: 'STARTED', jobId: 'drsjob-1' });
    expect(run.apply({ type: 'finalize' }, at(3)).rejected).toBe(true);
  });

  it('that nothing was started, after a cancel: withdrawn, and never tried again', () => {
    const run = claimed();
    run.apply({ type: 'cancel', actor: 'anna', reason: '' }, at(1));
    run.apply({ type: 'startRefused', ...baseOf(run), error, obstacles: new Map(), retryTime: at(9) }, at(2));
    expect(run.state().jobs[0]).toMatchObject({ state: 'WITHDRAWN' });
    run.apply({ type: 'finalize' }, at(3));
    expect(run.state().header.status).toBe('CANCELLED');
  });
});

describe('a claim without an answer, while DRS cannot be asked', () => {
  const lookFailed = (run: Run, seconds: number) =>
    run.apply({ type: 'lookFailed', ...baseOf(run), error, retryTime: at(seconds + 2) }, at(seconds));

  it('is looked for again', () => {
    const run = claimed();
    for (let looks = 0; looks < 2 * limits.failedLooksMin; looks += 1) lookFailed(run, 80 + 60 * looks);
    expect(run.state().jobs[0]).toMatchObject({ state: 'CLAIMED', waitingFor: expect.stringContaining(error.message) });
  });

  it('is given up after a day, and not for one failed look after a long sleep', () => {
    const run = claimed();
    lookFailed(run, DAY + 1);
    expect(run.state().jobs[0]).toMatchObject({ state: 'CLAIMED' });
    for (let looks = 0; looks < limits.failedLooksMin; looks += 1) lookFailed(run, DAY + 60 * looks);
    expect(run.state().jobs[0]).toMatchObject({ state: 'REFUSED' });
    expect(run.state().jobs[0]?.servers[0]?.reason).toContain('could not be found out');
  });
});
