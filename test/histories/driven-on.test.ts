/**
 * An upgrade with executions at a gate: each recorded run that stood at one with nothing in flight is stored as its version
 * left it, and today's engine and definition drive it to its end.
 */
import { describe, expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { DECISION_VERSION } from '../../src/domain/transition/initial-state.ts';
import { planKey, rosterKey } from '../../src/engine/store/execution-items.ts';
import { eventItems, headerItem, jobItem, noChange, waveItem } from '../../src/engine/store/execution-writer.ts';
import { toJson } from '../../src/engine/store/json.ts';
import type { StoredItem } from '../../src/ports/item-store.ts';
import { createFakeAws } from '../drivers/support/fake-aws.ts';
import { expectWholeHistory, isOver, loadExecution } from '../drivers/support/records.ts';
import { createProcess } from '../drivers/support/world.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { createVirtualClock } from '../support/virtual-clock.ts';
import { recordedFiles, textOf } from './support/frozen-histories.ts';
import { type RecordedHistory, readHistory, statesOf } from './support/recorded-history.ts';

const LAUNCH_SECONDS = 120;
/** Until nobody's machine is replaced: it is overdue, woken once more, and then taken over. */
const TAKEN_OVER_MINUTES = 10;

/** The state in which it stood first at a gate while no job ran; undefined: it never did, or does more than launch. */
const atGate = (history: RecordedHistory) => {
  const states = statesOf(history);
  const found = history.events.findIndex(({ data }, index) => {
    const state = states[index + 1];
    return (
      data.type === 'ExecutionPaused' &&
      state?.waves.some(({ status }) => status === 'AWAITING_APPROVAL') === true &&
      state.waves.every(({ activities = [] }) => activities.length === 0) &&
      state.jobs.every((job) => job.state === 'WAITING' || job.state === 'ENDED')
    );
  });
  const [state, event] = [states[found + 1], history.events[found]];
  return state === undefined || event === undefined ? undefined : { state, event };
};

const stood = recordedFiles().flatMap((file) => {
  const history = readHistory(textOf(file));
  const gate = atGate(history);
  return gate === undefined ? [] : [{ file, history, ...gate }];
});

const storedItems = ({ history, state, event }: (typeof stood)[number]): readonly StoredItem[] => {
  const { executionId, rosterId } = state.header;
  if (rosterId === undefined) throw new Error('it had not begun');
  const driver = { generation: 1, turns: 1, startedTime: event.time, nextWakeTime: event.time };
  return [
    headerItem(state.header, driver, 1, noChange),
    { ...planKey(executionId), version: 1, body: toJson({ plan: history.plan, acceptedInstanceDeletions: [] }) },
    ...history.chunks.map((chunk) => ({
      ...rosterKey(executionId, rosterId, chunk.waveNumber, chunk.chunkNumber),
      version: 1,
      body: toJson(chunk),
    })),
    ...state.waves.map((_, index) => waveItem(state, rosterId, index, 1)),
    ...state.jobs.map((_, index) => jobItem(state, rosterId, index, 1)),
    ...eventItems(executionId, history.events.slice(0, history.events.indexOf(event) + 1)),
  ];
};

describe('an execution that an older version left at its gate goes on after the upgrade, to its end', () => {
  test.each(stood)('$file', async (recorded) => {
    const { history, state, event } = recorded;
    const { executionId } = state.header;
    const servers = history.chunks.flatMap((chunk) => chunk.servers.map(({ sourceServerId }) => sourceServerId));
    const clock = createVirtualClock({ start: event.time, settlePasses: 1 });
    const store = createMemoryItemStore();
    const aws = createFakeAws(clock, servers, LAUNCH_SECONDS);
    const world = { clock, store, ids: createSeededIds(1), aws, servers, planId: history.plan.planId };
    await store.transact(storedItems(recorded).map((item) => ({ kind: 'put', item })));
    const { engine, executions, taskErrors } = createProcess(world);
    for (let minute = 0; minute < TAKEN_OVER_MINUTES; minute += 1) {
      await clock.advance(60);
      await clock.complete(engine.findAndRepair());
    }
    expect((await loadExecution(store, executionId)).driver.generation, 'today’s driver has it').toBe(2);
    const before = new Set(
      state.jobs.flatMap((job) =>
        job.state === 'ENDED' ? job.servers.map(({ sourceServerId }) => sourceServerId) : [],
      ),
    );

    while (!(await isOver(store, executionId))) {
      const { waves } = (await loadExecution(store, executionId)).state;
      const waiting = waves.filter(({ status }) => status === 'AWAITING_APPROVAL');
      expect(waiting.length, 'it waits for nothing but its gates').toBeGreaterThan(0);
      for (const { waveNumber } of waiting) {
        const opened = executions.command(executionId, { type: 'resume', waveNumber }, 'ana');
        expect((await clock.complete(opened)).kind).toBe('accepted');
      }
      await clock.runUntil(
        async () =>
          ['PAUSED', 'COMPLETED', 'PARTIAL', 'FAILED'].includes(
            (await loadExecution(store, executionId)).state.header.status,
          ),
        24 * 3600,
      );
    }
    const { header, waves } = (await loadExecution(store, executionId)).state;
    expect(header.decisionVersion, 'it keeps the rules that it began with').toBe(history.decisionVersion);
    expect(waves.map(({ status }) => status)).toEqual(
      waves.map(({ waveNumber }) => (state.waves[waveNumber]?.status === 'PARTIAL' ? 'PARTIAL' : 'COMPLETED')),
    );
    const launched = aws.jobs().flatMap(({ sourceServerIds }) => sourceServerIds);
    expect(launched.toSorted()).toEqual(servers.filter((id) => !before.has(id)).toSorted());
    await expectWholeHistory(store, executionId);
    expect(taskErrors).toEqual([]);
  });

  test('there is one of every version of the decisions', () => {
    expect(new Set(stood.map(({ history }) => history.decisionVersion))).toEqual(
      new Set(Array.from({ length: DECISION_VERSION }, (_, index) => index + 1)),
    );
  });
});
