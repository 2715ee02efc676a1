import { describe, expect, it } from 'vitest';
import type { PlanWave } from '../../src/domain/model/recovery-plan.ts';
import { outcomeText } from '../../src/domain/tolerated.ts';
import { isReadyToFinalize } from '../../src/domain/transition/decide.ts';
import { executionOutcome, waveOutcome } from '../../src/domain/transition/outcome.ts';
import { at, beginRun, endAll, jobsIn, launch, observationOf, statusesOf, turnSeeing } from './support/drive.ts';
import { type Run, startRun } from './support/run.ts';
import { scenarioOf } from './support/scenario.ts';

/** The running jobs end; the first so many of each one's servers are launched, the others failed. */
const endWith = (run: Run, launched: number, now: string): void => {
  const seen = jobsIn(run.state(), 'STARTED').map((job) => {
    const observation = observationOf(job, 'LAUNCHED', { jobStatus: 'COMPLETED', lastPolledTime: now });
    const servers = observation.servers.map((server, index) =>
      index < launched ? server : { ...server, launchStatus: 'FAILED', error: 'no boot volume' },
    );
    return { ...observation, servers };
  });
  turnSeeing(run, seen, now);
};

const waveWith = (settings: Partial<PlanWave>, size = 4) => ({ settings, jobs: [{ size }] });

describe('how a wave ends', () => {
  it.each([
    [4, 100, 'COMPLETED'],
    [3, 100, 'FAILED'],
    [3, 75, 'PARTIAL'],
    [3, 76, 'FAILED'],
    [1, 1, 'PARTIAL'],
    [0, 1, 'FAILED'],
  ])('%i of 4 launched, at least %i %% wanted: %s', (launched, minSuccessPercent, status) => {
    const run = beginRun(waveWith({ minSuccessPercent }));
    launch(run);
    endWith(run, launched, at(300));
    expect(statusesOf(run)).toEqual([status]);
  });

  it('names the servers that failed, with DRS’s reason, and what was wanted', () => {
    const run = beginRun(waveWith({ minSuccessPercent: 80 }, 2));
    launch(run);
    endWith(run, 1, at(300));
    expect(run.state().waves[0]?.statusReason).toBe(
      '1 of 2 servers launched; failed: server-1 (s-00000000000000001): no boot volume (at least 80 % wanted)',
    );
  });

  it('a wave of a follow-up that was up before has nothing to launch', () => {
    const { waves, ...state } = beginRun(waveWith({}, 1)).state();
    const [wave] = waves;
    if (wave === undefined) throw new Error('no wave');
    expect(waveOutcome({ ...state, waves, jobs: [] }, { ...wave, serverCount: 0 })).toEqual({
      status: 'COMPLETED',
      reason: 'nothing was left to launch',
    });
  });

  it('a server that failed without a word says that there is none', () => {
    const { waves, ...state } = beginRun(waveWith({}, 1)).state();
    const jobs = state.jobs.map((job) => ({
      ...job,
      servers: job.servers.map((server) => ({ ...server, outcome: 'FAILED' as const })),
    }));
    const [wave] = waves;
    if (wave === undefined) throw new Error('no wave');
    expect(waveOutcome({ ...state, waves, jobs }, wave).reason).toBe(
      '0 of 1 server launched; failed: server-0 (s-00000000000000000): no reason given (at least 100 % wanted)',
    );
  });

  it('what was gone without by decision is not counted against it, and is told; what came up anyway is', () => {
    const run = beginRun(waveWith({ onFailure: 'pause', minSuccessPercent: 100 }));
    launch(run);
    endWith(run, 2, at(300));
    const third = 's-00000000000000002';
    const fourth = 's-00000000000000003';
    run.apply({ type: 'skip', actor: 'dora', waveNumber: 0, sourceServerIds: [third], reason: '' }, at(301));
    run.apply({ type: 'retry', actor: 'dora', waveNumber: 0 }, at(302));
    launch(run, at(303));
    expect(jobsIn(run.state(), 'STARTED').flatMap((job) => job.servers.map((server) => server.sourceServerId))).toEqual(
      [fourth],
    );
    endWith(run, 1, at(600));
    expect(run.state().waves[0]).toMatchObject({
      status: 'PARTIAL',
      statusReason:
        '3 of 4 servers launched; failed: server-2 (s-00000000000000002): no boot volume; 1 server skipped by decision',
    });
  });

  it('nothing launched is never enough, though all of it was gone without', () => {
    const run = beginRun(waveWith({ onFailure: 'pause' }, 1));
    launch(run);
    endWith(run, 0, at(300));
    const [wave] = run.state().waves;
    if (wave === undefined) throw new Error('no wave');
    const skipped = { ...wave, skippedServerIds: ['s-00000000000000000'] };
    expect(waveOutcome(run.state(), skipped).status).toBe('FAILED');
    const up = {
      ...run.state(),
      jobs: run.state().jobs.map((job) => ({
        ...job,
        servers: job.servers.map((server) => ({ ...server, outcome: 'LAUNCHED' as const })),
      })),
    };
    expect(waveOutcome(up, skipped)).toEqual({ status: 'COMPLETED', reason: '1 of 1 server launched' });
  });

  it('a wave of several jobs ends when the last of them does', () => {
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
    launch(run);
    const [first] = jobsIn(run.state(), 'STARTED');
    if (first === undefined) throw new Error('no job was started');
    turnSeeing(run, [observationOf(first, 'LAUNCHED', { jobStatus: 'COMPLETED' })], at(300));
    expect(statusesOf(run)).toEqual(['IN_PROGRESS']);
    endAll(run, 'LAUNCHED', at(400));
    expect(statusesOf(run)).toEqual(['COMPLETED']);
  });
});

describe('how an execution ends', () => {
  const finalize = (run: Run): Run => {
    expect(run.apply({ type: 'finalize' }, at(900)).rejected).toBe(false);
    return run;
  };
  const launchNext = (run: Run, launched: number, seconds: number): void => {
    launch(run, at(seconds));
    endWith(run, launched, at(seconds + 200));
  };

  it('COMPLETED: every wave is', () => {
    const run = beginRun(waveWith({}), waveWith({}));
    launchNext(run, 4, 0);
    expect(run.apply({ type: 'finalize' }, at(250))).toMatchObject({ rejected: true, events: [] });
    launchNext(run, 4, 300);
    expect(finalize(run).state().header).toMatchObject({
      status: 'COMPLETED',
      statusReason: '8 of 8 servers launched',
      endTime: at(900),
    });
  });

  it('PARTIAL: a wave was, although all went on', () => {
    const run = beginRun(waveWith({ minSuccessPercent: 50 }), waveWith({}));
    launchNext(run, 3, 0);
    launchNext(run, 4, 300);
    expect(finalize(run).state().header).toMatchObject({
      status: 'PARTIAL',
      statusReason: '7 of 8 servers launched; wave 0 "tier 0" PARTIAL',
    });
  });

  it('a failure that was tolerated is told with the rule that tolerates it', () => {
    const run = beginRun(waveWith({ minSuccessPercent: 70 }), waveWith({}));
    launchNext(run, 3, 0);
    expect(run.state().header).not.toHaveProperty('tolerated');
    launchNext(run, 4, 300);
    const { header } = finalize(run).state();
    expect(outcomeText(header)).toBe(
      '7 of 8 servers launched; wave 0 "tier 0" PARTIAL; enough for the plan: 3 of 4 in wave 0 "tier 0", at least 70 % wanted',
    );
    const whole = beginRun(waveWith({ minSuccessPercent: 70 }));
    launchNext(whole, 4, 0);
    expect(outcomeText(finalize(whole).state().header)).toBe('4 of 4 servers launched');
  });

  it('what was gone without by decision is not told as tolerated: nobody wanted less than all', () => {
    const skipped = beginRun(waveWith({ onFailure: 'pause' }));
    launch(skipped);
    endWith(skipped, 2, at(200));
    const third = 's-00000000000000002';
    skipped.apply({ type: 'skip', actor: 'dora', waveNumber: 0, sourceServerIds: [third], reason: '' }, at(301));
    skipped.apply({ type: 'retry', actor: 'dora', waveNumber: 0 }, at(302));
    launchNext(skipped, 1, 303);
    const { header, waves } = finalize(skipped).state();
    expect(waves[0]).toMatchObject({ status: 'PARTIAL', minSuccessPercent: 100 });
    expect(header).not.toHaveProperty('tolerated');
    expect(outcomeText(header)).toBe('3 of 4 servers launched; wave 0 "tier 0" PARTIAL');
  });

  it('two failures that were tolerated are told one after the other; of a run that is not over nothing is', () => {
    const tolerated = [0, 1].map((waveNumber) => ({
      waveNumber,
      waveName: `tier ${waveNumber}`,
      minSuccessPercent: 50,
      launchedCount: 1,
      serverCount: 2,
    }));
    expect(outcomeText({ statusReason: '2 of 4 servers launched', tolerated })).toBe(
      '2 of 4 servers launched; enough for the plan: 1 of 2 in wave 0 "tier 0", at least 50 % wanted; 1 of 2 in wave 1 "tier 1", at least 50 % wanted',
    );
    expect(outcomeText({ tolerated })).toBeUndefined();
    expect(outcomeText({})).toBeUndefined();
  });

  it('PARTIAL: stopped after the first wave, of which something was launched', () => {
    const run = beginRun(waveWith({}), waveWith({}), waveWith({}));
    launchNext(run, 3, 0);
    expect(statusesOf(run)).toEqual(['FAILED', 'SKIPPED', 'SKIPPED']);
    expect(run.state().waves[1]?.statusReason).toBe(
      'not started: wave 0 "tier 0" is FAILED, and it says stop on failure',
    );
    expect(finalize(run).state().header.status).toBe('PARTIAL');
  });

  it('FAILED: nothing was launched at all', () => {
    const run = beginRun(waveWith({ onFailure: 'continue' }), waveWith({}));
    launchNext(run, 0, 0);
    launchNext(run, 0, 300);
    expect(finalize(run).state().header).toMatchObject({ status: 'FAILED' });
    expect(run.state().header.statusReason).toMatch(/^0 of 8 servers launched/);
  });

  it('CANCELLED: somebody cancelled before anything was launched', () => {
    const run = beginRun(waveWith({}), waveWith({}));
    run.apply({ type: 'cancel', actor: 'bert', reason: 'the wrong plan' }, at(1));
    expect(statusesOf(run)).toEqual(['CANCELLED', 'CANCELLED']);
    expect(finalize(run).state().header).toMatchObject({
      status: 'CANCELLED',
      statusReason: '0 of 8 servers launched; cancelled by bert',
    });
  });

  it('PARTIAL: cancelled after something was launched; what ran was followed to its end', () => {
    const run = beginRun(waveWith({}), waveWith({}));
    launch(run);
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(1));
    expect(run.state().header.statusReason).toContain('1 job cannot be stopped in DRS');
    expect(run.apply({ type: 'finalize' }, at(2)).rejected).toBe(true);
    endWith(run, 4, at(300));
    expect(statusesOf(run)).toEqual(['COMPLETED', 'CANCELLED']);
    expect(finalize(run).state().header.status).toBe('PARTIAL');
  });

  it('COMPLETED: cancelled when there was nothing left to hold back', () => {
    const run = beginRun(waveWith({}));
    launch(run);
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(1));
    endWith(run, 4, at(300));
    expect(finalize(run).state().header.status).toBe('COMPLETED');
  });

  it('CANCELLED before the checks were over: no wave is known yet', () => {
    const run = startRun(scenarioOf([waveWith({})]));
    run.apply({ type: 'cancel', actor: 'bert', reason: '' }, at(1));
    expect(run.apply({ type: 'begin', rosterId: 'roster-1', serverCount: 4, warnings: [] }, at(2)).rejected).toBe(true);
    expect(finalize(run).state()).toMatchObject({ header: { status: 'CANCELLED' }, waves: [], jobs: [] });
  });

  it('a clean-up of which everything was gone before says so; one that was refused at its checks does not', () => {
    const { header, ...state } = beginRun(waveWith({})).state();
    const empty = { ...header, purpose: 'CLEAN_UP' as const, serverCount: 0 };
    expect(executionOutcome({ header: empty, waves: [], jobs: [] })).toMatchObject({
      status: 'COMPLETED',
      reason: 'nothing was left to terminate',
    });
    expect(executionOutcome({ header: { ...empty, serverCount: 4 }, ...state }).reason).toMatch(
      /^0 of 4 servers terminated/,
    );
    expect(executionOutcome({ header: { ...header, serverCount: 0 }, ...state }).reason).toMatch(
      /^0 of 0 servers launched/,
    );
    const { rosterId: _rosterId, ...early } = empty;
    expect(executionOutcome({ header: { ...early, cancelRequested: true }, waves: [], jobs: [] })).toMatchObject({
      status: 'CANCELLED',
      reason: '0 of 0 servers terminated; cancelled by unknown',
    });
  });

  it('there is nothing left to say of one that has ended', () => {
    const run = beginRun(waveWith({}));
    launchNext(run, 4, 0);
    expect(isReadyToFinalize(run.state())).toBe(true);
    expect(isReadyToFinalize(finalize(run).state())).toBe(false);
  });

  it('a second finalize changes nothing, and is no error', () => {
    const run = beginRun(waveWith({}));
    launchNext(run, 4, 0);
    const ended = finalize(run).state();
    expect(run.apply({ type: 'finalize' }, at(999))).toMatchObject({ rejected: false, events: [] });
    expect(run.state()).toBe(ended);
  });
});
