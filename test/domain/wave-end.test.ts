/** How a wave ended by its servers and by what was done around them, in the words that people read. */
import { expect, test } from 'vitest';
import { type WaveActivity, waveActivitySchema } from '../../src/domain/model/activity.ts';
import { waveEnd } from '../../src/domain/transition/wave-end.ts';
import { at, beginRun, endAll, launch } from './support/drive.ts';

const activity = (phase: 'before' | 'after', settings: Partial<WaveActivity>): WaveActivity =>
  waveActivitySchema.parse({
    activityKey: `w000-${phase}-00`,
    phase,
    activityName: 'switch dns',
    kind: 'LAMBDA',
    required: true,
    timeoutMinutes: 5,
    retries: 0,
    state: 'FAILED',
    tries: 1,
    message: 'no such zone',
    ...settings,
  });

/** A wave of two servers that are up. */
const ended = (...activities: WaveActivity[]) => {
  const run = beginRun({ jobs: [{ size: 2 }] });
  launch(run);
  endAll(run, 'LAUNCHED', at(300));
  const [wave] = run.state().waves;
  if (wave === undefined) throw new Error('no wave');
  return { state: run.state(), wave: { ...wave, activities } };
};
const endOf = (...activities: WaveActivity[]) => {
  const { state, wave } = ended(...activities);
  return waveEnd(state, wave);
};

test('a required action after the launch that failed, or had no more time: all is up, and the wave FAILED', () => {
  expect(endOf(activity('after', {}))).toStrictEqual({
    status: 'FAILED',
    reason: '2 of 2 servers launched; but action "switch dns" failed: no such zone',
  });
  expect(endOf(activity('after', { state: 'TIMED_OUT' })).reason).toBe(
    '2 of 2 servers launched; but action "switch dns" timed out: no such zone',
  );
});

test('those that are not required are told one after another, and cost nothing', () => {
  const first = activity('after', { required: false });
  const second = activity('after', { required: false, state: 'TIMED_OUT', activityName: 'tell the desk' });
  expect(endOf(first, second)).toStrictEqual({
    status: 'COMPLETED',
    reason:
      '2 of 2 servers launched; action "switch dns" failed: no such zone (not required); action "tell the desk" timed out: no such zone (not required)',
  });
});

test('a required action before the launch that failed: what is up is not counted as not started', () => {
  const { state, wave } = ended(activity('before', {}));
  expect(waveEnd(state, { ...wave, launchedCount: 1 })).toStrictEqual({
    status: 'FAILED',
    reason: 'action "switch dns" failed: no such zone; 1 server not started',
  });
});
