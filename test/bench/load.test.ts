/** What `npm run load` fails for. */
import { expect, it } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { addSeconds } from '../../src/domain/time.ts';
import { readExecution } from '../../src/engine/store/execution-reader.ts';
import { headerItem, noChange } from '../../src/engine/store/execution-writer.ts';
import { judgeLoad, verdictText } from '../../tools/load/judge.ts';
import { latenessOf } from '../../tools/load/lateness.ts';
import { wrongOption } from '../../tools/load/options.ts';
import { createRig } from '../support/rig.ts';

const good = {
  errors: 0,
  timeouts: 0,
  non2xx: 0,
  lost: 0,
  savedBeforeKill: 900,
  memoryMegabytes: [200, 260, 300, 320, 325, 330],
  lateSeconds: [0, 1.5],
  lateSecondsAfterKill: [4, 0.5],
  unended: 0,
  p99Milliseconds: 9,
};
const missed = (changes: Partial<typeof good>): readonly string[] =>
  judgeLoad({ ...good, ...changes })
    .filter(({ isMet, isHard }) => isHard && !isMet)
    .map(({ name }) => name);

it('a load that was borne misses nothing', () => {
  expect(missed({})).toEqual([]);
  expect(judgeLoad(good).every(({ isMet }) => isMet)).toBe(true);
});

it.each([
  [{ errors: 1 }, 'errors'],
  [{ timeouts: 1 }, 'time-outs'],
  [{ non2xx: 1 }, 'answers that are not 2xx'],
  [{ lost: 1 }, 'acknowledged and lost'],
  [{ savedBeforeKill: 0 }, 'kills before which nothing was saved'],
  [{ lateSeconds: [0, 31, 0] }, 'seconds that a turn was late'],
  [{ lateSecondsAfterKill: [0, 31] }, 'seconds that a turn was late after the kill'],
  [{ lateSecondsAfterKill: [] }, 'seconds that a turn was late after the kill'],
  [{ unended: 1 }, 'executions that did not go on to their end after the kill'],
  [{ memoryMegabytes: [200, 260, 300, 320, 360, 401] }, 'memory at the end ÷ after the warm-up'],
])('%j fails the run', (changes, name) => {
  expect(missed(changes)).toEqual([name]);
});

it('memory is not judged before the warm-up is over: a short run says nothing of growth', () => {
  expect(missed({ memoryMegabytes: [200, 900] })).toEqual([]);
});

it('a slow p99 is said to be missed, and fails nothing: it differs by machine', () => {
  expect(missed({ p99Milliseconds: 72 })).toEqual([]);
  expect(judgeLoad({ ...good, p99Milliseconds: 72 }).map(verdictText)).toContain(
    'missed (not judged): p99 of GET /api/executions/{id}, ms 72, target at most 10',
  );
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
