/** One bad night, whole, on every store: the same histories, times and words included, as in memory. */
import { expect, test } from 'vitest';
import { createMemoryItemStore } from '../../src/adapters/memory/item-store.ts';
import type { OpenStore } from '../drivers/support/world.ts';
import { onDynamoDbLocal } from '../support/dynamodb/local.ts';
import { openVirtualStore } from '../support/dynamodb/wire.ts';
import { createRig, openRig, type Rig } from '../support/rig.ts';
import { openShop, shopEstate } from '../support/shop.ts';
import { openSqliteInMemory } from '../support/virtual-sqlite.ts';

const recordOf = async (rig: Rig, executionId: string) => ({
  view: await rig.get(executionId),
  servers: await rig.servers(executionId),
  events: await rig.events(executionId),
});

/**
 * A server fails and is launched again, DRS throttles, two waves wait at gates, a stranger holds a server; in the end one
 * server is down, is recovered by a follow-up, and everything is cleaned up.
 */
const badNight = async (openStore: OpenStore) => {
  const { clock, simulator, strangersJobIds } = openRig({ estate: shopEstate });
  const rig = await createRig({
    beside: { clock, simulator, strangersJobIds, store: await openStore(clock) },
    seed: 7,
  });
  const shop = openShop(rig);
  const executionId = await shop.awaitingDecision();
  simulator.faults.add({ kind: 'throttle', operation: 'DescribeJobs', times: 3 });
  await rig.command(executionId, { type: 'retry', waveNumber: 0 });
  const untilGateOf = (waveNumber: number) =>
    clock.runUntil(async () => (await rig.get(executionId)).waves[waveNumber]?.status === 'AWAITING_APPROVAL', 7200);
  await untilGateOf(1);
  rig.launchByStranger(shop.servers.application.slice(0, 1));
  await rig.command(executionId, { type: 'resume', waveNumber: 1 });
  await untilGateOf(2);
  shop.failNext(...shop.servers.web.slice(0, 1));
  await rig.command(executionId, { type: 'resume', waveNumber: 2 });
  await rig.runToEnd(executionId);

  const request = { initiatedBy: 'anna', acceptedInstanceDeletions: [] };
  const followUp = await clock.complete(rig.engine.executions.followUp(executionId, request));
  if (followUp.kind !== 'started') throw new Error(JSON.stringify(followUp));
  // What is left has the gate that it had.
  await rig.runUntil(followUp.executionId, 'PAUSED');
  await rig.command(followUp.executionId, { type: 'resume', waveNumber: 2 });
  await rig.runToEnd(followUp.executionId);
  const confirmed = { initiatedBy: 'anna', confirmedPlanName: 'shop', recovery: false, acceptedInstances: [] };
  const cleanUp = await clock.complete(rig.engine.executions.cleanUp(executionId, confirmed));
  if (cleanUp.kind !== 'started') throw new Error(JSON.stringify(cleanUp));
  await rig.runToEnd(cleanUp.executionId);
  expect(rig.taskErrors).toEqual([]);
  const runs = [executionId, followUp.executionId, cleanUp.executionId];
  return Promise.all(runs.map((run) => recordOf(rig, run)));
};

const inMemory: OpenStore = async () => createMemoryItemStore();

test('the night is as bad as it is meant to be', async () => {
  const [execution, followUp, cleanUp] = await badNight(inMemory);
  expect([execution, followUp, cleanUp].map((run) => run?.view.status)).toEqual(['PARTIAL', 'COMPLETED', 'COMPLETED']);
  expect(execution?.events.length).toBeGreaterThan(30);
});

test('in SQLite it leaves the same records as in memory', async () => {
  expect(await badNight(openSqliteInMemory)).toEqual(await badNight(inMemory));
});

await onDynamoDbLocal('a bad night on DynamoDB', ({ endpoint }) => {
  test('on DynamoDB it leaves the same records as in memory', async () => {
    const onDynamoDb = await badNight(async (clock) => (await openVirtualStore(endpoint, clock)).store);
    expect(onDynamoDb).toEqual(await badNight(inMemory));
  });
});
