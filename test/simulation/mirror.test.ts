/** What is rebuilt from a night's writes: what is deleted of a record is missed, and told. */
import { expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { Write } from '../../src/ports/item-store.ts';
import { watchedStore } from '../drivers/support/crash.ts';
import { createRig } from '../support/rig.ts';
import { createMirror } from './support/mirror.ts';

test.each(['plan', 'event#00000001', 'header'])('the %s of an execution that is deleted is told', async (sort) => {
  const mirror = createMirror();
  const problems: string[] = [];
  const see = (writes: readonly Write[]): void =>
    void problems.push(...mirror.commit(writes, 'driver').flatMap((committed) => committed.problems));
  const rig = await createRig({
    store: watchedStore(createMemoryItemStore(), see),
    binding: 'direct',
    estate: { servers: 1 },
  });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.runToEnd(executionId);
  expect(problems).toEqual([]);
  see([{ kind: 'delete', key: { table: 'executions', partition: `execution#${executionId}`, sort } }]);
  expect(problems).toEqual([`${sort} of ${executionId} was deleted`]);
});

test('what is deleted of other things is nobody’s record', () => {
  const keys = [
    { table: 'catalog', partition: 'plans', sort: 'plan-1' },
    { table: 'executions', partition: 'machine#exec-1', sort: 'header' },
  ] as const;
  expect(
    createMirror().commit(
      keys.map((key) => ({ kind: 'delete', key }) as const),
      'driver',
    ),
  ).toEqual([]);
});
