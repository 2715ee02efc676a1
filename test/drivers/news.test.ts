/** What another execution's poll saw is no lost wake-up: between a turn and its wait, and during the wait. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createEngine } from '../../src/engine/create-engine.ts';
import { readNews } from '../../src/engine/store/observation-store.ts';
import { createRig } from '../support/rig.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { storedToken } from './support/records.ts';

const turnSchema = z.object({ version: z.int(), news: z.int() });

/** Two executions in one account and Region, whose jobs run; and a driver that takes its steps by hand. */
const twoRunning = async () => {
  const rig = await createRig({ estate: { servers: 2 } });
  const [first = '', second = ''] = rig.idsOf('server');
  const mine = await rig.launch(await rig.savePlan('mine', [{ servers: [first] }]));
  const other = await rig.launch(await rig.savePlan('other', [{ servers: [second] }]));
  await rig.clock.advance(100);
  await rig.machine.stop();
  const answered: string[] = [];
  const { operations } = createEngine({
    ...rig.aws,
    store: rig.store,
    clock: rig.clock,
    ids: createSeededIds(2),
    activities: {},
    notifier: { notify: async () => undefined },
    stateMachine: {
      start: async () => undefined,
      sendTaskSuccess: async (taskToken) => {
        answered.push(taskToken);
        return 'sent';
      },
    },
  });
  const by = (executionId: string) => ({ executionId, generation: 1 });
  return {
    rig,
    mine,
    answered,
    turn: async () => turnSchema.parse(await rig.clock.complete(operations.advance(by(mine)))),
    park: (turn: z.infer<typeof turnSchema>) => operations.park({ ...by(mine), ...turn, taskToken: 'token-1' }),
    otherPolls: () => rig.clock.complete(operations.poll(by(other))),
  };
};

describe('what the poll of another execution sees', () => {
  it('between the turn and the wait ends the wait at once', async () => {
    const { rig, turn, otherPolls, park, answered, mine } = await twoRunning();
    const decided = await turn();
    await rig.clock.advance(3600);
    await otherPolls();
    expect(answered, 'its token is not stored yet').not.toContain('token-1');
    await park(decided);
    expect(await readNews(rig.store, mine)).toBeGreaterThan(decided.news);
    expect(answered).toContain('token-1');
  });

  it('during the wait ends it', async () => {
    const { rig, turn, otherPolls, park, answered } = await twoRunning();
    await park(await turn());
    expect(answered).toEqual([]);
    await rig.clock.advance(3600);
    await otherPolls();
    expect(answered).toEqual(['token-1']);
  });

  it('is no news when nothing has changed: the driver goes on waiting', async () => {
    const { rig, turn, otherPolls, park, answered, mine } = await twoRunning();
    const decided = await turn();
    await otherPolls();
    await park(decided);
    expect(await readNews(rig.store, mine)).toBe(decided.news);
    expect(answered).toEqual([]);
    expect(await storedToken(rig.store, mine)).toBe('token-1');
  });
});
