import { z } from 'zod';

/** From and to in epoch milliseconds; an end of null means that it never comes. */
const span = z.tuple([z.number(), z.number().nullable()]);
export type Span = z.infer<typeof span>;

/** How an instance is launched, where that differs from what its server's entry in the estate says. */
export const instanceSettings = z.object({
  instanceType: z.string().optional(),
  subnetId: z.string().optional(),
  securityGroupIds: z.array(z.string()).optional(),
  privateIp: z.string().optional(),
  publicIp: z.boolean().optional(),
  /** All tags that DRS gives it. */
  tags: z.record(z.string(), z.string()).optional(),
  terminationProtection: z.boolean().optional(),
  instanceProfileArn: z.string().optional(),
});
export type InstanceSettings = z.infer<typeof instanceSettings>;

/** An EC2 instance as it was decided when its job was created. */
export const instancePlan = z.object({
  instanceId: z.string(),
  /** Counts the instances of the account and Region; addresses derive from it. */
  ordinal: z.number(),
  /** In EC2, state pending, from here on. */
  createdAt: z.number(),
  /** In EC2, running (or stopped) from here on. */
  readyAt: z.number(),
  readyState: z.enum(['running', 'stopped']),
  /** In DescribeRecoveryInstances from here on. */
  listedAt: z.number(),
  settings: instanceSettings.optional(),
  /** It was there before: DRS replaces its volumes, and starts it if it is to run. */
  wasThere: z.literal(true).optional(),
});
export type InstancePlan = z.infer<typeof instancePlan>;

/** One server's way through a job. Fixed when the job is created; what is true at a time is read off it. */
export const participant = z.object({
  sourceServerId: z.string(),
  outcome: z.enum(['LAUNCHED', 'FAILED', 'TERMINATED', 'UNDECIDED']),
  startedAt: z.number(),
  /** When the outcome shows; null for never. */
  decidedAt: z.number().nullable(),
  snapshot: span.optional(),
  conversion: span.optional(),
  cleanup: span.optional(),
  launch: span.optional(),
  /** Instances that this job deletes during its cleanup. */
  removes: z.array(z.string()),
  failure: z.object({ event: z.string(), rawError: z.string() }).optional(),
  conversionServerId: z.string().optional(),
  usedPreviousSnapshot: z.boolean().optional(),
  /** The moment in the source server's life that the instance is made from. */
  pointInTime: z.number().optional(),
  instance: instancePlan.optional(),
});
export type Participant = z.infer<typeof participant>;

/** A DRS job with its whole future. */
export const job = z.object({
  jobId: z.string(),
  accountId: z.string(),
  region: z.string(),
  type: z.enum(['LAUNCH', 'TERMINATE']),
  initiatedBy: z.enum(['START_RECOVERY', 'START_DRILL', 'TERMINATE_RECOVERY_INSTANCES']),
  createdAt: z.number(),
  startedAt: z.number(),
  /** When the job is COMPLETED; null for never. */
  endedAt: z.number().nullable(),
  tags: z.record(z.string(), z.string()),
  participants: z.array(participant),
  /** DeleteJob hides it from here on. */
  deletedAt: z.number().optional(),
});
export type Job = z.infer<typeof job>;

/** PENDING, STARTED, COMPLETED: DRS knows no failed job (API model, JobStatus). */
export function jobStatus(one: Job, at: number): 'PENDING' | 'STARTED' | 'COMPLETED' {
  if (one.endedAt !== null && at >= one.endedAt) return 'COMPLETED';
  return at >= one.startedAt ? 'STARTED' : 'PENDING';
}

/** Shape: LaunchStatus of the API model. */
export function launchStatus(
  one: Participant,
  at: number,
): 'PENDING' | 'IN_PROGRESS' | 'LAUNCHED' | 'FAILED' | 'TERMINATED' {
  if (one.outcome !== 'UNDECIDED' && one.decidedAt !== null && at >= one.decidedAt) return one.outcome;
  return at >= one.startedAt ? 'IN_PROGRESS' : 'PENDING';
}

/** False once somebody has deleted it from the list of jobs. */
export const isListed = (one: Job, at: number): boolean =>
  at >= one.createdAt && (one.deletedAt === undefined || at < one.deletedAt);

/** True while the job counts against the quotas and holds its servers. */
export const isOpen = (one: Job, at: number): boolean => one.endedAt === null || at < one.endedAt;
