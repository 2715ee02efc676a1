/** What people read while the execution goes on: nothing is lost between two pages, and a command is what it says. */
import { expect, test } from 'vitest';
import { createEngine } from '../../src/engine/create-engine.ts';
import { createSeededIds } from '../support/seeded-ids.ts';
import { openScenario } from './support/scenario.ts';

test('a page of servers loses none while a job is split', async () => {
  const rig = await openScenario({ servers: 40 });
  const ids = rig.idsOf('server').toSorted();
  rig.launchByStranger(ids.slice(0, 3));
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: ids, pauseBeforeWave: true }]));
  const read = async (after?: string) => {
    const page = await rig.engine.executions.servers(executionId, { limit: 10, ...(after && { after }) });
    return { ids: page?.items.map((server) => server.sourceServerId) ?? [], next: page?.next };
  };
  const first = await read();
  await rig.command(executionId, { type: 'resume', waveNumber: 0 });
  await rig.clock.advance(5);
  expect((await rig.get(executionId)).waves[0]?.jobs.length, 'the job was split').toBeGreaterThan(1);
  const seen = new Set(first.ids);
  let next = first.next;
  while (next !== undefined) {
    const page = await read(next);
    for (const id of page.ids) seen.add(id);
    next = page.next;
  }
  expect([...seen].toSorted()).toEqual(ids);
  await rig.runToEnd(executionId);
});

test('the list of executions gives summaries, not whole records', async () => {
  const rig = await openScenario({ servers: 1 });
  const executionId = await rig.launch(await rig.savePlan('shop', [{ servers: rig.idsOf('server') }]));
  await rig.runToEnd(executionId);
  const { items } = await rig.engine.executions.list({ limit: 10 });
  expect(items).toMatchObject([{ executionId, status: 'COMPLETED', serverCount: 1 }]);
  for (const field of ['refusals', 'warnings', 'eventCount', 'rosterId', 'pauseRequested']) {
    expect(items[0]).not.toHaveProperty(field);
  }
});

test('the list tells what waits for a person, also while another wave runs, and no more once it is decided', async () => {
  const rig = await openScenario({ servers: 2 });
  const [a = '', b = ''] = rig.idsOf('server').toSorted();
  const waves = [{ servers: [a] }, { servers: [b], pauseBeforeWave: true, dependsOn: [] }];
  const executionId = await rig.launch(await rig.savePlan('shop', waves));
  const listed = async () => (await rig.engine.executions.list({ limit: 10 })).items[0];
  expect(await listed()).toMatchObject({
    status: 'POLLING',
    waitsForPerson: expect.stringMatching(/waits for approval/),
  });
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  expect(await listed()).not.toHaveProperty('waitsForPerson');
  await rig.runToEnd(executionId);
});

test('a command that was saved is accepted, though the driver cannot be woken; that is reported', async () => {
  const rig = await openScenario({ servers: 1 });
  const planId = await rig.savePlan('shop', [{ servers: rig.idsOf('server'), pauseBeforeWave: true }]);
  const executionId = await rig.launch(planId);
  const reported: string[] = [];
  const { executions } = createEngine({
    ...rig.aws,
    store: rig.store,
    clock: rig.clock,
    ids: createSeededIds(3),
    activities: {},
    notifier: { notify: async () => undefined },
    onWakeError: (id, error) => reported.push(`${id}: ${String(error)}`),
    stateMachine: {
      start: async () => undefined,
      sendTaskSuccess: async () => {
        throw new Error('ThrottlingException');
      },
    },
  });
  await rig.clock.advance(30);
  const result = await executions.command(executionId, { type: 'resume', waveNumber: 0 }, 'anna');
  expect(result).toMatchObject({ kind: 'accepted', execution: { status: 'POLLING' } });
  expect(reported).toEqual([`${executionId}: Error: ThrottlingException`]);
  await rig.runUntil(executionId, 'POLLING');
});
