/** For every operation of the API a request that must succeed, and the state that it fits. */
import { createAccessTokens } from '../../../src/api/access-tokens.ts';
import { createSessions } from '../../../src/api/sessions.ts';
import { HOME_ACCOUNT, HOME_REGION, OTHER_ACCOUNT, openRig, type RigOptions } from '../../support/rig.ts';
import { createSeededIds } from '../../support/seeded-ids.ts';
import { noGates, openShop, shopEstate } from '../../support/shop.ts';
import { openApi } from '../set-up.ts';

export interface ValidRequest {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}
type Make = (world: World) => ValidRequest | Promise<ValidRequest>;

/** An API of its own, with everything that an installation can have. */
export const openWorld = (options: RigOptions = {}) => {
  const rig = openRig({ estate: shopEstate, ...options });
  const { store, clock } = rig;
  let made = 0;
  const newSecret = (): string => {
    made += 1;
    return `secret-${String(made).padStart(20, '0')}`;
  };
  const tokens = createAccessTokens({ store, clock, ids: createSeededIds(5), newSecret });
  const sessions = createSessions({ store, clock, newSecret });
  return {
    ...openApi(rig, { testMessages: async () => [], tokens, sessions }),
    rig,
    shop: openShop(rig),
    tokens,
    sessions,
  };
};
type World = ReturnType<typeof openWorld>;

/** Four servers at home, and four in a staging account that the entry of this account names. */
const openCompany = () =>
  openWorld({ reachesRegistered: true, estate: { servers: 8, accountIds: [HOME_ACCOUNT, OTHER_ACCOUNT] } });

const place = { accountId: HOME_ACCOUNT, region: HOME_REGION };
const group = { groupName: 'database', ...place, selection: { tags: { Tier: 'db' } } };
const plan = { planName: 'one', waves: [{ waveName: 'all', protectionGroups: ['database'] }] };
const account = { accountName: 'home', regions: [HOME_REGION] };
const accountPath = { path: { accountId: HOME_ACCOUNT } };

const saved = async ({ rig }: World, documents: readonly object[]): Promise<string> => {
  const result = await rig.clock.complete(rig.catalog.apply([...documents], { actor: 'ana' }));
  const id = result.kind === 'applied' ? result.results.at(-1)?.id : undefined;
  if (id === undefined) throw new Error(JSON.stringify(result));
  return id;
};
const groupPath = async (world: World, more: object = {}) => {
  await world.rig.load();
  return { path: { groupId: await saved(world, [{ kind: 'ProtectionGroup', ...group, ...more }]) } };
};
const planPath = async ({ shop }: World) => ({ path: { planId: await shop.savePlan() } });
const registered = async ({ rig }: World, more: object = {}) => {
  const entry = await rig.catalog.putAccount({ accountId: HOME_ACCOUNT, ...account, ...more }, 'ana');
  if (entry.kind !== 'saved') throw new Error(JSON.stringify(entry));
  return accountPath;
};
const refreshed = async (world: World) => {
  await registered(world);
  await world.shop.completed();
  return world.call('POST', '/api/inventory/refresh');
};
const ended = async ({ shop }: World) => ({ path: { executionId: await shop.completed() } });
const running = async ({ shop }: World) => ({ path: { executionId: await shop.running() } });

const cleanUpPath = async ({ rig, shop }: World, isOver: boolean) => {
  const request = { initiatedBy: 'ana', confirmedPlanName: 'shop', recovery: false, acceptedInstances: [] };
  const started = await rig.clock.complete(rig.engine.executions.cleanUp(await shop.completed(), request));
  if (started.kind !== 'started') throw new Error(started.kind);
  if (isOver) await rig.runToEnd(started.executionId);
  return { path: { executionId: started.executionId } };
};
const cleanedUp = (world: World) => cleanUpPath(world, true);

const stagingArns = ({ rig }: World): readonly string[] =>
  rig
    .idsOf('server', { accountId: OTHER_ACCOUNT, region: HOME_REGION })
    .map((id) => `arn:aws:drs:${HOME_REGION}:${OTHER_ACCOUNT}:source-server/${id}`);
const staging = (world: World) => registered(world, { stagingAccountIds: [OTHER_ACCOUNT] });

const nothing: Make = () => ({});
const withState =
  (reach: (world: World) => Promise<unknown>, request: ValidRequest = {}): Make =>
  async (world) => {
    await reach(world);
    return request;
  };
const settings = { launchConfig: { copyTags: true } };

/** By operation, and by the status where an operation has several that are successes. */
export const validRequests: Readonly<Record<string, Make>> = {
  getHealth: nothing,
  getMe: nothing,
  getSettings: nothing,
  getCapacity: withState(registered),
  getInventory: withState(registered),
  postInventoryRefresh: withState(registered),
  getRecoveryInstances: withState(refreshed),
  getTagSync: withState(registered),
  putTagSync: () => ({ body: { everyHours: 24, version: 0 } }),
  postTagSyncRun: withState(registered, { body: {} }),
  getTagSyncServers: withState(registered),
  getWebhookKey: nothing,
  getAuditLog: withState((world) => world.call('POST', '/api/protection-groups', group)),

  postSignInCodes: nothing,
  postSessions: async ({ sessions }) => ({
    body: { code: (await sessions.createCode({ actor: 'ana', roles: ['Admin'] })).code },
  }),
  deleteSession: nothing,
  getTokens: nothing,
  postTokens: () => ({ body: { tokenName: 'nightly', role: 'Operator' } }),
  deleteToken: async ({ tokens }) => {
    const created = await tokens.create({ tokenName: 'nightly', role: 'Operator', createdBy: 'ana' });
    if (created.kind !== 'created') throw new Error(created.kind);
    return { path: { tokenId: created.token.tokenId } };
  },

  postApply: () => ({ body: { documents: [{ kind: 'ProtectionGroup', ...group }] } }),
  getProtectionGroups: withState(groupPath),
  postProtectionGroups: () => ({ body: group }),
  getProtectionGroup: groupPath,
  putProtectionGroup: async (world) => ({ ...(await groupPath(world)), body: { ...group, version: 1 } }),
  deleteProtectionGroup: async (world) => ({ ...(await groupPath(world)), query: { version: '1' } }),
  getProtectionGroupResolve: groupPath,
  postProtectionGroupsResolve: () => ({ body: { ...place, selection: group.selection } }),
  getProtectionGroupLaunchSettings: (world) => groupPath(world, settings),
  postProtectionGroupLaunchSettingsApply: (world) => groupPath(world, settings),
  getProtectionGroupLaunchSettingsApply: async (world) => {
    const { path } = await groupPath(world, settings);
    await world.call('POST', `/api/protection-groups/${path.groupId}/launch-settings/apply`);
    return { path };
  },
  postProtectionGroupsLaunchSettingsCheck: () => ({ body: { ...place, selection: group.selection, ...settings } }),
  getSourceServers: withState(registered, { query: place }),

  getRecoveryPlans: withState(planPath),
  postRecoveryPlans: withState(groupPath, { body: plan }),
  getRecoveryPlan: planPath,
  putRecoveryPlan: async (world) => {
    await groupPath(world);
    const planId = await saved(world, [{ kind: 'RecoveryPlan', ...plan }]);
    return { path: { planId }, body: { ...plan, description: 'all of it', version: 1 } };
  },
  deleteRecoveryPlan: async (world) => ({ ...(await planPath(world)), query: { version: '1' } }),
  getRecoveryPlanVersions: planPath,
  getRecoveryPlanOverlaps: planPath,
  postRecoveryPlanTestMessages: planPath,
  postRecoveryPlanCheck: async (world) => ({ ...(await planPath(world)), body: {} }),

  postExecutions: async (world) => ({ body: { ...(await planPath(world)).path, executionType: 'DRILL' } }),
  getExecutions: withState(ended),
  getExecution: ended,
  getExecutionServers: ended,
  getExecutionEvents: ended,
  getExecutionJobLogs: async (world) => ({ ...(await ended(world)), query: { jobKey: 'w000-a1-j000' } }),
  getExecutionRecoveryInstances: ended,
  postExecutionPause: async (world) => ({ ...(await running(world)), body: {} }),
  postExecutionResume: async ({ shop }) => ({ path: { executionId: await shop.atGate() }, body: { waveNumber: 1 } }),
  postExecutionCancel: async (world) => ({ ...(await running(world)), body: { reason: 'the wrong plan' } }),
  postExecutionSkip: async ({ shop }) => ({
    path: { executionId: await shop.awaitingDecision() },
    body: { waveNumber: 0, reason: 'not needed' },
  }),
  postExecutionKeep: async ({ rig, shop }) => {
    const executionId = await rig.launch(await shop.savePlan(noGates, { drillTtlHours: 8 }));
    await rig.runToEnd(executionId);
    return { path: { executionId }, body: { hours: 24 } };
  },
  'postExecutionRetry 200': async ({ shop }) => ({
    path: { executionId: await shop.awaitingDecision() },
    body: { waveNumber: 0 },
  }),
  'postExecutionRetry 202': async ({ shop }) => ({ path: { executionId: await shop.partial() }, body: {} }),

  postCleanUps: async ({ shop }) => ({ body: { executionId: await shop.completed(), confirmedPlanName: 'shop' } }),
  getCleanUps: withState(cleanedUp),
  getCleanUp: cleanedUp,
  getCleanUpServers: cleanedUp,
  getCleanUpEvents: cleanedUp,
  postCleanUpCancel: async (world) => ({ ...(await cleanUpPath(world, false)), body: {} }),

  getAccounts: withState(registered),
  getAccount: registered,
  postAccount: () => ({ ...accountPath, body: account }),
  putAccount: async (world) => ({ ...(await registered(world)), body: { ...account, version: 1 } }),
  deleteAccount: async (world) => ({ ...(await registered(world)), query: { version: '1' } }),
  getAccountCheck: registered,
  getAccountStagingAccounts: staging,
  getAccountExtensibleServers: async (world) => ({
    ...(await staging(world)),
    query: { region: HOME_REGION, stagingAccountId: OTHER_ACCOUNT },
  }),
  postAccountExtendedServers: async (world) => ({
    ...(await staging(world)),
    body: { region: HOME_REGION, arns: stagingArns(world).slice(0, 1) },
  }),
};

/** A fresh world for each. */
export const worldFor = (name: string): World =>
  /Staging|Extensible|Extended/.test(name) ? openCompany() : openWorld();
