/** Two operators at the same moment, and replies that get lost, where every call is a request to DynamoDB. */
import { describe, expect, it } from 'vitest';
import { readEvents } from '../../src/engine/store/execution-reader.ts';
import type { ItemStore } from '../../src/ports/item-store.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { connectVirtually, type Exchange, openVirtualStore } from '../support/dynamodb/wire.ts';
import {
  endOf,
  expectOneLaunchPerServer,
  expectWholeHistory,
  isOver,
  loadExecution,
  locks,
} from './support/records.ts';
import { createProcess, createWorld, startRequest } from './support/world.ts';

const drill = [{ servers: 2 }, { servers: 1, pauseBeforeWave: true }, { servers: 1, dependsOn: [] }];

await onDynamoDbLocal('races on DynamoDB', ({ endpoint }) => {
  /** A world on DynamoDB, and how to open another connection to its tables. */
  const open = async () => {
    let tablePrefix = '';
    const world = await createWorld(drill, 100, async (clock) => {
      const opened = await openVirtualStore(endpoint, clock);
      tablePrefix = opened.tablePrefix;
      return opened.store;
    });
    const connect = (exchanges?: Exchange[]): ItemStore =>
      connectVirtually(endpoint, world.clock, tablePrefix, exchanges).store;
    return { world, connect };
  };

  const atItsGate = async () => {
    const { world, connect } = await open();
    const driver = createProcess(world);
    const started = await world.clock.complete(driver.executions.start(startRequest(world)));
    if (!('executionId' in started)) throw new Error(started.kind);
    const { executionId } = started;
    const status = async () => (await loadExecution(world.store, executionId)).state.header.status;
    await world.clock.runUntil(async () => (await status()) === 'PAUSED', 3600);
    return { world, connect, driver, executionId };
  };

  it('a resume and a cancel at the same moment are two decisions in one order, and one outcome', async () => {
    for (let run = 0; run < 4; run += 1) {
      const { world, connect, driver, executionId } = await atItsGate();
      const [anna, ben] = [createProcess(world, { store: connect() }), createProcess(world, { store: connect() })];
      const resume = () => anna.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
      const cancel = () => ben.executions.command(executionId, { type: 'cancel', reason: 'no' }, 'ben');
      const commands = run % 2 === 0 ? [resume(), cancel()] : [cancel(), resume()].toReversed();
      const [resumed, cancelled] = await world.clock.complete(Promise.all(commands));
      await world.clock.runUntil(() => isOver(world.store, executionId), 3600);

      expect(cancelled?.kind).toBe('accepted');
      const events = await readEvents(world.store, executionId, 0, 1000);
      const decisions = events.flatMap(({ data }) =>
        data.type === 'GateOpened' || data.type === 'CancelRequested' ? [data.type] : [],
      );
      const isOpened = resumed?.kind === 'accepted';
      expect(decisions).toEqual(isOpened ? ['GateOpened', 'CancelRequested'] : ['CancelRequested']);
      await expectWholeHistory(world.store, executionId);
      // Waves 0 and 2 were launched before the gate; its own wave at most when the resume was first, and then once.
      const { state } = await loadExecution(world.store, executionId);
      const launched = world.aws.jobs().flatMap((job) => job.sourceServerIds);
      expect(new Set(launched).size).toBe(launched.length);
      expect(new Set(state.jobs.flatMap(({ jobId = [] }) => jobId))).toEqual(
        new Set(world.aws.jobs().map(({ jobId }) => jobId)),
      );
      expect(await endOf(world.store, executionId)).toMatchObject({ status: 'PARTIAL' });
      expect(await locks(world.store)).toEqual([]);
      expect(driver.taskErrors).toEqual([]);
    }
  });

  describe('a whole drill in which replies get lost', () => {
    const everyThirdLost = Array.from(
      { length: 4000 },
      (_, index): Exchange => ({ kind: index % 3 === 2 ? 'reply lost' : 'as it is' }),
    );

    const run = async (exchanges: Exchange[]) => {
      const { world, connect } = await open();
      const { length } = exchanges;
      const process = createProcess(world, { store: connect(exchanges) });
      const started = await world.clock.complete(process.executions.start(startRequest(world, 'key-1')));
      if (!('executionId' in started)) throw new Error(started.kind);
      const { executionId } = started;
      const isAtGate = async () =>
        (await loadExecution(world.store, executionId)).state.waves[1]?.status === 'AWAITING_APPROVAL';
      await world.clock.runUntil(isAtGate, 3600);
      await world.clock.complete(process.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna'));
      await world.clock.runUntil(() => isOver(world.store, executionId), 3600);
      await expectOneLaunchPerServer(world, executionId);
      await expectWholeHistory(world.store, executionId);
      expect(process.taskErrors).toEqual([]);
      const events = await readEvents(world.store, executionId, 0, 1000);
      return {
        lost: length - exchanges.length,
        end: await endOf(world.store, executionId),
        decisions: events.map(({ data }) => data.type).toSorted(),
      };
    };

    it('every third of all requests: the same decisions, once each, and the same end', async () => {
      const undisturbed = await run([]);
      const disturbed = await run(everyThirdLost);
      expect(disturbed.lost).toBeGreaterThan(100);
      expect(disturbed.end).toEqual(undisturbed.end);
      expect(disturbed.decisions).toEqual(undisturbed.decisions);
    });
  });
});
