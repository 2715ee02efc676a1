import { expect } from 'vitest';
import { drawNight } from './draw-night.ts';
import { liveNight } from './live-night.ts';
import { createTally } from './tally.ts';

/** Lives through the nights of these seeds: none shows a violation, and together they meet everything there is to meet. */
export const expectNightsToHold = async (first: number, last: number): Promise<void> => {
  const tally = createTally();
  for (let seed = first; seed <= last; seed += 1) {
    const { violations } = await liveNight(drawNight(seed), { tally });
    expect(violations, `told in full by: npm run simulate -- --seed ${seed}`).toEqual([]);
  }
  const unmet = expected.filter((name) => (tally.counts.get(name) ?? 0) === 0);
  expect(unmet, 'faults, acts and statuses that no night met').toEqual([]);
};

/** What so many nights must have met, or they show less than they seem to. */
const expected = [
  ...['before', 'after'].flatMap((when) => [`crash ${when} a store write`, `crash ${when} an AWS call`]),
  ...['conflict', 'fails-before', 'fails-after'].map((how) => `store ${how}`),
  ...['leapt forward', 'set back', 'set forward'].map((how) => `clock ${how}`),
  ...[
    'access-denied',
    'expired-token',
    'fail-launch',
    'internal-error',
    'lost-reply',
    'lost-request',
    'skip-server',
    'slow',
    'slow-launch',
    'stale-read',
    'stalled-replication',
    'stuck-job',
    'throttle',
    'undecided-server',
    'unknown jobStatus',
    'unknown launchStatus',
    'vanish-job',
    'drop-event',
    'duplicate-event',
    'delay-event',
    'reorder-events',
  ].map((kind) => `fault ${kind}`),
  ...['pause', 'resume', 'cancel', 'retry', 'skip'].map((command) => `operator ${command} accepted`),
  'operator edit-plan',
  'operator check-plan READY',
  'operator check-plan BLOCKED',
  'operator check-account OK',
  'operator check-account version-conflict',
  ...['takes', 'fails', 'refuses', 'is silent', 'takes late'].map((answer) => `message end: the receiver ${answer}`),
  ...['begin', 'advance', 'park', 'poll', 'finalize', 'message', 'repair'].map((work) => `crash within ${work}`),
  ...['pause', 'resume', 'approve', 'cancel', 'retry', 'skip', 'edit-plan', 'follow-up', 'clean-up'].map(
    (asked) => `crash within ${asked}`,
  ),
  ...['Claimed', 'Started', 'Held', 'Ended'].map((what) => `event Activity${what}`),
  'event ActivitiesDropped',
  'operator approve accepted',
  'crash before the start of an action',
  'crash after the start of an action',
  'crash before a change of launch settings',
  'crash after a change of launch settings',
  "a stranger's change of launch settings",
  ...['refresh-inventory', 'sync-tags'].flatMap((look) => [
    `crash within ${look}`,
    `operator ${look} done`,
    `operator ${look} failed`,
  ]),
  ...['accepted', 'not-allowed'].map((answer) => `operator keep ${answer}`),
  ...['apply-settings', 'extend'].flatMap((work) => [`operator ${work} done`, `operator ${work} failed`]),
  ...['apply-settings', 'redeliver'].map((work) => `crash within ${work}`),
  ...['before', 'after'].map((when) => `crash ${when} an extension`),
  'crash before a connection',
  'crash before a change of tags',
  'crash after a change of tags',
  'ended clean-up by itself COMPLETED',
  'operator follow-up started',
  'operator clean-up started',
  'a long time in which nobody can look for instances',
  'a stop of an existing instance',
  'a server is launched into an existing instance',
  "a stranger's job",
  'DRS event heard',
  'event JobSplit',
  'event WaveRetried',
  ...['COMPLETED', 'PARTIAL', 'FAILED', 'TIMED_OUT', 'CANCELLED', 'REFUSED', 'PAUSED', 'CANCELLING'].map(
    (status) => `execution ${status}`,
  ),
];
