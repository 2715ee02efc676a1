/** What is told of the recovery points of servers, against the time that was asked for. */
import { describe, expect, it } from 'vitest';
import { summarise, summarisePoints } from '../../src/domain/recovery-points.ts';

const asked = '2026-11-02T03:00:00.000Z';
const early = '2026-11-02T02:40:00.000Z';
const late = '2026-11-02T02:59:30.000Z';

describe('the recovery points of servers', () => {
  it('are told by the oldest, the newest, and how far the oldest lies before the time that was asked for', () => {
    expect(summarise(asked, [late, early])).toEqual({ oldestTime: early, newestTime: late, skewSecondsMax: 1200 });
    const servers = [{ recoverySnapshotTime: late }, {}, { recoverySnapshotTime: early }];
    expect(summarisePoints(asked, servers)).toEqual({ oldestTime: early, newestTime: late, skewSecondsMax: 1200 });
  });

  it('are not told when no time was asked for, or none was chosen yet', () => {
    expect(summarise(undefined, [late])).toBeUndefined();
    expect(summarisePoints(asked, [{}])).toBeUndefined();
  });
});
