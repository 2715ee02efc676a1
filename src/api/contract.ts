/** What goes over the wire: one schema for the server, the client, the console and the OpenAPI document. */
import { z } from 'zod';
import { limits } from '../domain/limits.ts';
import { accessTokenSchema, tokenNameSchema } from '../domain/model/access-token.ts';
import { auditEntrySchema } from '../domain/model/audit-entry.ts';
import { capacitySchema } from '../domain/model/capacity.ts';
import {
  estateServerSchema,
  jobLogItemSchema,
  resolvedSelectionSchema,
  selectionRequestSchema,
} from '../domain/model/estate-view.ts';
import { executionEventSchema } from '../domain/model/event.ts';
import { executionTypeSchema, refusalSchema } from '../domain/model/execution.ts';
import {
  executionSummarySchema,
  executionViewSchema,
  launchedInstanceViewSchema,
  serverViewSchema,
} from '../domain/model/execution-view.ts';
import { nameSchema } from '../domain/model/identifiers.ts';
import {
  inventoryInstanceSchema,
  inventorySchema,
  inventoryServerSchema,
  refreshAnswerSchema,
  refreshRequestSchema,
} from '../domain/model/inventory.ts';
import { serverDriftSchema, settingsJobSchema } from '../domain/model/launch-settings-view.ts';
import { appliedDocumentSchema, planFileSchemas, removalSchema } from '../domain/model/plan-file.ts';
import { messageTestSchema, shownNotificationsSchema } from '../domain/model/plan-notifications.ts';
import { planOverlapsSchema } from '../domain/model/plan-overlaps.ts';
import { pointsInTimeShape } from '../domain/model/point-in-time.ts';
import { protectionGroupSchema } from '../domain/model/protection-group.ts';
import { planSummarySchema, recoveryPlanSchema } from '../domain/model/recovery-plan.ts';
import { type Settings, settingsSchema } from '../domain/model/settings.ts';
import { startCheckSchema } from '../domain/model/start-check.ts';
import {
  tagSyncAnswerSchema,
  tagSyncScheduleSchema,
  tagSyncSchema,
  tagSyncServerSchema,
} from '../domain/model/tag-sync.ts';
import { permissionSchema, roleSchema } from '../domain/permissions.ts';
import { instanceIdsSchema } from './command-requests.ts';

/** Body of every answer that is not a success: application/problem+json (RFC 9457). */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    /** Stable, for programs. */
    code: z.string(),
    /** What happened, for people. */
    detail: z.string(),
    /** What can be done. */
    remedy: z.string().min(1),
    /** Field by field; `path` leads from the request's body to the field. */
    errors: z.array(z.object({ path: z.array(z.union([z.string(), z.int()])), message: z.string() })).optional(),
    /** Why an execution was not begun: every reason. */
    refusals: z.array(refusalSchema).optional(),
    executionId: z.string().optional(),
    /** Of what was to be changed: the version that it has now. */
    currentVersion: z.int().optional(),
    /** Actions that are allowed now. */
    allowed: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problemSchema>;

export const healthSchema = z
  .object({
    status: z.literal('ok'),
    version: z.string(),
    /** What a command is given to reach this server, as it is pasted: `--server … --data …`; empty where nothing is needed. */
    commandFlags: z.string(),
  })
  .meta({ id: 'Health' });

export const signInCodeSchema = z
  .object({
    /** Works once. */
    code: z.string(),
    expiresTime: z.string(),
  })
  .meta({ id: 'SignInCode' });
export const sessionRequestSchema = z
  .strictObject({ code: z.string().regex(/^[A-Za-z0-9_-]{20,200}$/, 'is no sign-in code') })
  .meta({ id: 'SessionRequest' });
export const sessionSchema = z.object({ actor: z.string(), expiresTime: z.string() }).meta({ id: 'Session' });

export const tokenSchema = accessTokenSchema.meta({ id: 'Token' });
export const tokenListSchema = z.object({ items: z.array(tokenSchema) }).meta({ id: 'TokenList' });
export const tokenCreateSchema = z
  .strictObject({ tokenName: tokenNameSchema, role: roleSchema })
  .meta({ id: 'TokenDraft' });
export const createdTokenSchema = z
  .object({
    token: tokenSchema,
    /** To be sent as `Authorization: Bearer …`. Shown here and never again. */
    secret: z.string(),
  })
  .meta({ id: 'CreatedToken' });

/** The version that the caller has seen: a change of anything newer is refused. */
export const seenVersionSchema = z.int().positive().max(99_999_999);

export const meSchema = z
  .object({ actor: z.string(), roles: z.array(roleSchema), permissions: z.array(permissionSchema) })
  .meta({ id: 'Me' });

export const settingsResponseSchema = settingsSchema.meta({ id: 'Settings' });
/** What an entry knows of the installation that it starts. */
export type Installation = Omit<Settings, 'version' | 'accounts' | 'undelivered'>;

export const applyRequestSchema = z
  .strictObject({
    documents: z
      .array(z.unknown())
      .min(1, 'no document')
      .max(
        limits.documentsPerFile,
        `at most ${limits.documentsPerFile} documents at once: apply them in parts, groups before the plans that call them`,
      ),
    /** Everything is checked, and nothing is saved. */
    dryRun: z.boolean().default(false),
    /** Accounts, groups and plans that no document says are removed. */
    prune: z.boolean().default(false),
    /** With `prune`, unless `dryRun`: all that a dry run has shown as removed; anything else is refused. */
    removes: z.array(removalSchema).optional(),
  })
  .meta({ id: 'ApplyRequest' });
export type ApplyBody = z.input<typeof applyRequestSchema>;
export const applyResponseSchema = z.object({ results: z.array(appliedDocumentSchema) }).meta({ id: 'ApplyResponse' });

export const groupCreateSchema = planFileSchemas.ProtectionGroup.omit({ kind: true }).meta({
  id: 'ProtectionGroupDraft',
});
/** Of a group that is saved or not: what is said of its launches. */
export const launchConfigRequestSchema = groupCreateSchema
  .omit({ groupName: true, description: true })
  .extend({ /** Of the group that it would be saved to. */ groupId: z.string().min(1).max(200).optional() })
  .meta({ id: 'LaunchSettingsCheckRequest' });
export type LaunchConfigBody = z.input<typeof launchConfigRequestSchema>;
export const groupUpdateSchema = groupCreateSchema
  .extend({ version: seenVersionSchema })
  .meta({ id: 'ProtectionGroupUpdate' });
export const planCreateSchema = planFileSchemas.RecoveryPlan.omit({ kind: true }).meta({ id: 'RecoveryPlanDraft' });
export const planUpdateSchema = planCreateSchema
  .extend({ version: seenVersionSchema })
  .meta({ id: 'RecoveryPlanUpdate' });
export type GroupBody = z.input<typeof groupCreateSchema>;
export type PlanBody = z.input<typeof planCreateSchema>;

export const startRequestSchema = z
  .strictObject({
    planId: z.string().min(1).optional(),
    /** Instead of `planId`; ignores case. */
    planName: nameSchema.optional(),
    /** The version of the plan that was looked at: another one is refused (409). Absent: whichever it is now. */
    planVersion: seenVersionSchema.optional(),
    executionType: executionTypeSchema,
    /** Live recovery instances (i-…) whose deletion by DRS is accepted. */
    acceptedInstanceDeletions: instanceIdsSchema.default([]),
    ...pointsInTimeShape,
  })
  .refine((body) => (body.planId === undefined) !== (body.planName === undefined), {
    error: 'either planId or planName, not both and not neither',
    path: ['planId'],
  })
  .meta({ id: 'StartRequest' });
export type StartBody = z.input<typeof startRequestSchema>;

export const startResponseSchema = z
  .object({
    executionId: z.string(),
    /** Absent while the checks before the start still run. */
    verdict: z.literal('BEGUN').optional(),
    /** The same `Idempotency-Key` came before: this is the execution that it started. */
    repeated: z.boolean(),
  })
  .meta({ id: 'StartResponse' });

export type StartAnswer = z.infer<typeof startResponseSchema>;

export const checkRequestSchema = z
  .strictObject({
    /** Which actions would run goes by it. Absent: as if it could be either. */
    executionType: executionTypeSchema.optional(),
    /** Live recovery instances (i-…) whose deletion by DRS the start would accept. */
    acceptedInstanceDeletions: instanceIdsSchema.default([]),
    ...pointsInTimeShape,
  })
  .meta({ id: 'CheckRequest' });
export type CheckBody = z.input<typeof checkRequestSchema>;
export const checkResponseSchema = startCheckSchema.meta({ id: 'StartCheck' });

export const messageTestsSchema = z.object({ items: z.array(messageTestSchema) }).meta({ id: 'MessageTests' });

export const webhookKeySchema = z
  .object({
    /** Set up at receivers of webhooks, to verify their signatures. */
    key: z.string(),
  })
  .meta({ id: 'WebhookKey' });

export const executionSchema = executionViewSchema.meta({ id: 'Execution' });
export const groupSchema = protectionGroupSchema.meta({ id: 'ProtectionGroup' });
const shownNotifications = { notifications: shownNotificationsSchema.optional() };
export const planSchema = recoveryPlanSchema.extend(shownNotifications).meta({ id: 'RecoveryPlan' });
/** An event of the history, with the sentence that tells it. */
export const eventSchema = executionEventSchema.extend({ message: z.string() }).meta({ id: 'Event' });
export type EventView = z.infer<typeof eventSchema>;

/** `next` is there when more may follow: pass it as `after`. */
const pageOf = <Item extends z.ZodType>(item: Item, id: string) =>
  z.object({ items: z.array(item), next: z.string().optional() }).meta({ id });

export const auditPageSchema = pageOf(auditEntrySchema.meta({ id: 'AuditEntry' }), 'AuditPage');
const findingSchema = z.object({ path: z.array(z.string()), message: z.string() });
/** What a save answers. */
export const savedGroupSchema = groupSchema
  .extend({
    /** What of its launch settings could not be checked, or that no entry has its account and Region. */ unchecked: z
      .array(findingSchema)
      .optional(),
  })
  .meta({ id: 'SavedProtectionGroup' });
export const groupPageSchema = pageOf(groupSchema, 'ProtectionGroupPage');
export const planPageSchema = pageOf(
  planSummarySchema.extend(shownNotifications).meta({ id: 'RecoveryPlanSummary' }),
  'RecoveryPlanPage',
);
export const executionPageSchema = pageOf(executionSummarySchema.meta({ id: 'ExecutionSummary' }), 'ExecutionPage');
export const serverPageSchema = pageOf(serverViewSchema.meta({ id: 'Server' }), 'ServerPage');
const sourceServerSchema = estateServerSchema.meta({ id: 'SourceServer' });
export const inventoryServerPageSchema = pageOf(
  inventoryServerSchema.meta({ id: 'InventoryServer' }),
  'InventoryServerPage',
);
export const inventoryInstancePageSchema = pageOf(
  inventoryInstanceSchema.meta({ id: 'InventoryInstance' }),
  'InventoryInstancePage',
);
export const inventoryResponseSchema = inventorySchema.meta({ id: 'Inventory' });
export const tagSyncResponseSchema = tagSyncSchema.meta({ id: 'TagSync' });
export const tagSyncScheduleBodySchema = tagSyncScheduleSchema.meta({ id: 'TagSyncSchedule' });
export const tagSyncAnswerResponseSchema = tagSyncAnswerSchema.meta({ id: 'TagSyncAnswer' });
export const tagSyncServerPageSchema = pageOf(tagSyncServerSchema.meta({ id: 'TagSyncServer' }), 'TagSyncServerPage');
export const planOverlapsResponseSchema = planOverlapsSchema.meta({ id: 'PlanOverlaps' });
export const refreshBodySchema = refreshRequestSchema.meta({ id: 'RefreshRequest' });
export const refreshResponseSchema = refreshAnswerSchema.meta({ id: 'RefreshAnswer' });
export const resolveRequestSchema = selectionRequestSchema.meta({ id: 'ResolveRequest' });
export const resolveResponseSchema = resolvedSelectionSchema
  .extend({ servers: z.array(sourceServerSchema) })
  .meta({ id: 'ResolvedSelection' });
export const driftPageSchema = pageOf(serverDriftSchema.meta({ id: 'LaunchSettingsDrift' }), 'LaunchSettingsDriftPage');
export const launchConfigCheckSchema = z
  .object({
    /** A save would be refused for these. */
    errors: z.array(findingSchema),
    /** What could not be checked, and why. */
    unchecked: z.array(findingSchema),
  })
  .meta({ id: 'LaunchSettingsCheck' });
export const settingsJobResponseSchema = settingsJobSchema.meta({ id: 'LaunchSettingsJob' });
export const capacityResponseSchema = capacitySchema.meta({ id: 'Capacity' });
export const jobLogSchema = z
  .object({ jobKey: z.string(), jobId: z.string(), items: z.array(jobLogItemSchema) })
  .meta({ id: 'JobLog' });
export const recoveryInstancePageSchema = pageOf(
  launchedInstanceViewSchema
    .extend({
      /** Since EC2 launched it, by the server's clock. */
      ageSeconds: z.int().nonnegative().optional(),
    })
    .meta({ id: 'RecoveryInstance' }),
  'RecoveryInstancePage',
);
export type RecoveryInstanceView = z.infer<typeof recoveryInstancePageSchema>['items'][number];
export const eventPageSchema = z
  .object({ items: z.array(eventSchema), next: z.int().optional() })
  .meta({ id: 'EventPage' });

export type EventPage = z.infer<typeof eventPageSchema>;

export const pageLimits = {
  catalog: 100,
  executions: 100,
  servers: 500,
  events: 1000,
  audit: 500,
  drift: 100,
} as const;
/** Header of every answer: the server's time, ISO 8601. */
export const timeHeader = 'x-breakwater-time';
/** Of a request, in bytes. */
export const bodyBytesMax = 5 * 1024 * 1024;
