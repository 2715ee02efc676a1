/** The one exception of the checker of truth: it excuses what nobody could see, and nothing else. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { JournalEntry } from '../../src/simulator/journal.ts';
import { watchedStore } from '../drivers/support/crash.ts';
import { createRig } from '../support/rig.ts';
import { createGoneUnseen } from './checkers/gone-unseen.ts';
import { untruths } from './checkers/truth.ts';
import type { Commit } from './checkers/world.ts';
import { createMirror } from './support/mirror.ts';
import { UNKNOWN_STATUS } from './support/night.ts';

/**
 * Nobody looks until a stranger has launched one of two servers again, and DRS says a status that is not in its API: what
 * the checker is told of that, with AWS's time.
 */
const liveReplacement = async () => {
  const entries: JournalEntry[] = [];
  const commits: { readonly atMs: number; readonly commit: Commit }[] = [];
  const mirror = createMirror();
  const store = watchedStore(createMemoryItemStore(), (writes) => {
    const committed = mirror.commit(writes, 'driver');
    const commit = { writes, cause: 'driver', committed, executions: mirror.executions };
    commits.push({ atMs: rig.clock.nowMs(), commit });
  });
  const append = (entry: JournalEntry): void => void entries.push(entry);
  const rig = await createRig({ store, estate: { servers: 2 }, journal: { entries: [], append } });
  const [kept = '', replaced = ''] = rig.idsOf('server');
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: [kept, replaced] }]));
  rig.simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', forSeconds: 3600 });
  rig.simulator.faults.add({ kind: 'unknown-status', value: UNKNOWN_STATUS });
  await rig.clock.advance(1200);
  const jobs = rig.launchJobs();
  rig.launchByStranger([replaced]);
  expect((await rig.runToEnd(executionId)).status).toBe('PARTIAL');
  const execution = mirror.executions.get(executionId);
  const [job] = execution?.state.jobs ?? [];
  const report = (sourceServerId: string) =>
    jobs[0]?.servers.find((server) => server.sourceServerId === sourceServerId);
  const [keptReport, replacedReport] = [report(kept), report(replaced)];
  if (execution === undefined || job === undefined || keptReport === undefined || replacedReport === undefined)
    throw new Error('the drill launched nothing');
  return { entries, commits, jobs, execution, job, kept: keptReport, replaced: replacedReport };
};

describe('the record calls a server FAILED that its job launched', () => {
  let lived: Awaited<ReturnType<typeof liveReplacement>>;
  beforeAll(async () => {
    lived = await liveReplacement();
  });

  /** Told all of it again, our instance deleted so much later. */
  const toldAgain = (laterMs = 0) => {
    let nowMs = 0;
    const checker = createGoneUnseen({ nowMs: () => nowMs });
    for (const entry of lived.entries) checker.noteEntry(withLaterCleanup(entry, laterMs));
    for (const { atMs, commit } of lived.commits) {
      nowMs = atMs;
      expect(checker.watch(commit)).toEqual([]);
    }
    return checker;
  };

  const isExcused = (
    checker: ReturnType<typeof createGoneUnseen>,
    server = lived.replaced,
    job = lived.job,
    executionId = lived.execution.executionId,
  ) => checker.isGoneUnseen(executionId, job, server);

  test('a stranger replaced it before anybody could see it, under an unknown status: nobody can know better', () => {
    const { execution, jobs } = lived;
    const { isGoneUnseen } = toldAgain();
    expect(isExcused(toldAgain())).toBe(true);
    expect(untruths({ executions: [execution], jobs, isGoneUnseen })).toEqual([]);
    expect(untruths({ executions: [execution], jobs, isGoneUnseen: () => false })).toEqual([
      expect.stringMatching(/^record: .* calls s-\w+ of w000-a1-j000 FAILED, DRS LAUNCHED$/),
    ]);
  });

  test('its instance was still there within the time that it is looked for: it was to be found', () => {
    expect(isExcused(toldAgain(3_600_000))).toBe(false);
  });

  test('its instance is still there', () => {
    const { job, kept } = lived;
    const calledFailed = {
      ...job,
      servers: job.servers.map((server) => ({
        ...server,
        outcome: 'FAILED' as const,
        reason: `(last launchStatus ${UNKNOWN_STATUS})`,
      })),
    };
    expect(isExcused(toldAgain(), kept, calledFailed)).toBe(false);
  });

  test('DRS says LAUNCHED, and said so when it was asked', () => {
    const { job } = lived;
    const servers = job.servers.map((server) => ({ ...server, reason: 'no capacity' }));
    expect(isExcused(toldAgain(), lived.replaced, { ...job, servers })).toBe(false);
  });

  test('it is another execution that decided it', () => {
    expect(isExcused(toldAgain(), lived.replaced, lived.job, 'exec-other')).toBe(false);
  });

  test('what the record calls LAUNCHED needs no excuse, and has none', () => {
    const servers = lived.job.servers.map((server) => ({ ...server, outcome: 'LAUNCHED' as const }));
    expect(isExcused(toldAgain(), lived.replaced, { ...lived.job, servers })).toBe(false);
  });
});

const withLaterCleanup = (entry: JournalEntry, laterMs: number): JournalEntry => {
  if (entry.kind !== 'job') return entry;
  const participants = entry.job.participants.map((participant) => {
    const [from, end] = participant.cleanup ?? [];
    if (from === undefined || typeof end !== 'number') return participant;
    const cleanup: [number, number] = [from, end + laterMs];
    return { ...participant, cleanup };
  });
  return { ...entry, job: { ...entry.job, participants } };
};
