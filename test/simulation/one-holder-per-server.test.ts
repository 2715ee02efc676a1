/** The checker of locks: what an execution that goes on has up, or may launch, is not given back and not taken. */
import { expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { lockBodySchema, lockKey } from '../../src/engine/store/execution-items.ts';
import { toJson } from '../../src/engine/store/json.ts';
import type { Write } from '../../src/ports/item-store.ts';
import { watchedStore } from '../drivers/support/crash.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { createOneHolderPerServer } from './checkers/one-holder-per-server.ts';
import { createMirror } from './support/mirror.ts';

/** A drill whose first wave is up, and whose second waits for a person; and what the checker says of a write to a lock. */
const drillAtGate = async () => {
  const mirror = createMirror();
  const check = createOneHolderPerServer();
  const found: string[] = [];
  const see = (writes: readonly Write[]): readonly string[] => {
    const committed = mirror.commit(writes, 'driver');
    return check({ writes, cause: 'driver', committed, executions: mirror.executions });
  };
  const store = watchedStore(createMemoryItemStore(), (writes) => void found.push(...see(writes)));
  const rig = await createRig({ store, binding: 'direct', estate: { servers: 2 } });
  const [up = '', toCome = ''] = rig.idsOf('server');
  const waves = [{ servers: [up] }, { servers: [toCome], pauseBeforeWave: true }];
  const executionId = await rig.launch(await rig.savePlan('shop', waves));
  await rig.runUntil(executionId, 'PAUSED');
  const key = (sourceServerId: string) => lockKey(`${HOME_ACCOUNT}/${HOME_REGION}`, sourceServerId);
  const lock = lockBodySchema.parse({ executionId: 'exec-other', planName: 'other', lockedTime: rig.clock.now() });
  return {
    rig,
    executionId,
    up,
    toCome,
    found,
    takenByOther: (id: string) => see([{ kind: 'put', item: { ...key(id), version: 2, body: toJson(lock) } }]),
    givenBack: (id: string) => see([{ kind: 'delete', key: key(id) }]),
  };
};

test('nobody else takes the lock of a server that is up, or is still to be launched, while the drill goes on', async () => {
  const { up, toCome, executionId, takenByOther, found } = await drillAtGate();
  for (const id of [up, toCome]) {
    expect(takenByOther(id)).toEqual([expect.stringMatching(`^I5: exec-other took .*${id} from ${executionId}`)]);
  }
  expect(found).toEqual([]);
});

test('after a cancel both are anybody’s: nothing more is launched, and who launches again is told what that deletes', async () => {
  const { rig, up, toCome, executionId, takenByOther } = await drillAtGate();
  await rig.command(executionId, { type: 'cancel', reason: 'the wrong plan' });
  for (const id of [up, toCome]) expect(takenByOther(id)).toEqual([]);
});

test('a lock that is given back before the end is decided is told, whether its server is up or to come', async () => {
  const { up, toCome, givenBack } = await drillAtGate();
  for (const id of [up, toCome]) {
    expect(givenBack(id)).toEqual([
      expect.stringMatching(`^I5: the lock of .*${id} was given back, and .* is PAUSED$`),
    ]);
  }
});

test('at the end all locks are given back, and nothing is told', async () => {
  const { rig, executionId, found } = await drillAtGate();
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect(found).toEqual([]);
});
