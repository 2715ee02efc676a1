import { z } from 'zod';
import { limits } from '../limits.ts';
import { failurePolicySchema } from './failure-policy.ts';
import { descriptionSchema, instantSchema, nameSchema, sourceServerIdSchema } from './identifiers.ts';
import { planNotificationsSchema } from './plan-notifications.ts';
import { actionList, waveActionsSchema } from './wave-action.ts';

/** What a wave says apart from how it names its groups and the waves before it. */
export const waveSettingsShape = {
  waveName: nameSchema.describe('Unique within the plan, upper and lower case being the same; not a number'),
  sourceServerIds: z
    .array(sourceServerIdSchema)
    .min(1, 'name at least one source server, or leave it out for all')
    .max(limits.serversPerPlan)
    .optional()
    .describe("A subset of the groups' servers; all of them when absent"),
  pauseBeforeWave: z.boolean().default(false).describe('A gate: the wave waits until a person approves it'),
  onFailure: failurePolicySchema
    .default('stop')
    .describe('When the wave FAILED or TIMED_OUT: stop the plan, pause for a decision, or continue without it'),
  minSuccessPercent: z
    .int()
    .min(1)
    .max(100)
    .default(100)
    .describe('Below this share of launched servers the wave FAILED; from it on, but not all, it is PARTIAL'),
  timeoutMinutes: z
    .int()
    .min(1)
    .max(limits.waveTimeoutMinutesMax)
    .default(limits.waveTimeoutMinutesDefault)
    .describe("Counted from the wave's first launch that DRS accepted, not from queueing"),
  actions: waveActionsSchema.optional().describe('What else is done before its servers are launched, and after'),
};

export const planWaveSchema = z.strictObject({
  /** 0-based position in the plan. */
  waveNumber: z.int().nonnegative(),
  ...waveSettingsShape,
  protectionGroupIds: z.array(z.string().min(1)).min(1, 'a wave needs at least one protection group'),
  /** Waves that must be done first. */
  dependsOnWaves: z.array(z.int().nonnegative()),
});
export type PlanWave = z.infer<typeof planWaveSchema>;

export const planSettingsShape = {
  planName: nameSchema.describe('What commands call the plan by; unique, upper and lower case being the same'),
  description: descriptionSchema.default('').describe('For people: what the plan brings up again'),
  rtoTargetMinutes: z
    .int()
    .min(1)
    .max(100_000)
    .optional()
    .describe('Recovery time objective: every run is shown against it'),
  rpoTargetSeconds: z
    .int()
    .min(1)
    .max(10_000_000)
    .optional()
    .describe('Recovery point objective: a check warns of servers whose replication lags by more'),
  drillTtlHours: z
    .int()
    .min(1)
    .max(limits.drillTtlHoursMax)
    .optional()
    .describe(
      'So many hours after a drill ended its instances are cleaned up by themselves, after a warning; a recovery never. Until somebody does when absent',
    ),
  notifications: planNotificationsSchema.optional().describe('Who is told of runs, and of what; nobody when absent'),
};

/** Stands after the waves. */
export const afterCleanUpShape = {
  afterCleanUp: actionList
    .optional()
    .describe(
      'As `waves[].actions.after`: one after the other, once every instance of an execution has been terminated. Their servers are gone: no words of a server, no SSM command; a runbook or function names its place',
    ),
};

/** One saved version of a plan. Every version is kept. */
export const recoveryPlanSchema = z.object({
  planId: z.string(),
  ...planSettingsShape,
  waves: z
    .array(planWaveSchema)
    .min(1, 'a plan needs at least one wave')
    .max(limits.wavesPerPlan, `at most ${limits.wavesPerPlan} waves`),
  ...afterCleanUpShape,
  version: z.int().positive(),
  /** Who saved this version. */
  updatedBy: z.string().optional(),
  createdTime: instantSchema,
  updatedTime: instantSchema,
});
export type RecoveryPlan = z.infer<typeof recoveryPlanSchema>;

/** A plan without its waves: a line of the list of plans. */
export const planSummarySchema = recoveryPlanSchema.omit({ waves: true }).extend({ waveCount: z.int().positive() });
export type PlanSummary = z.infer<typeof planSummarySchema>;
