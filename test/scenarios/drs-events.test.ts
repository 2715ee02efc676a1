/** DRS's events hasten what polling sees in any case: lost, doubled, late, in any order, the end is the same. */
import { describe, expect, it, test } from 'vitest';
import type { DrsEvent } from '../../src/simulator/events/drs-event.ts';
import type { FaultInput } from '../../src/simulator/faults/rule.ts';
import { HOME_ACCOUNT, HOME_REGION, type Rig, type WaveDraft } from '../support/rig.ts';
import { openScenario } from './support/scenario.ts';

const EVENT_SECONDS = 0.5;

const names = ['web-1', 'web-2', 'web-3', 'fail-launch-web-4', 'db-1', 'db-2'];
const wavesOf = (rig: Rig): readonly WaveDraft[] => [
  { servers: [...rig.idsOf('web'), ...rig.idsOf('fail')], minSuccessPercent: 50 },
  { servers: rig.idsOf('db') },
];

const drill = async (fault?: FaultInput, eventSeconds?: number) => {
  const rig = await openScenario({ servers: names, ...(eventSeconds === undefined ? {} : { eventSeconds }) });
  if (fault !== undefined) rig.simulator.faults.add(fault);
  const executionId = await rig.launch(await rig.savePlan('shop', wavesOf(rig)));
  const view = await rig.runToEnd(executionId);
  const servers = await rig.servers(executionId);
  const end = {
    status: view.status,
    statusReason: view.statusReason,
    waves: view.waves.map(({ status, launchedCount, failedCount }) => ({ status, launchedCount, failedCount })),
    servers: servers.map(({ serverName, outcome }) => ({ serverName, outcome })),
  };
  return { rig, end, executionId, servers };
};

describe('with events of DRS', () => {
  it.each<{ what: string; fault?: FaultInput }>([
    { what: 'as they should come' },
    { what: 'each told twice', fault: { kind: 'duplicate-event' } },
    { what: 'all lost', fault: { kind: 'drop-event' } },
    { what: 'two of six lost', fault: { kind: 'drop-event', times: 2 } },
    { what: 'told minutes late', fault: { kind: 'delay-event', delaySeconds: 400 } },
    { what: 'told in the wrong order', fault: { kind: 'reorder-events', withinSeconds: 120 } },
  ])('$what, a drill ends as it does by polling alone', async ({ fault }) => {
    const { end: byPolling } = await drill();
    expect((await drill(fault, EVENT_SECONDS)).end).toEqual(byPolling);
    expect(byPolling.status).toBe('PARTIAL');
  });
});

/** When each server was first recorded as decided, after its decision in DRS. */
const unseenSeconds = async (eventSeconds?: number) => {
  const { rig, executionId } = await drill(undefined, eventSeconds);
  const decided = new Map(
    rig.launchJobs().flatMap((job) => job.servers.map((server) => [server.sourceServerId, server.decidedAt] as const)),
  );
  const servers = await rig.servers(executionId);
  return servers.map(({ sourceServerId, observed }) => {
    const seen = Date.parse(observed?.decidedTime ?? '');
    return (seen - (decided.get(sourceServerId) ?? Number.NaN)) / 1000;
  });
};

test('a server is seen up as soon as its event is here, not when the next poll is due', async () => {
  const withEvents = await unseenSeconds(EVENT_SECONDS);
  expect(Math.max(...withEvents)).toBeLessThan(6);
  expect(Math.max(...(await unseenSeconds()))).toBeGreaterThan(6);
});

const launchResult = (jobId: string): DrsEvent => ({
  version: '0',
  id: '1',
  'detail-type': 'DRS Source Server Launch Result',
  source: 'aws.drs',
  account: HOME_ACCOUNT,
  time: '2026-11-02T03:00:00Z',
  region: HOME_REGION,
  resources: [`arn:aws:drs:${HOME_REGION}:${HOME_ACCOUNT}:source-server/s-00000000000000001`],
  detail: { state: 'RECOVERY_LAUNCH_SUCCEEDED', 'job-id': jobId, 'is-drill': 'TRUE' },
});

/** A job that runs, looked at a moment ago. */
const running = async () => {
  const rig = await openScenario({ servers: 2 });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.clock.advance(40);
  const [job] = rig.launchJobs();
  if (job === undefined) throw new Error('no job runs');
  const looks = () => rig.simulator.calls().counts['drs:DescribeJobs'] ?? 0;
  return { rig, executionId, jobId: job.jobId, looks };
};

test('a storm of events about one job costs a look every few seconds, not one for each', async () => {
  const { rig, jobId, looks } = await running();
  const before = looks();
  const heard: string[] = [];
  for (let tenth = 0; tenth < 200; tenth += 1) {
    heard.push(await rig.engine.hearDrsEvent(launchResult(jobId)));
    await rig.clock.advance(0.1);
  }
  expect(looks() - before).toBeGreaterThanOrEqual(4);
  expect(looks() - before).toBeLessThanOrEqual(6);
  expect(heard.filter((how) => how === 'woken').length).toBeLessThan(20);
  expect(new Set(heard)).toEqual(new Set(['woken', 'coalesced']));
});

test('an event that arrives while DRS is being asked is looked for once more', async () => {
  let onAnswer = async (): Promise<unknown> => undefined;
  const rig = await openScenario({
    servers: 2,
    network: async (request, send) => {
      const response = await send(request);
      if (request.url.endsWith('/DescribeJobs')) await onAnswer();
      return response;
    },
  });
  await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.clock.advance(40);
  const event = launchResult(rig.launchJobs()[0]?.jobId ?? '');
  const heard: string[] = [];
  let looks = 0;
  onAnswer = async () => {
    looks += 1;
    await rig.clock.sleep(0.2);
    if (looks === 1) heard.push(await rig.engine.hearDrsEvent(event));
  };
  await rig.engine.hearDrsEvent(event);
  await rig.clock.advance(10);
  expect(heard).toEqual(['woken']);
  expect(looks).toBe(2);
});

test.each([
  ['a job that no execution has', launchResult('drsjob-00000000000000000'), 'not-ours'],
  ['something else', { ...launchResult('drsjob-1'), 'detail-type': 'DRS PIT Snapshot Taken' }, 'ignored'],
])('an event about %s costs AWS nothing', async (_what, event, answer) => {
  const { rig, executionId, looks } = await running();
  const before = looks();
  const view = await rig.get(executionId);
  expect(await rig.engine.hearDrsEvent(event)).toBe(answer);
  await rig.clock.advance(2);
  expect(looks()).toBe(before);
  expect(await rig.get(executionId)).toEqual(view);
});

test('an event that arrives before the first look at a job, or after its end, does no harm', async () => {
  const rig = await openScenario({ servers: 1 });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.clock.runUntil(() => rig.launchJobs().length > 0);
  const jobId = rig.launchJobs()[0]?.jobId ?? '';
  await rig.engine.hearDrsEvent(launchResult(jobId));
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect(await rig.engine.hearDrsEvent(launchResult(jobId))).toBe('not-ours');
});
