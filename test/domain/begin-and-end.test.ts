/** The two ends of an execution: what its checks say, and when there is nothing left but to say how it ended. */
import { describe, expect, it } from 'vitest';
import type { Refusal } from '../../src/domain/model/execution.ts';
import { decide, isReadyToFinalize } from '../../src/domain/transition/decide.ts';
import { at, beginRun, endAll, jobsIn, launch, observationOf, statusesOf, turn, turnSeeing } from './support/drive.ts';
import { startRun } from './support/run.ts';
import { scenarioOf } from './support/scenario.ts';

const alone = { jobs: [{ size: 1 }] };
const refusalOf = (message: string): Refusal => ({ code: 'SERVER_NOT_FOUND', message, subjects: [], remedy: 'look' });
const bytesOf = (refusal: Refusal): number => new TextEncoder().encode(JSON.stringify(refusal)).length;

describe('the checks before the start', () => {
  const begin = {
    type: 'begin',
    rosterId: 'roster-1',
    serverCount: 1,
    warnings: ['web-1: replication is stalled'],
  } as const;

  it('keep their warnings in the history', () => {
    const run = startRun(scenarioOf([alone]));
    const { events } = run.apply(begin, at(1));
    expect(events).toMatchObject([
      { data: { type: 'ExecutionBegun', serverCount: 1, warnings: ['web-1: replication is stalled'] } },
    ]);
    expect(run.state().header).toMatchObject({ status: 'POLLING', rosterId: 'roster-1', serverCount: 1 });
  });

  it('of a clean-up keep how many were gone or replaced, and how it ended says what it did not have to do', () => {
    const run = startRun(scenarioOf([alone]));
    run.apply({ ...begin, goneCount: 2, replacedCount: 3 }, at(1));
    expect(run.state().header).toMatchObject({ serverCount: 1, goneCount: 2, replacedCount: 3 });
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(2));
    run.apply({ type: 'finalize' }, at(3));
    expect(run.state().header.statusReason).toMatch(/^0 of 1 server launched, 2 gone already; cancelled by bert/);
  });

  it('are over once it has begun: whoever repeats them is told', () => {
    const run = beginRun(alone);
    expect(decide(run.state(), begin, at(1))).toEqual({
      kind: 'rejected',
      reason: 'the execution is POLLING, begin is over',
    });
  });

  it('that have to wait say so once, and again when it is for something else', () => {
    const run = startRun(scenarioOf([alone]));
    const postponed = (reason: string) => run.apply({ type: 'postponeChecks', reason }, at(1)).events.length;
    expect([postponed('throttled'), postponed('throttled'), postponed('expired')]).toEqual([1, 0, 1]);
    run.apply(begin, at(2));
    expect(run.state().header).not.toHaveProperty('statusReason');
  });

  it('that refuse for 4,000 reasons keep as many as one item holds, and count them all', () => {
    const run = startRun(scenarioOf([alone]));
    const refusals = Array.from({ length: 4000 }, (_, index) => refusalOf(`server ${index} is not there`));
    const { events } = run.apply({ type: 'refuse', refusals }, at(1));
    const kept = run.state().header.refusals ?? [];
    expect(kept).toEqual(refusals.slice(0, kept.length));
    expect(kept.length).toBeGreaterThan(900);
    expect(kept.reduce((sum, refusal) => sum + bytesOf(refusal), 0)).toBeLessThanOrEqual(100_000);
    expect(events[0]?.data).toMatchObject({ refusalCount: 4000 });
  });

  it('keep a refusal that fills the item to the last byte, and none that is one byte longer', () => {
    const kept = (lastLength: number): number => {
      const run = startRun(scenarioOf([alone]));
      const many = Array.from({ length: 12 }, () => refusalOf('x'.repeat(8000)));
      run.apply({ type: 'refuse', refusals: [...many, refusalOf('y'.repeat(lastLength))] }, at(1));
      return (run.state().header.refusals ?? []).length;
    };
    const left = 100_000 - 12 * bytesOf(refusalOf('x'.repeat(8000))) - bytesOf(refusalOf(''));
    expect([kept(left), kept(left + 1)]).toEqual([13, 12]);
  });

  it('cut a message that is longer than anybody reads', () => {
    const run = startRun(scenarioOf([alone]));
    run.apply({ type: 'refuse', refusals: [refusalOf('x'.repeat(9000))] }, at(1));
    expect(run.state().header.refusals?.[0]?.message).toHaveLength(8000);
  });
});

describe('an execution is not ended', () => {
  const open = { kind: 'rejected', reason: 'waves are still open, or jobs still run' };

  it('while a wave is at its gate, though nothing runs', () => {
    const run = beginRun(alone, { settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] });
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    expect(statusesOf(run)).toEqual(['COMPLETED', 'AWAITING_APPROVAL']);
    expect(decide(run.state(), { type: 'finalize' }, at(301))).toEqual(open);
  });

  it('while a job of a timed-out wave runs, though another has ended', () => {
    const run = beginRun({ settings: { timeoutMinutes: 1 }, jobs: [{ size: 1 }, { size: 1 }] });
    launch(run);
    const seen = jobsIn(run.state(), 'STARTED').map((job, index) =>
      index === 0
        ? observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: at(61) })
        : observationOf(job, 'IN_PROGRESS', { lastPolledTime: at(61) }),
    );
    turnSeeing(run, seen, at(61));
    expect([statusesOf(run), run.state().jobs.map((job) => job.state)]).toEqual([['TIMED_OUT'], ['ENDED', 'STARTED']]);
    expect(decide(run.state(), { type: 'finalize' }, at(62))).toEqual(open);
  });

  it('while one of its waves has failed and waits for a decision, though another is done', () => {
    const run = beginRun(
      { settings: { onFailure: 'pause' }, jobs: [{ size: 1 }] },
      {
        settings: { dependsOnWaves: [] },
        jobs: [{ size: 1 }],
      },
    );
    launch(run);
    const seen = jobsIn(run.state(), 'STARTED').map((job) =>
      observationOf(job, job.waveNumber === 0 ? 'FAILED' : 'LAUNCHED', { jobStatus: 'COMPLETED' }),
    );
    turnSeeing(run, seen, at(300));
    expect(statusesOf(run)).toEqual(['FAILED', 'COMPLETED']);
    expect(isReadyToFinalize(run.state())).toBe(false);
  });

  it('before its waves are known', () => {
    const { header } = beginRun(alone).state();
    expect(isReadyToFinalize({ header, waves: [], jobs: [] })).toBe(false);
    const early = startRun(scenarioOf([alone])).state();
    expect(isReadyToFinalize(early)).toBe(false);
  });

  it('by a turn: only by what comes after it', () => {
    const run = beginRun(alone);
    launch(run);
    endAll(run, 'LAUNCHED', at(300));
    expect(turn(run, at(301)).events).toEqual([]);
    expect(run.state().header.status).toBe('POLLING');
  });
});
