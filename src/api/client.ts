/** Calls the API from anywhere that has `fetch`: the CLI, the console, tests. Answers are parsed, never trusted. */
import type { z } from 'zod';
import type { AuditEntry } from '../domain/model/audit-entry.ts';
import type { SelectionRequest } from '../domain/model/estate-view.ts';
import type { ExecutionStatus, ServerOutcome } from '../domain/model/execution.ts';
import type { InstanceSearch, RefreshRequest, ServerSearch } from '../domain/model/inventory.ts';
import type { TagSyncResult, TagSyncScheduleUpdate } from '../domain/model/tag-sync.ts';
import type { Role } from '../domain/permissions.ts';
import {
  type AccountBody,
  accountCheckSchema,
  accountPageSchema,
  accountSchema,
  extendResponseSchema,
  extensibleServersSchema,
  stagingAccountsSchema,
} from './account-contract.ts';
import type { CleanUpBody, SkipBody } from './command-requests.ts';
import {
  type ApplyBody,
  applyResponseSchema,
  auditPageSchema,
  type CheckBody,
  capacityResponseSchema,
  checkResponseSchema,
  createdTokenSchema,
  driftPageSchema,
  eventPageSchema,
  executionPageSchema,
  executionSchema,
  type GroupBody,
  groupPageSchema,
  groupSchema,
  healthSchema,
  inventoryInstancePageSchema,
  inventoryResponseSchema,
  inventoryServerPageSchema,
  jobLogSchema,
  type LaunchConfigBody,
  launchConfigCheckSchema,
  meSchema,
  messageTestsSchema,
  type PlanBody,
  planOverlapsResponseSchema,
  planPageSchema,
  planSchema,
  recoveryInstancePageSchema,
  refreshResponseSchema,
  resolveResponseSchema,
  type StartBody,
  savedGroupSchema,
  serverPageSchema,
  sessionSchema,
  settingsJobResponseSchema,
  settingsResponseSchema,
  signInCodeSchema,
  startResponseSchema,
  tagSyncAnswerResponseSchema,
  tagSyncResponseSchema,
  tagSyncServerPageSchema,
  tokenListSchema,
  webhookKeySchema,
} from './contract.ts';
import { type ClientOptions, send, sendDelete, sendUnless } from './exchange.ts';

export interface Paging {
  readonly after?: string;
  readonly limit?: number;
}

export interface RunFilter {
  readonly status?: ExecutionStatus;
  readonly planId?: string;
}

export interface ServerFilter {
  readonly waveNumber?: number;
  readonly outcome?: ServerOutcome;
}

/** A tag as `key=value`. */
export type SourceServerFilter = Omit<ServerSearch, 'tags'> & { readonly tag?: readonly string[] };

export interface AuditQuery {
  readonly who?: string;
  /** ISO 8601, a date or a time: from here on, and before that. */
  readonly from?: string;
  readonly until?: string;
  /** An id or a name. */
  readonly resource?: string;
  readonly result?: AuditEntry['result'];
}

export type ApiClient = ReturnType<typeof createClient>;

export function createClient(options: ClientOptions) {
  const get = <Schema extends z.ZodType>(path: string, schema: Schema) =>
    send(options, { method: 'GET', path }, schema);
  const post = <Schema extends z.ZodType>(path: string, schema: Schema, body: unknown, headers = {}) =>
    send(options, { method: 'POST', path, body, headers }, schema);
  const put = <Schema extends z.ZodType>(path: string, schema: Schema, body: unknown) =>
    send(options, { method: 'PUT', path, body }, schema);
  const remove = (path: string) => sendDelete(options, path);
  const account = (accountId: string) => `/api/accounts/${encodeURIComponent(accountId)}`;
  const group = (groupId: string) => `/api/protection-groups/${encodeURIComponent(groupId)}`;
  const plan = (planId: string) => `/api/recovery-plans/${encodeURIComponent(planId)}`;
  const execution = (executionId: string) => `/api/executions/${encodeURIComponent(executionId)}`;

  return {
    health: () => get('/api/health', healthSchema),
    /** For a link that signs a browser in; needs the token. */
    createSignInCode: () => post('/api/sign-in-codes', signInCodeSchema, {}),
    signIn: (code: string) => post('/api/sessions', sessionSchema, { code }),
    /** Who is signed in, and what they may do. */
    getMe: () => get('/api/me', meSchema),
    /** How this installation is set up. */
    getSettings: () => get('/api/settings', settingsResponseSchema),
    /** Asks AWS in each Region of a registered account: the role, DRS, EC2. */
    checkAccount: (accountId: string) => get(`${account(accountId)}/check`, accountCheckSchema),
    /** Asks AWS in each Region of the account. */
    listStagingAccounts: (accountId: string) => get(`${account(accountId)}/staging-accounts`, stagingAccountsSchema),
    /** Asks AWS. */
    listExtensibleServers: (accountId: string, from: { readonly region: string; readonly stagingAccountId: string }) =>
      get(`${account(accountId)}/extensible-servers${queryOf(from)}`, extensibleServersSchema),
    extendServers: (accountId: string, body: { readonly region: string; readonly arns: readonly string[] }) =>
      post(`${account(accountId)}/extended-servers`, extendResponseSchema, body),
    signOut: () => remove('/api/session'),
    /** Who did what, newest first. A page may be short, even empty, and have a `next`. */
    listAuditLog: (page: Paging & AuditQuery = {}) => get(`/api/audit-log${queryOf(page)}`, auditPageSchema),
    listTokens: () => get('/api/tokens', tokenListSchema),
    /** The answer has the secret: the only one that ever does. */
    createToken: (tokenName: string, role: Role) => post('/api/tokens', createdTokenSchema, { tokenName, role }),
    revokeToken: (tokenId: string) => remove(`/api/tokens/${encodeURIComponent(tokenId)}`),
    /** With `dryRun` everything is checked, and nothing is saved. */
    apply: (documents: readonly unknown[], options: Omit<ApplyBody, 'documents'> = {}) =>
      post('/api/apply', applyResponseSchema, { documents, ...options }),

    listGroups: (page: Paging & { readonly groupName?: string } = {}) =>
      get(`/api/protection-groups${queryOf(page)}`, groupPageSchema),
    getGroup: (groupId: string) => get(group(groupId), groupSchema),
    createGroup: (body: GroupBody) => post('/api/protection-groups', savedGroupSchema, body),
    updateGroup: (groupId: string, body: GroupBody, version: number) =>
      put(group(groupId), savedGroupSchema, { ...body, version }),
    deleteGroup: (groupId: string, version: number) => remove(`${group(groupId)}${queryOf({ version })}`),
    /** What the group matches now: asks AWS. */
    resolveGroup: (groupId: string) => get(`${group(groupId)}/resolve`, resolveResponseSchema),
    /** As a save would check them: asks AWS, saves nothing. */
    checkLaunchSettings: (body: LaunchConfigBody) =>
      post('/api/protection-groups/launch-settings/check', launchConfigCheckSchema, body),
    /** Where AWS differs from its launch settings: asks AWS. */
    listDrift: (groupId: string, page: Paging = {}) =>
      get(`${group(groupId)}/launch-settings${queryOf(page)}`, driftPageSchema),
    /** Works for some seconds; again until `endTime` is there. */
    applyLaunchSettings: (groupId: string) =>
      post(`${group(groupId)}/launch-settings/apply`, settingsJobResponseSchema, {}),
    /** How far the last application is, or how it ended; AWS is not asked. */
    getLaunchSettingsJob: (groupId: string) =>
      get(`${group(groupId)}/launch-settings/apply`, settingsJobResponseSchema),
    /** What a selection that is not saved matches now. */
    resolve: (body: SelectionRequest) => post('/api/protection-groups/resolve', resolveResponseSchema, body),
    /** Of the inventory: AWS is not asked. */
    listSourceServers: (page: Paging & SourceServerFilter = {}) =>
      get(`/api/source-servers${queryOf(page)}`, inventoryServerPageSchema),
    listInventoryInstances: (page: Paging & InstanceSearch = {}) =>
      get(`/api/recovery-instances${queryOf(page)}`, inventoryInstancePageSchema),
    /** How old the inventory of each account and Region is. */
    getInventory: () => get('/api/inventory', inventoryResponseSchema),
    /** Asks AWS for some seconds; again with its `since` until `pendingCount` is 0. */
    refreshInventory: (request: RefreshRequest = {}) => post('/api/inventory/refresh', refreshResponseSchema, request),
    /** Copying tags of EC2 instances to source servers: its schedule, and the last runs. */
    getTagSync: () => get('/api/tag-sync', tagSyncResponseSchema),
    setTagSync: (schedule: TagSyncScheduleUpdate) => put('/api/tag-sync', tagSyncResponseSchema, schedule),
    listTagSyncServers: (
      page: Paging & Pick<InstanceSearch, 'accountId' | 'region'> & { readonly result?: TagSyncResult } = {},
    ) => get(`/api/tag-sync/servers${queryOf(page)}`, tagSyncServerPageSchema),
    /** Works for some seconds; again with its `since` until `pendingCount` is 0. */
    runTagSync: (request: RefreshRequest = {}) => post('/api/tag-sync/run', tagSyncAnswerResponseSchema, request),
    /** Asks AWS, unless it was asked within the last minute. */
    getCapacity: () => get('/api/capacity', capacityResponseSchema),
    listPlans: (page: Paging & { readonly planName?: string } = {}) =>
      get(`/api/recovery-plans${queryOf(page)}`, planPageSchema),
    getPlan: (planId: string, version?: number) => get(`${plan(planId)}${queryOf({ version })}`, planSchema),
    /** Other plans over the same servers, by the inventory. */
    getPlanOverlaps: (planId: string) => get(`${plan(planId)}/overlaps`, planOverlapsResponseSchema),
    createPlan: (body: PlanBody) => post('/api/recovery-plans', planSchema, body),
    updatePlan: (planId: string, body: PlanBody, version: number) =>
      put(plan(planId), planSchema, { ...body, version }),
    deletePlan: (planId: string, version: number) => remove(`${plan(planId)}${queryOf({ version })}`),
    /** Newest first. */
    listPlanVersions: (planId: string, page: Paging = {}) =>
      get(`${plan(planId)}/versions${queryOf(page)}`, planPageSchema),

    listAccounts: () => get('/api/accounts', accountPageSchema),
    getAccount: (accountId: string) => get(account(accountId), accountSchema),
    registerAccount: (accountId: string, body: AccountBody) => post(account(accountId), accountSchema, body),
    updateAccount: (accountId: string, body: AccountBody, version: number) =>
      put(account(accountId), accountSchema, { ...body, version }),
    deleteAccount: (accountId: string, version: number) => remove(`${account(accountId)}${queryOf({ version })}`),
    getWebhookKey: () => get('/api/webhook-key', webhookKeySchema),
    /** Sends a test message to everybody who is told of the plan's runs. */
    testMessages: (planId: string) => post(`${plan(planId)}/test-messages`, messageTestsSchema, {}),
    /** What a start would do and meet now: asks AWS, starts nothing. */
    checkPlan: (planId: string, request: CheckBody = {}) => post(`${plan(planId)}/check`, checkResponseSchema, request),
    start: (body: StartBody, idempotencyKey: string) =>
      post('/api/executions', startResponseSchema, body, { 'idempotency-key': idempotencyKey }),
    listExecutions: (page: Paging & RunFilter = {}) => get(`/api/executions${queryOf(page)}`, executionPageSchema),
    getExecution: (executionId: string) => get(execution(executionId), executionSchema),
    /** `unchanged` when the ETag still holds. */
    getExecutionUnless: (executionId: string, etag: string | undefined) =>
      sendUnless(options, execution(executionId), executionSchema, etag),
    listServers: (executionId: string, page: Paging & ServerFilter = {}) =>
      get(`${execution(executionId)}/servers${queryOf(page)}`, serverPageSchema),
    /** The log that DRS keeps of a job: asks AWS. */
    getJobLog: (executionId: string, jobKey: string) =>
      get(`${execution(executionId)}/job-logs${queryOf({ jobKey })}`, jobLogSchema),
    /** What the execution launched, as it was last observed. */
    listRecoveryInstances: (executionId: string, page: Paging = {}) =>
      get(`${execution(executionId)}/recovery-instances${queryOf(page)}`, recoveryInstancePageSchema),
    listEvents: (executionId: string, page: { readonly after?: number; readonly limit?: number } = {}) =>
      get(`${execution(executionId)}/events${queryOf(page)}`, eventPageSchema),

    pause: (executionId: string) => post(`${execution(executionId)}/pause`, executionSchema, {}),
    /** Names the wave whose gate is opened, and the attempt of it that was seen; or none to end a requested pause. */
    resume: (executionId: string, waveNumber?: number, actionName?: string, attempt?: number) =>
      post(`${execution(executionId)}/resume`, executionSchema, {
        ...(waveNumber === undefined ? {} : { waveNumber }),
        ...(actionName === undefined ? {} : { actionName }),
        ...(attempt === undefined ? {} : { attempt }),
      }),
    cancel: (executionId: string, reason?: string) =>
      post(`${execution(executionId)}/cancel`, executionSchema, reason === undefined ? {} : { reason }),
    /** Without hours: until somebody cleans up. */
    keep: (executionId: string, hours?: number) =>
      post(`${execution(executionId)}/keep`, executionSchema, hours === undefined ? {} : { hours }),
    /** A new attempt over what is not up in a failed wave. */
    retryWave: (executionId: string, waveNumber: number) =>
      post(`${execution(executionId)}/retry`, executionSchema, { waveNumber }),
    /** An execution of its own over what one that is over did not bring up. */
    followUp: (executionId: string, acceptedInstanceDeletions: readonly string[], idempotencyKey: string) =>
      post(
        `${execution(executionId)}/retry`,
        startResponseSchema,
        { acceptedInstanceDeletions },
        { 'idempotency-key': idempotencyKey },
      ),
    skip: (executionId: string, body: SkipBody) => post(`${execution(executionId)}/skip`, executionSchema, body),

    startCleanUp: (body: CleanUpBody, idempotencyKey: string) =>
      post('/api/clean-ups', startResponseSchema, body, { 'idempotency-key': idempotencyKey }),
    listCleanUps: (page: Paging & RunFilter = {}) => get(`/api/clean-ups${queryOf(page)}`, executionPageSchema),
  };
}

function queryOf(parameters: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const each of [value].flat()) if (each !== undefined) query.append(name, String(each));
  }
  return query.size === 0 ? '' : `?${query.toString()}`;
}
