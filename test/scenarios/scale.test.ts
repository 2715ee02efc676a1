import { expect, test } from 'vitest';
import { openScenario } from './support/scenario.ts';
import { createSizedStore } from './support/sized-store.ts';

test('1,000 servers in ten waves, one after the other: all are launched, and little time is lost between', async () => {
  const rig = await openScenario({ servers: 1000, estate: { durations: 'benchmark' } });
  const ids = rig.idsOf('server');
  const waves = Array.from({ length: 10 }, (_, wave) => ({ servers: ids.slice(wave * 100, (wave + 1) * 100) }));
  const executionId = await rig.launch(await rig.savePlan('large', waves));
  const execution = await rig.runToEnd(executionId);
  expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 1000 });
  expect(rig.launchJobs()).toHaveLength(10);
  const jobSeconds = rig.launchJobs().reduce((sum, job) => sum + (Number(job.endedAt) - job.createdAt) / 1000, 0);
  const seconds = (Date.parse(String(execution.endTime)) - Date.parse(execution.startTime)) / 1000;
  expect(seconds / jobSeconds).toBeLessThan(1.02);
});

test('4,000 servers in forty independent waves: five jobs at a time, all are launched', async () => {
  const sized = createSizedStore();
  const rig = await openScenario({ servers: 4000, estate: { durations: 'benchmark' }, store: sized.store });
  const ids = rig.idsOf('server');
  const waves = Array.from({ length: 40 }, (_, wave) => ({
    servers: ids.slice(wave * 100, (wave + 1) * 100),
    dependsOn: [],
  }));
  const executionId = await rig.launch(await rig.savePlan('largest', waves));
  const execution = await rig.runToEnd(executionId);
  expect(execution).toMatchObject({ status: 'COMPLETED', launchedCount: 4000 });
  // DRS takes 500 servers at a time: eight rounds of jobs at the least.
  const serverSeconds = rig
    .launchJobs()
    .reduce((sum, job) => sum + (job.servers.length * (Number(job.endedAt) - job.createdAt)) / 1000, 0);
  const seconds = (Date.parse(String(execution.endTime)) - Date.parse(execution.startTime)) / 1000;
  expect(seconds).toBeLessThan((serverSeconds / 500) * 1.05);
  // DynamoDB takes 400 KB an item and 4 MB a transaction. The largest item is the observation of a job of 100 servers.
  const [largest = ['', 0]] = [...sized.largestBytes].toSorted(([, a], [, b]) => b - a);
  expect(largest[0]).toBe('observations execution job');
  expect(largest[1]).toBeGreaterThan(10_000);
  expect(largest[1]).toBeLessThan(100_000);
  expect(sized.transactionBytes()).toBeLessThan(1_000_000);
});
