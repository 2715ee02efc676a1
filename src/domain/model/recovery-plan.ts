import { z } from 'zod';
import { limits } from '../limits.ts';
import { descriptionSchema, instantSchema, nameSchema, sourceServerIdSchema } from './identifiers.ts';

/** What happens to the rest of the plan when a wave FAILED or TIMED_OUT. */
export const failurePolicySchema = z.enum(['stop', 'pause', 'continue']);

/** What a wave says apart from how it names its groups and the waves before it. */
export const waveSettingsShape = {
  waveName: nameSchema,
  /** A subset of the groups' servers; all of them when absent. */
  sourceServerIds: z.array(sourceServerIdSchema).min(1).max(limits.serversPerPlan).optional(),
  pauseBeforeWave: z.boolean().default(false),
  onFailure: failurePolicySchema.default('stop'),
  /** Below this share of launched servers the wave FAILED; from it on, but not all, PARTIAL. */
  minSuccessPercent: z.int().min(1).max(100).default(100),
  /** Counted from the wave's first accepted `StartRecovery`, not from queueing. */
  timeoutMinutes: z.int().min(1).max(limits.waveTimeoutMinutesMax).default(limits.waveTimeoutMinutesDefault),
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
  planName: nameSchema,
  description: descriptionSchema.default(''),
  rtoTargetMinutes: z.int().positive().max(100_000).optional(),
  rpoTargetSeconds: z.int().positive().max(10_000_000).optional(),
};

/** One saved version of a plan. Every version is kept. */
export const recoveryPlanSchema = z.object({
  planId: z.string(),
  ...planSettingsShape,
  waves: z
    .array(planWaveSchema)
    .min(1, 'a plan needs at least one wave')
    .max(limits.wavesPerPlan, `at most ${limits.wavesPerPlan} waves`),
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
