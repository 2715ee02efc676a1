/**
 * The driver protocol (rules 1 to 7) as scenarios that run in any world: on every store, and on what would be deployed.
 * Each gives what must be the same in every one of them, times included: the history of the execution and how it ended.
 */
import { expect } from 'vitest';
import { z } from 'zod';
import { startGeneration } from '../../../src/engine/repair.ts';
import { readEvents } from '../../../src/engine/store/execution-reader.ts';
import {
  endOf,
  executionIds,
  expectOneLaunchPerServer,
  expectWholeHistory,
  isOver,
  loadExecution,
  locks,
  storedToken,
} from './records.ts';
import type { OpenWorld, ScenarioProcess, ScenarioWorld } from './scenario-world.ts';
import { withoutNames } from './told.ts';
import { startRequest, type WaveDraft } from './world.ts';

export interface ProtocolScenario {
  readonly rule: string;
  readonly title: string;
  /** A machine dies: one of Step Functions is gone, an embedded one stands in the store and hears its repeated wake-up. */
  readonly killsMachine?: true;
  readonly run: (open: OpenWorld) => Promise<unknown>;
}

const HOUR = 3600;
const drill: readonly WaveDraft[] = [{ servers: 2 }, { servers: 1, pauseBeforeWave: true }, { servers: 1 }];
const gated: readonly WaveDraft[] = [{ servers: 1, pauseBeforeWave: true }];
/** Machines do not run by themselves: the scenario calls the operations. */
const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };

const start = async (world: ScenarioWorld, { executions }: ScenarioProcess, key?: string): Promise<string> => {
  const started = await world.clock.complete(executions.start(startRequest(world, key)));
  if (started.executionId === undefined) throw new Error(started.kind);
  return started.executionId;
};

const record = async (world: ScenarioWorld, executionId: string) => {
  await expectWholeHistory(world.store, executionId);
  return {
    end: await endOf(world.store, executionId),
    events: await readEvents(world.store, executionId, 0, 1000),
    locks: (await locks(world.store)).length,
  };
};

const statusOf = async (world: ScenarioWorld, executionId: string) =>
  (await loadExecution(world.store, executionId)).state.header.status;

const untilPaused = (world: ScenarioWorld, executionId: string): Promise<void> =>
  world.clock.runUntil(async () => (await statusOf(world, executionId)) === 'PAUSED', 24 * HOUR);

const untilOver = (world: ScenarioWorld, executionId: string): Promise<void> =>
  world.clock.runUntil(() => isOver(world.store, executionId), 24 * HOUR);

const openGate = ({ executions }: ScenarioProcess, executionId: string, waveNumber: number) =>
  executions.command(executionId, { type: 'resume', waveNumber }, 'anna');

/** To its end; the gate is opened ten minutes after it was reached. */
const toItsEnd = async (world: ScenarioWorld, operator: ScenarioProcess, executionId: string): Promise<void> => {
  await untilPaused(world, executionId);
  await world.clock.advance(600);
  await openGate(operator, executionId, 1);
  await untilOver(world, executionId);
  await expectOneLaunchPerServer(world, executionId);
};

const turnSchema = z.object({ next: z.string(), version: z.int(), news: z.int() });

export const protocolScenarios: readonly ProtocolScenario[] = [
  {
    rule: '1',
    title: 'two starts at once with one key are one execution; the key with another request is a mismatch',
    run: async (open) => {
      const world = await open([{ servers: 2 }]);
      const processes = [world.createProcess(), world.createProcess({ stateMachine: idle })];
      const starts = processes.map(({ executions }) => executions.start(startRequest(world, 'key-1')));
      const results = await world.clock.complete(Promise.all(starts));
      const [executionId = '', ...others] = await executionIds(world.store);
      expect(others).toEqual([]);
      expect(results.map(({ executionId: started }) => started)).toEqual([executionId, executionId]);
      const other = { ...startRequest(world, 'key-1'), executionType: 'RECOVERY' as const };
      expect(await world.createProcess().executions.start(other)).toEqual({ kind: 'idempotency-mismatch' });
      await untilOver(world, executionId);
      await expectOneLaunchPerServer(world, executionId);
      // Which of the two began it is a matter of chance, and with it the names that it has.
      return withoutNames(await record(world, executionId));
    },
  },
  {
    rule: '1',
    title: 'begin takes the locks of 150 servers in two transactions; what another execution holds is refused by name',
    run: async (open) => {
      const large = [{ servers: 150 }, { servers: 1, pauseBeforeWave: true }];
      const world = await open(large);
      const process = world.createProcess({ stateMachine: idle });
      const executionId = await start(world, process);
      expect(await process.engine.operations.begin({ executionId, generation: 1 })).toEqual({ verdict: 'BEGUN' });
      expect(await locks(world.store)).toHaveLength(151);
      const planId = await world.saveDrill('other', [{ servers: 3 }]);
      const other = await world.clock.complete(process.executions.start({ ...startRequest(world), planId }));
      if (other.executionId === undefined) throw new Error(other.kind);
      await process.engine.operations.begin({ executionId: other.executionId, generation: 1 });
      return { first: await record(world, executionId), second: await record(world, other.executionId) };
    },
  },
  {
    rule: '2',
    title: 'a resume between a turn and its wait ends the wait at once; one that comes later ends it too',
    run: async (open) => {
      const world = await open([...gated, { servers: 1, pauseBeforeWave: true, dependsOn: [] }]);
      const answered: string[] = [];
      const sendTaskSuccess = async (token: string) => {
        answered.push(token);
        return 'sent' as const;
      };
      const process = world.createProcess({ stateMachine: { ...idle, sendTaskSuccess } });
      const executionId = await start(world, process);
      const payload = { executionId, generation: 1 };
      await process.engine.operations.begin(payload);
      const turnAndPark = async (taskToken: string, between: () => Promise<unknown>): Promise<void> => {
        const { version, news } = turnSchema.parse(await process.engine.operations.advance(payload));
        await between();
        await process.engine.operations.park({ ...payload, taskToken, version, news });
      };
      await turnAndPark('token-1', () => openGate(process, executionId, 0));
      expect(answered).toEqual(['token-1']);
      await turnAndPark('token-2', async () => undefined);
      expect(answered).toEqual(['token-1']);
      await openGate(process, executionId, 1);
      expect(answered).toEqual(['token-1', 'token-2']);
      return record(world, executionId);
    },
  },
  {
    rule: '3',
    title: 'a driver that was replaced saves nothing more, and its successor goes on to the end',
    run: async (open) => {
      const world = await open(drill);
      const stale = world.createProcess({ stateMachine: idle });
      const executionId = await start(world, stale);
      const payload = { executionId, generation: 1 };
      await stale.engine.operations.begin(payload);
      const successor = world.createProcess();
      expect(await startGeneration({ ...world, stateMachine: successor.machine }, executionId, 1)).toBe(true);
      await world.clock.settle();
      const { version } = await loadExecution(world.store, executionId);
      expect(await stale.engine.operations.begin(payload)).toEqual({ verdict: 'SUPERSEDED' });
      expect(await stale.engine.operations.advance(payload)).toEqual({ next: 'SUPERSEDED' });
      expect(await stale.engine.operations.finalize(payload)).toEqual({ verdict: 'SUPERSEDED' });
      expect((await loadExecution(world.store, executionId)).version).toBe(version);
      await toItsEnd(world, successor, executionId);
      expect(await startGeneration({ ...world, stateMachine: idle }, executionId, 2), 'once final').toBe(false);
      return record(world, executionId);
    },
  },
  {
    rule: '3',
    title: 'a start whose machine never came up is found by the minute, and driven',
    run: async (open) => {
      const world = await open([{ servers: 2 }]);
      const executionId = await start(world, world.createProcess({ stateMachine: idle }));
      const finder = world.createProcess();
      const found: string[] = [];
      for (let minute = 0; minute < 30 && !(await isOver(world.store, executionId)); minute += 1) {
        await world.clock.advance(60);
        found.push(...(await world.clock.complete(finder.engine.findAndRepair())).map(({ result }) => result));
      }
      await expectOneLaunchPerServer(world, executionId);
      return { found, ...(await record(world, executionId)) };
    },
  },
  {
    rule: '4',
    title: 'a machine that hands over after every two turns comes to the same end',
    run: async (open) => {
      const world = await open(drill, { turnsPerDriver: 2 });
      const process = world.createProcess();
      const executionId = await start(world, process);
      await toItsEnd(world, process, executionId);
      expect(process.taskErrors).toEqual([]);
      return {
        generation: (await loadExecution(world.store, executionId)).driver.generation,
        ...(await record(world, executionId)),
      };
    },
  },
  {
    rule: '5',
    title: 'a machine that is switched off in the middle is replaced by the finder’s, which goes on to the end',
    killsMachine: true,
    run: async (open) => {
      const world = await open(drill);
      const off = world.createProcess();
      const executionId = await start(world, off);
      await world.clock.advance(100);
      await off.machine.stop();
      const finder = world.createProcess();
      const everyMinute = (): void => {
        world.clock.after(60, () => void finder.engine.findAndRepair().then(everyMinute));
      };
      everyMinute();
      await toItsEnd(world, finder, executionId);
      return record(world, executionId);
    },
  },
  {
    rule: '6',
    title: 'a token is answered once, stays out of every view, and waits for days',
    run: async (open) => {
      const world = await open(gated);
      const process = world.createProcess();
      const executionId = await start(world, process);
      await untilPaused(world, executionId);
      await world.clock.advance(3 * 24 * HOUR);
      const taskToken = await storedToken(world.store, executionId);
      if (taskToken === undefined) throw new Error('nobody waits');
      expect(JSON.stringify(await process.executions.get(executionId))).not.toContain(taskToken);
      const answers = [
        await process.machine.sendTaskSuccess(taskToken),
        await process.machine.sendTaskSuccess(taskToken),
      ];
      expect(answers).toEqual(['sent', 'gone']);
      await world.clock.advance(60);
      return record(world, executionId);
    },
  },
  {
    rule: '7',
    title: 'of two clicks on one gate at once one opens it, and no other gate opens',
    run: async (open) => {
      const world = await open([...gated, { servers: 1, pauseBeforeWave: true }]);
      const process = world.createProcess();
      const executionId = await start(world, process);
      await untilPaused(world, executionId);
      const clicks = [process, world.createProcess()].map((operator) => openGate(operator, executionId, 0));
      const results = await world.clock.complete(Promise.all(clicks));
      expect(results.map(({ kind }) => kind).toSorted()).toEqual(['accepted', 'not-allowed']);
      await untilPaused(world, executionId);
      expect(world.aws.jobs()).toHaveLength(1);
      return record(world, executionId);
    },
  },
  {
    rule: '7',
    title: 'a pause holds back what has not started, and a cancel frees it while what runs is watched to its end',
    run: async (open) => {
      const world = await open([{ servers: 1 }, { servers: 1 }, { servers: 1 }]);
      const process = world.createProcess();
      const executionId = await start(world, process);
      await world.clock.advance(60);
      await process.executions.command(executionId, { type: 'pause' }, 'bert');
      await untilPaused(world, executionId);
      await process.executions.command(executionId, { type: 'resume' }, 'bert');
      await world.clock.advance(60);
      await process.executions.command(executionId, { type: 'cancel', reason: 'enough' }, 'anna');
      await untilOver(world, executionId);
      expect(world.aws.jobs()).toHaveLength(2);
      return record(world, executionId);
    },
  },
];
