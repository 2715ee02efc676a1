import { describe, expect, it } from 'vitest';
import type { EventData } from '../../src/domain/model/event.ts';
import type { ExecutionState } from '../../src/domain/model/execution.ts';
import { evolve } from '../../src/domain/transition/evolve.ts';
import { at, beginRun, claimAll, jobsIn, launch, turn } from './support/drive.ts';
import { START } from './support/scenario.ts';

const eventAfter = (eventCount: number, data: EventData) => ({
  sequence: eventCount + 1,
  time: at(9),
  actor: 'anna',
  data,
});

describe('a history is applied without a gap', () => {
  const state = beginRun({ jobs: [{ size: 2 }] }).state();
  const pause = { type: 'PauseRequested' } as const;

  it('a missing event is a bug, and said so', () => {
    const early = eventAfter(state.header.eventCount + 1, pause);
    expect(() => evolve(state, early)).toThrow(`bug: event ${early.sequence} after ${state.header.eventCount}`);
  });

  it('an event that comes a second time is a bug', () => {
    const event = eventAfter(state.header.eventCount, pause);
    expect(() => evolve(evolve(state, event), event)).toThrow(/^bug: event/);
  });

  it('an event about an unknown job is a bug', () => {
    const data = { type: 'JobStarted', jobKey: 'w009-a1-j000', jobId: 'drsjob-1', adopted: false } as const;
    expect(() => evolve(state, eventAfter(state.header.eventCount, data))).toThrow('unknown job w009-a1-j000');
  });

  it('a split must make the next job key, or two histories would name different jobs', () => {
    const [job] = state.jobs;
    const data: EventData = {
      type: 'JobSplit',
      jobKey: job?.jobKey ?? '',
      newJobKey: 'w000-a1-j007',
      sourceServerIds: ['s-00000000000000001'],
      waitingFor: 'free servers',
    };
    expect(() => evolve(state, eventAfter(state.header.eventCount, data))).toThrow('next is w000-a1-j001');
  });
});

describe('what an event changes', () => {
  it('the gate keeps who opened it, and when', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] });
    turn(run);
    expect(run.state().waves[0]).toMatchObject({ status: 'AWAITING_APPROVAL' });
    run.apply({ type: 'resume', waveNumber: 0, actor: 'carla' }, at(60));
    expect(run.state().waves[0]).toMatchObject({ status: 'STARTING', gateOpenedBy: 'carla', gateOpenedTime: at(60) });
  });

  it('the reason of a pause goes when something moves again', () => {
    const run = beginRun({ settings: { pauseBeforeWave: true }, jobs: [{ size: 1 }] });
    turn(run);
    expect(run.state().header).toMatchObject({
      status: 'PAUSED',
      statusReason: 'wave 0 "tier 0" waits for approval',
    });
    run.apply({ type: 'resume', waveNumber: 0, actor: 'carla' }, at(60));
    expect(run.state().header.status).toBe('POLLING');
    expect(run.state().header.statusReason).toBeUndefined();
  });

  it('the wave’s time runs from its first accepted job, not from a later one', () => {
    const run = beginRun({ jobs: [{ size: 1 }, { size: 1 }] });
    turn(run);
    claimAll(run);
    for (const [index, { jobKey, claim }] of run.state().jobs.entries()) {
      const claimId = claim?.claimId ?? '';
      run.apply({ type: 'jobStarted', jobKey, claimId, jobId: `drsjob-${index}`, adopted: false }, at(10 + index));
    }
    expect(jobsIn(run.state(), 'STARTED').map((job) => job.startedTime)).toEqual([at(10), at(11)]);
    expect(run.state().waves[0]).toMatchObject({ startTime: START, firstLaunchTime: at(10) });
  });

  it('a server that was decided stays as it was, whatever a later event says', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    launch(run);
    const [job] = run.state().jobs;
    const decided = (state: ExecutionState, outcome: 'LAUNCHED' | 'FAILED') =>
      evolve(
        state,
        eventAfter(state.header.eventCount, {
          type: 'ServersDecided',
          jobKey: job?.jobKey ?? '',
          servers: [{ sourceServerId: job?.servers[0]?.sourceServerId ?? '', outcome }],
        }),
      );
    for (const outcomes of [['LAUNCHED', 'FAILED'] as const, ['FAILED', 'LAUNCHED'] as const]) {
      const state = outcomes.reduce(decided, run.state());
      expect(state.jobs[0]?.servers[0]?.outcome).toBe(outcomes[0]);
    }
  });

  it('a started job no longer says what it waited for', () => {
    const run = beginRun({ jobs: [{ size: 1 }] });
    turn(run);
    run.apply({ type: 'launchPostponed', jobKeys: ['w000-a1-j000'], reason: 'AWS: later', notBefore: at(5) }, START);
    expect(run.state().jobs[0]).toMatchObject({ waitingFor: 'AWS: later', waitingSince: START, tries: 1 });
    launch(run, at(5));
    const [job] = run.state().jobs;
    expect(job).toMatchObject({ state: 'STARTED', tries: 0, startedTime: at(5) });
    expect(Object.keys(job ?? {})).not.toContain('waitingFor');
    expect(Object.keys(job ?? {})).not.toContain('waitingSince');
  });
});
