/** Driver protocol, rule 3: after the generation was raised, the old driver saves nothing more but answers to its own claims. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OperationName } from '../../src/engine/operations.ts';
import { startGeneration } from '../../src/engine/repair.ts';
import { eventBodySchema, headerBodySchema } from '../../src/engine/store/execution-items.ts';
import type { Write } from '../../src/ports/item-store.ts';
import { named, runs } from '../domain/support/runs.ts';
import { heldAt, watchedStore } from './support/crash.ts';
import { loadExecution, locks, storedToken } from './support/records.ts';
import { playOut, scheduledRecovery, scheduledStore, turnstileOf } from './support/scheduled.ts';
import { createProcess, createWorld, saveDrill, startRequest, type World } from './support/world.ts';

const idle = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };
const turnSchema = z.object({ next: z.string(), version: z.int().optional(), news: z.int().optional() });

/** What an execution may be at when its driver is replaced. */
const stages = ['not begun', 'conflicting', 'begun', 'running', 'ended in DRS'] as const;
type Stage = (typeof stages)[number];

const reach = async (world: World, stage: Stage): Promise<string> => {
  const { engine, executions } = createProcess(world, { stateMachine: idle });
  if (stage === 'conflicting') await occupy(world);
  const started = await world.clock.complete(executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  const payload = { executionId, generation: 1 };
  if (stage === 'not begun' || stage === 'conflicting') return executionId;
  await engine.operations.begin(payload);
  if (stage === 'begun') return executionId;
  await engine.operations.advance(payload);
  if (stage === 'running') return executionId;
  await world.clock.advance(300);
  await engine.operations.poll(payload);
  return executionId;
};

/** Another execution holds the last server. */
const occupy = async (world: World): Promise<void> => {
  const planId = await saveDrill(world, 'other', [{ servers: 3 }]);
  const { engine, executions } = createProcess(world, { stateMachine: idle });
  const started = await world.clock.complete(executions.start({ ...startRequest(world), planId }));
  if (!('executionId' in started)) throw new Error(started.kind);
  await engine.operations.begin({ executionId: started.executionId, generation: 1 });
};

interface Save {
  /** The generation that the header says from then on. */
  readonly generation: number;
  readonly eventTypes: readonly string[];
  readonly jobKeys: readonly string[];
}

/** What a transaction saved of this execution; undefined when it was nothing of its lifecycle. */
const saveOf = (writes: readonly Write[], executionId: string): Save | undefined => {
  const items = writes.flatMap((write) => (write.kind === 'put' ? [write.item] : []));
  const header = items.find((item) => item.sort === 'header' && item.partition === `execution#${executionId}`);
  if (header === undefined) return undefined;
  const events = items
    .filter((item) => item.sort.startsWith('event#'))
    .flatMap((item) => eventBodySchema.parse(item.body).events);
  return {
    generation: headerBodySchema.parse(header.body).driver.generation,
    eventTypes: events.map(({ data }) => data.type),
    jobKeys: events.flatMap(({ data }) => ('jobKey' in data ? [data.jobKey] : [])),
  };
};

const answers = new Set(['JobStarted', 'JobReplyLost', 'JobRefused', 'JobHeld', 'JobNotFound', 'JobLookFailed']);
/** What an answer may lead to at once. */
const consequences = new Set(['WaveEnded', 'JobSplit', 'ServersDecided', 'JobEnded', 'JobWithdrawn']);

const operations = fc.constantFrom<OperationName[]>('begin', 'advance', 'advance', 'poll', 'finalize', 'park');
const many = runs(300);

describe('a driver that was replaced goes on without knowing', () => {
  it(named('it saves nothing more but answers to its own claims', many), async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.constantFrom(...stages),
        fc.array(operations, { minLength: 1, maxLength: 4 }),
        async (scheduler, stage, asked) => {
          const world = await createWorld([{ servers: 2 }, { servers: 1 }]);
          const executionId = await reach(world, stage);
          let isBumped = false;
          const claimed = new Set<string>();
          const late: Save[] = [];
          const watched = watchedStore(world.store, (writes) => {
            const save = saveOf(writes, executionId);
            if (save === undefined) return;
            if (save.eventTypes.includes('JobClaimed')) for (const jobKey of save.jobKeys) claimed.add(jobKey);
            if (isBumped) late.push(save);
          });
          const turnstile = turnstileOf(scheduler, 'old driver');
          const old = createProcess(world, {
            store: scheduledStore(watched, turnstile),
            recovery: scheduledRecovery(world.aws.recovery, turnstile),
            stateMachine: idle,
          });
          const drive = async () => {
            let version = 0;
            let news = 0;
            for (const [index, operation] of asked.entries()) {
              const payload = { executionId, generation: 1, version, news, taskToken: `token-${index}` };
              const answer = await old.engine.operations[operation](payload);
              const turn = turnSchema.safeParse(answer).data;
              version = turn?.version ?? version;
              news = turn?.news ?? news;
            }
          };
          const replace = async () => {
            const store = scheduledStore(world.store, turnstileOf(scheduler, 'finder'));
            const bumped = watchedStore(store, () => {
              isBumped = true;
            });
            const ports = { store: bumped, clock: world.clock, stateMachine: idle };
            while (!(await startGeneration(ports, executionId, 1)));
          };
          await playOut(scheduler, world.clock, Promise.all([drive(), replace()]));

          for (const { generation, eventTypes, jobKeys } of late) {
            expect(generation, 'an answer leaves the new generation alone').toBe(2);
            expect(eventTypes.filter((type) => !answers.has(type) && !consequences.has(type))).toEqual([]);
            expect(
              eventTypes.some((type) => answers.has(type)),
              eventTypes.join(),
            ).toBe(true);
            expect(
              jobKeys.some((jobKey) => claimed.has(jobKey)),
              jobKeys.join(),
            ).toBe(true);
          }
          expect((await loadExecution(world.store, executionId)).driver.generation).toBe(2);
        },
      ),
      many,
    );
  });

  it('every one of its operations is told so, or does no harm', async () => {
    const world = await createWorld([{ servers: 2 }]);
    const executionId = await reach(world, 'running');
    const { engine } = createProcess(world, { stateMachine: idle });
    const turn = turnSchema.parse(await engine.operations.advance({ executionId, generation: 1 }));
    await startGeneration({ ...world, stateMachine: idle }, executionId, 1);
    const before = await loadExecution(world.store, executionId);
    const payload = { executionId, generation: 1 };
    expect(await engine.operations.begin(payload)).toEqual({ verdict: 'SUPERSEDED' });
    expect(await engine.operations.advance(payload)).toEqual({ next: 'SUPERSEDED' });
    expect(await engine.operations.finalize(payload)).toEqual({ verdict: 'SUPERSEDED' });
    await engine.operations.park({ ...payload, taskToken: 'old', version: turn.version ?? 0, news: turn.news ?? 0 });
    expect(await storedToken(world.store, executionId)).toBeUndefined();
    expect(await loadExecution(world.store, executionId)).toEqual(before);
  });
});

describe('the locks of an execution, when its driver is replaced while it begins', () => {
  /** Another execution holds its servers at first; that ends, and a new driver begins, while the old one stands still. */
  const replacedAt = async (call: number) => {
    const world = await createWorld([{ servers: 2 }, { servers: 1 }]);
    const otherPlan = await saveDrill(world, 'other', [{ servers: 3 }]);
    const { engine, executions } = createProcess(world, { stateMachine: idle });
    const start = async (planId: string) => {
      const started = await world.clock.complete(executions.start({ ...startRequest(world), planId }));
      if (!('executionId' in started)) throw new Error(started.kind);
      return started.executionId;
    };
    const otherId = await start(otherPlan);
    await engine.operations.begin({ executionId: otherId, generation: 1 });
    const executionId = await start(world.planId);
    const held = heldAt(world, call, async () => {
      await executions.command(otherId, { type: 'cancel', reason: '' }, 'bert');
      await engine.operations.finalize({ executionId: otherId, generation: 1 });
      await startGeneration({ ...world, stateMachine: idle }, executionId, 1);
      await engine.operations.begin({ executionId, generation: 2 });
    });
    const old = createProcess(world, { ...held.ports, stateMachine: idle });
    await old.engine.operations.begin({ executionId, generation: 1 });
    const beginAnother = async () => engine.operations.begin({ executionId: await start(otherPlan), generation: 1 });
    return { world, executionId, beginAnother, calls: held.calls() };
  };

  it('what the new driver holds, the old one does not give back', async () => {
    const { calls } = await replacedAt(Number.POSITIVE_INFINITY);
    for (let call = 0; call < calls; call += 1) {
      const { world, executionId, beginAnother } = await replacedAt(call);
      const { state } = await loadExecution(world.store, executionId);
      expect(state.header.status, `call ${call}`).toBe('POLLING');
      expect(await locks(world.store), `call ${call}`).toHaveLength(3);
      // It has begun: nobody else may begin with a server of it.
      expect(await beginAnother(), `call ${call}`).toEqual({ verdict: 'REFUSED' });
    }
  });
});
