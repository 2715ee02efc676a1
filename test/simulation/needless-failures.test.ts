/** The checkers of what must not fail a run, and of who decides: each tells what is made up here, and nothing of what was lived. */
import { expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { EventData } from '../../src/domain/model/event.ts';
import { watchedStore } from '../drivers/support/crash.ts';
import { createRig } from '../support/rig.ts';
import { createBackedOff } from './checkers/backed-off.ts';
import { createNamedPeople } from './checkers/named-people.ts';
import { createNeedlessFailures } from './checkers/needless-failures.ts';
import type { Commit } from './checkers/world.ts';
import { drawNight } from './support/draw-night.ts';
import { createMirror } from './support/mirror.ts';

/** A drill that was cancelled by ben while its job ran; and what the checkers say of its last decision, had it been another. */
const cancelledDrill = async () => {
  const mirror = createMirror();
  const needless = createNeedlessFailures({ night: drawNight(1), clocksApartSeconds: 0 });
  const people = createNamedPeople();
  const backedOff = createBackedOff();
  const check = (commit: Commit) => [...needless.watch(commit), ...people.watch(commit), ...backedOff(commit)];
  const found: string[] = [];
  const commits: Commit[] = [];
  const store = watchedStore(createMemoryItemStore(), (writes) => {
    const committed = mirror.commit(writes, 'driver');
    const commit = { writes, cause: 'driver', committed, executions: mirror.executions };
    if (committed.some(({ step }) => step !== undefined)) commits.push(commit);
    found.push(...check(commit));
  });
  const append = needless.noteEntry;
  const rig = await createRig({ store, binding: 'direct', estate: { servers: 1 }, journal: { entries: [], append } });
  const [server = ''] = rig.idsOf('server');
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: [server] }]));
  await rig.clock.advance(60);
  const answered = people.noteCommand(executionId, { type: 'cancel', reason: 'the wrong plan' }, 'ben');
  await rig.command(executionId, { type: 'cancel', reason: 'the wrong plan' }, 'ben');
  answered();
  await rig.runToEnd(executionId);
  const toldOf = (data: EventData, actor = 'engine'): readonly string[] => {
    const last = commits.at(-1);
    const [committed] = last?.committed ?? [];
    const step = committed?.step;
    const [event] = step?.events ?? [];
    if (last === undefined || committed === undefined || step === undefined || event === undefined)
      throw new Error('nothing was decided');
    return check({ ...last, committed: [{ ...committed, step: { ...step, events: [{ ...event, actor, data }] } }] });
  };
  return { found, toldOf, server };
};

const refused = (code: string): EventData => ({
  type: 'JobRefused',
  jobKey: 'w000-a1-j000',
  error: { code, message: 'said AWS' },
});

test('a drill that is cancelled while its job runs gives no cause to tell anything', async () => {
  expect((await cancelledDrill()).found).toEqual([]);
});

test('a job that is refused for what passes is told, and one that AWS denies is not', async () => {
  const { toldOf } = await cancelledDrill();
  for (const code of [
    'ThrottlingException',
    'ExpiredTokenException',
    'ServiceQuotaExceededException',
    'WaitedTooLong',
  ]) {
    expect(toldOf(refused(code))).toEqual([expect.stringMatching(`^6.6: w000-a1-j000 of .* is refused for ${code}`)]);
  }
  expect(toldOf(refused('AccessDeniedException'))).toEqual([]);
});

test('a server that fails without a call is told when nothing is the matter with it', async () => {
  const { toldOf, server } = await cancelledDrill();
  const failed = (jobKey: string): EventData => ({
    type: 'ServersDecided',
    jobKey,
    servers: [{ sourceServerId: server, outcome: 'FAILED', reason: 'with others' }],
  });
  expect(toldOf(failed('w000-a1-j001'))).toEqual([expect.stringMatching(`^6.6: ${server} .* nothing is the matter`)]);
  // DRS was called for this one: how it came out is judged by what DRS did.
  expect(toldOf(failed('w000-a1-j000'))).toEqual([]);
});

test('a cancel under another name than that of who asks is told', async () => {
  const { toldOf } = await cancelledDrill();
  const cancel: EventData = { type: 'CancelRequested', reason: 'cancelled' };
  for (const actor of ['engine', 'ben']) {
    // Ben has had his answer: he asks no more.
    expect(toldOf(cancel, actor)).toEqual([expect.stringMatching(`^audit: CancelRequested of .* by ${actor}`)]);
  }
});

test('a job that is claimed over and over is told', async () => {
  const { toldOf } = await cancelledDrill();
  const time = '2026-11-02T03:00:00.000Z';
  const claim: EventData = {
    type: 'JobClaimed',
    jobKey: 'w000-a1-j000',
    claim: { claimId: 'claim-1', claimedTime: time, expiresTime: time },
  };
  for (let count = 1; count <= 10; count += 1) expect(toldOf(claim)).toEqual([]);
  expect(toldOf(claim)).toEqual([expect.stringMatching('^6.6: w000-a1-j000 of .* is claimed 11 times within 60 s$')]);
});
