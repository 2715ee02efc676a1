/** How a run stands against its plan's recovery time objective. */
import { expect, test } from 'vitest';
import type { ExecutionStatus } from '../../src/domain/model/execution.ts';
import { rtoStanding } from '../../src/domain/rto.ts';

const startTime = '2026-11-01T03:00:00.000Z';
const after = (minutes: number): string => new Date(Date.parse(startTime) + minutes * 60_000).toISOString();
const run = (status: ExecutionStatus, endMinutes?: number) => ({
  rtoTargetMinutes: 30,
  status,
  startTime,
  ...(endMinutes !== undefined && { endTime: after(endMinutes) }),
});

test.each([
  ['runs, and is in time', run('POLLING'), 30, 'RUNNING', 1800],
  ['runs, and is late', run('PAUSED'), 31, 'LATE', 1860],
  ['was cancelled when it was late, and still ends', run('CANCELLING'), 31, 'LATE', 1860],
  ['is over, up and in time', run('COMPLETED', 30), 900, 'MET', 1800],
  ['is over and up, too late', run('COMPLETED', 31), 900, 'MISSED', 1860],
  ['is over early, and not every server is up', run('PARTIAL', 5), 900, 'NOT_UP', 300],
] as const)('a run that %s', (_what, execution, nowMinutes, verdict, elapsedSeconds) => {
  expect(rtoStanding(execution, after(nowMinutes))).toEqual({ targetSeconds: 1800, elapsedSeconds, verdict });
});

test('nothing is said of a run whose plan has no objective, nor of one that was refused', () => {
  expect(rtoStanding({ status: 'COMPLETED', startTime, endTime: after(1) }, after(2))).toBeUndefined();
  expect(rtoStanding(run('REFUSED', 1), after(2))).toBeUndefined();
});

test('the time that is left is not told of a run that was cancelled', () => {
  expect(rtoStanding(run('CANCELLING'), after(5))).toBeUndefined();
});

test('as long as the server has not told its time, only the objective is known', () => {
  expect(rtoStanding(run('POLLING'), undefined)).toEqual({ targetSeconds: 1800, verdict: 'RUNNING' });
});
