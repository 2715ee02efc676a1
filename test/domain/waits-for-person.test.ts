import { describe, expect, test } from 'vitest';
import { waitsForPerson } from '../../src/domain/waits-for-person.ts';
import { at, beginRun, endAll, launch, statusesOf, turn } from './support/drive.ts';

const alone = { dependsOnWaves: [] };

describe('what waits for a person', () => {
  test('a gate beside a wave that runs is told, though the execution is POLLING', () => {
    const run = beginRun(
      { jobs: [{ size: 1 }] },
      { settings: { ...alone, pauseBeforeWave: true }, jobs: [{ size: 1 }] },
    );
    launch(run);
    expect(run.state().header.status).toBe('POLLING');
    expect(statusesOf(run)).toEqual(['IN_PROGRESS', 'AWAITING_APPROVAL']);
    expect(waitsForPerson(run.state())).toEqual(['wave 1 "tier 1" waits for approval']);
    run.apply({ type: 'pause', actor: 'ana' }, at(20));
    expect(waitsForPerson(run.state())[0]).toBe('paused by ana');
    run.apply({ type: 'cancel', actor: 'ana', reason: '' }, at(30));
    expect(waitsForPerson(run.state())).toEqual([]);
  });

  test('a failure to be decided about comes before a pause; nothing waits once the run is over', () => {
    const run = beginRun({ settings: { onFailure: 'pause' }, jobs: [{ size: 1 }] }, { jobs: [{ size: 1 }] });
    expect(waitsForPerson(run.state())).toEqual([]);
    launch(run);
    run.apply({ type: 'pause', actor: 'ana', reason: 'a look first' }, at(200));
    endAll(run, 'FAILED', at(300));
    expect(waitsForPerson(run.state())).toEqual([
      'wave 0 "tier 0" is FAILED: a person decides how to go on',
      'paused by ana: a look first',
    ]);
    const { header, ...rest } = run.state();
    expect(waitsForPerson({ ...rest, header: { ...header, status: 'FAILED' } })).toEqual([]);
  });

  test('so does an action that is to be approved', () => {
    const approval = {
      kind: 'APPROVAL' as const,
      actionName: 'the books are closed',
      description: '',
      required: true,
      timeoutMinutes: 60,
      executionTypes: ['DRILL' as const, 'RECOVERY' as const],
    };
    const run = beginRun({ settings: { actions: { before: [approval], after: [] } }, jobs: [{ size: 1 }] });
    turn(run);
    expect(waitsForPerson(run.state())).toEqual([
      'action "the books are closed" of wave 0 "tier 0" waits for approval',
    ]);
  });
});
