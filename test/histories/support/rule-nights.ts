/**
 * Nights in which a number of src/domain/limits.ts decides, at its edge where that can be had: a history of each is kept,
 * and test/histories/limits.test.ts shows that it notices another number. Most launches are refused, which keeps the
 * histories short: what is recorded then is what was asked of DRS, without hundreds of servers that come up.
 */
import type { Night, Trouble } from '../../simulation/support/night.ts';
import { HOME_ACCOUNT, HOME_REGION } from '../../support/rig.ts';
import { drillOf, planOf, wave } from './drill-night.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

const numbers = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, index) => from + index);

const refusedFrom = (atSeconds: number): Trouble => ({
  atSeconds,
  kind: 'aws',
  fault: { kind: 'access-denied', operation: 'StartRecovery' },
});

/** One server more than a job takes; all are refused, and a person has them launched again. */
const moreThanOneJob: Night = {
  seed: 1_000_005,
  ...drillOf([{ ...wave, servers: numbers(0, 101), onFailure: 'pause' }]),
  servers: 101,
  troubles: [refusedFrom(0)],
  quiet: { failing: [], answers: ['retry, then skip'] },
};

/** Others run all jobs but one of the account: of two waves one has to wait. */
const oneJobLeft: Night = {
  seed: 1_000_006,
  ...drillOf(
    [
      { ...wave, servers: [0] },
      { ...wave, servers: [1] },
    ],
    240,
  ),
  outsiders: { perPlace: 20, launchSeconds: 600 },
  troubles: [{ atSeconds: 0, kind: 'crowd', place: 0, jobs: 19, serversEach: 1 }],
};

/** Another run of ours leaves as many servers in jobs as a part of a job has at least: a part is launched. */
const partOfAJob: Night = {
  seed: 1_000_007,
  ...drillOf([]),
  servers: 501,
  plans: [planOf([{ ...wave, servers: numbers(0, 475) }]), planOf([{ ...wave, servers: numbers(475, 26) }], 60)],
  troubles: [refusedFrom(50)],
};

/** Another run of ours and somebody's job leave one server less: no part is launched, it waits. */
const tooFewForAPart: Night = {
  seed: 1_000_008,
  ...drillOf([]),
  servers: 475,
  plans: [planOf([{ ...wave, servers: numbers(0, 450) }]), planOf([{ ...wave, servers: numbers(450, 25) }], 60)],
  outsiders: { perPlace: 1 + 26, launchSeconds: 300 },
  troubles: [{ atSeconds: 0, kind: 'crowd', place: 0, jobs: 1, serversEach: 26 }, refusedFrom(50)],
};

/** One server, with something to do before its wave. */
const prepared = (documentName: string): Omit<Night, 'seed'> => {
  const where = { accountId: HOME_ACCOUNT, region: HOME_REGION };
  const runbook = { kind: 'SSM_AUTOMATION', actionName: 'prepare', documentName, ...where, required: true } as const;
  return drillOf([
    { ...wave, servers: [0], actions: { before: [{ ...runbook, timeoutMinutes: 30, retries: 1 }], after: [] } },
  ]);
};

/** What is done before a wave fails, and is tried again after a pause. */
const actionTriedAgain: Night = { seed: 1_000_009, ...prepared('fail-Runbook') };

/** It cannot be started for more than ten minutes, of which our machine sleeps most. */
const actionHeldLong: Night = {
  seed: 1_000_016,
  ...prepared('Night-Runbook'),
  troubles: [
    refusedFrom(0),
    {
      atSeconds: 0,
      kind: 'aws',
      fault: { kind: 'throttle', operation: 'StartAutomationExecution', forSeconds: 800 },
    },
    { atSeconds: 15, kind: 'sleep', seconds: 570 },
  ],
};

/** Somebody's job that never ends has the server. */
const waitGivenUp: Night = {
  seed: 1_000_010,
  ...drillOf([{ ...wave, servers: [0] }], 60),
  troubles: [
    { atSeconds: 0, kind: 'aws', fault: { kind: 'stuck-job', times: 1 } },
    { atSeconds: 30, kind: 'stranger', servers: [0], isDrill: true },
  ],
  supportHelps: false,
};

/** Our job never ends. */
const jobGivenUp: Night = {
  seed: 1_000_011,
  ...drillOf([{ ...wave, servers: [0] }]),
  troubles: [{ atSeconds: 0, kind: 'aws', fault: { kind: 'stuck-job', times: 1 } }],
  supportHelps: false,
};

/** Whether a launch made a job cannot be found out, and our machine sleeps for a day: then it cannot be found out either. */
const fewLooksInADay: Night = {
  seed: 1_000_012,
  ...drillOf([{ ...wave, servers: [0] }]),
  troubles: [
    {
      atSeconds: 0,
      kind: 'cut-off',
      how: 'request lost',
      seconds: 0,
      hiddenSeconds: 0,
      blindSeconds: 2 * DAY,
    },
    { atSeconds: 30, kind: 'sleep', seconds: DAY },
  ],
  calmSeconds: DAY + HOUR,
};

/** DRS ends a job without a word about its server. */
const leftUndecided: Night = {
  seed: 1_000_013,
  ...drillOf([{ ...wave, servers: [0] }]),
  troubles: [{ atSeconds: 0, kind: 'aws', fault: { kind: 'undecided-server', times: 1 } }],
};

/** DRS no longer lists a job that runs, and nothing comes of it. */
const jobGoesMissing: Night = {
  seed: 1_000_014,
  ...drillOf([{ ...wave, servers: [0] }]),
  troubles: [
    { atSeconds: 0, kind: 'aws', fault: { kind: 'fail-launch', times: 1 } },
    { atSeconds: 40, kind: 'aws', fault: { kind: 'vanish-job', forSeconds: 2 * HOUR } },
  ],
  calmSeconds: HOUR,
};

/**
 * DRS refuses a server, again and again, for a job that its list does not show. The checkers of nights would tell of its
 * end: they know of the job. What is recorded is what was decided without it.
 */
const holderUnseen: Night = {
  seed: 1_000_015,
  ...drillOf([{ ...wave, servers: [0] }], 60),
  troubles: [
    { atSeconds: 0, kind: 'aws', fault: { kind: 'stuck-job', times: 1 } },
    { atSeconds: 0, kind: 'aws', fault: { kind: 'stale-read', operation: 'DescribeJobs', ageSeconds: 1200 } },
    { atSeconds: 30, kind: 'stranger', servers: [0], isDrill: true },
  ],
};

export const ruleNights: readonly Night[] = [
  moreThanOneJob,
  oneJobLeft,
  partOfAJob,
  tooFewForAPart,
  actionTriedAgain,
  actionHeldLong,
  waitGivenUp,
  jobGivenUp,
  fewLooksInADay,
  leftUndecided,
  jobGoesMissing,
  holderUnseen,
];
