import { z } from 'zod';
import { instantSchema } from './identifiers.ts';

/**
 * SCHEDULED: comes at its time. OFF: a person keeps the instances for good. STARTED: the clean-up runs or ran.
 * NOTHING_LEFT: everything was terminated or replaced before its time. GIVEN_UP: every try left instances, or what is left is
 * a person's to name (an adopted job made it), and people were told.
 */
export const automaticCleanUpStateSchema = z.enum(['SCHEDULED', 'OFF', 'STARTED', 'NOTHING_LEFT', 'GIVEN_UP']);

/** The clean-up that comes by itself after a drill has ended: beside the record of the drill, which never changes. */
export const automaticCleanUpSchema = z.object({
  executionId: z.string(),
  planId: z.string(),
  planName: z.string(),
  drillTtlHours: z.int().positive(),
  state: automaticCleanUpStateSchema,
  /** When people are warned; not before it is anything terminated. */
  warnTime: instantSchema,
  /** When it is cleaned up. */
  dueTime: instantSchema,
  /** When people were warned of this time. */
  warnedTime: instantSchema.optional(),
  /** How often people were warned. */
  warnings: z.int().nonnegative(),
  /** Its time has come, and it cannot be done yet: who holds what. */
  waitsFor: z.string().optional(),
  /** Not looked at before this time. */
  notBefore: instantSchema.optional(),
  /** Started so often since a person last decided; all but the last left instances. */
  tries: z.int().nonnegative(),
  cleanUpId: z.string().optional(),
  /** What people decided, oldest first. `dueTime` absent: it was turned off. */
  changes: z.array(z.object({ time: instantSchema, actor: z.string(), dueTime: instantSchema.optional() })),
});
export type AutomaticCleanUp = z.infer<typeof automaticCleanUpSchema>;

/** What is shown of it beside its execution. */
export const automaticCleanUpViewSchema = automaticCleanUpSchema.pick({
  state: true,
  warnTime: true,
  dueTime: true,
  warnedTime: true,
  waitsFor: true,
  cleanUpId: true,
  changes: true,
});
export type AutomaticCleanUpView = z.infer<typeof automaticCleanUpViewSchema>;
