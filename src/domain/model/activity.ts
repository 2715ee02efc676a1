/**
 * A wave activity: something that is done around the launch of a wave and has a stored state of its own. The actions of
 * a plan are activities; so is whatever else must be done before a wave, killed at any point and gone on with.
 */
import { z } from 'zod';
import { instantSchema } from './identifiers.ts';

export const activityKindSchema = z.enum([
  'WAIT',
  'APPROVAL',
  'HTTP_CHECK',
  'TCP_CHECK',
  'SSM_AUTOMATION',
  'SSM_COMMAND',
  'LAMBDA',
  /** The launch settings of the wave's servers are applied; no action of a plan. */
  'LAUNCH_SETTINGS',
]);
export type ActivityKind = z.infer<typeof activityKindSchema>;

export const activityPhaseSchema = z.enum(['before', 'after']);
export type ActivityPhase = z.infer<typeof activityPhaseSchema>;

/**
 * PLANNED: its turn has not come, or it is tried again. CLAIMED: one caller may be starting it right now. STARTED: it
 * runs, and is looked at. The others are its ends; CANCELLED is also what was never run.
 */
export const activityStateSchema = z.enum([
  'PLANNED',
  'CLAIMED',
  'STARTED',
  'SUCCEEDED',
  'FAILED',
  'TIMED_OUT',
  'CANCELLED',
]);
export type ActivityState = z.infer<typeof activityStateSchema>;

/** The right to start the activity once. */
export const activityClaimSchema = z.object({
  claimId: z.string(),
  /** No caller of this claim lives longer. */
  expiresTime: instantSchema,
});

export const waveActivitySchema = z.object({
  /** Unique within the execution: wave, phase and number, for example `w002-after-00`. */
  activityKey: z.string(),
  phase: activityPhaseSchema,
  /** Which of the plan's actions of the wave and phase it is; absent in an activity that no plan names. */
  actionNumber: z.int().nonnegative().optional(),
  activityName: z.string(),
  kind: activityKindSchema,
  required: z.boolean(),
  /** Of one try. A WAIT has succeeded after it. */
  timeoutMinutes: z.int().positive(),
  retries: z.int().nonnegative(),
  state: activityStateSchema,
  /** Tries of this attempt of the wave that have failed. */
  tries: z.int().nonnegative(),
  claim: activityClaimSchema.optional(),
  /** The same for every call that starts this one try: what AWS knows a repeated start by. */
  token: z.string().optional(),
  /** What AWS calls the run: an automation execution, commands. */
  reference: z.string().optional(),
  /** How it stands or ended, in AWS's words where AWS spoke. */
  message: z.string().optional(),
  output: z.string().optional(),
  /** Not tried before this time. */
  notBefore: instantSchema.optional(),
  startTime: instantSchema.optional(),
  /** When the present try began: the time-out runs from here. */
  tryTime: instantSchema.optional(),
  endTime: instantSchema.optional(),
});
export type WaveActivity = z.infer<typeof waveActivitySchema>;

/** How far a look at many servers came before its time was over: numbers alone, however many they are. */
export const lookProgressSchema = z.object({
  /** The first that it did not get to. */
  next: z.int().nonnegative(),
  /** So many before that one, all round, were as wanted one after the other. */
  passed: z.int().nonnegative(),
});
export type LookProgress = z.infer<typeof lookProgressSchema>;

/** What an executor says of an activity, asked to start it or to look at it. */
export type ActivityAnswer =
  /** It runs; look again later. */
  | {
      readonly kind: 'running';
      readonly reference?: string;
      readonly message: string;
      /** Where the next look goes on. */
      readonly progress?: LookProgress;
    }
  | { readonly kind: 'succeeded'; readonly message: string; readonly reference?: string; readonly output?: string }
  /** This try of it has failed, for good. */
  | { readonly kind: 'failed'; readonly message: string; readonly reference?: string; readonly output?: string }
  /** Nobody could be asked now: throttled, no answer, no credentials. Asked again later, until its time is over. */
  | {
      readonly kind: 'unavailable';
      readonly message: string;
      readonly retryAfterSeconds?: number;
      /** Of a start: it may have happened all the same, so the same call is repeated only when the claim has ended. */
      readonly mayHaveHappened: boolean;
    };
