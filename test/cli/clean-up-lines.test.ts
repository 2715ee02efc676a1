import { expect, test } from 'vitest';
import { cleanUpLines } from '../../src/cli/render/clean-ups.ts';

const cleanUp = { executionId: 'exec-2', serverCount: 0, terminatedCount: 0, startTime: '2026-03-02T03:04:05.000Z' };
const over = { ...cleanUp, endTime: '2026-03-02T03:14:05.000Z' };

test.each([
  [{ ...over, status: 'COMPLETED' }, 'COMPLETED, nothing was left to terminate'],
  [{ ...over, status: 'REFUSED' }, 'REFUSED, nothing was terminated'],
  [{ ...over, status: 'CANCELLED' }, 'CANCELLED, nothing was terminated'],
  [{ ...cleanUp, status: 'INITIATED' }, 'INITIATED'],
  [{ ...over, status: 'PARTIAL', serverCount: 3, terminatedCount: 2 }, 'PARTIAL, 2 of 3 instances terminated'],
] as const)('a clean-up that found nothing is told apart from one that never looked: $1', (cleanUpView, words) => {
  expect(cleanUpLines({ cleanUps: [cleanUpView] })).toEqual([`Clean-up exec-2: ${words}`]);
});
