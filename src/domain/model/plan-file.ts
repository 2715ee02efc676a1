import { z } from 'zod';
import { limits } from '../limits.ts';
import { accountDefinitionSchema } from './account.ts';
import { nameSchema } from './identifiers.ts';
import { protectionGroupDefinitionSchema } from './protection-group.ts';
import { afterCleanUpShape, planSettingsShape, waveSettingsShape } from './recovery-plan.ts';
import { everyHoursSchema } from './tag-sync.ts';

const accountDocumentSchema = z.strictObject({
  kind: z.literal('Account').describe('Says that the document is an account'),
  ...accountDefinitionSchema.shape,
});
export type AccountDocument = z.infer<typeof accountDocumentSchema>;

/** A protection group as people write it: `kind` says what the document is. */
const protectionGroupDocumentSchema = z.strictObject({
  kind: z.literal('ProtectionGroup').describe('Says that the document is a protection group'),
  ...protectionGroupDefinitionSchema.shape,
});
export type ProtectionGroupDocument = z.infer<typeof protectionGroupDocumentSchema>;

/** A wave as people write it: groups and waves are called by their names. */
const waveDocumentSchema = z.strictObject({
  ...waveSettingsShape,
  protectionGroups: z
    .array(nameSchema)
    .min(1, 'a wave needs at least one protection group')
    .max(limits.groupsPerWave, `at most ${limits.groupsPerWave} protection groups in one wave`)
    .describe('Names of the protection groups whose servers the wave launches'),
  dependsOn: z
    .array(z.union([z.int().nonnegative(), nameSchema], 'a wave name, or a wave number counted from 0'))
    .max(limits.wavesPerPlan, `at most ${limits.wavesPerPlan} waves`)
    .optional()
    .describe(
      'Wave names, or numbers counted from 0: waves that must be done first. The wave before when absent; none when empty',
    ),
});
export type WaveDocument = z.infer<typeof waveDocumentSchema>;

const recoveryPlanDocumentSchema = z.strictObject({
  kind: z.literal('RecoveryPlan').describe('Says that the document is a recovery plan'),
  ...planSettingsShape,
  waves: z
    .array(waveDocumentSchema)
    .min(1, 'a plan needs at least one wave')
    .max(limits.wavesPerPlan, `at most ${limits.wavesPerPlan} waves`)
    .describe('Numbered from 0 in the order of the file, which is not yet the order in which they run: see dependsOn'),
  ...afterCleanUpShape,
});
export type RecoveryPlanDocument = z.infer<typeof recoveryPlanDocumentSchema>;

/** What is set once for the whole server. */
const settingsDocumentSchema = z.strictObject({
  kind: z.literal('Settings').describe('Says that the document is the settings of the server: one of them at most'),
  tagSyncEveryHours: everyHoursSchema
    .nullable()
    .describe('How often tags of EC2 instances are copied to their source servers; null: on demand alone'),
});
export type SettingsDocument = z.infer<typeof settingsDocumentSchema>;

/** One document of a plan file, by its kind. */
export const planFileSchemas = {
  Settings: settingsDocumentSchema,
  Account: accountDocumentSchema,
  ProtectionGroup: protectionGroupDocumentSchema,
  RecoveryPlan: recoveryPlanDocumentSchema,
} as const;
export type DocumentKind = keyof typeof planFileSchemas;
export type PlanFileDocument = SettingsDocument | AccountDocument | ProtectionGroupDocument | RecoveryPlanDocument;

/** What is wrong in one place; the path leads from the document's root to the field. */
export interface FieldError {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

export interface DocumentError extends FieldError {
  /** Position among the documents that were sent, from 0. */
  readonly documentIndex: number;
}

/** What differs in one place. Absent before: it is new there. Absent after: it is no longer there. */
export const fieldChangeSchema = z.object({
  /** From the document's root; waves by their names. */
  path: z.array(z.string()),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/** What no document says, and what is removed therefore. Settings are always there. */
export const removalSchema = z.strictObject({
  kind: z.enum(['Account', 'ProtectionGroup', 'RecoveryPlan']),
  id: z.string(),
  version: z.int().positive(),
});
export type Removal = z.infer<typeof removalSchema>;

/** What became of one document. `unchanged`: the newest version says the same already. `removed`: no document says it. */
export const appliedDocumentSchema = z.object({
  kind: z.enum(['Settings', 'Account', 'ProtectionGroup', 'RecoveryPlan']),
  name: z.string(),
  id: z.string(),
  /** 0: settings that were never saved. */
  version: z.int().nonnegative(),
  outcome: z.enum(['created', 'updated', 'unchanged', 'removed']),
  /** Of what is updated: what was saved before, and what is now. */
  changes: z.array(fieldChangeSchema).optional(),
  /**
   * What of its launch settings could not be checked, that no entry has its account and Region, or that no server has
   * its tags; it is saved all the same.
   */
  unchecked: z.array(z.object({ path: z.array(z.string()), message: z.string() })).optional(),
});
export type AppliedDocument = z.infer<typeof appliedDocumentSchema>;
