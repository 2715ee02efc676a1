/** When nothing is left to do but to say how an execution ended. */
import { expect, test } from 'vitest';
import { type WaveActivity, waveActivitySchema } from '../../src/domain/model/activity.ts';
import { isReadyToFinalize } from '../../src/domain/transition/decide.ts';
import { at, beginRun, endAll, launch } from './support/drive.ts';

test('not while something of one of its waves still runs in AWS, though every wave is over', () => {
  const run = beginRun({ jobs: [{ size: 1 }] }, { settings: { dependsOnWaves: [] }, jobs: [{ size: 1 }] });
  launch(run);
  endAll(run, 'LAUNCHED', at(300));
  const state = run.state();
  const activityIn = (activityState: WaveActivity['state']): WaveActivity =>
    waveActivitySchema.parse({
      activityKey: 'w000-after-00',
      phase: 'after',
      activityName: 'switch dns',
      kind: 'SSM_AUTOMATION',
      required: false,
      timeoutMinutes: 5,
      retries: 0,
      state: activityState,
      tries: 0,
    });
  const withActivity = (activityState: WaveActivity['state']) => ({
    ...state,
    waves: state.waves.map((wave) =>
      wave.waveNumber === 0 ? { ...wave, activities: [activityIn(activityState)] } : wave,
    ),
  });
  expect(isReadyToFinalize(state)).toBe(true);
  expect(isReadyToFinalize(withActivity('STARTED'))).toBe(false);
  expect(isReadyToFinalize(withActivity('CLAIMED'))).toBe(false);
  expect(isReadyToFinalize(withActivity('CANCELLED'))).toBe(true);
});
