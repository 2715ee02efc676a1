/** What people ask of an execution, as requests. */
import { z } from 'zod';
import { limits } from '../domain/limits.ts';
import { sourceServerIdSchema } from '../domain/model/identifiers.ts';

const instanceIdSchema = z.string().regex(/^i-[0-9a-f]{8,17}$/, 'an EC2 instance id is i- and 8 or 17 hex digits');
export const instanceIdsSchema = z.array(instanceIdSchema).max(limits.serversPerPlan);

export const resumeRequestSchema = z
  .strictObject({
    /** The wave whose gate is opened, or the failed wave to go on without; absent: ends a requested pause. */
    waveNumber: z.int().nonnegative().optional(),
    /** The action of that wave that is approved: named, so that repeating the request approves no other. */
    actionName: z.string().min(1).optional(),
    /** Of that wave, as it was seen: once it is tried again, this is refused (409). Absent: whichever it is. */
    attempt: z.int().positive().optional(),
  })
  .meta({ id: 'ResumeRequest' });
export const cancelRequestSchema = z
  .strictObject({ reason: z.string().trim().max(500, 'at most 500 characters').default('') })
  .meta({ id: 'CancelRequest' });
export const pauseRequestSchema = z.strictObject({}).meta({ id: 'PauseRequest' });

export const keepRequestSchema = z
  .strictObject({
    /** From now on; absent: until somebody cleans up. */
    hours: z.int().min(1).max(limits.drillTtlHoursMax).optional(),
  })
  .meta({ id: 'KeepRequest' });

export const retryRequestSchema = z
  .strictObject({
    /** The failed wave of an execution that runs; absent: a follow-up of one that is over. */
    waveNumber: z.int().nonnegative().optional(),
    /** Of a follow-up: live recovery instances (i-…) whose deletion by DRS is accepted. */
    acceptedInstanceDeletions: instanceIdsSchema.optional(),
  })
  .refine((body) => body.waveNumber === undefined || body.acceptedInstanceDeletions === undefined, {
    error: 'only with a follow-up: a wave that is retried has what was accepted at the start',
    path: ['acceptedInstanceDeletions'],
  })
  .meta({ id: 'RetryRequest' });
export const skipRequestSchema = z
  .strictObject({
    waveNumber: z.int().nonnegative(),
    /** Failed servers to go without; the whole wave when absent. */
    sourceServerIds: z.array(sourceServerIdSchema).min(1).max(limits.serversPerPlan).optional(),
    reason: z.string().trim().min(1, 'say why: it is kept in the history').max(500, 'at most 500 characters'),
  })
  .meta({ id: 'SkipRequest' });
export type SkipBody = z.input<typeof skipRequestSchema>;

export const cleanUpRequestSchema = z
  .strictObject({
    /** The execution whose instances are terminated. */
    executionId: z.string().min(1).max(200),
    /** The name of its plan, exactly: typed by a person. */
    confirmedPlanName: z.string().max(200),
    /** Needed when it was a RECOVERY: its instances are live. */
    recovery: z.boolean().default(false),
    /** Instances (i-…) of adopted jobs that may be terminated too. */
    acceptedInstances: instanceIdsSchema.default([]),
  })
  .meta({ id: 'CleanUpRequest' });
export type CleanUpBody = z.input<typeof cleanUpRequestSchema>;
