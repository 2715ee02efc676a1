/** A data folder of an earlier program is brought to ours, and what it holds goes on. */
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { openSqliteItemStore } from '../../../src/adapters/sqlite/item-store.ts';
import { readExecution } from '../../../src/engine/store/execution-reader.ts';
import { endOf, expectOneLaunchPerServer, isOver } from '../../drivers/support/records.ts';
import { createProcess, createWorld, startRequest } from '../../drivers/support/world.ts';
import { underVirtualTime } from '../../support/virtual-sqlite.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** As version 1 had it: the state under keys of its own, and nothing in the header of its last change. */
const backToVersion1 = (path: string): void => {
  const database = new DatabaseSync(path);
  database.exec(`
    UPDATE items SET sort_key = 'state#' || substr(sort_key, 8) WHERE sort_key LIKE 'header#%';
    UPDATE items SET body = json_remove(body, '$.lastChange') WHERE sort_key = 'header';
    PRAGMA user_version = 1;
  `);
  database.close();
};

test('a drill that waits at its gate in a file of version 1 is read as it was, and goes on to its end', async () => {
  const folder = temporaryFolder();
  const path = `${folder.path}/breakwater.sqlite`;
  const before = openSqliteItemStore({ path });
  const world = await createWorld([{ servers: 2 }, { servers: 1, pauseBeforeWave: true }], 280, async (clock) =>
    underVirtualTime(before, clock),
  );
  const process = createProcess(world);
  const started = await world.clock.complete(process.executions.start(startRequest(world)));
  if (!('executionId' in started)) throw new Error(started.kind);
  const { executionId } = started;
  await world.clock.advance(3600);
  await process.machine.stop();
  const stored = await readExecution(before, executionId);
  before.close();
  backToVersion1(path);

  const store = openSqliteItemStore({ path });
  onTestFinished(() => {
    store.close();
    folder.remove();
  });
  const next = { ...world, store: underVirtualTime(store, world.clock) };
  expect(await readExecution(store, executionId)).toEqual({ ...stored, lastChange: { version: 0, items: 0 } });
  expect(stored?.state.waves.map(({ status }) => status)).toEqual(['COMPLETED', 'AWAITING_APPROVAL']);
  const successor = createProcess(next);
  await successor.machine.resumeAll();
  await successor.executions.command(executionId, { type: 'resume', waveNumber: 1 }, 'anna');
  await next.clock.runUntil(() => isOver(store, executionId), 24 * 3600);
  expect(await endOf(store, executionId)).toMatchObject({ status: 'COMPLETED' });
  await expectOneLaunchPerServer(next, executionId);
});
