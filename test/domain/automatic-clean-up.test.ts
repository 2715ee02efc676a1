/** The clean-up that comes by itself after a drill: when, and what people may change about it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import type { AutomaticCleanUp } from '../../src/domain/model/automatic-clean-up.ts';
import type { ExecutionHeader } from '../../src/domain/model/execution.ts';
import { addSeconds, isBefore, secondsBetween } from '../../src/domain/time.ts';
import {
  automaticCleanUpOf,
  heldBack,
  keep,
  lookAgain,
  nextLookOf,
  overWith,
  started,
  telling,
  wantedAgain,
  warned,
} from '../../src/domain/transition/automatic-clean-up.ts';
import { beginRun, endAll, launch } from './support/drive.ts';
import { START } from './support/scenario.ts';

const HOUR = 3600;
/** The drill ends here. */
const END = addSeconds(START, HOUR);
const hoursAfterEnd = (hours: number): string => addSeconds(END, hours * HOUR);

const drill = (launchStatus = 'LAUNCHED', changes: Partial<ExecutionHeader> = { drillTtlHours: 8 }) => {
  const run = beginRun({ jobs: [{ size: 1 }] });
  launch(run);
  endAll(run, launchStatus, END);
  run.apply({ type: 'finalize' }, END);
  const state = run.state();
  return { ...state, header: { ...state.header, ...changes } };
};

const scheduled = (drillTtlHours = 8): AutomaticCleanUp => {
  const cleanUp = automaticCleanUpOf(drill('LAUNCHED', { drillTtlHours }));
  if (cleanUp === undefined) throw new Error('no clean-up');
  return cleanUp;
};

describe('after a drill', () => {
  test('its instances are cleaned up so many hours after its end, and people are warned a quarter before', () => {
    expect(scheduled()).toEqual({
      executionId: 'exec-1',
      planId: 'plan-1',
      planName: 'shop',
      drillTtlHours: 8,
      state: 'SCHEDULED',
      warnTime: hoursAfterEnd(6),
      dueTime: hoursAfterEnd(8),
      warnings: 0,
      tries: 0,
      changes: [],
    });
  });

  test('of which only some waves launched anything, those are cleaned up', () => {
    const state = drill();
    const [wave] = state.waves;
    if (wave === undefined) throw new Error('no wave');
    const empty = { ...wave, waveNumber: 1, launchedCount: 0 };
    expect(automaticCleanUpOf({ ...state, waves: [wave, empty] })).toBeDefined();
    expect(automaticCleanUpOf({ ...state, waves: [empty] })).toBeUndefined();
  });

  test('each warning is counted: it is told from those before by its number', () => {
    const once = warned(scheduled(), hoursAfterEnd(6));
    expect([once.warnings, warned(once, hoursAfterEnd(7)).warnings]).toEqual([1, 2]);
  });

  test('that are kept for weeks, the warning comes a day before', () => {
    expect(scheduled(500)).toMatchObject({ warnTime: hoursAfterEnd(476), dueTime: hoursAfterEnd(500) });
  });

  test.each([
    ['whose plan names no time', drill('LAUNCHED', {})],
    ['that launched nothing', drill('FAILED')],
    ['that runs still', drill('LAUNCHED', { drillTtlHours: 8, status: 'POLLING' })],
    ['that is a recovery', drill('LAUNCHED', { drillTtlHours: 8, executionType: 'RECOVERY' })],
    ['that is a clean-up', drill('LAUNCHED', { drillTtlHours: 8, purpose: 'CLEAN_UP' })],
  ])('%s, nothing comes by itself', (_what, state) => {
    expect(automaticCleanUpOf(state)).toBeUndefined();
  });

  test('whose end is not known, nothing comes by itself', () => {
    const { header, ...rest } = drill();
    const { endTime: _endTime, ...endless } = header;
    expect(automaticCleanUpOf({ ...rest, header: endless })).toBeUndefined();
  });
});

describe('when it is looked at next', () => {
  const toldInTime = warned(scheduled(), hoursAfterEnd(6));

  test('to warn people, and then to clean up', () => {
    expect(nextLookOf(scheduled())).toBe(hoursAfterEnd(6));
    expect(toldInTime).toMatchObject({ warnedTime: hoursAfterEnd(6), warnings: 1, dueTime: hoursAfterEnd(8) });
    expect(nextLookOf(toldInTime)).toBe(hoursAfterEnd(8));
  });

  test('a warning that comes late leaves people half of the time between it and the clean-up', () => {
    expect(warned(scheduled(), hoursAfterEnd(7.5)).dueTime).toBe(hoursAfterEnd(8.5));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2160 }), fc.nat(5000), (ttlHours, lateHours) => {
        const before = scheduled(ttlHours);
        const now = addSeconds(before.warnTime, lateHours * HOUR);
        const after = warned(before, now);
        const lead = secondsBetween(before.warnTime, before.dueTime);
        expect(secondsBetween(now, after.dueTime)).toBeGreaterThanOrEqual(lead / 2);
        expect(isBefore(after.dueTime, before.dueTime)).toBe(false);
      }),
    );
  });

  test('what a running execution holds is looked at again in a quarter of an hour', () => {
    const held = heldBack(toldInTime, 'the end of exec-2', hoursAfterEnd(8));
    expect(held).toMatchObject({ state: 'SCHEDULED', waitsFor: 'the end of exec-2' });
    expect(nextLookOf(held)).toBe(hoursAfterEnd(8.25));
    expect(nextLookOf(heldBack(toldInTime, 'the end of exec-2', hoursAfterEnd(1)))).toBe(hoursAfterEnd(8));
  });

  test('one that has started is looked at once more, and then never', () => {
    const held = heldBack(toldInTime, 'the end of exec-2', hoursAfterEnd(8));
    const running = started(held, 'exec-3', hoursAfterEnd(9));
    expect(running).toMatchObject({ state: 'STARTED', cleanUpId: 'exec-3', tries: 1 });
    expect(running).not.toHaveProperty('waitsFor');
    expect(nextLookOf(running)).toBe(hoursAfterEnd(9 + limits.cleanUpRetryHours));
    expect(nextLookOf(overWith(running, 'STARTED'))).toBeUndefined();
  });

  test('where nothing is left, or a person keeps the instances, never', () => {
    expect(nextLookOf(overWith(toldInTime, 'NOTHING_LEFT'))).toBeUndefined();
    expect(nextLookOf({ ...toldInTime, state: 'OFF' })).toBeUndefined();
  });
});

test('a clean-up that leaves instances is made six times, and then given up', () => {
  const tries = (cleanUp: AutomaticCleanUp): number => {
    const again = wantedAgain(started(cleanUp, 'exec-3', hoursAfterEnd(8)));
    if (again.state === 'SCHEDULED') return 1 + tries(again);
    expect(again.state).toBe('GIVEN_UP');
    expect(nextLookOf(again)).toBeUndefined();
    return 1;
  };
  // Six, as docs/guarantees.md says. No recorded history holds it: the run that is cleaned up after is over.
  expect(tries(warned(scheduled(), hoursAfterEnd(6)))).toBe(6);
});

describe('a person who keeps the instances', () => {
  const now = hoursAfterEnd(7);
  const warnedOf = heldBack(warned(scheduled(), hoursAfterEnd(6)), 'the end of exec-2', hoursAfterEnd(6));

  test('for so many hours from now: people are warned again before the new time', () => {
    expect(keep(warnedOf, 'bert', 4, now)).toEqual({
      kind: 'kept',
      cleanUp: {
        ...scheduled(),
        warnings: 1,
        warnTime: hoursAfterEnd(10),
        dueTime: hoursAfterEnd(11),
        changes: [{ time: now, actor: 'bert', dueTime: hoursAfterEnd(11) }],
      },
    });
  });

  test('until somebody cleans up: nothing comes by itself, until a person names a time again', () => {
    const off = keep(warnedOf, 'bert', undefined, now);
    expect(off).toMatchObject({ cleanUp: { state: 'OFF', changes: [{ time: now, actor: 'bert' }] } });
    if (off.kind !== 'kept') throw new Error(off.reason);
    // Shorter than before it was turned off.
    expect(keep(off.cleanUp, 'carla', 0.5, now)).toMatchObject({
      cleanUp: { state: 'SCHEDULED', dueTime: hoursAfterEnd(7.5), changes: [{ actor: 'bert' }, { actor: 'carla' }] },
    });
  });

  test.each([
    ['for less than they are kept already', scheduled(), `it is kept longer already: until ${hoursAfterEnd(8)}`],
    ['when it runs', started(scheduled(), 'exec-3', now), 'the clean-up exec-3 has started'],
    [
      'when it is done',
      overWith(started(scheduled(), 'exec-3', now), 'STARTED'),
      'the clean-up exec-3 is over: none comes by itself any more',
    ],
    [
      'when nothing is left',
      overWith(scheduled(), 'NOTHING_LEFT'),
      'its instances are gone or replaced already: nothing is left to keep',
    ],
  ] as const)('%s: is told why not', (_what, cleanUp, reason) => {
    expect(keep(cleanUp, 'bert', 0.5, now)).toEqual({ kind: 'not-possible', reason });
  });

  test('after it was given up: it comes again, and is tried as often', () => {
    const tried = { ...started(warnedOf, 'exec-3', now), tries: limits.cleanUpTries };
    expect(keep(wantedAgain(tried), 'bert', 4, now)).toMatchObject({
      kind: 'kept',
      cleanUp: { state: 'SCHEDULED', tries: 0, dueTime: hoursAfterEnd(11) },
    });
  });

  test('again and again: the last decisions are kept', () => {
    let cleanUp = scheduled();
    for (let hours = 1; hours <= limits.cleanUpChangesKept + 3; hours += 1) {
      const kept = keep(cleanUp, `person ${hours}`, 8 + hours, END);
      if (kept.kind !== 'kept') throw new Error(kept.reason);
      cleanUp = kept.cleanUp;
    }
    expect(cleanUp.changes).toHaveLength(limits.cleanUpChangesKept);
    expect(cleanUp.changes[0]).toMatchObject({ actor: 'person 4' });
  });
});

describe('somebody who is about to act', () => {
  const now = hoursAfterEnd(6);

  test('and tell people keeps others away for some minutes, and is followed by another who tells them if he dies', () => {
    const told = telling(scheduled(), now);
    expect(told).toEqual({ ...scheduled(), notBefore: addSeconds(now, limits.cleanUpTellMinutes * 60) });
    expect(nextLookOf(told)).toBe(told.notBefore);
  });

  test('looks again at a clean-up that still runs, and changes nothing else', () => {
    const runs = started(scheduled(), 'exec-2', now);
    expect(lookAgain(runs, now)).toEqual({ ...runs, notBefore: addSeconds(now, limits.cleanUpHeldMinutes * 60) });
  });
});
