/** The checker of existing instances sees a job that deletes one, whatever kind of job it is, and leaves strangers alone. */
import { expect, test } from 'vitest';
import type { JournalEntry } from '../../src/simulator/journal.ts';
import { createExistingStay } from './checkers/existing-stay.ts';

const jobOf = (type: 'LAUNCH' | 'TERMINATE', removes: string[]): JournalEntry => ({
  kind: 'job',
  job: {
    jobId: 'drsjob-1',
    accountId: '111122223333',
    region: 'us-east-1',
    type,
    initiatedBy: type === 'LAUNCH' ? 'START_DRILL' : 'TERMINATE_RECOVERY_INSTANCES',
    createdAt: 0,
    startedAt: 1,
    endedAt: 2,
    tags: {},
    participants: [{ sourceServerId: 's-1', outcome: 'LAUNCHED', startedAt: 1, decidedAt: 2, removes }],
  },
});

const seenOf = (entry: JournalEntry, strangers: readonly string[] = []) => {
  const checker = createExistingStay({
    existing: new Set(['i-standby']),
    isStrangers: (jobId) => strangers.includes(jobId),
  });
  checker.noteEntry(entry);
  const look = () => checker.watch({ writes: [], cause: 'driver', committed: [], executions: new Map() });
  return [...look(), ...look()];
};

test.each(['LAUNCH', 'TERMINATE'] as const)(
  'a %s job of ours that deletes an existing instance is told once',
  (type) => {
    expect(seenOf(jobOf(type, ['i-made-by-drs', 'i-standby']))).toEqual([
      `existing instance: ${type} job drsjob-1 deletes i-standby of s-1`,
    ]);
  },
);

test('what DRS made may go, and what a stranger does is not ours', () => {
  expect(seenOf(jobOf('TERMINATE', ['i-made-by-drs']))).toEqual([]);
  expect(seenOf(jobOf('LAUNCH', ['i-standby']), ['drsjob-1'])).toEqual([]);
});
