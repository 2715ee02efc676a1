/** What the timeline of the console shows of an execution: from a real one, without a browser. */
import { describe, expect, test } from 'vitest';
import { criticalPath } from '../../console/src/pages/execution/timeline/critical-path.ts';
import { stretchesOf } from '../../console/src/pages/execution/timeline/phases.ts';
import { looksLike, rowsOf } from '../../console/src/pages/execution/timeline/rows.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';

async function drill() {
  const rig = await createRig({ estate: { servers: 6 } });
  const ids = rig.idsOf('server-');
  const planId = await rig.savePlan('shop', [
    { servers: ids.slice(0, 2) },
    { servers: ids.slice(2, 4), pauseBeforeWave: true },
    { servers: ids.slice(4), dependsOn: [] },
  ]);
  const executionId = await rig.launch(planId);
  const read = async () => {
    const servers = await rig.engine.executions.servers(executionId, { limit: 100 });
    return { execution: await rig.get(executionId), servers: servers?.items ?? [] };
  };
  return { rig, executionId, read };
}

test('folded, each wave is one row; unfolded, its servers stand below it', async () => {
  const { rig, executionId, read } = await drill();
  await rig.runUntil(executionId, 'PAUSED');
  const seen = await read();
  const folded = rowsOf({ ...seen, logs: new Map(), openWaves: new Set() });
  expect(folded.map(({ kind }) => kind)).toEqual(['wave', 'wave', 'wave']);
  const open = rowsOf({ ...seen, logs: new Map(), openWaves: new Set([0]) });
  expect(open.map(({ kind }) => kind)).toEqual(['wave', 'server', 'server', 'wave', 'wave']);
});

test('a server that was only observed once more is not drawn again; one that was decided is', async () => {
  const { rig, executionId, read } = await drill();
  await rig.runUntil(executionId, 'POLLING');
  await rig.clock.advance(60);
  const serversOf = async () =>
    rowsOf({ ...(await read()), logs: new Map(), openWaves: new Set([0]) }).filter(({ kind }) => kind === 'server');
  const [first] = await serversOf();
  const [again] = await serversOf();
  await rig.runUntil(executionId, 'PAUSED');
  const [decided] = await serversOf();
  if (first === undefined || again === undefined || decided === undefined) throw new Error('no server');
  expect([first === again, looksLike(first, again), looksLike(first, decided)]).toEqual([false, true, false]);
});

test('a closed gate goes on from the end of what it waited for; an opened one ends where it was opened', async () => {
  const { rig, executionId, read } = await drill();
  await rig.runUntil(executionId, 'PAUSED');
  const gateOf = async () => {
    const { execution, servers } = await read();
    const row = rowsOf({ execution, servers, logs: new Map(), openWaves: new Set() })[1];
    return { gate: row?.kind === 'wave' ? row.gate : undefined, waves: execution.waves };
  };
  const closed = await gateOf();
  expect(closed.gate).toEqual({ fromMs: Date.parse(closed.waves[0]?.endTime ?? ''), toMs: undefined });
  await rig.clock.advance(3600);
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  const opened = await gateOf();
  expect(opened.gate?.toMs).toBe(Date.parse(opened.waves[1]?.gateOpenedTime ?? ''));
  expect((opened.gate?.toMs ?? 0) - (opened.gate?.fromMs ?? 0)).toBeGreaterThanOrEqual(3_600_000);
});

test('the critical path leads over the wave behind the gate, not over the one that ran beside', async () => {
  const { rig, executionId, read } = await drill();
  await rig.runUntil(executionId, 'PAUSED');
  await rig.clock.advance(3600);
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  await rig.runToEnd(executionId);
  expect([...criticalPath((await read()).execution.waves)].toSorted((a, b) => a - b)).toEqual([0, 1]);
});

describe('the phases of a server', () => {
  test('follow each other without a gap from the start of its job to where it was decided', async () => {
    const { rig, executionId, read } = await drill();
    await rig.runUntil(executionId, 'PAUSED');
    const { execution, servers } = await read();
    const [server] = servers;
    const job = execution.waves[0]?.jobs[0];
    if (server === undefined || job === undefined) throw new Error('nothing was launched');
    const log = await rig.engine.estate.jobLog(executionId, job.jobKey);
    const lines = log.kind === 'log' ? log.items.filter((line) => line.sourceServerId === server.sourceServerId) : [];
    const stretches = stretchesOf(server.observed ?? {}, job.startedTime, lines);
    expect(stretches.map(({ phase }) => phase)).toEqual(['WAITING', 'SNAPSHOT', 'CONVERSION', 'LAUNCH']);
    expect(stretches.slice(1).map(({ fromMs }) => fromMs)).toEqual(stretches.slice(0, -1).map(({ toMs }) => toMs));
    expect(stretches.at(-1)?.toMs).toBe(Date.parse(server.observed?.decidedTime ?? ''));
  });
});

test('a retry keeps what failed before it: each attempt stands where it was, with the words of AWS', async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [first = '', second = ''] = rig.idsOf('server-');
  const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
  rig.simulator.faults.add({ kind: 'fail-launch', ...place, sourceServerIds: [first], times: 1 });
  const planId = await rig.savePlan('shop', [{ servers: [first, second], onFailure: 'pause' }]);
  const executionId = await rig.launch(planId);
  await rig.runUntil(executionId, 'PAUSED');
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  await rig.runToEnd(executionId);
  const servers = await rig.engine.executions.servers(executionId, { limit: 100 });
  const execution = await rig.get(executionId);
  const rows = rowsOf({ execution, servers: servers?.items ?? [], logs: new Map(), openWaves: new Set([0]) });
  const attemptsOf = (id: string) =>
    rows.flatMap((row) => (row.kind === 'server' && row.server.sourceServerId === id ? row.attempts : []));
  expect(attemptsOf(second).map(({ outcome }) => outcome)).toEqual(['LAUNCHED']);
  const [failed, launched] = attemptsOf(first);
  expect([failed?.attempt, failed?.outcome, launched?.attempt, launched?.outcome]).toEqual([
    1,
    'FAILED',
    2,
    'LAUNCHED',
  ]);
  expect(failed?.reason).toContain('InsufficientInstanceCapacity');
  expect(failed?.stretches.at(-1)?.toMs).toBe(failed?.endMs);
  expect(failed?.endMs).toBeLessThanOrEqual(launched?.stretches[0]?.fromMs ?? 0);
});

test('what is done before the launch stands above the servers, what is done after them below, with its time', async () => {
  const rig = await createRig({ estate: { servers: 1 } });
  const wait = { kind: 'WAIT', actionName: 'let the queue drain', minutes: 5 } as const;
  const open = { kind: 'APPROVAL', actionName: 'the shop may open' } as const;
  const planId = await rig.savePlan('shop', [
    { servers: rig.idsOf('server-'), actions: { before: [wait], after: [open] } },
  ]);
  const executionId = await rig.launch(planId);
  const rowsNow = async () => {
    const servers = await rig.engine.executions.servers(executionId, { limit: 100 });
    const execution = await rig.get(executionId);
    return rowsOf({ execution, servers: servers?.items ?? [], logs: new Map(), openWaves: new Set([0]) });
  };
  await rig.runUntil(executionId, 'PAUSED');
  const [, before, server, after] = await rowsNow();
  expect([before?.kind, server?.kind, after?.kind]).toEqual(['activity', 'server', 'activity']);
  if (before?.kind !== 'activity' || after?.kind !== 'activity') throw new Error('no actions');
  expect((before.bar?.toMs ?? 0) - (before.bar?.fromMs ?? 0)).toBe(5 * 60_000);
  expect([after.activity.activityName, after.bar?.toMs]).toEqual(['the shop may open', undefined]);
  expect(after.bar?.fromMs).toBeGreaterThan(before.bar?.toMs ?? 0);
  await rig.command(executionId, { type: 'resume', waveNumber: 0, actionName: 'the shop may open' });
  const ended = (await rowsNow()).at(-1);
  expect(ended?.kind === 'activity' && ended.activity.endTime).toBe(rig.clock.now());
  expect(ended?.kind === 'activity' && ended.bar?.toMs).toBe(Date.parse(rig.clock.now()));
});
