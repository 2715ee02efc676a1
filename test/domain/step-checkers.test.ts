/** The checkers of one decision see what no history of the swarm comes to: each is shown a decision that was tampered with. */
import { expect, test } from 'vitest';
import type { EventData } from '../../src/domain/model/event.ts';
import { cancelled } from './checkers/cancelled.ts';
import { finalStatus } from './checkers/final-status.ts';
import { stopPolicy } from './checkers/stop-policy.ts';
import { at, beginRun, claimAll, endAll, launch, turn } from './support/drive.ts';
import type { Step } from './support/run.ts';

const alone = { jobs: [{ size: 1 }] };

const withEvent = (step: Step, data: EventData): Step => {
  const event = { sequence: step.after.header.eventCount + 1, time: step.now, actor: 'engine', data };
  return { ...step, events: [...step.events, event], history: [...step.history, event] };
};

/** The second job is claimed when somebody cancels; nobody has answered for it yet. */
const cancelWhileClaimed = (): Step => {
  const run = beginRun(alone, { settings: { dependsOnWaves: [] }, jobs: [{ size: 2 }] });
  turn(run);
  claimAll(run);
  return run.apply({ type: 'cancel', reason: 'the wrong plan', actor: 'anna' }, at(5));
};

test('a cancel says how many jobs run on, those that are just being called too', () => {
  const step = cancelWhileClaimed();
  expect(cancelled(step)).toEqual([]);
  const events = step.events.map((event) =>
    event.data.type === 'CancelRequested' ? { ...event, data: { ...event.data, reason: 'no job is running' } } : event,
  );
  expect(cancelled({ ...step, events })).toEqual(['the cancel does not say that 2 jobs run on: "no job is running"']);
});

test('after a cancel no wave is launched again, and only what was claimed may start or be divided', () => {
  const step = cancelWhileClaimed();
  const [job] = step.before.jobs;
  const jobKey = job?.jobKey ?? '';
  const started: EventData = { type: 'JobStarted', jobKey, jobId: 'drsjob-1', adopted: false };
  const split: EventData = { type: 'JobSplit', jobKey, newJobKey: 'new', sourceServerIds: [], waitingFor: 'others' };
  for (const data of [started, split]) {
    expect(cancelled(withEvent(step, data))).toEqual([]);
    const waiting = step.before.jobs.map((each) => ({ ...each, state: 'WAITING' as const }));
    const told = cancelled(withEvent({ ...step, before: { ...step.before, jobs: waiting } }, data));
    expect(told).toContain(`${data.type} after the cancel`);
  }
  const retried: EventData = { type: 'WaveRetried', waveNumber: 0, attempt: 2, jobs: [] };
  expect(cancelled(withEvent(step, retried))).toEqual(['WaveRetried after the cancel']);
});

test('a run of which nothing came up is not told as anything but FAILED', () => {
  const run = beginRun(alone);
  launch(run);
  endAll(run, 'FAILED', at(300));
  const step = run.apply({ type: 'finalize' }, at(301));
  expect(finalStatus(step)).toEqual([]);
  for (const status of ['COMPLETED', 'PARTIAL', 'TIMED_OUT', 'CANCELLED'] as const) {
    const events = step.events.map((event) =>
      event.data.type === 'ExecutionEnded' ? { ...event, data: { ...event.data, status } } : event,
    );
    expect(finalStatus({ ...step, events })).toEqual([`told as ${status}, and is FAILED: FAILED`]);
  }
});

test('a wave that has nothing to do with a failure that says stop does not start after it', () => {
  const run = beginRun(alone, { settings: { dependsOnWaves: [], pauseBeforeWave: true }, jobs: [{ size: 1 }] });
  launch(run);
  endAll(run, 'FAILED', at(300));
  const step = turn(run, at(301));
  expect(stopPolicy(step)).toEqual([]);
  expect(stopPolicy(withEvent(step, { type: 'WaveStarting', waveNumber: 1 }))).toEqual([
    'wave 1 starts after wave 0 failed, which says stop',
  ]);
});
