import { describe, expect, it } from 'vitest';
import { launchedFates, launchedInstanceId } from '../../src/domain/launched-fates.ts';

const observedTime = '2026-03-02T03:04:05.000Z';

describe('what is left of what an execution launched', () => {
  it('is neither terminated, nor replaced, nor found gone by a clean-up: each instance counts once', () => {
    const up = {};
    const seenGone = { gone: { observedTime } };
    const foundGone = { gone: { observedTime, cleanUpId: 'exec-2' } };
    const replaced = { replacedBy: 'exec-3' };
    const terminated = { terminatedBy: 'exec-2', replacedBy: 'exec-3' };
    expect(launchedFates([up, terminated, seenGone, replaced, foundGone])).toEqual({
      left: [up, seenGone],
      terminated: [terminated],
      replaced: [replaced],
      foundGone: [foundGone],
    });
  });

  it('has the id that DRS gave, or else EC2’s, or none', () => {
    const observed = { instanceId: 'i-2', lastPolledTime: observedTime };
    expect(launchedInstanceId({ recoveryInstanceId: 'i-1', observed })).toBe('i-1');
    expect(launchedInstanceId({ observed })).toBe('i-2');
    expect(launchedInstanceId({})).toBeUndefined();
  });
});
