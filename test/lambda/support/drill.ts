/** A drill of the shop on what would be deployed: how it is opened, started and followed, and what it must have done. */
import { expect } from 'vitest';
import { z } from 'zod';
import { createDynamoDbItemStore } from '../../../src/adapters/dynamodb/item-store.ts';
import { createSystemClock } from '../../../src/adapters/system/clock.ts';
import { createSystemIds } from '../../../src/adapters/system/ids.ts';
import { serverPageSchema } from '../../../src/api/contract.ts';
import type { ExecutionEvent } from '../../../src/domain/model/event.ts';
import { isFinalExecution } from '../../../src/domain/statuses.ts';
import { readEvents, readExecution, readHeader } from '../../../src/engine/store/execution-reader.ts';
import type { Json } from '../../../src/ports/item-store.ts';
import { localAccess } from '../../support/dynamodb/access.ts';
import { createRig } from '../../support/rig.ts';
import { openShop, type ShopWaves, shopEstate } from '../../support/shop.ts';
import { type Cloud, type CloudOptions, createCloud, EXTERNAL_ID, HUB_ACCOUNT, REGION } from './cloud.ts';

const startedSchema = z.object({ executionId: z.string() });

export interface PlanOptions {
  /** Before every wave but the first. */
  readonly gates?: boolean;
  readonly notifications?: Readonly<Record<string, Json>>;
}

/** With the hub's own account registered. */
export const openRegisteredCloud = async ({
  dynamoDbEndpoint,
  ...options
}: Omit<CloudOptions, 'openStore'>): Promise<Cloud> => {
  const cloud = await createCloud({
    ...options,
    dynamoDbEndpoint,
    openStore: (tablePrefix) =>
      createDynamoDbItemStore({
        ...localAccess,
        endpoint: dynamoDbEndpoint,
        tablePrefix,
        clock: createSystemClock(),
        ids: createSystemIds(),
      }),
  });
  const registered = await cloud.call('POST', `/api/accounts/${HUB_ACCOUNT}`, {
    accountName: 'hub',
    roleArn: `arn:aws:iam::${HUB_ACCOUNT}:role/BreakwaterTarget`,
    externalId: EXTERNAL_ID,
    regions: [REGION],
  });
  expect(registered).toMatchObject({ status: 201 });
  return cloud;
};

/** And with the shop's plan saved. */
export const openCloud = async (options: Omit<CloudOptions, 'openStore'>, plan: PlanOptions = {}): Promise<Cloud> => {
  const cloud = await openRegisteredCloud(options);
  await savePlan(cloud, plan);
  return cloud;
};

/** The shop's plan through the API of the function. */
const savePlan = async (cloud: Cloud, { gates = false, notifications }: PlanOptions): Promise<void> => {
  const idsOf = (prefix: string): string[] =>
    cloud.simulator
      .servers(HUB_ACCOUNT, REGION)
      .filter(({ hostname }) => hostname.startsWith(prefix))
      .map(({ sourceServerId }) => sourceServerId);
  const tiers = ['database', 'application', 'web'] as const;
  const prefixes = { database: 'shop-db', application: 'shop-app', web: 'shop-web' };
  const groups = tiers.map((tier) => ({
    kind: 'ProtectionGroup',
    groupName: `shop-${tier}`,
    accountId: HUB_ACCOUNT,
    region: REGION,
    selection: { sourceServerIds: idsOf(prefixes[tier]) },
  }));
  const waves = tiers.map((tier, index) => ({
    waveName: tier,
    protectionGroups: [`shop-${tier}`],
    pauseBeforeWave: gates && index > 0,
  }));
  const plan = { kind: 'RecoveryPlan', planName: 'shop', waves };
  const documents: Json = [...groups, notifications === undefined ? plan : { ...plan, notifications }];
  expect(await cloud.call('POST', '/api/apply', { documents })).toMatchObject({ status: 200 });
};

export const startDrill = async (cloud: Cloud): Promise<string> => {
  const { status, body } = await cloud.call('POST', '/api/executions', { planName: 'shop', executionType: 'DRILL' });
  expect(status).toBe(202);
  return startedSchema.parse(body).executionId;
};

export const statusOf = async (cloud: Cloud, executionId: string) =>
  (await readHeader(cloud.store, executionId))?.header.status ?? 'INITIATED';

export const runToEnd = (cloud: Cloud, executionId: string): Promise<void> =>
  cloud.clock.runUntil(async () => isFinalExecution(await statusOf(cloud, executionId)), 6 * 3600);

export const runUntilPaused = (cloud: Cloud, executionId: string): Promise<void> =>
  cloud.clock.runUntil(async () => (await statusOf(cloud, executionId)) === 'PAUSED', 3600);

export const generationOf = async (cloud: Cloud, executionId: string): Promise<number> =>
  (await readHeader(cloud.store, executionId))?.driver.generation ?? 0;

/** What happened, to whom and why; without the names of the run and its moments. */
const historyOf = (events: readonly ExecutionEvent[]): readonly string[] =>
  events.map(({ data, actor }) => {
    const text = JSON.stringify({ ...data, actor: actor === 'engine' ? 'engine' : 'person' });
    return text.replaceAll(/(exec|roster|claim)-[0-9a-f-]+/g, '$1-…').replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…');
  });

export const cloudHistory = async (cloud: Cloud, executionId: string) =>
  historyOf(await readEvents(cloud.store, executionId, 0, 10_000));

/** The same drill by the embedded driver, in one process. */
export const embeddedHistory = async (waves: ShopWaves) => {
  const rig = await createRig({ estate: shopEstate });
  const shop = openShop(rig);
  const executionId = await rig.launch(await shop.savePlan(waves));
  await rig.runToEnd(executionId);
  return historyOf(await rig.events(executionId));
};

export const launchesOf = (cloud: Cloud) =>
  cloud.simulator.jobs(HUB_ACCOUNT, REGION).flatMap(({ type, servers }) => (type === 'LAUNCH' ? [servers.length] : []));

/** Of each server: how long after DRS had decided about it that was recorded. */
export const unseenSeconds = async (cloud: Cloud, executionId: string): Promise<readonly number[]> => {
  const decidedAt = new Map(
    cloud.simulator
      .jobs(HUB_ACCOUNT, REGION)
      .flatMap(({ servers }) => servers.map((server) => [server.sourceServerId, server.decidedAt] as const)),
  );
  const { body } = await cloud.call('GET', `/api/executions/${executionId}/servers`);
  return serverPageSchema
    .parse(body)
    .items.map(
      ({ sourceServerId, observed }) =>
        (Date.parse(observed?.decidedTime ?? '') - (decidedAt.get(sourceServerId) ?? Number.NaN)) / 1000,
    );
};

/** Every server of the three waves was launched by one job, and the execution knows all jobs. */
export const expectOneLaunchEach = async (
  cloud: Cloud,
  executionId: string,
  serversOfWaves: readonly number[] = [2, 3, 3],
): Promise<void> => {
  expect(launchesOf(cloud)).toEqual(serversOfWaves);
  const loaded = await readExecution(cloud.store, executionId);
  const known = loaded?.state.jobs.flatMap(({ jobId }) => jobId ?? []).toSorted();
  expect(known).toEqual(
    cloud.simulator
      .jobs(HUB_ACCOUNT, REGION)
      .map(({ jobId }) => jobId)
      .toSorted(),
  );
};
