/** The checker of rosters: a run that begins without one of its servers is told. */
import { expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { Write } from '../../src/ports/item-store.ts';
import { watchedStore } from '../drivers/support/crash.ts';
import { createRig, HOME_ACCOUNT, HOME_REGION } from '../support/rig.ts';
import { createWholeRosters } from './checkers/whole-rosters.ts';
import { createMirror } from './support/mirror.ts';

/** Two servers, and what the checker says. Some writes to locks it is not shown. */
const watched = async (isHidden: (write: Write) => boolean = () => false) => {
  const mirror = createMirror();
  const check = createWholeRosters();
  const found: string[] = [];
  const see = (writes: readonly Write[]): void => {
    const committed = mirror.commit(writes, 'driver');
    const shown = writes.filter((write) => !isHidden(write));
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
