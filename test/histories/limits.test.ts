/**
 * The histories notice a change of a number that decides. Without one in which a rule is at its edge, the rule could change
 * under a run that is under way, and histories.test.ts would stay green.
 */
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { decidedToday, isDecidedOtherwise } from './support/decided-today.ts';
import { recordedFiles, textOf } from './support/frozen-histories.ts';
import { limitsReadByDecide } from './support/limits-read.ts';
import { readHistory, statesOf } from './support/recorded-history.ts';

type Limit = keyof typeof limits;

// As their runs have them stored: a changed number finds them as they are.
const runs = recordedFiles().map((file) => {
  const history = readHistory(textOf(file));
  return { file, history, states: statesOf(history) };
});

const isDecidedAsItWas = ({ history, states }: (typeof runs)[number]): boolean => {
  for (const again of decidedToday(history, states)) if (isDecidedOtherwise(again)) return false;
  return true;
};

/** The histories of which something is decided otherwise with this number. */
const noticedIn = (limit: Limit, value: number): readonly string[] => {
  const before = limits[limit];
  Object.assign(limits, { [limit]: value });
  try {
    return runs.filter((run) => !isDecidedAsItWas(run)).map(({ file }) => file);
  } finally {
    Object.assign(limits, { [limit]: before });
  }
};

/** What must be noticed: where the edge can be met, one to either side of it as well. */
const changes: readonly { readonly limit: Limit; readonly to: readonly number[]; readonly rule: string }[] = [
  { limit: 'serversPerJob', to: [50, 99, 101, 150], rule: 'how many servers a job takes' },
  { limit: 'jobsPerScope', to: [10, 19, 21, 40], rule: 'how many jobs an account and Region has at a time' },
  { limit: 'serversInAllJobs', to: [300, 499, 501, 1000], rule: 'how many servers all jobs have together' },
  { limit: 'serversPerFragmentMin', to: [10, 24, 26, 50], rule: 'down to which size a job is made smaller to fit' },
  { limit: 'actionRetryPauseSeconds', to: [0, 29, 31, 3000], rule: 'the pause before an action is tried again' },
  { limit: 'waitForOthersHours', to: [1, 23, 25, 48], rule: "how long a server waits for somebody else's job" },
  { limit: 'jobGiveUpHours', to: [3, 23, 25, 48], rule: 'how long a job is watched that never ends' },
  { limit: 'failedLooksMin', to: [2, 9, 11, 20], rule: 'how many looks have failed before a lost job is given up' },
  {
    limit: 'undecidedGraceSeconds',
    to: [30, 270, 330, 600],
    rule: 'how long what an ended job left open is looked for',
  },
  {
    limit: 'missingJobGraceSeconds',
    to: [60, 1740, 1860, 3600],
    rule: 'how long a job that is no longer listed may go on',
  },
  { limit: 'unseenHolderTries', to: [2, 4, 6, 10], rule: 'how often a server is tried whose holder nobody sees' },
  { limit: 'jobsChangedPerTurn', to: [1], rule: 'how many jobs one decision changes' },
  { limit: 'lostJobWatchSeconds', to: [30, 600], rule: 'how long an unanswered call may have made a job' },
  { limit: 'claimSeconds', to: [59, 61], rule: 'how long a claim lasts' },
  { limit: 'waitingRecheckSeconds', to: [14, 16], rule: 'when what waits is looked at again' },
  { limit: 'backoffMaxSeconds', to: [59, 61], rule: 'the longest pause after failed calls' },
  { limit: 'actionLookSeconds', to: [9, 11], rule: 'how often an action is looked at' },
  { limit: 'actionSlowAfterSeconds', to: [60], rule: 'after how long an action is looked at less often' },
  { limit: 'actionSlowLookSeconds', to: [30, 120], rule: 'how often an action that takes long is looked at' },
  { limit: 'reasonCharacters', to: [100], rule: "how much of AWS's words a server keeps" },
];

/** These are in modules that the decision reads, and are no part of it. */
const decidedElsewhere: Readonly<Partial<Record<Limit, string>>> = {
  launchSettingsTimeoutMinutes: 'is stored with each wave when its run begins',
  backoffFirstSeconds: 'gives the engine a time, which is in the input',
};

test('with the numbers as they are all is decided as it was', () => {
  expect(noticedIn('serversPerJob', limits.serversPerJob)).toEqual([]);
});

describe('another number is noticed', () => {
  test.each(changes.flatMap(({ to, ...rest }) => to.map((value) => ({ ...rest, value }))))(
    '$rule: $limit $value',
    ({ limit, value }) => {
      expect(limits[limit]).not.toBe(value);
      expect(noticedIn(limit, value).length).toBeGreaterThan(0);
    },
  );
});

test('every number that the decision reads is in this list', () => {
  const listed = [...changes.map(({ limit }) => limit), ...Object.keys(decidedElsewhere)];
  expect([...limitsReadByDecide()].toSorted()).toEqual(listed.toSorted());
});
