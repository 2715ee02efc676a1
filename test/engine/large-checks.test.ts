/** Checks of more servers than one look has the time for. */
import { expect, test } from 'vitest';
import type { ActivityAnswer, LookProgress, WaveActivity } from '../../src/domain/model/activity.ts';
import { waveActionsSchema } from '../../src/domain/model/wave-action.ts';
import { createCheckExecutors } from '../../src/engine/executors/checks.ts';
import type { ActivityContext, ActivityServer } from '../../src/ports/activity-executor.ts';
import type { HttpProbe } from '../../src/ports/prober.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';

const check = { kind: 'HTTP_CHECK', actionName: 'serves', url: 'http://{privateIp}/health' } as const;
const [action] = waveActionsSchema.parse({ after: [check] }).after;

const activity: WaveActivity = {
  activityKey: 'w000-after-00',
  phase: 'after',
  activityName: 'serves',
  kind: 'HTTP_CHECK',
  required: true,
  timeoutMinutes: 10,
  retries: 0,
  state: 'STARTED',
  tries: 0,
};

const serverOf = (number: number): ActivityServer => ({
  sourceServerId: `s-${String(number).padStart(17, '0')}`,
  serverName: `server-${number}`,
  scope: { accountId: '111122223333', region: 'us-east-1' },
  outcome: 'LAUNCHED',
  privateIp: `10.0.${Math.floor(number / 250)}.${number % 250}`,
});

/** So many servers behind a network where each answer takes so long; `down` are those that answer 503. */
const setUp = (count: number, seconds: number) => {
  const clock = createVirtualClock();
  const down = new Set<string>();
  const asked: string[] = [];
  const get = async (url: string): Promise<HttpProbe> => {
    const { hostname } = new URL(url);
    asked.push(hostname);
    await clock.sleep(seconds);
    return { kind: 'answered', status: down.has(hostname) ? 503 : 200, body: '' };
  };
  const unused = async () => {
    throw new Error('nobody connects here');
  };
  const executors = createCheckExecutors({
    clock,
    prober: { get, connect: unused, whyRefused: async () => undefined },
  });
  const context: ActivityContext = {
    executionId: 'exec-1',
    executionType: 'DRILL',
    planId: 'plan-1',
    planName: 'shop',
    waveNumber: 0,
    waveName: 'web',
    servers: Array.from({ length: count }, (_, number) => serverOf(number)),
    ...(action === undefined ? {} : { action }),
    token: 'action-1',
    isRepeated: false,
  };
  const look = async (progress?: LookProgress): Promise<ActivityAnswer> => {
    asked.length = 0;
    const answer = executors.HTTP_CHECK?.look(activity, progress === undefined ? context : { ...context, progress });
    if (answer === undefined) throw new Error('no executor');
    return clock.complete(answer);
  };
  return { look, down, asked };
};

const progressOf = (answer: ActivityAnswer): LookProgress | undefined =>
  answer.kind === 'running' ? answer.progress : undefined;

test('a thousand servers that answer well in four seconds pass in two looks, each asked once', async () => {
  const { look, asked } = setUp(1000, 4);
  const first = await look();
  expect(first).toEqual({
    kind: 'running',
    message: '750 of 750 as wanted; 250 not asked in this look: others took long',
    progress: { next: 750, passed: 750 },
  });
  const second = await look(progressOf(first));
  expect(asked).toHaveLength(250);
  expect(second).toEqual({ kind: 'succeeded', message: 'all 1000 as wanted: HTTP 200' });
});

test('one that is not well is asked again, and does not keep the last ones from being asked', async () => {
  const { look, down, asked } = setUp(1000, 4);
  down.add('10.0.0.7');
  const first = await look();
  expect(first).toMatchObject({
    message: '749 of 750 as wanted; 250 not asked in this look: others took long; server-7: HTTP 503, not 200',
    progress: { next: 750, passed: 500 },
  });
  const second = await look(progressOf(first));
  expect(asked.slice(0, 250)).not.toContain('10.0.0.7');
  expect(asked.slice(250)).toContain('10.0.0.7');
  expect(second).toMatchObject({ kind: 'running', progress: { next: 500, passed: 250 } });
  down.clear();
  expect(await look(progressOf(second))).toEqual({ kind: 'succeeded', message: 'all 1000 as wanted: HTTP 200' });
});

test('what was as wanted two looks ago and is not now does not pass', async () => {
  const { look, down } = setUp(1000, 4);
  const first = await look();
  down.add('10.0.3.1');
  const second = await look(progressOf(first));
  expect(second).toMatchObject({ kind: 'running', progress: { passed: 500 } });
});

test('where one look gets to all of them, all must be as wanted in the same look', async () => {
  const { look, down, asked } = setUp(500, 4);
  down.add('10.0.0.7');
  const first = await look();
  expect(first).toEqual({ kind: 'running', message: '499 of 500 as wanted; server-7: HTTP 503, not 200' });
  down.clear();
  expect(await look(progressOf(first))).toMatchObject({ kind: 'succeeded' });
  expect(asked).toHaveLength(500);
});
