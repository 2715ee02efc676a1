/** What `npm run load` fails for. */
import { expect, it } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { createClient } from '../../src/api/client.ts';
import { addSeconds } from '../../src/domain/time.ts';
import { readExecution } from '../../src/engine/store/execution-reader.ts';
import { headerItem, noChange } from '../../src/engine/store/execution-writer.ts';
import type { Acknowledged } from '../../tools/load/asked-around-kill.ts';
import { type Ending, judgeLoad, type LoadFigures, verdictText } from '../../tools/load/judge.ts';
import { latenessOf } from '../../tools/load/lateness.ts';
import { lostOf, startedTwice } from '../../tools/load/lost.ts';
import { wrongOption } from '../../tools/load/options.ts';
import { setUpApi, token } from '../api/set-up.ts';
import { createRig } from '../support/rig.ts';

const asked = { kind: 'saves', acknowledgedBeforeKill: 900, lost: 0 };
const completed: Ending = { wanted: 'COMPLETED', status: 'COMPLETED', endTime: '2026-11-02T03:00:00.000Z' };
const cancelled: Ending = { ...completed, wanted: 'CANCELLED', status: 'CANCELLED' };

const good: LoadFigures = {
  errors: 0,
  timeouts: 0,
  non2xx: 0,
  asked: [asked, { ...asked, kind: 'starts', acknowledgedBeforeKill: 3 }],
  startedTwice: 0,
  memoryMegabytes: [200, 260, 300, 320, 325, 330, 322, 331, 328, 326, 329, 333],
  lateSeconds: [0, 1.5],
  lateSecondsAfterKill: [4, 0.5],
  ranAtKill: 2,
  wavesAfterKill: 1,
  ends: [completed, completed, cancelled],
  p99Milliseconds: 9,
};
const missed = (changes: Partial<LoadFigures>): readonly string[] =>
  judgeLoad({ ...good, ...changes })
    .filter(({ isMet, isHard }) => isHard && !isMet)
    .map(({ name }) => name);

it('a load that was borne misses nothing', () => {
  expect(missed({})).toEqual([]);
  expect(judgeLoad(good).every(({ isMet }) => isMet)).toBe(true);
});

const NOT_ENDED = 'executions that did not go on to their end after the kill';
const ENDED_OTHERWISE = 'executions that ended otherwise than they must';
const GROWTH = 'memory in the last third ÷ in the middle third';

it.each<[Partial<LoadFigures>, string]>([
  [{ errors: 1 }, 'errors of the reads without a kill'],
  [{ timeouts: 1 }, 'time-outs of the reads without a kill'],
  [{ non2xx: 1 }, 'answers that are not 2xx'],
  [{ asked: [asked, { ...asked, kind: 'cancels', lost: 1 }] }, 'acknowledged and lost'],
  [
    { asked: [asked, { ...asked, kind: 'cancels', acknowledgedBeforeKill: 0 }] },
    'kinds of request of which none was acknowledged before the kill',
  ],
  [{ asked: [] }, 'kinds of request of which none was acknowledged before the kill'],
  [{ startedTwice: 1 }, 'starts that were made twice'],
  [{ startedTwice: Number.NaN }, 'starts that were made twice'],
  [{ lateSeconds: [0, 31, 0] }, 'seconds that a turn was late'],
  [{ lateSecondsAfterKill: [0, 31] }, 'seconds that a turn was late after the kill'],
  [{ lateSecondsAfterKill: [] }, 'seconds that a turn was late after the kill'],
  [{ ranAtKill: 0 }, 'kills at which nothing ran'],
  [{ wavesAfterKill: 0 }, 'kills after which no second wave started'],
  [{ ends: [completed, { ...completed, endTime: undefined }] }, NOT_ENDED],
  [{ ends: [completed, { ...completed, status: 'NOT IN THE RECORD', endTime: undefined }] }, NOT_ENDED],
  [{ ends: [completed, { ...completed, status: 'FAILED' }] }, ENDED_OTHERWISE],
  [{ ends: [completed, { ...completed, status: 'CANCELLED' }] }, ENDED_OTHERWISE],
  [{ ends: [completed, { ...cancelled, status: 'COMPLETED' }] }, ENDED_OTHERWISE],
  // Still growing at the end, by less than a quarter; and a leap that the last reading does not show.
  [{ memoryMegabytes: [200, 260, 300, 310, 315, 320, 330, 335, 345, 355, 365, 375] }, GROWTH],
  [{ memoryMegabytes: [200, 260, 300, 320, 325, 330, 322, 331, 370, 390, 395, 326] }, GROWTH],
])('%j fails the run', (changes, name) => {
  expect(missed(changes)).toEqual([name]);
});

it('memory grows as long as what is stored is read for the first time: that is not judged', () => {
  expect(missed({ memoryMegabytes: [100, 200, 260, 300, 320, 325, 330, 322, 331, 328, 326, 500] })).toEqual([]);
});

it('a short run says nothing of growth', () => {
  const memoryMegabytes = [200, 210, 220, 230, 240, 250, 260, 270, 400, 500, 900];
  expect(judgeLoad({ ...good, memoryMegabytes }).map(({ name }) => name)).not.toContain(GROWTH);
});

it('a slow p99 is said to be missed, and fails nothing: it differs by machine', () => {
  expect(missed({ p99Milliseconds: 72 })).toEqual([]);
  expect(judgeLoad({ ...good, p99Milliseconds: 72 }).map(verdictText)).toContain(
    'missed (not judged): p99 of GET /api/executions/{id}, ms 72, target at most 10',
  );
});

/** One of each kind that a server has acknowledged: all of one plan, and of one execution of it. */
const acknowledgedByServer = async () => {
  const { api, shop } = setUpApi();
  const client = createClient({
    baseUrl: 'http://127.0.0.1:7700',
    token,
    fetch: (input, init) => api.fetch(new Request(input, init)),
  });
  const planId = await shop.savePlan({ database: { pauseBeforeWave: true } });
  const plan = await client.getPlan(planId);
  const start = await client.start({ planId, executionType: 'DRILL' }, 'first');
  if (!plan.ok || !start.ok) throw new Error('there is no plan, or no start');
  const { executionId } = start.value;
  expect(await client.resume(executionId, 0)).toMatchObject({ ok: true });
  expect(await client.cancel(executionId, 'enough')).toMatchObject({ ok: true });
  const { version, planName, description } = plan.value;
  const saved = { planId, version, planName, description };
  const acknowledged: Acknowledged = {
    saves: [saved],
    changes: [saved],
    starts: [{ planId, key: 'first', executionId }],
    cancels: [{ executionId, reason: 'enough' }],
    resumes: [{ executionId }],
  };
  return { client, acknowledged, saved, planId, executionId };
};

const noneLost = { saves: 0, changes: 0, starts: 0, cancels: 0, resumes: 0 };

it('what is in the record as it was acknowledged is not lost', async () => {
  const { client, acknowledged } = await acknowledgedByServer();
  expect(await lostOf(client, acknowledged)).toEqual(noneLost);
  expect(await startedTwice(client, acknowledged)).toBe(0);
});

it('what is not in the record, or otherwise than it was acknowledged, is lost', async () => {
  const { client, saved, planId, executionId } = await acknowledgedByServer();
  const lost = await lostOf(client, {
    saves: [saved, { ...saved, planId: 'plan-gone' }, { ...saved, description: 'another' }],
    changes: [{ ...saved, version: saved.version + 1 }, { ...saved, description: 'another' }, saved],
    starts: [
      { planId, key: 'first', executionId: 'exec-gone' },
      // It is there, but its key is not: who asks again is not told of it.
      { planId, key: 'second', executionId },
    ],
    cancels: [{ executionId, reason: 'another' }],
    resumes: [{ executionId: 'exec-gone' }],
  });
  expect(lost).toEqual({ saves: 2, changes: 2, starts: 2, cancels: 1, resumes: 1 });
});

it('a version that is kept, but not the one that stands there, is lost', async () => {
  const { client, acknowledged, saved } = await acknowledgedByServer();
  const newer = { ...saved, version: saved.version + 1 };
  // The newer one is there for who asks for it by its number; who asks for the plan gets the older one.
  const getPlan: typeof client.getPlan = (planId, version) =>
    client.getPlan(planId, version === undefined ? undefined : saved.version);
  const lost = await lostOf({ ...client, getPlan }, { ...acknowledged, saves: [], changes: [saved, newer] });
  expect(lost).toEqual({ ...noneLost, changes: 1 });
});

it('an execution too many of a plan that was to be started once is seen', async () => {
  const { client, acknowledged, planId } = await acknowledgedByServer();
  await client.start({ planId, executionType: 'DRILL' }, 'another-key');
  expect(await startedTwice(client, acknowledged)).toBe(1);
});

/** One execution that is due at a time, and whose driver says that it is at a turn for a quarter of an hour. */
const hangingTurn = async (dueTime: string) => {
  const rig = await createRig({ binding: 'direct', estate: { servers: 1 } });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  const loaded = await readExecution(rig.store, executionId);
  if (loaded === undefined) throw new Error('it was not stored');
  const driver = { ...loaded.driver, nextWakeTime: dueTime, busyUntil: addSeconds(dueTime, 900) };
  const store = createMemoryItemStore();
  await store.transact([{ kind: 'put', item: headerItem(loaded.state.header, driver, 1, noChange) }]);
  return store;
};

it('a turn that hangs is late from when it was due, although somebody is at it', async () => {
  const dueTime = '2026-11-02T03:00:00.000Z';
  const nowMs = Date.parse(addSeconds(dueTime, 100));
  const store = await hangingTurn(dueTime);
  expect(await latenessOf(store, nowMs, 0)).toEqual({ openCount: 1, lateSeconds: 100 });
  expect(await latenessOf(store, nowMs - 150_000, 0)).toEqual({ openCount: 1, lateSeconds: 0 });
});

it('what fell due while nobody ran is late from the restart on', async () => {
  const dueTime = '2026-11-02T03:00:00.000Z';
  const nowMs = Date.parse(addSeconds(dueTime, 100));
  const restartedMs = nowMs - 40_000;
  expect(await latenessOf(await hangingTurn(dueTime), nowMs, restartedMs)).toEqual({ openCount: 1, lateSeconds: 40 });
});

it('an empty store has nothing that is late', async () => {
  expect(await latenessOf(createMemoryItemStore(), 0, 0)).toEqual({ openCount: 0, lateSeconds: 0 });
});

const asGiven = { seconds: '60', stored: '10000', running: '200', rate: '1000' };

it('the numbers that it is told are used, when they can be', () => {
  expect(wrongOption(asGiven)).toBeUndefined();
  expect(wrongOption({ ...asGiven, seconds: '1', stored: '0', running: '10' })).toBeUndefined();
});

it.each<[Partial<typeof asGiven>, string]>([
  [{ running: '3' }, '--running takes a multiple of 10 of at least 10, not 3'],
  [{ running: '13' }, '--running takes a multiple of 10 of at least 10, not 13'],
  [{ running: '0' }, '--running takes a multiple of 10 of at least 10, not 0'],
  [{ seconds: '1e2' }, '--seconds takes a whole number of at least 1, not 1e2'],
  [{ rate: '' }, '--rate takes a whole number of at least 10, not '],
  [{ stored: '-1' }, '--stored takes a whole number of at least 0, not -1'],
])('%j is refused before anything runs', (changes, line) => {
  expect(wrongOption({ ...asGiven, ...changes })).toBe(line);
});
