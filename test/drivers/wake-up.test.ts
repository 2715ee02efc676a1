/** Driver protocol, rule 2: no wake-up is lost, whatever comes between a turn and its wait. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { OperatorCommand } from '../../src/engine/execution-service.ts';
import { named, runs } from '../domain/support/runs.ts';
import { loadExecution, storedToken } from './support/records.ts';
import { playOut, scheduledRecovery, scheduledStore, turnstileOf } from './support/scheduled.ts';
import { createProcess, createWorld, type Process, startRequest, type World } from './support/world.ts';

const turnSchema = z.object({ next: z.string(), version: z.int().optional(), news: z.int().optional() });
const gated = [
  { servers: 1, pauseBeforeWave: true },
  { servers: 1, pauseBeforeWave: true, dependsOn: [] },
];

const commands = fc.constantFrom<OperatorCommand[]>(
  { type: 'resume', waveNumber: 0 },
  { type: 'resume', waveNumber: 1 },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'cancel', reason: '' },
);

/** A state machine of which only the tokens are of interest: which were answered, and in which order. */
const createTokens = () => {
  const answered: string[] = [];
  return {
    answered,
    start: async () => undefined,
    sendTaskSuccess: async (taskToken: string) => {
      if (answered.includes(taskToken)) return 'gone' as const;
      answered.push(taskToken);
      return 'sent' as const;
    },
  };
};

const atTheGates = async (world: World): Promise<string> => {
  const setUp = createProcess(world, { stateMachine: createTokens() });
  const result = await world.clock.complete(setUp.executions.start(startRequest(world)));
  if (!('executionId' in result)) throw new Error(result.kind);
  const { executionId } = result;
  await setUp.engine.operations.begin({ executionId, generation: 1 });
  await setUp.engine.operations.advance({ executionId, generation: 1 });
  return executionId;
};

/** A turn and its wait, as the definition has them. Gives the version that it waits at. */
const turnAndPark = async ({ engine }: Process, executionId: string, taskToken: string) => {
  const payload = { executionId, generation: 1 };
  const turn = turnSchema.parse(await engine.operations.advance(payload));
  if (turn.next !== 'PARK' || turn.version === undefined || turn.news === undefined) return undefined;
  await engine.operations.park({ ...payload, taskToken, version: turn.version, news: turn.news });
  return turn.version;
};

describe('a turn and its wait race with people', () => {
  const many = runs(250);

  it(named('the driver is never left waiting at a version that is not the newest', many), async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(commands, { minLength: 1, maxLength: 2 }),
        fc.array(commands, { maxLength: 2 }),
        async (scheduler, annas, berts) => {
          const world = await createWorld(gated);
          const executionId = await atTheGates(world);
          const tokens = createTokens();
          const processOf = (actor: string) => {
            const turnstile = turnstileOf(scheduler, actor);
            return createProcess(world, {
              store: scheduledStore(world.store, turnstile),
              recovery: scheduledRecovery(world.aws.recovery, turnstile),
              stateMachine: tokens,
            });
          };
          const operate = async (actor: string, asked: readonly OperatorCommand[]) => {
            const { executions } = processOf(actor);
            for (const command of asked) await executions.command(executionId, command, actor);
          };
          const driver = turnAndPark(processOf('driver'), executionId, 'token-1');
          const everything = Promise.all([driver, operate('anna', annas), operate('bert', berts)]);
          const [parkedAt] = await playOut(scheduler, world.clock, everything);

          const { version } = await loadExecution(world.store, executionId);
          const waits = parkedAt !== undefined && !tokens.answered.includes('token-1');
          if (waits) {
            expect(version, 'it waits at the newest version').toBe(parkedAt);
            expect(await storedToken(world.store, executionId)).toBe('token-1');
          }
        },
      ),
      many,
    );
  });

  it('a resume between the turn and its wait ends the wait at once', async () => {
    const world = await createWorld(gated);
    const executionId = await atTheGates(world);
    const tokens = createTokens();
    const driver = createProcess(world, { stateMachine: tokens });
    const turn = turnSchema.parse(await driver.engine.operations.advance({ executionId, generation: 1 }));
    await driver.executions.command(executionId, { type: 'resume', waveNumber: 0 }, 'anna');
    expect(tokens.answered).toEqual([]);
    const { version = 0, news = 0 } = turn;
    await driver.engine.operations.park({ executionId, generation: 1, taskToken: 'token-1', version, news });
    expect(tokens.answered).toEqual(['token-1']);
  });

  it('a resume after the wait has begun ends it', async () => {
    const world = await createWorld(gated);
    const executionId = await atTheGates(world);
    const tokens = createTokens();
    const driver = createProcess(world, { stateMachine: tokens });
    await turnAndPark(driver, executionId, 'token-1');
    expect(tokens.answered).toEqual([]);
    await driver.executions.command(executionId, { type: 'resume', waveNumber: 0 }, 'anna');
    expect(tokens.answered).toEqual(['token-1']);
  });

  it('a command that is rejected wakes nobody', async () => {
    const world = await createWorld(gated);
    const executionId = await atTheGates(world);
    const tokens = createTokens();
    const driver = createProcess(world, { stateMachine: tokens });
    await turnAndPark(driver, executionId, 'token-1');
    const result = await driver.executions.command(executionId, { type: 'resume', waveNumber: 7 }, 'anna');
    expect(result).toMatchObject({ kind: 'not-allowed' });
    expect(tokens.answered).toEqual([]);
  });

  it('a wake-up that nobody hears is no error', async () => {
    const world = await createWorld(gated);
    const executionId = await atTheGates(world);
    const deaf = { start: async () => undefined, sendTaskSuccess: async () => 'gone' as const };
    const { executions } = createProcess(world, { stateMachine: deaf });
    expect(await executions.command(executionId, { type: 'resume', waveNumber: 0 }, 'anna')).toMatchObject({
      kind: 'accepted',
      execution: { status: 'POLLING' },
    });
  });
});
