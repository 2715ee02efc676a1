import { describe, expect, test } from 'vitest';
import { createClock } from '../../src/simulator/clock.ts';
import { makeEstate } from '../../src/simulator/estate/make-estate.ts';
import type { DrsEvent } from '../../src/simulator/events/drs-event.ts';
import type { FaultInput } from '../../src/simulator/faults/rule.ts';
import { memoryJournal } from '../../src/simulator/journal.ts';
import { createSimulator, type Simulator } from '../../src/simulator/simulator.ts';
import { finish, idsOf, named, newestJob, region, startRecovery } from './drill.ts';
import { drsCall, homeAccount } from './wire.ts';

const seed = 171;
const withNames = (names: readonly string[]): Simulator => createSimulator({ seed, estate: named(names) });

/** Collects what is told from now on. */
function listen(simulator: Simulator): DrsEvent[] {
  const told: DrsEvent[] = [];
  simulator.events.listen((event) => told.push(event));
  return told;
}
const serverOf = ({ resources }: DrsEvent): string => resources[0].slice(-19);
const stateOf = ({ detail }: DrsEvent): string => detail.state;

describe('launch results', () => {
  test('each launched and each failed server is told, in the envelope of EventBridge', async () => {
    const simulator = withNames(['web', 'fail-launch-db']);
    const told = listen(simulator);
    await startRecovery(simulator, idsOf(simulator), { isDrill: false });
    const { jobId, servers } = finish(simulator);
    expect(new Map(told.map((event) => [serverOf(event), stateOf(event)]))).toEqual(
      new Map([
        [servers[0]?.sourceServerId, 'RECOVERY_LAUNCH_SUCCEEDED'],
        [servers[1]?.sourceServerId, 'RECOVERY_LAUNCH_FAILED'],
      ]),
    );
    const web = servers[0];
    expect(told.find((event) => serverOf(event) === web?.sourceServerId)).toEqual({
      version: '0',
      id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      'detail-type': 'DRS Source Server Launch Result',
      source: 'aws.drs',
      account: homeAccount,
      time: `${new Date(Number(web?.decidedAt)).toISOString().slice(0, 19)}Z`,
      region,
      resources: [`arn:aws:drs:${region}:${homeAccount}:source-server/${web?.sourceServerId}`],
      detail: { state: 'RECOVERY_LAUNCH_SUCCEEDED', 'job-id': jobId, 'is-drill': 'FALSE' },
    });
  });

  test('come when the server is decided, not before, and once', async () => {
    const simulator = withNames(['web']);
    const told = listen(simulator);
    await startRecovery(simulator, idsOf(simulator));
    const decidedAt = Number(newestJob(simulator).servers[0]?.decidedAt);
    expect(simulator.events.nextAt()).toBe(decidedAt);
    simulator.clock.advance((decidedAt - simulator.now() - 1) / 1000);
    expect(told).toEqual([]);
    simulator.clock.advance(0.001);
    expect(told.map(stateOf)).toEqual(['RECOVERY_LAUNCH_SUCCEEDED']);
    simulator.clock.advance(3600);
    await drsCall(simulator, 'DescribeJobs');
    expect(told).toHaveLength(1);
  });

  test('a jump over many of them tells all, in the order of their times', async () => {
    const simulator = createSimulator({ seed, estate: makeEstate({ servers: 60 }) });
    const told = listen(simulator);
    for (const from of [0, 20, 40]) await startRecovery(simulator, idsOf(simulator).slice(from, from + 20));
    simulator.clock.advance(86_400);
    expect(new Set(told.map(serverOf)).size).toBe(60);
    const times = told.map((event) => event.time);
    expect(times).toEqual(times.toSorted());
  });

  test('servers that are decided together are told in the order of the job', async () => {
    const simulator = withNames(['web-1', 'web-2', 'web-3']);
    const told = listen(simulator);
    simulator.faults.add({ kind: 'skip-server' });
    await startRecovery(simulator, idsOf(simulator));
    finish(simulator);
    expect(told.map((event) => [serverOf(event), stateOf(event)])).toEqual(
      idsOf(simulator).map((id) => [id, 'RECOVERY_LAUNCH_FAILED']),
    );
  });

  test('of servers that are never decided, and of clean-ups, there are none', async () => {
    const simulator = withNames(['stuck-web', 'undecided-web', 'web']);
    const told = listen(simulator);
    const [, , web = ''] = idsOf(simulator);
    await startRecovery(simulator, idsOf(simulator).slice(0, 2));
    await startRecovery(simulator, [web]);
    const { servers } = finish(simulator);
    await drsCall(simulator, 'TerminateRecoveryInstances', { recoveryInstanceIDs: [servers[0]?.instanceId] });
    simulator.clock.advance(86_400);
    expect(told.map(serverOf)).toEqual([web]);
  });

  test('a job that was started by a call whose reply was lost is told all the same', async () => {
    const simulator = withNames(['web']);
    const told = listen(simulator);
    simulator.faults.add({ kind: 'lost-reply', operation: 'StartRecovery' });
    await expect(startRecovery(simulator, idsOf(simulator))).rejects.toThrow(TypeError);
    finish(simulator);
    expect(told).toHaveLength(1);
  });
});

describe('stalled replication', () => {
  test('is told when a fault begins and when it ends, for the servers that it stalls', () => {
    const simulator = withNames(['web-1', 'web-2', 'stalled-web']);
    const told = listen(simulator);
    const [first = '', , stalled = ''] = idsOf(simulator);
    const { id } = simulator.faults.add({ kind: 'stalled-replication', sourceServerIds: [first, stalled] });
    expect(told.map((event) => [event['detail-type'], serverOf(event), stateOf(event)])).toEqual([
      ['DRS Source Server Data Replication Stalled Change', first, 'STALLED'],
    ]);
    simulator.clock.advance(60);
    simulator.faults.remove(id);
    expect(told.map(stateOf)).toEqual(['STALLED', 'NOT_STALLED']);
  });

  test('a fault of some minutes ends by itself, and two that overlap are told as one', () => {
    const simulator = withNames(['web']);
    const told = listen(simulator);
    const begin = simulator.now();
    simulator.faults.add({ kind: 'stalled-replication', forSeconds: 300 });
    simulator.clock.advance(200);
    simulator.faults.add({ kind: 'stalled-replication', forSeconds: 300 });
    simulator.clock.advance(3600);
    const at = (seconds: number): string => `${new Date(begin + seconds * 1000).toISOString().slice(0, 19)}Z`;
    expect(told.map((event) => [event.time, stateOf(event)])).toEqual([
      [at(0), 'STALLED'],
      [at(500), 'NOT_STALLED'],
    ]);
  });

  test('a server that joins under the fault is told, and after a restart nothing is told twice', () => {
    const journal = memoryJournal();
    const simulator = createSimulator({ seed, estate: named(['web']), journal });
    const told = listen(simulator);
    simulator.faults.add({ kind: 'stalled-replication' });
    simulator.addServers([{ hostname: 'late', accountId: homeAccount, region }]);
    expect(told.map(serverOf)).toEqual(idsOf(simulator));
    const restarted = createSimulator({ journal });
    const again = listen(restarted);
    restarted.clock.advance(60);
    restarted.faults.clear();
    expect(again.map(stateOf)).toEqual(['NOT_STALLED', 'NOT_STALLED']);
  });
});

describe('who listens', () => {
  test('is told nothing of before, and nothing any more after the end', async () => {
    const simulator = withNames(['web-1', 'web-2', 'web-3']);
    const [first = '', second = '', third = ''] = idsOf(simulator);
    await startRecovery(simulator, [first]);
    finish(simulator);
    const told: DrsEvent[] = [];
    const stop = simulator.events.listen((event) => told.push(event));
    await startRecovery(simulator, [second]);
    finish(simulator);
    stop();
    await startRecovery(simulator, [third]);
    finish(simulator);
    expect(told.map(serverOf)).toEqual([second]);
  });

  test('is told without anybody asking when the clock can wait, at the time of the event', async () => {
    let time = 0;
    const waits: { due: number; resolve: () => void }[] = [];
    const simulator = createSimulator({
      seed,
      estate: named(['web-1', 'web-2']),
      now: () => time,
      wait: (milliseconds) => new Promise((resolve) => waits.push({ due: time + milliseconds, resolve })),
    });
    const told = listen(simulator);
    expect(waits).toEqual([]);
    await startRecovery(simulator, idsOf(simulator));
    await drsCall(simulator, 'DescribeJobs');
    expect(waits).toHaveLength(1);
    const decided = newestJob(simulator).servers.map((one) => Number(one.decidedAt));
    for (let turn = 0; turn < 2; turn += 1) {
      const next = waits.shift();
      time = next?.due ?? Number.NaN;
      next?.resolve();
      for (let i = 0; i < 5; i += 1) await Promise.resolve();
    }
    expect(told.map((event) => Date.parse(event.time))).toEqual(
      decided.map((at) => Math.floor(at / 1000) * 1000).toSorted((a, b) => a - b),
    );
    expect(waits).toEqual([]);
  });

  test('is told with the next call, or when the host says so, where the clock cannot wait', async () => {
    let time = 0;
    const simulator = createSimulator({ seed, estate: named(['web']), now: () => time });
    const told = listen(simulator);
    await startRecovery(simulator, idsOf(simulator));
    time = 700_000;
    expect(told).toEqual([]);
    const late = listen(simulator);
    expect(told).toHaveLength(1);
    expect(late).toEqual([]);
    await startRecovery(simulator, idsOf(simulator));
    time = 1_400_000;
    simulator.events.deliver();
    expect([told.length, late.length]).toEqual([2, 1]);
  });

  test('time that runs tells by itself', async () => {
    let real = 0;
    const timers: { due: number; resolve: () => void }[] = [];
    const realTime = {
      now: () => real,
      wait: (milliseconds: number) =>
        new Promise<void>((resolve) => void timers.push({ due: real + milliseconds, resolve })),
    };
    const simulator = createSimulator({ seed, estate: named(['web']), clock: createClock({ realTime, speed: 100 }) });
    const told = listen(simulator);
    await startRecovery(simulator, idsOf(simulator));
    const decidedAt = Number(newestJob(simulator).servers[0]?.decidedAt);
    expect(timers.map((timer) => timer.due)).toEqual([Math.ceil((decidedAt - simulator.now()) / 100)]);
    real = timers[0]?.due ?? 0;
    timers[0]?.resolve();
    for (let i = 0; i < 10; i += 1) await Promise.resolve();
    expect(told).toHaveLength(1);
  });
});

describe('faults of events', () => {
  /** Three servers, drilled with faults; the servers that were told, and the order in which they were decided. */
  async function told(...faults: FaultInput[]): Promise<{ order: string[]; decided: string[]; times: number[] }> {
    const simulator = withNames(['web-1', 'web-2', 'web-3']);
    const events = listen(simulator);
    for (const fault of faults) simulator.faults.add(fault);
    await startRecovery(simulator, idsOf(simulator));
    const { servers } = finish(simulator);
    simulator.clock.advance(3600);
    const decided = servers.toSorted((a, b) => Number(a.decidedAt) - Number(b.decidedAt));
    return {
      order: events.map(serverOf),
      decided: decided.map((one) => one.sourceServerId),
      times: decided.map((one) => Number(one.decidedAt)),
    };
  }

  test('without any, the order is that of the decisions', async () => {
    const { order, decided } = await told();
    expect(order).toEqual(decided);
  });

  test('events are dropped, as many as are asked for', async () => {
    const { order, decided } = await told({ kind: 'drop-event', times: 1 });
    expect(order).toEqual(decided.slice(1));
  });

  test('events are told twice', async () => {
    const { order, decided } = await told({ kind: 'duplicate-event', times: 2 });
    const [first, second, third] = decided;
    expect(order).toEqual([first, first, second, second, third]);
  });

  test('events come late, after others that happened later', async () => {
    const { order, decided } = await told({ kind: 'delay-event', delaySeconds: 1800, times: 1 });
    expect(order).toEqual([...decided.slice(1), decided[0]]);
  });

  test('a late event keeps its place among the others, also when time jumps over all of them', async () => {
    const { times, decided } = await told();
    const [first = 0, second = 0, third = 0] = times;
    const delaySeconds = ((second + third) / 2 - first) / 1000;
    const { order } = await told({ kind: 'delay-event', delaySeconds, times: 1 });
    expect(order).toEqual([decided[1], decided[0], decided[2]]);
  });

  test('events come in the wrong order', async () => {
    const { order, decided } = await told({ kind: 'reorder-events', withinSeconds: 600 });
    expect(order).toEqual(decided.toReversed());
  });

  test('a late event keeps the time of what it tells', async () => {
    const simulator = withNames(['web']);
    const events = listen(simulator);
    simulator.faults.add({ kind: 'delay-event', delaySeconds: 600 });
    await startRecovery(simulator, idsOf(simulator));
    const { servers } = finish(simulator);
    expect(events).toEqual([]);
    simulator.clock.advance(600);
    expect(Date.parse(`${events[0]?.time}`)).toBe(Math.floor(Number(servers[0]?.decidedAt) / 1000) * 1000);
  });

  test('a fault can be meant for one kind of event, one server, one Region', async () => {
    const simulator = withNames(['web-1', 'web-2']);
    const [first = '', second = ''] = idsOf(simulator);
    const events = listen(simulator);
    simulator.faults.add({
      kind: 'drop-event',
      detailType: 'DRS Source Server Launch Result',
      sourceServerIds: [first],
    });
    simulator.faults.add({ kind: 'drop-event', region: 'eu-west-1' });
    simulator.faults.add({ kind: 'stalled-replication', sourceServerIds: [first] });
    await startRecovery(simulator, [first, second]);
    finish(simulator);
    expect(events.map((event) => [serverOf(event), stateOf(event)])).toEqual([
      [first, 'STALLED'],
      [second, 'RECOVERY_LAUNCH_SUCCEEDED'],
    ]);
  });
});
