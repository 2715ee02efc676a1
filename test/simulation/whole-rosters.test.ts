/** The checker of rosters: a run that begins without one of its servers is told, and so is one that keeps what it was refused. */
import { expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import { lockBodySchema, lockKey } from '../../src/engine/store/execution-items.ts';
import { toJson } from '../../src/engine/store/json.ts';
import type { ItemKey, Write } from '../../src/ports/item-store.ts';
import { watchedStore } from '../drivers/support/crash.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { createWholeRosters } from './checkers/whole-rosters.ts';
import { createMirror } from './support/mirror.ts';

/** Two servers, and what the checker says. Some writes to locks it is not shown; and a lock of whoever is refused. */
const watched = async (isHidden: (write: Write) => boolean = () => false, keptWhenRefused?: () => ItemKey) => {
  const mirror = createMirror();
  const check = createWholeRosters();
  const found: string[] = [];
  const lockOf = (executionId: string, key: ItemKey): Write => {
    const lock = lockBodySchema.parse({ executionId, planName: 'web', lockedTime: '2026-11-02T03:00:00.000Z' });
    return { kind: 'put', item: { ...key, version: 1, body: toJson(lock) } };
  };
  const see = (writes: readonly Write[]): void => {
    const committed = mirror.commit(writes, 'driver');
    const kept = committed.flatMap(({ step, mirrored: { executionId } }) =>
      step?.after.header.status === 'REFUSED' && keptWhenRefused !== undefined
        ? [lockOf(executionId, keptWhenRefused())]
        : [],
    );
    const shown = [...writes.filter((write) => !isHidden(write)), ...kept];
    found.push(...check({ writes: shown, cause: 'driver', committed, executions: mirror.executions }));
  };
  const store = watchedStore(createMemoryItemStore(), see);
  const rig = await createRig({ store, binding: 'direct', estate: { servers: 2 } });
  const [first = '', second = ''] = rig.idsOf('server');
  return { rig, found, first, second };
};

const place = `${HOME_ACCOUNT}/${HOME_REGION}`;

test('a drill that holds all its servers begins, and nothing is told', async () => {
  const { rig, found, first, second } = await watched();
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: [first, second] }]));
  expect((await rig.runToEnd(executionId)).status).toBe('COMPLETED');
  expect(found).toEqual([]);
});

test('a server whose lock was never taken is told when the drill begins', async () => {
  let hidden = '';
  const { rig, found, first, second } = await watched(
    (write) => write.kind === 'put' && write.item.partition.startsWith('lock#') && write.item.sort === hidden,
  );
  hidden = second;
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: [first, second] }]));
  expect(found).toEqual([`I5: ${executionId} begins, and ${place}#${second} is held by nobody`]);
});

const refusedStart = async (...how: Parameters<typeof watched>) => {
  const { rig, found, first, second } = await watched(...how);
  await rig.launch(await rig.savePlan('shop', [{ servers: [first] }]));
  expect((await rig.start(await rig.savePlan('web', [{ servers: [first, second] }]))).kind).toBe('refused');
  return found;
};

test('a start that is refused, and has given back what it had taken, is well', async () => {
  expect(await refusedStart()).toEqual([]);
});

test('a start that is refused, and keeps what it had taken, is told', async () => {
  expect(await refusedStart(undefined, () => lockKey(place, 's-kept'))).toEqual([
    expect.stringMatching(`^I5: exec-.* is refused, and still holds ${place}#s-kept$`),
  ]);
});
